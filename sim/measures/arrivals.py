"""New orders an hour, by shop and channel."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.measures.frame import ALL, Frame
from sim.measures.observation import Observation

__all__ = ["keys", "values"]


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


def values(seen: Observation) -> NDArray[np.float64]:
    """Return the values, in the order of the rows."""
    hours, cases = seen.frame.hours, seen.trajectory.cases
    new = np.flatnonzero(~seen.is_opening)
    hour = (cases.arrived[new] - hours.origin) // hours.width
    n_demands = len(seen.frame.shop_of_demand)
    cell = cases.demand[new] * np.int64(hours.count) + hour
    counts = np.bincount(cell, minlength=n_demands * hours.count)
    by_demand = counts.reshape(n_demands, hours.count)
    full = np.concatenate((by_demand, by_demand.sum(axis=0, keepdims=True)))
    return full.astype(np.float64).ravel()
