"""The fast engine: an event loop over flat arrays, compiled by Numba."""

from sim.engines.compiled.engine import is_ready, simulate, tally

__all__ = ["is_ready", "simulate", "tally"]
