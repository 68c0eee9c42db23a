"""The event loop of one replication.

Time moves to the earliest of: the next order, the next planned duty, the next wish to
cancel, the next task that ends, and the next event of the calendar.
At that tick the phases of :class:`sim.engines.rules.Phase` are gone through, each
taking its events from where they are kept; then idle people start.
"""

from sim.engines.compiled.borrow import at, borrowed, integer, kernel, prefetch
from sim.engines.compiled.cache import cached
from sim.engines.compiled.counting import (
    begin_counting,
    close_stay,
    count_departed,
    pass_marks,
)
from sim.engines.compiled.crew import (
    check_call,
    complete,
    dispatch,
    end_call,
    end_duty,
    start_call,
    start_duty,
)
from sim.engines.compiled.draws import log_visit
from sim.engines.compiled.encoding import GATE, Tables
from sim.engines.compiled.ending import count_end, log_open, n_open
from sim.engines.compiled.fates import (
    auto_cancel,
    fire,
    request_done,
    wish_to_cancel,
)
from sim.engines.compiled.heap import (
    PHASE_SHIFT,
    TICK_SHIFT,
    pop_event,
    push_event,
)
from sim.engines.compiled.orders import FIRST_KIND, KIND_BITS
from sim.engines.compiled.queues import pop_case
from sim.engines.compiled.state import (
    BLOCK,
    HAS_BEGUN,
    HAS_WORK,
    N_BLOCKS,
    N_BUSY,
    N_CALLS,
    N_CHILDREN,
    N_EVENTS,
    N_VISITS,
    NEED_BLOCKS,
    NEED_EVENTS,
    NEED_VISITS,
    NEXT_DUTY,
    NEXT_MARK,
    NEXT_ORDER,
    NEXT_PLANNED,
    NEXT_WISH,
    NOBODY,
    NOT_BEGUN,
    SHIPPED,
    State,
)
from sim.engines.compiled.walk import (
    arrive_child,
    arrive_order,
    end_step,
    find_error,
)
from sim.engines.rules import Cause, End, Phase, Place, TriggerCode
from sim.units import NEVER

__all__ = ["FINISHED", "FULL", "run"]

FINISHED = 0
"""The horizon is over."""
FULL = 1
"""A buffer must grow; call again with a longer one."""

CHECK = integer(Phase.CHECK)
DUTY_END = integer(Phase.DUTY_END)
DUTY_START = integer(Phase.DUTY_START)
COMPLETE = integer(Phase.COMPLETE)
PHASE_WAIT = integer(Phase.WAIT)
PHASE_GATE = integer(Phase.GATE)
ARRIVE = integer(Phase.ARRIVE)
LATE = integer(Phase.LATE)
CANCEL = integer(Phase.CANCEL)
CANCEL_LATE = integer(Phase.CANCEL_LATE)
AUTO_CANCEL = integer(Phase.AUTO_CANCEL)
REQUEST = integer(Phase.REQUEST)

NOT_YET = integer(Place.NOT_YET)
QUEUED = integer(Place.QUEUED)
WAITING = integer(Place.WAITING)
AT_GATE = integer(Place.AT_GATE)
GONE = integer(Place.GONE)
DONE = integer(End.DONE)
OPEN = integer(End.OPEN)
CUSTOMER = integer(Cause.CUSTOMER)
GAVE_UP = integer(Cause.LATE)
ON_LATE = integer(TriggerCode.LATE)

ONE = integer(1)
TOP = integer(0)
"""Place of the earliest event of a calendar."""
RIGHT = integer(0)
"""Nothing was done wrong."""

DUTY_SHIFT = 4
KIND_MASK = (1 << KIND_BITS) - 1
PHASE_MASK = 15
STEP_MASK = (1 << PHASE_SHIFT) - 1
ROOM_FOR_ONE = 8
"""Events that one case can put into the calendar at once, beside its triggers."""


