"""What changes during a replication: cases, queues, people, calendar and the log.

Buffers that may fill up (calendar, visits, started cases, calls) are made with room to
spare; when the kernel finds that one event might not fit, it stops before that event,
the engine doubles the buffer, and the kernel goes on where it was.
"""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engines.compiled.encoding import Tables
from sim.engines.compiled.heap import EVENT
from sim.engines.compiled.queues import NOBODY, NODE
from sim.engines.population import Population
from sim.engines.program import Program
from sim.engines.rules import Phase, Place, TriggerCode
from sim.units import NEVER

__all__ = ["COUNTS", "State", "grown", "initial_state"]

Records = NDArray[np.void]
Int64 = NDArray[np.int64]

CASE = np.dtype(
    [
        ("draw", np.int64),
        ("stream", np.int64),
        ("due_key", np.int64),  # priority and ship-by, see `queue_key`
        ("redo", np.int64),  # bits of the steps to be redone
        ("rest", np.int64),  # of a paused task (standard ticks); end of a wait
        ("entered", np.int64),
        ("step", np.int16),
        ("back", np.int16),  # step after the redone ones
        ("furthest", np.int16),  # latest step of the flow that it came to
        ("reworks", np.int16),
        ("order_class", np.int16),
        ("demand", np.int16),
        ("found_at", np.int16),  # step at which it is seen to be oversold; -1
        ("place", np.int8),
        ("flags", np.int8),
    ]
)
"""What the kernel needs of a case; one cache line."""

FATE = np.dtype(
    [
        ("completed", np.int64),
        ("left", np.int64),
        ("requested", np.int64),
        ("cause", np.int8),
        ("leaving", np.int8),  # cause for which it leaves when its task ends
    ],
    align=True,
)
CHILD = np.dtype([("number", np.int64), ("arrived", np.int64), ("due", np.int64)])
VISIT = np.dtype(
    [
        ("case", np.int64),
        ("entered", np.int64),
        ("started", np.int64),
        ("ended", np.int64),
        ("worker", np.int32),
        ("step", np.int16),
        ("visit", np.int16),
        ("end", np.int8),
    ],
    align=True,
)
QUEUE = np.dtype(
    [
        ("head", np.int64),
        ("count", np.int64),
        ("next_departure", np.int64),
        ("leaving", np.int64),  # cases that the running departure still takes
    ]
)
WORKER = np.dtype(
    [
        ("on_duty", np.int64),
        ("case", np.int64),
        ("started", np.int64),
        ("ends", np.int64),
        ("standard", np.int64),
        ("duty_start", np.int64),
        ("experience", np.int64),
        ("paid_before", np.int64),
        ("speed", np.float64),
        ("error_u", np.float64),
    ]
)
CREW = np.dtype([("n_idle", np.int64), ("n_calls", np.int64), ("call_over", np.int64)])
CALL = np.dtype([("team", np.int64), ("called", np.int64)])
WISH = np.dtype([("key", np.int64), ("case", np.int64)])

NOT_BEGUN: Final = -1

# flags of a case
SHIPPED: Final = 1
REQUESTED: Final = 2
REDOING: Final = 4
STANDS: Final = 8
MISSHIPPED: Final = 16
CROSSED: Final = 32
REQUEST_IS_LATE: Final = 64

# places in State.counts
NEXT_ORDER: Final = 0
NEXT_WISH: Final = 1
NEXT_DUTY: Final = 2
N_EVENTS: Final = 3
N_BUSY: Final = 4
N_VISITS: Final = 5
N_CHILDREN: Final = 6
N_CALLS: Final = 7
ARRIVED: Final = 8
HAS_WORK: Final = 9
NEED_EVENTS: Final = 10
NEED_VISITS: Final = 11
N_LOOPS: Final = 12
COUNTS: Final = 13


class State(NamedTuple):
    """The arrays of one replication."""

    seed: np.uint64
    replication: int
    n_orders: int
    counts: Int64
    """Numbers that change, by the names above."""
    order_at: Int64
    """Tick at which each order enters, ascending."""
    wishes: Records
    """:data:`WISH`, by time: ship-bys that pass and customers who may cancel."""
    present: NDArray[np.bool_]
    """Whether the person comes, by row of the program's duties."""
    cases: Records
    nodes: Records
    fates: Records
    children: Records
    queues: Records
    workers: Records
    idle: Int64
    """Idle people, 32 a word."""
    crews: Records
    busy: Records
    """Calendar of the tasks: one event a person at work, ``key`` is the tick."""
    events: Records
    """Calendar of everything else that is not known beforehand."""
    calls: Records
    visits: Records


