"""A scenario made ready to run: names numbered, calendars in ticks, laws in one table.

Both engines run the same program, so whatever is worked out here (which step is next,
when a gate opens, when an order is due) is the same for both by construction.
A program holds nothing random and is built once for all replications.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.engines.demand_plans import demand_plans
from sim.engines.people import People, TeamPlan, number_people
from sim.engines.plans import (
    NO_LAW,
    NO_STEP,
    CancelPlan,
    DemandPlan,
    StepPlan,
    StockPlan,
    TriggerPlan,
)
from sim.engines.rules import TriggerCode
from sim.randomness.laws import LawTable, encode_laws
from sim.randomness.population import DrawTables
from sim.randomness.streams import stream_numbers
from sim.scenario.calendars import CalendarName
from sim.scenario.customers import Cancel
from sim.scenario.distributions import Distribution
from sim.scenario.flow import (
    ORDER_FLOW,
    GateStep,
    WaitStep,
    WorkStep,
    share_of,
    written_step,
)
from sim.scenario.model import Scenario
from sim.scenario.timetable import (
    due_table,
    gate_departures,
    open_segments,
)
from sim.units import NEVER, ticks_from_hours, ticks_from_minutes

__all__ = ["Program", "compile_program"]

Int64 = NDArray[np.int64]

_NOT_OF_ORDERS = {
    "name",
    "description",
    "teams",
    "menu",
    "costs",
    "target",
    "origins",
    "attachments",
}


@dataclass(frozen=True, eq=False)
class Program:
    """All numbers of a scenario that an engine needs."""

    scenario: Scenario
    end: int
    flows: tuple[str, ...]
    steps: tuple[StepPlan, ...]
    teams: tuple[TeamPlan, ...]
    demands: tuple[DemandPlan, ...]
    triggers: tuple[TriggerPlan, ...]
    cancel: CancelPlan | None
    cancel_late: CancelPlan | None
    auto_step: int
    """Step that must be behind an order; :data:`NO_STEP`: the mall never cancels."""
    stock: tuple[StockPlan, ...]
    priorities: tuple[int, ...]
    """By class."""
    draw_tables: DrawTables
    """What the values of an order are drawn from."""
    laws: LawTable
    people: People

    @property
    def request_slot(self) -> int:
        """Slot of cancellation requests; the last one."""
        return len(self.triggers) - 1

    @cached_property
    def orders_digest(self) -> str:
        """SHA-256 of all that decides the orders; the same for every staffing."""
        content = self.scenario.model_dump(
            mode="json", by_alias=True, exclude=_NOT_OF_ORDERS
        )
        files = {file.path: file.sha256 for file in self.scenario.attachments}
        text = json.dumps([content, files], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def step_named(self, name: str) -> int:
        """Return the number of a step, ``step`` or ``flow.step``."""
        return _numbers(step.name for step in self.steps)[name]


def compile_program(scenario: Scenario) -> Program:
    """Return the program of a checked scenario."""
    laws = _Laws()
    flows = (ORDER_FLOW, *sorted(set(scenario.flow) - {ORDER_FLOW}))
    classes = tuple(entry.name for entry in scenario.classes)
    steps = _steps(scenario, flows, classes, laws)
    by_name = _numbers(step.name for step in steps)
    first = {flow: by_name[_first_name(scenario, flow)] for flow in flows}
    teams, people = number_people(scenario, by_name)
    customers = scenario.customers
    auto = customers.auto_cancel
    demands = demand_plans(scenario)
    cancel = _cancel(customers.cancel, flows, first, laws)
    cancel_late = _cancel(customers.cancel_when_late, flows, first, laws)
    return Program(
        scenario=scenario,
        end=scenario.end_tick,
        flows=flows,
        steps=steps,
        teams=teams,
        demands=demands,
        triggers=_triggers(scenario, flows, first, laws),
        cancel=cancel,
        cancel_late=cancel_late,
        auto_step=NO_STEP if auto is None else by_name[auto.step],
        stock=_stock(scenario, steps, by_name),
        priorities=tuple(entry.priority for entry in scenario.classes),
        draw_tables=_draw_tables(scenario, demands, cancel, cancel_late, laws),
        laws=laws.table(),
        people=people,
    )


class _Laws:
    """Laws numbered in the order in which they are first used."""

    def __init__(self) -> None:
        self._laws: list[Distribution] = []

    def number(self, law: Distribution | None) -> int:
        if law is None:
            return NO_LAW
        if law not in self._laws:
            self._laws.append(law)
        return self._laws.index(law)

    def table(self) -> LawTable:
        return encode_laws(self._laws)


def _numbers(names: Iterable[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names)}


def _first_name(scenario: Scenario, flow: str) -> str:
    return written_step(flow, scenario.flow[flow][0].step)


def _steps(
    scenario: Scenario, flows: tuple[str, ...], classes: tuple[str, ...], laws: _Laws
) -> tuple[StepPlan, ...]:
    plans: list[StepPlan] = []
    marked = any(step.completes for step in scenario.flow[ORDER_FLOW])
    listed = list(scenario.steps())
    for number, (flow, step) in enumerate(listed):
        is_last = number + 1 == len(listed) or listed[number + 1][0] != flow
        completes = flow == ORDER_FLOW and (
            step.completes is not None or (is_last and not marked)
        )
        law: tuple[int, ...] = (NO_LAW,) * len(classes)
        rework, found = law, NO_LAW
        if isinstance(step, WorkStep | WaitStep):
            law = tuple(
                laws.number(step.minutes_by_class.get(name, step.minutes))
                for name in classes
            )
        if isinstance(step, WorkStep):
            again = laws.number(step.rework_minutes)
            rework = law if again == NO_LAW else (again,) * len(classes)
            found = laws.number(step.error_found_after_minutes)
        capacity = step.capacity if isinstance(step, GateStep) else None
        plans.append(
            StepPlan(
                number=number,
                flow=flows.index(flow),
                name=written_step(flow, step.step),
                kind=step.kind,
                next_step=NO_STEP if is_last else number + 1,
                share=tuple(
                    1.0 if completes else share_of(step, name) for name in classes
                ),
                law=law,
                rework_law=rework,
                found_law=found,
                is_fifo=not isinstance(step, WaitStep) and step.discipline == "fifo",
                completes=completes,
                departures=gate_departures(scenario, step)
                if isinstance(step, GateStep)
                else np.empty(0, np.int64),
                capacity=NEVER if capacity is None else capacity,
            )
        )
    return tuple(plans)


def _triggers(
    scenario: Scenario, flows: tuple[str, ...], first: dict[str, int], laws: _Laws
) -> tuple[TriggerPlan, ...]:
    plans: list[TriggerPlan] = []
    seen: dict[str, int] = {}
    for slot, trigger in enumerate(scenario.triggers):
        name = f"trigger:{trigger.when}:{trigger.start}"
        seen[name] = seen.get(name, 0) + 1
        starts, ends = _open_time(scenario, trigger.calendar)
        hours = trigger.reply_within_hours
        plans.append(
            TriggerPlan(
                slot=slot,
                when=TriggerCode[trigger.when.upper()],
                share=trigger.share,
                flow=flows.index(trigger.start),
                first_step=first[trigger.start],
                delay_law=laws.number(trigger.delay_minutes),
                reply_ticks=NEVER if hours is None else ticks_from_hours(hours),
                open_starts=starts,
                open_ends=ends,
                priority=trigger.priority,
                streams=_child_streams(scenario, f"{name}:{seen[name]}"),
            )
        )
    nothing = np.empty(0, np.int64)
    plans.append(
        TriggerPlan(
            slot=len(plans),
            when=-1,
            share=1.0,
            flow=-1,
            first_step=NO_STEP,
            delay_law=NO_LAW,
            reply_ticks=NEVER,
            open_starts=nothing,
            open_ends=nothing,
            priority=0,
            streams=_child_streams(scenario, "request"),
        )
    )
    return tuple(plans)


def _child_streams(scenario: Scenario, name: str) -> tuple[int, ...]:
    names = [f"{name}|{demand.stream}" for demand in scenario.demand]
    numbers = stream_numbers(names)
    return tuple(numbers[entry] for entry in names)


def _open_time(
    scenario: Scenario, calendar: CalendarName | None
) -> tuple[Int64, Int64]:
    if calendar is None:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    starts, ends = open_segments(scenario, calendar)
    if len(starts) == 0:  # never open: one empty stretch, since none means all time
        return np.zeros(1, np.int64), np.zeros(1, np.int64)
    return starts, ends


def _cancel(
    cancel: Cancel | None, flows: tuple[str, ...], first: dict[str, int], laws: _Laws
) -> CancelPlan | None:
    if cancel is None:
        return None
    through = cancel.through
    return CancelPlan(
        share=cancel.share,
        law=laws.number(cancel.after_hours),
        flow=-1 if through is None else flows.index(through),
        first_step=NO_STEP if through is None else first[through],
    )


def _auto_table(scenario: Scenario) -> tuple[Int64, Int64]:
    rule = scenario.customers.auto_cancel
    if rule is None:
        return np.empty(0, np.int64), np.array([NEVER])
    clock = scenario.clock
    first = clock.day(0) - timedelta(days=rule.days + 60)
    days = (clock.day(scenario.end_tick) - first).days + 1
    midnights = [clock.midnight(first + timedelta(days=k)) for k in range(days)]
    ticks = [NEVER] + [
        clock.midnight(first + timedelta(days=k + rule.days + 1)) for k in range(days)
    ]
    return np.array(midnights, np.int64), np.array(ticks, np.int64)


def _stock(
    scenario: Scenario, steps: tuple[StepPlan, ...], by_name: dict[str, int]
) -> tuple[StockPlan, ...]:
    works = [step.number for step in steps if step.flow == 0 and step.kind == "work"]
    default = works[0] if works else 0
    return tuple(
        StockPlan(
            units=item.units,
            sync=ticks_from_minutes(item.sync_minutes),
            found_at=default if item.found_at is None else by_name[item.found_at],
        )
        for item in scenario.stock
    )


def _draw_tables(
    scenario: Scenario,
    demands: tuple[DemandPlan, ...],
    cancel: CancelPlan | None,
    cancel_late: CancelPlan | None,
    laws: _Laws,
) -> DrawTables:
    edges: list[Int64] = []
    ticks: list[Int64] = []
    after: list[int] = []
    for entry in scenario.classes:
        hours = None if entry.ship_by is None else entry.ship_by.within_hours
        table = (np.empty(0, np.int64), np.array([NEVER], np.int64))
        if entry.ship_by is not None and hours is None:
            table = due_table(scenario, entry)
        edges.append(np.append(table[0], NEVER))
        ticks.append(table[1])
        after.append(-1 if hours is None else ticks_from_hours(hours))
    auto_edges, auto_ticks = _auto_table(scenario)
    return DrawTables(
        class_bounds=np.array([demand.class_bounds for demand in demands]),
        item_bounds=np.array([demand.item_bounds for demand in demands]).reshape(
            len(demands), len(scenario.stock)
        ),
        value_law=np.array([laws.number(c.value_yen) for c in scenario.classes]),
        due_first=np.cumsum([0] + [len(table) for table in ticks]),
        due_edges=np.concatenate(edges),
        due_ticks=np.concatenate(ticks),
        due_after=np.array(after, np.int64),
        cancel_share=0.0 if cancel is None else cancel.share,
        cancel_law=NO_LAW if cancel is None else cancel.law,
        late_share=0.0 if cancel_late is None else cancel_late.share,
        late_law=NO_LAW if cancel_late is None else cancel_late.law,
        auto_edges=auto_edges,
        auto_ticks=auto_ticks,
    )
