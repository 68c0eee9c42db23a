"""Cases of the other flows (contacts, cancellation requests): answered, and in time.

The share in time divides by the cases with a promised reply that were answered or
whose reply time passed inside the horizon; those that are open and not yet due are not
judged.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.engines.tally import Tally
from sim.measures.frame import Frame, product_rows
from sim.measures.observation import Observation
from sim.measures.schema import kpi_names
from sim.units import NEVER

__all__ = ["count", "in_time_share", "keys", "values"]

Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]


def keys(frame: Frame) -> pd.DataFrame:
    """Return the rows: flow, KPI."""
    return product_rows(flow=frame.started_flows, kpi=kpi_names("replies"))


def values(found: Tally) -> Float64:
    """Return the values, in the order of the rows; the share is NaN of no cases."""
    started, answered, in_time, judged = found.replies.T
    columns = (
        started,
        answered,
        in_time,
        _share(in_time, judged),
        started - answered,
    )
    return np.stack(columns, axis=-1).astype(np.float64).ravel()


def in_time_share(found: Tally) -> float:
    """Return the share in time over all flows; NaN where nothing can be judged."""
    _, _, in_time, judged = found.replies.T
    return float(_share(in_time.sum(), judged.sum()))


def count(seen: Observation) -> Int64:
    """Return cases started, answered, answered in time and judged, by flow."""
    cases, first = seen.trajectory.cases, seen.n_orders
    flow, due = cases.flow[first:] - 1, cases.due[first:]
    completed = cases.completed[first:]
    is_answered = completed != NEVER
    is_promised = due != NEVER
    is_judged = is_promised & (is_answered | (due < seen.trajectory.end))
    masks = (
        np.ones(len(flow), np.bool_),
        is_answered,
        is_answered & is_promised & (completed <= due),
        is_judged,
    )
    n_flows = len(seen.frame.started_flows)
    counts = [np.bincount(flow[mask], minlength=n_flows) for mask in masks]
    return np.stack(counts, axis=-1)[:n_flows]


def _share(part: Int64, whole: Int64) -> Float64:
    return np.where(whole > 0, part / np.maximum(whole, 1), np.nan)
