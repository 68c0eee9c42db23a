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

    An order whose class no file tells is overdue when it would be in every class.
    """
    tick = plan.clock.tick(now)
    since = orders["ordered_at"].dt.tz_convert("UTC").dt.tz_localize(None)
    start = pd.Timestamp(plan.clock.start).tz_convert("UTC").tz_localize(None)
    arrivals = ((since - start) // pd.Timedelta(milliseconds=1)).to_numpy(np.int64)
    named = orders["class"].fillna("").to_numpy(object)
    by_class = {
        each.name: (due != NEVER) & (due < tick)
        for each in plan.classes
        for due in [due_ticks(plan, each, arrivals)]
    }
    overdue: Bools = np.logical_and.reduce(list(by_class.values()))
    for name, is_over in by_class.items():
        overdue = np.where(named == name, is_over, overdue)
    return overdue
