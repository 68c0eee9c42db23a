"""A program as flat tables: what the kernel reads and never writes.

Each table is one array of records, because every array that goes into a compiled
function costs reference counting, and because the fields of one record share a cache
line.
The tables are built once for a program and are shared by all replications and threads.
"""

from functools import lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engines.plans import StepPlan, TriggerPlan
from sim.engines.program import Program
from sim.engines.rules import Phase
from sim.errors import EngineError, Problem
from sim.randomness.laws import LawTable, encode_laws
from sim.scenario.distributions import Constant
from sim.units import NEVER

__all__ = [
    "GATE",
    "MAX_STEPS",
    "WAIT",
    "WORK",
    "Tables",
    "encode",
]

Records = NDArray[np.void]
Int64 = NDArray[np.int64]

WORK = 0
WAIT = 1
GATE = 2
_KINDS = {"work": WORK, "wait": WAIT, "gate": GATE}

MAX_STEPS = 62
"""Steps of a flow; a case notes those that it has to redo as bits of one word."""

STEP = np.dtype(
    [
        ("kind", np.int64),
        ("flow", np.int64),
        ("next", np.int64),
        ("found_law", np.int64),
        ("bit", np.int64),
        ("is_fifo", np.int64),
        ("completes", np.int64),
        ("capacity", np.int64),
        ("first_departure", np.int64),
        ("last_departure", np.int64),
    ]
)
STEP_CLASS = np.dtype(
    [("share", np.float64), ("law", np.int64), ("rework_law", np.int64)]
)
TEAM = np.dtype(
    [
        ("first_worker", np.int64),
        ("last_worker", np.int64),
        ("first_call_worker", np.int64),
        ("first_word", np.int64),
        ("first_serve", np.int64),
        ("last_serve", np.int64),
        ("pick_due", np.int64),
        ("finishes", np.int64),
        ("ramp_ticks", np.int64),
        ("fatigue_ticks", np.int64),
        ("ramp_start", np.float64),
        ("slowdown", np.float64),
        ("call_watch", np.int64),
        ("call_above", np.int64),
        ("call_every", np.int64),
        ("call_lead", np.int64),
        ("call_duration", np.int64),
        ("call_max", np.int64),
    ]
)
TEAM_STEP = np.dtype([("speed", np.float64), ("error_share", np.float64)])
DUTY = np.dtype(
    [
        ("key", np.int64),
        ("row", np.int64),
        ("worker", np.int64),
        ("paid_before", np.int64),
    ]
)
SLOT = np.dtype(
    [
        ("when", np.int64),
        ("share", np.float64),
        ("first_step", np.int64),
        ("delay_law", np.int64),
        ("reply_ticks", np.int64),
        ("first_open", np.int64),
        ("last_open", np.int64),
        ("priority", np.int64),
    ]
)


class Tables(NamedTuple):
    """The records of a program, by number; mixed sizes are spelled out."""

    end: int
    """Tick at which the horizon ends."""
    n_classes: int
    n_order_steps: int
    """Steps of the order flow; they are the first."""
    request_slot: int
    """Slot of cancellation requests."""
    auto_step: int
    """Step that must be behind an order when the mall looks; −1 for none."""
    cancel_step: int
    """First step of a request after a change of mind; −1: cancelled at once."""
    late_step: int
    """First step of a request after a missed ship-by; −1: cancelled at once."""
    steps: Records
    """:data:`STEP`, one a step."""
    step_class: Records
    """:data:`STEP_CLASS` at ``step * n_classes + class``."""
    departures: Int64
    """Ticks of the departures of all gates, then one NEVER each."""
    teams: Records
    """:data:`TEAM`, one a team."""
    team_step: Records
    """:data:`TEAM_STEP` at ``team * n_steps + step``."""
    serves: Int64
    """Steps of all teams, by preference."""
    worker_team: Int64
    """Team of each worker."""
    duties: Records
    """:data:`DUTY`, planned ends and starts of duty in time order; ``key`` is
    ``tick << 4 | phase`` and ``row`` the row of the program's duty."""
    slots: Records
    """:data:`SLOT`, one a trigger; the last is the cancellation request."""
    slot_streams: Int64
    """Stream of the started cases, shape (n_slots, n_demands)."""
    open_starts: Int64
    open_ends: Int64
    """Stretches of open time of all slots."""
    is_constant: NDArray[np.bool_]
    """Whether a law always gives the same; nothing needs to be drawn for it."""
    law_rows: Records
    law_choices: Records
    """The two arrays of the law table."""


