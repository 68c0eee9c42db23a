"""Room: how many more orders a plan can take, and how late its cut-off can be.

The same sales are simulated with more orders, or a later cut-off, step by step.
A sale that has missed the target once counts as missed at every further step, so the
answer never rises again by luck.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from sim.experiments.headlines import headlines
from sim.experiments.intervals import wilson_interval
from sim.scenario.clocktimes import minutes_of
from sim.scenario.model import Scenario
from sim.staffing.runner import Runner

__all__ = ["ROOM_COLUMNS", "largest_kept", "later_cutoff", "more_orders"]

ROOM_COLUMNS = ("change", "kept", "kept_low", "kept_high", "missed", "n")
"""``change`` is the part of orders added, or the minutes that the cut-off is later."""
GROWTH = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)
LATER_MINUTES = (0, 30, 60, 120, 180, 240, 360)
MINUTES_A_DAY = 1440


def more_orders(
    plan: Scenario,
    runner: Runner,
    *,
    numbers: range,
    growth: Iterable[float] = GROWTH,
) -> pd.DataFrame:
    """Return the promise with so many more orders in every demand.

    The real orders of a replay cannot be multiplied; a scenario with one has no rows
    beyond the first.

    Parameters
    ----------
    plan
        Scenario with its people.
    runner
        How sales are simulated.
    numbers
        Numbers of the sales.
    growth
        Parts of the orders that are added, increasing from 0.
    """
    is_fixed = any(demand.replay is not None for demand in plan.demand)
    steps = [0.0] if is_fixed else list(growth)
    return _table(plan, runner, numbers, ((g, _grown(plan, g)) for g in steps))


def later_cutoff(
    plan: Scenario,
    runner: Runner,
    *,
    numbers: range,
    minutes: Iterable[int] = LATER_MINUTES,
) -> pd.DataFrame:
    """Return the promise with the cut-off of every class so many minutes later.

    Steps that would move a cut-off past midnight are left out.
    """
    scenarios = ((float(later), _later(plan, later)) for later in minutes)
    return _table(
        plan, runner, numbers, ((m, s) for m, s in scenarios if s is not None)
    )


def largest_kept(table: pd.DataFrame, asked: float) -> float | None:
    """Return the largest change at which the promise is kept, None at none."""
    kept = table.loc[table["kept"] >= asked, "change"]
    return None if kept.empty else float(kept.max())


def _table(
    plan: Scenario,
    runner: Runner,
    numbers: range,
    steps: Iterable[tuple[float, Scenario]],
) -> pd.DataFrame:
    limit, rows = plan.target.missed_share, []
    kept = np.ones(len(numbers), np.bool_)
    for change, scenario in steps:
        frame = headlines(
            scenario,
            numbers=numbers,
            seed=runner.seed,
            engine=runner.engine,
            executor=runner.executor,
            workers=runner.workers,
            cancelled=runner.cancelled,
        )
        kept &= (frame["missed_share"] <= limit).to_numpy()
        low, high = wilson_interval(int(kept.sum()), len(kept))
        missed = float(frame["missed"].mean())
        rows.append((change, float(kept.mean()), low, high, missed, len(kept)))
        if high < 0.5 * plan.target.with_probability:
            break
    return pd.DataFrame(rows, columns=list(ROOM_COLUMNS))


def _grown(plan: Scenario, growth: float) -> Scenario:
    if growth == 0:
        return plan
    return plan.replace(
        demand=tuple(d.replace(scale=d.scale * (1.0 + growth)) for d in plan.demand)
    )


def _later(plan: Scenario, later: int) -> Scenario | None:
    """Return the plan with later cut-offs, None where one would pass midnight."""
    if later == 0:
        return plan
    classes = []
    for order_class in plan.classes:
        promise = order_class.ship_by
        if promise is None or promise.within_hours is not None:
            classes.append(order_class)
            continue
        changes: dict[str, object] = {}
        for key in ("cutoff", "cutoff_closed_soon"):
            value = getattr(promise, key)
            if value is not None:
                minute = minutes_of(value) + later
                if minute > MINUTES_A_DAY:
                    return None
                changes[key] = f"{minute // 60:02d}:{minute % 60:02d}"
        classes.append(order_class.replace(ship_by=promise.replace(**changes)))
    return plan.replace(classes=tuple(classes))
