"""What changes during a replication: cases, queues, people, calendar and the log.

Buffers that may fill up (calendar, visits, started cases, calls) are made with room to
spare; when the kernel finds that one event might not fit, it stops before that event,
the engine doubles the buffer, and the kernel goes on where it was.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engines.compiled.borrow import at, integer, kernel
from sim.engines.compiled.encoding import Tables
from sim.engines.compiled.heap import EVENT
from sim.engines.program import Program
from sim.engines.rules import Place
from sim.units import NEVER

__all__ = [
    "COUNTS",
    "State",
    "clear_case",
    "clear_fate",
    "grown",
    "initial_state",
    "queue_key",
    "room_for",
]

Records = NDArray[np.void]
Int64 = NDArray[np.int64]
Int32 = NDArray[np.int32]
Float64 = NDArray[np.float64]

NOBODY: Final = integer(-1)
RUNS: Final = 6
"""Sorted runs of a queue."""

CASE = np.dtype(
    [
        ("draw", np.int64),
        ("due_key", np.int64),  # priority and ship-by, see `queue_key`
        ("redo", np.int64),  # bits of the steps to be redone
        ("rest", np.int64),  # of a paused task (standard ticks); end of a wait
        ("entered", np.int64),
        ("stream", np.uint32),
        ("step", np.int16),
        ("back", np.int16),  # step after the redone ones
        ("furthest", np.int16),  # latest step of the flow that it came to
        ("reworks", np.int16),
        ("order_class", np.int16),
        ("demand", np.int16),
        ("found_at", np.int16),  # step at which it is seen to be oversold; -1
        ("place", np.int8),
        ("flags", np.int8),
        ("cause", np.int8),
        ("leaving", np.int8),  # cause for which it leaves when its task ends
    ],
    align=True,
)
"""What the kernel needs of a case; one cache line."""

NODE = np.dtype(
    [
        ("key", np.int64),
        ("order", np.int32),
        ("child", np.int32),  # below -1: the case is in a run
        ("next", np.int32),
        ("back", np.int32),  # the neighbour before, or the parent of a first child
    ]
)
"""The place of a case in a queue."""

FATE = np.dtype([("completed", np.int64), ("left", np.int64), ("requested", np.int64)])
CHILD = np.dtype([("number", np.int64), ("arrived", np.int64), ("due", np.int64)])
VISIT = np.dtype(
    [
        ("entered", np.int64),
        ("started", np.int64),
        ("ended", np.int64),
        ("case", np.int32),
        ("worker", np.int32),
        ("step", np.int16),
        ("visit", np.int16),
        ("end", np.int8),
    ],
    align=True,
)
QUEUE = np.dtype(
    [
        ("head", np.int64),  # the first of all
        ("root", np.int64),  # of the heap
        ("n_runs", np.int64),  # runs that are or were in use
        ("count", np.int64),
        ("next_departure", np.int64),
        ("leaving", np.int64),  # cases that the running departure still takes
        ("inside", np.int64),  # cases at the step, also those in work
    ]
)
RUN = np.dtype(
    [
        ("first_key", np.int64),
        ("last_key", np.int64),
        ("first_order", np.int32),
        ("last_order", np.int32),
        ("first", np.int32),  # -1: the run is empty
        ("last", np.int32),
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
PASSED: Final = 0
"""The share of the step does not apply to the order."""
STOPS: Final = -1
"""It does, and no ticks were drawn for it."""

STAY = np.dtype([("since", np.int64), ("waited", np.int64)])
"""What a case whose task was paused has behind it at its step."""

STAY_SUM = np.dtype(
    [
        ("count", np.int64),
        ("waited", np.int64),
        ("longest", np.int64),
        ("stayed", np.int64),
        ("block", np.int64),  # of the waits, that is being filled
        ("fill", np.int64),
    ]
)
CREW = np.dtype([("n_idle", np.int64), ("n_calls", np.int64), ("call_over", np.int64)])
CALL = np.dtype([("team", np.int64), ("called", np.int64)])

NOT_BEGUN: Final = -1
NOT_YET: Final = int(Place.NOT_YET)
N_WISHES: Final = 4
"""Kinds of wishes."""

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
HAS_BEGUN: Final = 12
NEXT_PLANNED: Final = 13  # tick of the next duty or wish
N_OPEN: Final = 14  # orders that are open
NEXT_MARK: Final = 15  # next tick at which the grid or the hour goes on
GRID_POINT: Final = 16
HOUR: Final = 17
HOUR_END: Final = 18
N_BLOCKS: Final = 19
NEED_BLOCKS: Final = 20
COUNTS: Final = 21

BLOCK: Final = 256
"""Waits of one step that stand together."""


class State(NamedTuple):
    """The arrays of one replication."""

    seed: np.uint64
    replication: int
    n_orders: int
    counts: Int64
    """Numbers that change, by the names above."""
    order_at: Int64
    """Tick at which each order enters, ascending; NEVER after the last."""
    wish_bits: int
    """Bits of a wish that hold the case."""
    wishes: Int64
    """By time, ``tick | kind | case``: ship-bys that pass, customers who may cancel."""
    drawn: Int32
    """What is drawn for the first visit of each order to each step of the order flow,
    at ``case * n_order_steps + step``: ticks, :data:`PASSED` or :data:`STOPS`.
    Empty where nothing was drawn beforehand."""
    present: NDArray[np.bool_]
    """Whether the person comes, by row of the program's duties."""
    cases: Records
    nodes: Records
    fates: Records
    children: Records
    queues: Records
    runs: Records
    """:data:`RUN`, :data:`RUNS` a step."""
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
    values: Float64
    """Yen, by order."""
    keeps_log: int
    keeps_totals: int
    keeps_details: int
    grid_step: int
    n_grid: int
    hour_origin: int
    hour_width: int
    n_hours: int
    group_of_demand: Int64
    midnights: Int64
    set_starts: Int64
    set_ends: Int64
    set_before: Int64
    """Ticks of a set of premium time before each of its pieces."""
    set_first: Int64
    team_sets: Int64
    orders: Int64
    """Like the other counts by the last index of :class:`~sim.engines.tally.Tally`
    first: ``((group * n_classes + class) * n_outcomes + outcome) * 2 + is due``."""
    yen: Float64
    marks: Int64
    replies: Int64
    backlog: Int64
    paid: Int64
    by_day: Int64
    inside: Int64
    hour_edges: Int64
    """Edges in each hour and their summed distances to its end, for each kind and team;
    one hour more than there is, for edges at the very end."""
    arrivals: Int64
    entries: Int64
    departed: Int64
    held: Int64
    """By departure, cases held back from it on, less those held back up to it."""
    late: Int64
    """The same of the late ones."""
    stay_sums: Records
    stays: Records
    """:data:`STAY`, one a case."""
    waits: Int64
    """Ticks waited, those above 0, in blocks."""
    block_step: Int64
    """Step of each block."""