@cached
def run(tables: Tables, state: State) -> int:
    """Run a replication to the end of its horizon, or until a buffer is full.

    Returns
    -------
    int
        :data:`FINISHED` or :data:`FULL`.
    """
    p, s = borrowed(tables), borrowed(state)
    if s.counts[HAS_BEGUN] == 0:
        s.counts[HAS_BEGUN] = 1
        _begin(p, s)
    while True:
        now = _next_own(s)
        other = _next_other(s)
        if min(now, other) >= p.end:
            break
        if min(now, other) >= s.counts[NEXT_MARK]:
            pass_marks(p, s, min(now, other))
        if now < other:
            if not _quick_events(p, s, now):
                return FULL
        else:
            now = other
            if not _bound_events(p, s, now):
                return FULL
            s.counts[NEXT_PLANNED] = _next_planned(p, s)
        if s.counts[HAS_WORK] != 0:
            dispatch(p, s, now)
            s.counts[HAS_WORK] = 0
    s.counts[NEED_VISITS] = n_open(s)
    s.counts[NEED_BLOCKS] = len(p.steps) + s.counts[NEED_VISITS] // BLOCK
    if not _has_pages(s):
        return FULL
    if s.keeps_log:
        log_open(s)
    if s.keeps_totals:
        pass_marks(p, s, p.end)
        count_end(p, s)
    return FINISHED


@kernel
def _begin(p: Tables, s: State) -> None:
    """Put the first departure of each gate and the first checks into the calendar."""
    for step in range(len(p.steps)):
        if p.steps[at(step)]["kind"] == GATE:
            _next_departure(p, s, step)
    for team in range(len(p.teams)):
        if p.teams[at(team)]["call_watch"] >= 0:
            key = CHECK << PHASE_SHIFT
            s.counts[N_EVENTS] = push_event(s.events, s.counts[N_EVENTS], key, team)
    s.counts[NEXT_PLANNED] = _next_planned(p, s)
    begin_counting(s)


@kernel
def _next_own(s: State) -> int:
    """Return the tick of the next order or end of a task; NEVER when there is none."""
    now = s.order_at[at(s.counts[NEXT_ORDER])]
    if s.counts[N_BUSY] > 0:
        now = min(now, s.busy[0]["key"])
    return integer(now)


@kernel
def _next_other(s: State) -> int:
    """Return the tick of the next event of any other kind."""
    now = s.counts[NEXT_PLANNED]
    if s.counts[N_EVENTS] > 0:
        now = min(now, s.events[0]["key"] >> TICK_SHIFT)
    return integer(now)


@kernel
def _next_planned(p: Tables, s: State) -> int:
    """Return the tick of the next duty or wish; those that cannot matter are passed."""
    now = integer(NEVER)
    while s.counts[NEXT_DUTY] < len(p.duties):
        duty = p.duties[s.counts[NEXT_DUTY]]
        if s.present[duty["row"]]:
            now = min(now, duty["key"] >> DUTY_SHIFT)
            break
        s.counts[NEXT_DUTY] += 1
    while s.counts[NEXT_WISH] < len(s.wishes):
        wish = s.wishes[at(s.counts[NEXT_WISH])]
        if not _is_over(s, wish & ((1 << s.wish_bits) - 1)):
            now = min(now, wish >> (s.wish_bits + KIND_BITS))
            break
        s.counts[NEXT_WISH] += 1
    return now


@kernel
def _is_over(s: State, case: int) -> bool:
    """Return whether an order is shipped or gone, so that no wish matters any more."""
    own = s.cases[at(case)]
    return bool(own["place"] == GONE or own["flags"] & SHIPPED != 0)


@kernel
def _quick_events(p: Tables, s: State, now: int) -> bool:
    """Do what :func:`_bound_events` does at a tick with orders and tasks only."""
    return bool(
        _tasks(p, s, now) and _orders(p, s, now) and _calendar(p, s, now, REQUEST)
    )


