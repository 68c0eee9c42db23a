"""New orders an hour, by shop and channel."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.engines.tally import Details
from sim.measures.frame import ALL, Frame
from sim.measures.observation import Observation

__all__ = ["count", "keys", "values"]


def keys(frame: Frame) -> pd.DataFrame:
    """Return the rows: demand (``*`` is the last), hour."""
    demands = frame.program.scenario.demand
    streams = [*((entry.shop, entry.channel) for entry in demands), (ALL, ALL)]
    at = frame.hour_moments()
    return pd.DataFrame(
        {
            "at": at.take(np.tile(np.arange(len(at)), len(streams))),
            "shop": np.repeat([shop for shop, _ in streams], len(at)),
            "channel": np.repeat([channel for _, channel in streams], len(at)),
        }
    )


def count(seen: Observation) -> NDArray[np.int64]:
    """Return the new orders, shape (n_demands, n_hours)."""
    hours, cases = seen.frame.hours, seen.trajectory.cases
    new = np.flatnonzero(~seen.is_opening)
    hour = (cases.arrived[new] - hours.origin) // hours.width
    n_demands = len(seen.frame.shop_of_demand)
    cell = cases.demand[new] * np.int64(hours.count) + hour
    counts = np.bincount(cell, minlength=n_demands * hours.count)
    return counts.reshape(n_demands, hours.count)


def values(found: Details) -> NDArray[np.float64]:
    """Return the values, in the order of the rows."""
    by_demand = found.arrivals
    full = np.concatenate((by_demand, by_demand.sum(axis=0, keepdims=True)))
    return full.astype(np.float64).ravel()