def initial_state(
    program: Program,
    tables: Tables,
    present: NDArray[np.bool_],
    orders: Mapping[str, Any],
    counts: Mapping[str, Any],
) -> State:
    """Return the state before tick 0.

    Parameters
    ----------
    program, tables
        The program and its tables.
    present
        Whether each planned duty is worked.
    orders
        Seed, replication and what is known of the orders
        (:mod:`sim.engines.compiled.orders`).
    counts
        What is kept, and the arrays for it (:mod:`sim.engines.compiled.counted`).
    """
    n = orders["n_orders"]
    n_steps, n_teams = len(tables.steps), len(tables.teams)
    n_workers = len(tables.worker_team)
    room = len(orders["cases"])
    queues = np.zeros(n_steps, QUEUE)
    queues["head"] = queues["root"] = NOBODY
    queues["leaving"] = NOT_BEGUN
    queues["next_departure"] = tables.steps["first_departure"]
    runs = np.zeros(n_steps * RUNS, RUN)
    runs["first"] = NOBODY
    workers = np.zeros(n_workers, WORKER)
    workers["case"] = NOBODY
    n_words = sum(-(-len(team.workers) // 32) for team in program.teams)
    return State(
        **orders,
        counts=np.zeros(COUNTS, np.int64),
        present=present,
        nodes=np.empty(room, NODE),
        fates=_no_fates(room, n),
        children=np.empty(room - n, CHILD),
        queues=queues,
        runs=runs,
        workers=workers,
        idle=np.zeros(max(1, n_words), np.int64),
        crews=np.zeros(n_teams, CREW),
        busy=np.empty(n_workers + 1, EVENT),
        events=np.empty(1024 + n // 2 + n_steps + n_teams, EVENT),
        calls=np.empty(64, CALL),
        visits=np.empty(256 + n * (n_steps + 1) * counts["keeps_log"], VISIT),
        stays=np.empty(room * counts["keeps_details"], STAY),
        **counts,
    )


def _no_fates(room: int, n_orders: int) -> Records:
    """Return fates, those of the orders with nothing that has happened."""
    fates = np.empty(room, FATE)
    fates.view(np.int64)[: n_orders * FATE.itemsize // 8] = NEVER
    return fates


def room_for(n_orders: int) -> Records:
    """Return cases that each lie in one cache line, with room for started ones."""
    length = n_orders + max(64, n_orders // 4)
    size = CASE.itemsize
    raw = np.empty((length + 1) * size, np.uint8)
    skip = -raw.ctypes.data % size
    return raw[skip : skip + length * size].view(CASE)


def grown(state: State) -> State:
    """Return the state with at least twice the room wherever it ran short."""
    counts = state.counts
    changes: dict[str, Any] = {}
    for name, used, need in (
        ("events", N_EVENTS, NEED_EVENTS),
        ("visits", N_VISITS, NEED_VISITS),
        ("block_step", N_BLOCKS, NEED_BLOCKS),
    ):
        full: Records = getattr(state, name)
        least = counts[used] + counts[need]
        if least > len(full):
            changes[name] = _longer(full, max(least, 2 * len(full)))
    if "block_step" in changes:
        changes["waits"] = _longer(state.waits, BLOCK * len(changes["block_step"]))
    if counts[N_CHILDREN] >= len(state.children):
        more = len(state.cases) + 64
        names = ["cases", "nodes", "fates", "children"]
        for name in [*names, "stays"] if state.keeps_details else names:
            full = getattr(state, name)
            changes[name] = _longer(full, len(full) + more)
    if counts[N_CALLS] >= len(state.calls):
        changes["calls"] = _longer(state.calls, 64 + 2 * len(state.calls))
    return state._replace(**changes)


def _longer(full: NDArray[Any], length: int) -> NDArray[Any]:
    result = np.empty(int(length), full.dtype)
    result[: len(full)] = full
    return result


PRIORITY_SHIFT: Final = 54
TIME_OFFSET: Final = 1 << 52
LATEST: Final = (1 << PRIORITY_SHIFT) - 1
HIGHEST_PRIORITY: Final = 100


@kernel
def queue_key(priority: int, tick: int) -> int:
    """Return priority and tick in one number: what goes first is smaller.

    NEVER, and any tick later than 100 000 years, is the last tick there is.
    """
    time = max(min(tick, LATEST - TIME_OFFSET), -TIME_OFFSET) + TIME_OFFSET
    return integer(((HIGHEST_PRIORITY - priority) << PRIORITY_SHIFT) + time)


@kernel
def clear_case(cases: Records, case: int) -> None:
    """Make a case one to which nothing has happened."""
    own = cases[at(case)]
    own["redo"] = 0
    own["rest"] = 0
    own["entered"] = 0
    own["back"] = 0
    own["furthest"] = 0
    own["reworks"] = 0
    own["found_at"] = NOBODY
    own["place"] = NOT_YET
    own["flags"] = 0
    own["cause"] = 0
    own["leaving"] = 0


@kernel
def clear_fate(s: State, case: int) -> None:
    """Forget what became of a case."""
    fate = s.fates[at(case)]
    fate["completed"] = NEVER
    fate["left"] = NEVER
    fate["requested"] = NEVER