def initial_state(
    program: Program, tables: Tables, people: Population, seed: int, replication: int
) -> State:
    """Return the state before tick 0."""
    n = len(people)
    n_steps, n_teams = len(tables.steps), len(tables.teams)
    n_workers = len(tables.worker_team)
    room = n + max(64, n // 4)
    cases = np.zeros(room, CASE)
    _fill_orders(cases[:n], program, people)
    fates = np.empty(room, FATE)
    _clear_fates(fates)
    nodes = np.zeros(room, NODE)
    queues = np.zeros(n_steps, QUEUE)
    queues["head"] = NOBODY
    queues["leaving"] = NOT_BEGUN
    queues["next_departure"] = tables.steps["first_departure"]
    workers = np.zeros(n_workers, WORKER)
    workers["case"] = NOBODY
    n_words = sum(-(-len(team.workers) // 32) for team in program.teams)
    return State(
        seed=np.uint64(seed),
        replication=replication,
        n_orders=n,
        counts=np.zeros(COUNTS, np.int64),
        order_at=np.maximum(people.arrived, 0),
        wishes=_wishes(program, people),
        present=people.duty_present,
        cases=cases,
        nodes=nodes,
        fates=fates,
        children=np.zeros(room - n, CHILD),
        queues=queues,
        workers=workers,
        idle=np.zeros(max(1, n_words), np.int64),
        crews=np.zeros(n_teams, CREW),
        busy=np.zeros(n_workers + 1, EVENT),
        events=np.zeros(1024 + n // 2 + n_steps + n_teams, EVENT),
        calls=np.zeros(64, CALL),
        visits=np.zeros(256 + n * (n_steps + 1), VISIT),
    )


def grown(state: State) -> State:
    """Return the state with at least twice the room wherever it ran short."""
    counts = state.counts
    changes: dict[str, Any] = {}
    for name, used, need in (
        ("events", N_EVENTS, NEED_EVENTS),
        ("visits", N_VISITS, NEED_VISITS),
    ):
        buffer: Records = getattr(state, name)
        least = counts[used] + counts[need]
        if least > len(buffer):
            changes[name] = _longer(buffer, max(least, 2 * len(buffer)))
    if counts[N_CHILDREN] >= len(state.children):
        more = len(state.cases) + 64
        changes |= {
            "cases": _longer(state.cases, len(state.cases) + more),
            "nodes": _longer(state.nodes, len(state.nodes) + more),
            "children": _longer(state.children, len(state.children) + more),
            "fates": _longer(state.fates, len(state.fates) + more),
        }
        _clear_fates(changes["fates"][len(state.fates) :])
    if counts[N_CALLS] >= len(state.calls):
        changes["calls"] = _longer(state.calls, 64 + 2 * len(state.calls))
    return state._replace(**changes)


def _longer(buffer: Records, length: int) -> Records:
    result = np.zeros(int(length), buffer.dtype)
    result[: len(buffer)] = buffer
    return result


def _clear_fates(fates: Records) -> None:
    for name in ("completed", "left", "requested"):
        fates[name] = NEVER
    fates["cause"] = 0
    fates["leaving"] = 0


def _fill_orders(cases: Records, program: Program, people: Population) -> None:
    cases["draw"] = people.draw
    cases["stream"] = people.stream
    cases["step"] = people.start_step
    cases["order_class"] = people.order_class
    cases["demand"] = people.demand
    cases["place"] = Place.NOT_YET
    priorities = np.array(program.priorities, np.int64)[people.order_class]
    cases["due_key"] = queue_key(priorities, people.due)
    # an order that was open at the start stands at its step, whatever the share
    cases["flags"] = np.where(people.arrived < 0, STANDS, 0)
    cases["found_at"] = NOBODY
    if people.oversold.any():
        found_at = np.array([item.found_at for item in program.stock])
        rows = people.oversold
        cases["found_at"][rows] = found_at[people.item[rows]]


PRIORITY_SHIFT: Final = 54
TIME_OFFSET: Final = 1 << 52
LATEST: Final = (1 << PRIORITY_SHIFT) - 1
HIGHEST_PRIORITY: Final = 100


def queue_key(priorities: Int64, ticks: Int64) -> Int64:
    """Return priority and tick in one number: what goes first is smaller.

    NEVER, and any tick later than 100 000 years, is the last tick there is.
    """
    last = LATEST - TIME_OFFSET
    times = np.clip(ticks, -TIME_OFFSET, last) + TIME_OFFSET
    return ((HIGHEST_PRIORITY - priorities) << PRIORITY_SHIFT) + times


def _wishes(program: Program, people: Population) -> Records:
    """Return what is known beforehand to be looked at for an order, in time order."""
    end = program.end
    keys, cases = [], []
    # nobody gives up on an order that has not arrived
    enters = np.maximum(people.arrived, 0)
    looks = [
        (Phase.CANCEL, people.cancel_at),
        (Phase.CANCEL_LATE, np.maximum(people.cancel_late_at, enters)),
    ]
    if program.auto_step >= 0:
        looks.append((Phase.AUTO_CANCEL, people.auto_cancel_at))
    if any(slot.when == TriggerCode.LATE for slot in program.triggers):
        looks.append((Phase.LATE, _late_ticks(people)))
    for phase, ticks in looks:
        rows = np.flatnonzero((ticks >= 0) & (ticks < end))
        keys.append(ticks[rows] * 16 + int(phase))
        cases.append(rows)
    key = np.concatenate(keys)
    order = np.argsort(key, kind="stable")
    table = np.empty(len(key), WISH)
    table["key"] = key[order]
    table["case"] = np.concatenate(cases)[order]
    return table


def _late_ticks(people: Population) -> Int64:
    """Return :func:`sim.engines.rules.late_tick` of every order."""
    known = (people.due != NEVER) & (people.due >= -1)
    due = np.where(known, people.due, 0)
    return np.where(known, np.maximum(due + 1, people.arrived), NEVER)