@lru_cache(maxsize=16)
def encode(program: Program) -> Tables:
    """Return the tables of a program.

    Raises
    ------
    EngineError
        A flow has more steps than a case can note.
    """
    departures, first, last = _departures(program.steps)
    steps = _steps(program.steps)
    steps["first_departure"], steps["last_departure"] = first, last
    slots = _slots(program.triggers)
    bounds = list(accumulate(len(slot.open_starts) for slot in program.triggers))
    slots["first_open"], slots["last_open"] = [0, *bounds[:-1]], bounds
    cancel, late = program.cancel, program.cancel_late
    return Tables(
        end=program.end,
        n_classes=len(program.priorities),
        n_order_steps=sum(step.flow == 0 for step in program.steps),
        request_slot=program.request_slot,
        auto_step=program.auto_step,
        cancel_step=-1 if cancel is None or cancel.flow < 0 else cancel.first_step,
        late_step=-1 if late is None or late.flow < 0 else late.first_step,
        steps=steps,
        step_class=_step_class(program.steps),
        departures=departures,
        teams=_teams(program),
        team_step=_team_step(program),
        serves=np.array([s for team in program.teams for s in team.serves], np.int64),
        worker_team=program.people.team.astype(np.int64),
        duties=_duties(program),
        slots=slots,
        slot_streams=np.array([slot.streams for slot in program.triggers], np.int64),
        open_starts=np.concatenate([slot.open_starts for slot in program.triggers]),
        open_ends=np.concatenate([slot.open_ends for slot in program.triggers]),
        is_constant=_is_constant(program.laws),
        law_rows=program.laws.rows,
        law_choices=program.laws.choices,
    )


def _is_constant(laws: LawTable) -> NDArray[np.bool_]:
    (constant,) = encode_laws([Constant(distribution="constant", value=1.0)]).rows
    is_constant: NDArray[np.bool_] = laws.rows["kind"] == constant["kind"]
    return is_constant


def _records(rows: list[tuple[Any, ...]], dtype: np.dtype[np.void]) -> Records:
    return np.array(rows, dtype=dtype)


def _steps(plans: tuple[StepPlan, ...]) -> Records:
    table = _records([(0,) * len(STEP.names or ()) for _ in plans], STEP)
    first_of: dict[int, int] = {}
    longest = 0
    for plan, row in zip(plans, table, strict=True):
        row["kind"] = _KINDS[plan.kind]
        row["flow"] = plan.flow
        row["next"] = plan.next_step
        row["found_law"] = plan.found_law
        row["is_fifo"] = plan.is_fifo
        row["completes"] = plan.completes
        row["capacity"] = plan.capacity
        place = plan.number - first_of.setdefault(plan.flow, plan.number)
        row["bit"] = 1 << min(place, MAX_STEPS)
        longest = max(longest, place + 1)
    if longest > MAX_STEPS:
        rule = f"steps of a flow <= {MAX_STEPS}"
        raise EngineError(Problem("flow", "engine_rule", longest, {"rule": rule}))
    return table


def _step_class(plans: tuple[StepPlan, ...]) -> Records:
    rows = [
        row
        for plan in plans
        for row in zip(plan.share, plan.law, plan.rework_law, strict=True)
    ]
    return _records(rows, STEP_CLASS)


def _departures(plans: tuple[StepPlan, ...]) -> tuple[Int64, list[int], list[int]]:
    """Return all departures with a NEVER after each gate's, and where each begins."""
    parts = [np.append(plan.departures, NEVER) for plan in plans]
    bounds = [0, *accumulate(len(part) for part in parts)]
    return np.concatenate(parts), bounds[:-1], [bound - 1 for bound in bounds[1:]]


def _teams(program: Program) -> Records:
    rows = []
    word = serve = worker = 0
    for team in program.teams:
        call = team.call
        n = len(team.workers)
        called = 0 if call is None else len(call.workers)
        rows.append(
            (
                worker,
                worker + n,
                worker + n - called,
                word,
                serve,
                serve + len(team.serves),
                team.pick_due,
                team.finishes,
                team.ramp_ticks,
                team.fatigue_ticks,
                team.ramp_start,
                team.slowdown,
                *(
                    (-1, 0, 0, 0, 0, 0)
                    if call is None
                    else (
                        call.watch,
                        call.above,
                        call.every,
                        call.lead,
                        call.duration,
                        call.max_calls,
                    )
                ),
            )
        )
        worker += n
        word += (n + 31) // 32
        serve += len(team.serves)
    return _records(rows, TEAM)


def _team_step(program: Program) -> Records:
    rows = [
        row
        for team in program.teams
        for row in zip(team.speed, team.error_share, strict=True)
    ]
    return _records(rows, TEAM_STEP)


def _duties(program: Program) -> Records:
    """Return the planned starts and ends of duty inside the horizon, in time order."""
    people = program.people
    n = len(people.duty_worker)
    table = np.empty(2 * n, DUTY)
    for part, ticks, phase in (
        (table[:n], people.duty_end, Phase.DUTY_END),
        (table[n:], people.duty_start, Phase.DUTY_START),
    ):
        part["key"] = ticks * 16 + int(phase)
        part["row"] = np.arange(n)
        part["worker"] = people.duty_worker
        part["paid_before"] = people.duty_paid_before
    table = table[table["key"] < program.end * 16]
    return table[np.argsort(table["key"], kind="stable")]


def _slots(plans: tuple[TriggerPlan, ...]) -> Records:
    rows = [
        (
            plan.when,
            plan.share,
            plan.first_step,
            plan.delay_law,
            plan.reply_ticks,
            0,
            0,
            plan.priority,
        )
        for plan in plans
    ]
    return _records(rows, SLOT)
