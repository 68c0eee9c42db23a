"""What became of the orders, by shop and order class."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.engines.rules import Outcome
from sim.engines.tally import Tally
from sim.measures.frame import ALL, Frame, product_rows
from sim.measures.observation import N_OUTCOMES, Observation
from sim.measures.schema import kpi_names, kpi_units

__all__ = ["count", "keys", "values", "with_totals"]


def keys(frame: Frame) -> pd.DataFrame:
    """Return the rows: shop, order class, KPI; ``*`` is the total and comes last."""
    rows = product_rows(
        shop=(*frame.shops, ALL),
        order_class=(*frame.classes, ALL),
        kpi=kpi_names("by_class"),
    )
    rows["unit"] = rows["kpi"].map(kpi_units("by_class"))
    return rows


def count(seen: Observation) -> NDArray[np.int64]:
    """Return the orders, shape (n_shops, n_classes, n_outcomes, is due or not)."""
    shape = (len(seen.frame.shops), len(seen.frame.classes), N_OUTCOMES, 2)
    cell = (seen.cell * N_OUTCOMES + seen.outcome) * 2 + seen.is_due
    return np.bincount(cell, minlength=int(np.prod(shape))).reshape(shape)


def values(found: Tally) -> NDArray[np.float64]:
    """Return the values, in the order of the rows."""
    by_outcome = with_totals(np.moveaxis(found.orders, (2, 3), (0, 1)))
    in_all, due = by_outcome.sum(axis=1), by_outcome[:, 1]
    missed = (
        due[Outcome.SHIPPED_LATE]
        + due[Outcome.CANCELLED_AFTER_DUE]
        + due[Outcome.OPEN_OVERDUE]
    )
    all_due = due.sum(axis=0)
    columns = (
        in_all.sum(axis=0),
        all_due,
        in_all[Outcome.SHIPPED_ON_TIME],
        in_all[Outcome.SHIPPED_LATE],
        missed,
        missed / np.maximum(all_due, 1),
        in_all[Outcome.CANCELLED_BEFORE_DUE] + in_all[Outcome.CANCELLED_AFTER_DUE],
        in_all[Outcome.OVERSOLD],
        in_all[Outcome.OPEN_OVERDUE],
        in_all[Outcome.OPEN_NOT_DUE],
    )
    return np.stack(columns, axis=-1).astype(np.float64).ravel()


def with_totals(counts: NDArray[np.integer]) -> NDArray[np.int64]:
    """Return counts (…, shops, classes) with the totals as last shop and class."""
    shape = (*counts.shape[:-2], counts.shape[-2] + 1, counts.shape[-1] + 1)
    full = np.empty(shape, np.int64)
    full[..., :-1, :-1] = counts
    full[..., -1, :-1] = counts.sum(axis=-2)
    full[..., -1] = full[..., :-1].sum(axis=-1)
    return full
