"""The order system's import is down for some hours, at the worst moment.

A gate of the order flow before the first work step is taken for the import.
Where a scenario has none, one is put in front of the flow: order systems fetch orders
every five minutes (GoQ: https://blog.goqsystem.com/2924).
The plan without the outage then has that import, too, so that both are the same but for
the outage.

The worst moment is found on paper: work arrives as expected and is done as capacity
allows.
The outage after which most work is late is worst; where none would be late, the one
that leaves least room between work done and work due; then the one that delays most.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.scenario.flow import ORDER_FLOW, GateStep, Step, Stop, WorkStep, written_step
from sim.scenario.groups import groups
from sim.scenario.model import Scenario
from sim.scenario.promises import due_ticks
from sim.scenario.workload import orders_by_hour
from sim.units import TICKS_PER_HOUR

__all__ = ["OUTAGE_HOURS", "ImportOutage", "import_outage", "worst_hour"]

OUTAGE_HOURS: Final = 3
_EVERY_MINUTES: Final = 5

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class ImportOutage:
    """A plan with and without an outage of its import."""

    base: Scenario
    """Without it."""
    scenario: Scenario
    """With it."""
    start: datetime
    """First moment, aware."""
    hours: int
    """How long it lasts."""
    is_added: bool
    """Whether the import had to be put in front of the flow."""


def import_outage(scenario: Scenario, hours: int = OUTAGE_HOURS) -> ImportOutage | None:
    """Return a plan with and without an outage at its worst moment.

    None when nobody works on orders, or no work arrives.
    """
    worst = _worst_start(scenario, hours)
    if worst is None:
        return None
    steps = list(scenario.flow[ORDER_FLOW])
    place = _import_place(steps)
    if place is None:
        place = 0
        steps.insert(0, _import_step(steps))
    base = scenario.replace(flow={**scenario.flow, ORDER_FLOW: tuple(steps)})
    start = worst if scenario.horizon.start.tzinfo else worst.replace(tzinfo=None)
    stop = Stop(from_=start, to=start + timedelta(hours=hours))
    gate = steps[place]
    assert isinstance(gate, GateStep)
    steps[place] = gate.replace(stopped=(*gate.stopped, stop))
    stopped = scenario.replace(flow={**scenario.flow, ORDER_FLOW: tuple(steps)})
    is_added = len(steps) > len(scenario.flow[ORDER_FLOW])
    return ImportOutage(base, stopped, worst, hours, is_added)


def worst_hour(work: Floats, capacity: Floats, due: Floats, hours: int) -> int:
    """Return the first hour of the worst outage.

    Parameters
    ----------
    work, capacity
        Minutes of work that arrive, and that can be done, in each hour.
    due
        Minutes of work whose ship-by has come by the end of each hour.
    hours
        How long work is held back; it then arrives at once.
    """
    starts = np.arange(max(len(work) - hours, 1))
    undone = held_back = np.zeros(len(starts))
    done = np.zeros((len(work), len(starts)))
    for hour, arriving in enumerate(work):
        held_back = np.where(starts + hours == hour, 0.0, held_back)
        released = np.where(starts + hours == hour, _sum(work, starts, hours), 0.0)
        is_down = (starts <= hour) & (hour < starts + hours)
        held_back = held_back + arriving * is_down
        undone = np.maximum(undone + released + arriving * ~is_down - capacity[hour], 0)
        done[hour] = work[: hour + 1].sum() - held_back - undone
    falls_due = np.diff(due, prepend=0.0) > 0
    room = (done - due[:, None])[falls_due]
    late = np.maximum(-room, 0.0).sum(axis=0).round(6)
    tight = -room.min(axis=0, initial=np.inf).round(6)
    delayed = -done.sum(axis=0).round(6)
    return int(np.lexsort((delayed, tight, late))[-1])


def _sum(work: Floats, starts: NDArray[np.int64], hours: int) -> Floats:
    before = np.concatenate([[0.0], np.cumsum(work)])
    return np.asarray(before[starts + hours] - before[starts], np.float64)


def _worst_start(scenario: Scenario, hours: int) -> datetime | None:
    first = next(
        (step for step in scenario.flow[ORDER_FLOW] if isinstance(step, WorkStep)), None
    )
    if first is None:
        return None
    written = written_step(ORDER_FLOW, first.step)
    group = next(each for each in groups(scenario) if written in each.steps)
    if not group.work_minutes.any():
        return None
    due = _due_minutes(scenario, group.work_minutes)
    hour = worst_hour(group.work_minutes, group.capacity_minutes, due, hours)
    start = scenario.aware(scenario.horizon.start)
    return (start + timedelta(hours=hour)).replace(second=0, microsecond=0)


def _due_minutes(scenario: Scenario, work: Floats) -> Floats:
    """Return the work whose ship-by has come by the end of each hour.

    The work of an hour is shared out among its orders.
    """
    n_hours = len(work)
    orders = np.sum([orders_by_hour(scenario, d) for d in scenario.demand], axis=0)
    total = np.maximum(orders.sum(axis=1), 1e-12)
    hours = np.arange(n_hours, dtype=np.int64) * TICKS_PER_HOUR
    falling_due = np.zeros(n_hours)
    for number, order_class in enumerate(scenario.classes):
        dues = due_ticks(scenario, order_class, hours)
        is_due = dues < scenario.end_tick
        minutes = work * orders[:, number] / total
        places = (dues[is_due] - 1) // TICKS_PER_HOUR
        np.add.at(falling_due, np.maximum(places, 0), minutes[is_due])
    return np.cumsum(falling_due)


def _import_place(steps: list[Step]) -> int | None:
    """Return the place of a gate before the first work step; None without one."""
    for place, step in enumerate(steps):
        if isinstance(step, WorkStep):
            return None
        if isinstance(step, GateStep) and step.completes is None:
            return place
    return None


def _import_step(steps: list[Step]) -> GateStep:
    taken = {step.step for step in steps}
    name = "import"
    while name in taken:
        name += "-2"
    return GateStep(step=name, kind="gate", every_minutes=_EVERY_MINUTES)