@kernel
def _bound_events(p: Tables, s: State, now: int) -> bool:
    """Let everything that is bound to happen at a tick happen, phase by phase.

    Returns
    -------
    bool
        False when a buffer must grow; what has happened is not in the calendar any
        more, so the same tick is gone on with later.
    """
    return bool(
        _calendar(p, s, now, CHECK)
        and _planned_duty(p, s, now, DUTY_END)
        and _calendar(p, s, now, DUTY_END)
        and _planned_duty(p, s, now, DUTY_START)
        and _calendar(p, s, now, DUTY_START)
        and _tasks(p, s, now)
        and _calendar(p, s, now, PHASE_GATE)
        and _orders(p, s, now)
        and _calendar(p, s, now, ARRIVE)
        and _wishes(p, s, now)
        and _calendar(p, s, now, REQUEST)
    )


@kernel
def _calendar(p: Tables, s: State, now: int, last_phase: int) -> bool:
    """Let the events of the calendar up to a phase of this tick happen."""
    limit = (now << TICK_SHIFT) | ((last_phase + 1) << PHASE_SHIFT)
    while s.counts[N_EVENTS] > 0 and s.events[0]["key"] < limit:
        key = integer(s.events[0]["key"])
        what = integer(s.events[0]["what"])
        phase = (key >> PHASE_SHIFT) & PHASE_MASK
        step = key & STEP_MASK
        if phase == PHASE_GATE:
            if not _depart(p, s, now, step):
                return False
            continue
        if not _has_room(p, s, _cases_moved(p, phase, what)):
            return False
        s.counts[N_EVENTS] = pop_event(s.events, s.counts[N_EVENTS], TOP)
        prefetch(s.cases, integer(s.events[0]["what"]))
        prefetch(s.nodes, integer(s.events[0]["what"]))
        if phase == ARRIVE:
            arrive_child(p, s, now, what)
        elif phase == PHASE_WAIT:
            _end_wait(p, s, now, what)
        elif phase == CHECK:
            check_call(p, s, now, what)
        elif phase == DUTY_START:
            start_call(p, s, now, what)
        elif phase == DUTY_END:
            end_call(p, s, now, what)
        elif phase == REQUEST:
            request_done(p, s, now, what)
        else:
            find_error(p, s, now, what, step)
    return True


@kernel
def _cases_moved(p: Tables, phase: int, what: int) -> int:
    """Return how many cases an event may move at most."""
    if phase == DUTY_END:
        team = p.teams[at(what)]
        return integer(team["last_worker"] - team["first_call_worker"])
    return integer(1)


@kernel
def _has_room(p: Tables, s: State, n_cases: int) -> bool:
    """Return whether the buffers hold what the move of some cases may add."""
    s.counts[NEED_EVENTS] = n_cases * (ROOM_FOR_ONE + len(p.slots))
    s.counts[NEED_VISITS] = n_cases
    s.counts[NEED_BLOCKS] = n_cases
    return bool(
        s.counts[N_EVENTS] + s.counts[NEED_EVENTS] <= len(s.events)
        and _has_pages(s)
        and s.counts[N_CHILDREN] < len(s.children)
        and s.counts[N_CALLS] < len(s.calls)
    )


@kernel
def _has_pages(s: State) -> bool:
    """Return whether what is written down of each stay has room."""
    if s.keeps_log:
        return bool(s.counts[N_VISITS] + s.counts[NEED_VISITS] <= len(s.visits))
    if s.keeps_details:
        return bool(s.counts[N_BLOCKS] + s.counts[NEED_BLOCKS] <= len(s.block_step))
    return True


@kernel
def _planned_duty(p: Tables, s: State, now: int, phase: int) -> bool:
    """Let planned duties end, or start."""
    limit = (now << DUTY_SHIFT) | phase
    while s.counts[NEXT_DUTY] < len(p.duties):
        duty = p.duties[s.counts[NEXT_DUTY]]
        if duty["key"] > limit:
            break
        if not _has_room(p, s, ONE):
            return False
        s.counts[NEXT_DUTY] += 1
        worker = integer(duty["worker"])
        if not s.present[duty["row"]]:
            continue
        if phase == DUTY_END:
            end_duty(p, s, now, worker)
        else:
            start_duty(p, s, now, worker, integer(duty["paid_before"]))
    return True


