"""Cases at each step over time, and open orders in all.

The value at a tick is the state after everything that happened before that tick: it is
what someone who comes at that tick finds.
Orders that were open at the start of the horizon count from its first tick on.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.engines.tally import Tally
from sim.measures.frame import ALL, Frame, product_rows
from sim.measures.observation import Observation

__all__ = ["count_inside", "count_open", "keys", "values"]

Int64 = NDArray[np.int64]


def keys(frame: Frame) -> pd.DataFrame:
    """Return the rows: step (``*`` is the last: all open orders), tick of the grid."""
    rows = product_rows(step=(*frame.steps, ALL), at=frame.moments(frame.grid))
    return rows[["at", "step"]]


def values(found: Tally, inside: Int64) -> NDArray[np.int32]:
    """Return the values, in the order of the rows.

    ``inside`` holds the cases at each step, shape (n_steps, n_grid).
    """
    return np.vstack((inside, found.backlog)).astype(np.int32).ravel()


def count_inside(seen: Observation) -> Int64:
    """Return the cases at each step, shape (n_steps, n_grid)."""
    visits, cases = seen.trajectory.visits, seen.trajectory.cases
    entered = visits.entered.copy()
    first = np.flatnonzero(entered == 0)
    entered[first[cases.arrived[visits.case[first]] < 0]] = -1
    n_steps = len(seen.frame.steps)
    change = _change(seen, entered, seen.stopped, visits.step, n_steps)
    return np.cumsum(change, axis=1)


def count_open(seen: Observation) -> Int64:
    """Return the open orders, shape (n_grid,)."""
    cases, n = seen.trajectory.cases, seen.n_orders
    gone = np.minimum(cases.completed[:n], cases.left[:n])
    gone = np.minimum(gone, seen.trajectory.end)
    arrived = np.maximum(cases.arrived[:n], -1)
    return np.cumsum(_change(seen, arrived, gone, np.zeros(n, np.int16), 1)[0])


def _change(
    seen: Observation, come: Int64, gone: Int64, row: NDArray[np.int16], n_rows: int
) -> Int64:
    """Return who came less who went between two points, shape (n_rows, n_grid).

    ``come`` is −1 or more; ``gone`` at most the end of the horizon.
    """
    frame = seen.frame
    # a stay seen at tick t has come before t and gone at t or later
    n_points = len(frame.grid) + 1
    base = row * np.int64(n_points) + 1
    size = n_rows * n_points
    more = np.bincount(base + come // frame.grid_step, minlength=size)
    fewer = np.bincount(base + gone // frame.grid_step, minlength=size)
    return (more - fewer).reshape(n_rows, n_points)[:, :-1]
