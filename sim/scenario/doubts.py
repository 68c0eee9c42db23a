"""Doubts: what a scenario says that is legal but probably not meant."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.language import Language, text
from sim.scenario.clocktimes import minutes_of, period_minutes
from sim.scenario.duties import MINUTES_A_DAY, duty_segments
from sim.scenario.flow import ORDER_FLOW, GateStep, WorkStep, written_step
from sim.scenario.groups import groups
from sim.scenario.inputs import origins_by_place, stated_numbers
from sim.scenario.model import Scenario
from sim.scenario.paths import format_loc
from sim.scenario.promises import due_ticks
from sim.scenario.replay import parse_replay
from sim.scenario.teams import Shift, Team
from sim.scenario.timetable import gate_departures
from sim.scenario.workload import (
    opening_by_step,
    orders_by_hour,
    served_by,
)
from sim.units import NEVER, TICKS_PER_HOUR

__all__ = ["Doubt", "doubtful", "numbers_without_origin"]

Ints = NDArray[np.int64]
FULL_LOAD = 0.95


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that a planner should look at again."""

    where: str
    """Path in the scenario file; empty when it is about the whole of it."""
    rule: str
    """Entry ``doubt_<rule>`` of the catalogue ``explain.toml``."""
    values: Mapping[str, object] = field(default_factory=dict)
    """What the words name."""

    def text(self, language: Language) -> str:
        """Return the doubt in words, with its place."""
        words = text(f"explain.doubt_{self.rule}", language, **self.values)
        return f"{self.where}: {words}" if self.where else words


def doubtful(scenario: Scenario) -> Iterator[Doubt]:
    """Yield everything that is doubtful about a scenario."""
    yield from _demand(scenario)
    yield from _steps(scenario)
    yield from _gates(scenario)
    yield from _promises(scenario)
    yield from _teams(scenario)
    yield from _load(scenario)
    missing = numbers_without_origin(scenario)
    if missing:
        yield Doubt("origins", "no_origin", {"count": len(missing)})


def numbers_without_origin(scenario: Scenario) -> list[str]:
    """Return the paths of the written numbers that no origin covers.

    Counted are the numbers that the file states on demand, classes, flows, triggers,
    customers, stock, teams, menu and costs; an origin of a table covers all numbers in
    it.
    """
    data = scenario.model_dump(by_alias=True, exclude_unset=True)
    covered = origins_by_place(scenario, data)
    stated = ("demand", "classes", "flow", "triggers", "customers", "stock", "teams")
    return [
        format_loc(loc)
        for part in (*stated, "menu", "costs")
        for loc, _ in stated_numbers(data.get(part), (part,))
        if not any(loc[: len(above)] == above for above in covered)
    ]


def _demand(scenario: Scenario) -> Iterator[Doubt]:
    for index, demand in enumerate(scenario.demand):
        for number, event in enumerate(demand.events):
            start = scenario.clock.tick(scenario.aware(event.from_))
            end = scenario.clock.tick(scenario.aware(event.to))
            if end <= 0 or start >= scenario.end_tick:
                where = f"demand[{index}].events[{number}]"
                yield Doubt(where, "event_outside", {"label": event.label})
        if demand.orders_per_day is None and demand.profile != "flat":
            yield Doubt(f"demand[{index}].profile", "profile_unused")
        if demand.replay is not None:
            rows = scenario.attached(demand.replay).splitlines()
            total = sum(bool(row.strip(", ")) for row in rows[1:])
            inside = len(parse_replay(scenario, demand).ticks)
            if inside < total:
                values = {"count": total - inside, "total": total}
                yield Doubt(f"demand[{index}].replay", "replay_outside", values)


def _steps(scenario: Scenario) -> Iterator[Doubt]:
    for flow, step in scenario.steps():
        written = written_step(flow, step.step)
        if isinstance(step, WorkStep) and not served_by(scenario, written):
            place = f"flow.{flow}[{scenario.flow[flow].index(step)}]"
            yield Doubt(place, "step_unserved", {"step": step.label or step.step})


