"""Orders by day of arrival, ship-by, handover and cancellation.

What lies before the start of the horizon (orders that were open then) counts on its
first day, so the days sum to the headline KPIs.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.engines.tally import Details
from sim.measures.by_class import with_totals
from sim.measures.frame import ALL, Frame, product_rows
from sim.measures.observation import Observation
from sim.measures.schema import kpi_names

__all__ = ["count", "keys", "values"]

Int64 = NDArray[np.int64]


def keys(frame: Frame) -> pd.DataFrame:
    """Return the rows: day, shop, order class, KPI."""
    return product_rows(
        day=frame.days,
        shop=(*frame.shops, ALL),
        order_class=(*frame.classes, ALL),
        kpi=kpi_names("by_day"),
    )


def values(found: Details) -> NDArray[np.float64]:
    """Return the values, in the order of the rows."""
    totals = with_totals(np.moveaxis(found.by_day, -1, 0))
    return np.moveaxis(totals, 0, -1).astype(np.float64).ravel()


def count(seen: Observation) -> Int64:
    """Return the orders, shape (n_days, n_shops, n_classes, n_kpis)."""
    cases, n = seen.trajectory.cases, seen.n_orders
    due_rows = np.flatnonzero(seen.is_due)
    due_day = np.zeros(n, np.int64)
    due_day[due_rows] = seen.frame.day_numbers(cases.due[due_rows])
    missed = np.flatnonzero(seen.is_missed)
    shipped = np.flatnonzero(seen.is_shipped)
    cancelled = np.flatnonzero(seen.is_cancelled)
    day_numbers = seen.frame.day_numbers
    counts = (
        _count(seen, np.arange(n), day_numbers(cases.arrived[:n])),
        _count(seen, due_rows, due_day[due_rows]),
        _count(seen, missed, due_day[missed]),
        _count(seen, shipped, day_numbers(cases.completed[shipped])),
        _count(seen, cancelled, day_numbers(cases.left[cancelled])),
    )
    return np.stack(counts, axis=-1)


def _count(seen: Observation, rows: Int64, day: Int64) -> Int64:
    """Return the orders of each day, shop and class."""
    frame = seen.frame
    shape = (len(frame.days), len(frame.shops), len(frame.classes))
    cell = day * (shape[1] * shape[2]) + seen.cell[rows]
    return np.bincount(cell, minlength=int(np.prod(shape))).reshape(shape)
