"""During the sale: fresh order files, the state now, what is at risk, alerts."""
