"""How long cases wait and stay at each step.

A stay is from the entry to the leaving of a step; the parts of a paused task are one.
Waiting is the time in the queue, also after a pause; at a wait or a gate it is the
whole stay.
Stays that are open at the end count with the time so far, so a queue that nobody serves
does not look short.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.engines.tally import WAIT_PERCENT, Details, percentile_places
from sim.measures.frame import Frame, product_rows
from sim.measures.observation import Observation
from sim.measures.schema import kpi_names, kpi_units
from sim.units import TICKS_PER_MINUTE

__all__ = ["count", "keys", "queued_ticks", "values"]

Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]


def keys(frame: Frame) -> pd.DataFrame:
    """Return the rows: step, KPI."""
    rows = product_rows(step=frame.steps, kpi=kpi_names("waits"))
    rows["unit"] = rows["kpi"].map(kpi_units("waits"))
    return rows


def values(found: Details) -> Float64:
    """Return the values, in the order of the rows; NaN where nobody came."""
    result = np.full((len(found.stays), 5), np.nan)
    result[:, 0] = found.stays[:, 0]
    for number, row in enumerate(found.stays.tolist()):
        stays, waited, longest, low, high, stayed = row
        if stays:
            rest = WAIT_PERCENT * (stays - 1) % 100
            result[number, 1:] = (
                waited / stays,
                low + (high - low) * rest / 100,
                longest,
                stayed / stays,
            )
    result[:, 1:] /= TICKS_PER_MINUTE
    return result.ravel()


def count(seen: Observation) -> Int64:
    """Return the stays, shape (n_steps, 6); see :class:`sim.engines.tally.Details`."""
    step, waited, stayed = _stays(seen)
    n_steps = len(seen.frame.steps)
    visits = np.bincount(step, minlength=n_steps)
    order = np.argsort(step, kind="stable")
    edges = np.concatenate(([0], np.cumsum(visits)))
    waited, stayed = waited[order], stayed[order]
    result = np.zeros((n_steps, 6), np.int64)
    result[:, 0] = visits
    for number in np.flatnonzero(visits):
        rows = slice(edges[number], edges[number + 1])
        waits = waited[rows]
        result[number, 1:] = (
            waits.sum(),
            waits.max(),
            *_around_percentile(waits),
            stayed[rows].sum(),
        )
    return result


def queued_ticks(seen: Observation) -> Int64:
    """Return the ticks of waiting in each visit row, shape (n_visits,)."""
    visits = seen.trajectory.visits
    nobody = np.array([step.kind != "work" for step in seen.frame.program.steps])
    until = np.where(nobody[visits.step], seen.stopped, visits.started)
    return np.minimum(until, seen.stopped) - visits.entered


def _around_percentile(ticks: Int64) -> tuple[int, int]:
    """Return the two order statistics between which the percentile lies."""
    below, above = percentile_places(len(ticks))
    part = np.partition(ticks, (below, above))
    return int(part[below]), int(part[above])


def _stays(seen: Observation) -> tuple[NDArray[np.int16], Int64, Int64]:
    """Return (step, ticks waited, ticks stayed) of each stay."""
    visits = seen.trajectory.visits
    waited, stayed = queued_ticks(seen), seen.stopped - visits.entered
    if not seen.is_rest.any():
        return visits.step, waited, stayed
    first = np.flatnonzero(~seen.is_rest)
    return (
        visits.step[first],
        np.add.reduceat(waited, first),
        np.add.reduceat(stayed, first),
    )