@kernel
def _tasks(p: Tables, s: State, now: int) -> bool:
    """Let the tasks that are over end."""
    while s.counts[N_BUSY] > 0 and s.busy[0]["key"] == now:
        if not _has_room(p, s, ONE):
            return False
        worker = integer(s.busy[0]["what"])
        s.counts[N_BUSY] = pop_event(s.busy, s.counts[N_BUSY], TOP)
        if s.counts[N_BUSY] > 0:  # the next task to end is of a case that is far away
            following = integer(s.workers[at(s.busy[0]["what"])]["case"])
            prefetch(s.cases, following)
            prefetch(s.nodes, following)
        complete(p, s, now, worker)
    return True


@kernel
def _orders(p: Tables, s: State, now: int) -> bool:
    """Let orders arrive, in the order of their case numbers."""
    while s.order_at[at(s.counts[NEXT_ORDER])] == now:
        if not _has_room(p, s, ONE):
            return False
        order = s.counts[NEXT_ORDER]
        s.counts[NEXT_ORDER] += 1
        arrive_order(p, s, now, order)
    return True


@kernel
def _wishes(p: Tables, s: State, now: int) -> bool:
    """Let ship-bys pass, and customers and the mall cancel."""
    while s.counts[NEXT_WISH] < len(s.wishes):
        wish = s.wishes[at(s.counts[NEXT_WISH])]
        if wish >> (s.wish_bits + KIND_BITS) != now:
            break
        if not _has_room(p, s, ONE):
            return False
        s.counts[NEXT_WISH] += 1
        case = wish & ((1 << s.wish_bits) - 1)
        phase = FIRST_KIND + ((wish >> s.wish_bits) & KIND_MASK)
        if phase == CANCEL:
            wish_to_cancel(p, s, now, case, CUSTOMER)
        elif phase == CANCEL_LATE:
            wish_to_cancel(p, s, now, case, GAVE_UP)
        elif phase == AUTO_CANCEL:
            auto_cancel(p, s, now, case)
        elif _is_late(s, case):
            fire(p, s, now, case, ON_LATE)
    return True


@kernel
def _is_late(s: State, case: int) -> bool:
    """Return whether an order is here and not shipped."""
    own = s.cases[at(case)]
    is_here = own["place"] != NOT_YET and own["place"] != GONE
    return bool(is_here and own["flags"] & SHIPPED == 0)


@kernel
def _end_wait(p: Tables, s: State, now: int, case: int) -> None:
    """Let a wait end, unless the case has left it before."""
    own = s.cases[at(case)]
    if own["place"] == WAITING and own["rest"] == now:
        entered = integer(own["entered"])
        log_visit(s, case, entered, now, NOBODY, DONE)
        close_stay(p, s, now, case, entered)
        end_step(p, s, now, case, RIGHT)


@kernel
def _depart(p: Tables, s: State, now: int, step: int) -> bool:
    """Let cases leave a gate, in queue order; False when a buffer must grow.

    The departure stays in the calendar until its last case has left.
    """
    gate = s.queues[at(step)]
    if gate["leaving"] == NOT_BEGUN:
        gate["leaving"] = min(gate["count"], p.steps[at(step)]["capacity"])
    while gate["leaving"] > 0:
        if not _has_room(p, s, ONE):
            return False
        case = pop_case(s, step)
        gate["leaving"] -= 1
        entered = integer(s.cases[at(case)]["entered"])
        log_visit(s, case, entered, now, NOBODY, DONE)
        count_departed(s, step)
        close_stay(p, s, now, case, entered)
        end_step(p, s, now, case, RIGHT)
    s.counts[N_EVENTS] = pop_event(s.events, s.counts[N_EVENTS], TOP)
    gate["leaving"] = NOT_BEGUN
    gate["next_departure"] += 1
    _next_departure(p, s, step)
    return True


@kernel
def _next_departure(p: Tables, s: State, step: int) -> None:
    tick = p.departures[s.queues[at(step)]["next_departure"]]
    if tick < p.end:
        key = (tick << TICK_SHIFT) | (PHASE_GATE << PHASE_SHIFT) | step
        s.counts[N_EVENTS] = push_event(s.events, s.counts[N_EVENTS], key, integer(0))
