"""The headline: one number a replication for each thing a planner asks first."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.engines.rules import Outcome
from sim.measures import costs, replies
from sim.measures.frame import Frame
from sim.measures.observation import N_OUTCOMES, Observation
from sim.measures.schema import kpi_names, kpi_units
from sim.units import TICKS_PER_HOUR

__all__ = ["keys", "values"]

Float64 = NDArray[np.float64]


def keys(frame: Frame) -> pd.DataFrame:
    """Return the rows: KPI."""
    del frame  # every scenario has the same headline
    rows = pd.DataFrame({"kpi": kpi_names("kpis")})
    rows["unit"] = rows["kpi"].map(kpi_units("kpis"))
    return rows


def values(seen: Observation, tables: Mapping[str, NDArray[np.generic]]) -> Float64:
    """Return the values, in the order of the rows.

    ``tables`` holds the values of the tables ``backlog`` and ``costs``.
    """
    found = {
        **_orders(seen),
        **_backlog(seen, tables["backlog"]),
        **_people(seen),
        **_yen(np.asarray(tables["costs"], np.float64)),
    }
    return np.array([found[name] for name in kpi_names("kpis")], np.float64)


def _orders(seen: Observation) -> dict[str, float]:
    counts = np.bincount(seen.outcome, minlength=N_OUTCOMES).tolist()
    cases, n = seen.trajectory.cases, seen.n_orders
    due = int(np.count_nonzero(seen.is_due))
    missed = int(np.count_nonzero(seen.is_missed))
    before, after = (
        counts[Outcome.CANCELLED_BEFORE_DUE],
        counts[Outcome.CANCELLED_AFTER_DUE],
    )
    return {
        "orders": n,
        "due": due,
        "missed": missed,
        "missed_share": missed / max(due, 1),
        "shipped_on_time": counts[Outcome.SHIPPED_ON_TIME],
        "shipped_late": counts[Outcome.SHIPPED_LATE],
        "cancelled": before + after,
        "cancelled_before_due": before,
        "cancelled_after_due": after,
        "oversold": counts[Outcome.OVERSOLD],
        "turned_away": len(seen.trajectory.turned_away),
        "crossed": int(np.count_nonzero(cases.crossed[:n])),
        "misshipped": int(np.count_nonzero(cases.misshipped[:n])),
        "open_overdue": counts[Outcome.OPEN_OVERDUE],
        "open_not_due": counts[Outcome.OPEN_NOT_DUE],
        "contacts": len(cases) - n,
        "reply_in_time_share": replies.in_time_share(seen),
    }


def _backlog(seen: Observation, backlog: NDArray[np.generic]) -> dict[str, float]:
    open_orders = backlog.reshape(len(seen.frame.steps) + 1, -1)[-1]
    return {"peak_backlog": float(np.max(open_orders))}


def _people(seen: Observation) -> dict[str, float]:
    overtime, duty = seen.overtime.ticks, seen.duty.ticks
    return {
        "overtime_hours": overtime / TICKS_PER_HOUR,
        "staff_hours": (duty + overtime) / TICKS_PER_HOUR,
    }


def _yen(cost_values: Float64) -> dict[str, float]:
    losses = cost_values[-costs.LOSSES :]
    wages = cost_values[: -costs.LOSSES].reshape(-1, costs.WAGES)[:, -1].sum()
    return {
        "staff_cost_yen": wages,
        "lost_margin_yen": losses[0],
        "total_cost_yen": wages + losses.sum(),
    }
