"""Orders that stand somewhere now, by what their stamps say."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.forecast.opening import STAGES, default_steps, stage_of
from sim.scenario.model import Scenario
from sim.scenario.promises import due_ticks
from sim.units import NEVER

__all__ = ["Backlog", "backlog_now"]

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Backlog:
    """Orders that stand at a step now."""

    step: str
    """Name of the step."""
    orders: int
    """Orders there."""
    overdue: int
    """Those of them whose ship-by is over."""
    oldest: datetime | None
    """When the oldest of them was ordered; None when there are none."""


def backlog_now(
    plan: Scenario, orders: pd.DataFrame, now: datetime
) -> tuple[Backlog, ...]:
    """Return the steps of the order flow at which orders stand, in order."""
    stages, steps = stage_of(orders, now), default_steps(plan)
    overdue = _is_overdue(plan, orders, now)
    step = np.array([*(steps[stage] for stage in STAGES), ""], object)[stages]
    rows = []
    for name in dict.fromkeys(steps.values()):
        here = step == name
        if here.any():
            rows.append(
                Backlog(
                    step=name,
                    orders=int(here.sum()),
                    overdue=int((here & overdue).sum()),
                    oldest=orders["ordered_at"][here].min().to_pydatetime(),
                )
            )
    return tuple(rows)


def _is_overdue(plan: Scenario, orders: pd.DataFrame, now: datetime) -> Bools:
    """Return whether the ship-by of each order is over, by the plan's promise.

    An order of no known class has the promise of the first class.
    """
    tick = plan.clock.tick(now)
    since = orders["ordered_at"].dt.tz_convert("UTC").dt.tz_localize(None)
    start = pd.Timestamp(plan.clock.start).tz_convert("UTC").tz_localize(None)
    arrivals = ((since - start) // pd.Timedelta(milliseconds=1)).to_numpy(np.int64)
    overdue = np.zeros(len(orders), np.bool_)
    known = {each.name for each in plan.classes}
    named = orders["class"].where(orders["class"].isin(known), plan.classes[0].name)
    for each in plan.classes:
        mine = (named == each.name).to_numpy(bool)
        due = due_ticks(plan, each, arrivals[mine])
        overdue[mine] = (due != NEVER) & (due < tick)
    return overdue
