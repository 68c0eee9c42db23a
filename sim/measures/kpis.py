"""The headline: one number a replication for each thing a planner asks first."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.engines.rules import Outcome
from sim.engines.tally import DUTY, OVERTIME, Tally
from sim.measures import costs, replies
from sim.measures.frame import Frame
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


def values(frame: Frame, found: Tally) -> Float64:
    """Return the values, in the order of the rows."""
    numbers = {
        **_orders(found),
        **_others(found),
        **_people(found),
        **_yen(costs.values(frame, found)),
    }
    return np.array([numbers[name] for name in kpi_names("kpis")], np.float64)


def _orders(found: Tally) -> dict[str, float]:
    by_due = found.orders.sum(axis=(0, 1))
    counts = by_due.sum(axis=1).tolist()
    in_due = by_due[:, 1].tolist()
    missed = (
        in_due[Outcome.SHIPPED_LATE]
        + in_due[Outcome.CANCELLED_AFTER_DUE]
        + in_due[Outcome.OPEN_OVERDUE]
    )
    before, after = (
        counts[Outcome.CANCELLED_BEFORE_DUE],
        counts[Outcome.CANCELLED_AFTER_DUE],
    )
    return {
        "orders": sum(counts),
        "due": sum(in_due),
        "missed": missed,
        "missed_share": missed / max(sum(in_due), 1),
        "shipped_on_time": counts[Outcome.SHIPPED_ON_TIME],
        "shipped_late": counts[Outcome.SHIPPED_LATE],
        "cancelled": before + after,
        "cancelled_before_due": before,
        "cancelled_after_due": after,
        "oversold": counts[Outcome.OVERSOLD],
        "open_overdue": counts[Outcome.OPEN_OVERDUE],
        "open_not_due": counts[Outcome.OPEN_NOT_DUE],
    }


def _others(found: Tally) -> dict[str, float]:
    crossed, misshipped, turned_away = found.marks.tolist()
    return {
        "turned_away": turned_away,
        "crossed": crossed,
        "misshipped": misshipped,
        "peak_backlog": int(found.backlog.max()),
        "contacts": int(found.replies[:, 0].sum()),
        "reply_in_time_share": replies.in_time_share(found),
    }


def _people(found: Tally) -> dict[str, float]:
    duty, overtime = (int(found.paid[kind, :, 0].sum()) for kind in (DUTY, OVERTIME))
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
