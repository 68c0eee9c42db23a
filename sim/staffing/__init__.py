"""The cheapest staffing that keeps the promise, and the proof of how good it is."""