def _gates(scenario: Scenario) -> Iterator[Doubt]:
    expected = sum(orders_by_hour(scenario, each).sum() for each in scenario.demand)
    expected += opening_by_step(scenario).sum()
    for index, step in enumerate(scenario.flow[ORDER_FLOW]):
        if not isinstance(step, GateStep):
            continue
        place = f"flow.{ORDER_FLOW}[{index}]"
        departures = len(gate_departures(scenario, step))
        if not departures:
            yield Doubt(place, "gate_never", {"step": step.label or step.step})
        elif step.capacity is not None and expected > departures * step.capacity:
            values = {"orders": round(expected), "capacity": departures * step.capacity}
            yield Doubt(place, "gate_short", values)


def _promises(scenario: Scenario) -> Iterator[Doubt]:
    """Yield the classes whose ship-by no order of the horizon can keep."""
    arrivals = np.arange(0, scenario.end_tick, TICKS_PER_HOUR // 2, dtype=np.int64)
    handed_over = _earliest_handover(scenario, arrivals)
    for index, order_class in enumerate(scenario.classes):
        dues = due_ticks(scenario, order_class, arrivals)
        is_due = dues < scenario.end_tick
        if is_due.any() and (handed_over > dues)[is_due].all():
            values = {"class": order_class.label or order_class.name}
            yield Doubt(f"classes[{index}].ship_by", "ship_by_unreachable", values)


def _earliest_handover(scenario: Scenario, arrivals: Ints) -> Ints:
    """Return when orders leave the last gate before completion, without any queue."""
    steps = scenario.flow[ORDER_FLOW]
    marked = [index for index, step in enumerate(steps) if step.completes]
    last = marked[0] if marked else len(steps) - 1
    ticks = arrivals
    for step in steps[: last + 1]:
        # a gate that some orders pass by does not hold up the others
        if isinstance(step, GateStep) and (step is steps[last] or step.share == 1):
            departures = np.append(gate_departures(scenario, step), NEVER)
            ticks = departures[np.searchsorted(departures, ticks)]
    return ticks


def _teams(scenario: Scenario) -> Iterator[Doubt]:
    duties = duty_segments(scenario)
    offered = {shift.team for shift in scenario.menu.shifts} if scenario.menu else set()
    for index, team in enumerate(scenario.teams):
        may_come = team.on_call is not None or team.name in offered
        if not may_come and not (duties.team == index).any():
            yield Doubt(
                f"teams[{index}]", "team_never", {"team": team.label or team.name}
            )
        if team.pick == "due":
            for flow in sorted(_never_due(scenario) & _flows_of(team)):
                yield Doubt(f"teams[{index}].pick", "pick_due_last", {"flow": flow})
        for number, shift in enumerate(team.shifts):
            for pause in _breaks_outside(shift):
                where = f"teams[{index}].shifts[{number}].breaks"
                yield Doubt(where, "break_outside", {"break_": pause})


def _never_due(scenario: Scenario) -> set[str]:
    """Return the flows in which cases may start that are never due."""
    requests = (scenario.customers.cancel, scenario.customers.cancel_when_late)
    through = {each.through for each in requests if each and each.through}
    return through | {
        each.start for each in scenario.triggers if each.reply_within_hours is None
    }


def _flows_of(team: Team) -> set[str]:
    """Return the flows other than that of orders in which a team works."""
    return {written.split(".")[0] for written in team.serves if "." in written}


def _breaks_outside(shift: Shift) -> list[str]:
    """Return the breaks that do not touch the shift."""
    start, end = minutes_of(shift.from_), minutes_of(shift.to)
    end += MINUTES_A_DAY if end <= start else 0
    outside = []
    for pause in shift.breaks:
        low, high = period_minutes(pause)
        high += MINUTES_A_DAY if high <= low else 0
        moved = (
            (low + days, high + days) for days in (-MINUTES_A_DAY, 0, MINUTES_A_DAY)
        )
        if not any(low < end and high > start for low, high in moved):
            outside.append(pause)
    return outside


def _load(scenario: Scenario) -> Iterator[Doubt]:
    labels = {team.name: team.label or team.name for team in scenario.teams}
    for group in groups(scenario):
        work, capacity = group.work_minutes.sum(), group.capacity_minutes.sum()
        if group.teams and work > FULL_LOAD * capacity:
            percent = f"{100 * work / capacity:.0f}" if capacity else "∞"
            teams = " + ".join(labels[name] for name in group.teams)
            values = {"teams": teams, "percent": percent}
            yield Doubt("teams", "load_full", values)
