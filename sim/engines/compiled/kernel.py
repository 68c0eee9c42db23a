"""The event loop of one replication.

Time moves to the earliest of: the next order, the next planned duty, the next wish to
cancel, the next task that ends, and the next event of the calendar.
At that tick the phases of :class:`sim.engines.rules.Phase` are gone through, each
taking its events from where they are kept; then idle people start.
"""

from sim.engines.compiled.borrow import borrowed, integer, kernel
from sim.engines.compiled.cache import cached
from sim.engines.compiled.crew import (
    check_call,
    complete,
    dispatch,
    end_call,
    end_duty,
    start_call,
    start_duty,
)
from sim.engines.compiled.encoding import GATE, Tables
from sim.engines.compiled.heap import (
    PHASE_SHIFT,
    TICK_SHIFT,
    pop_event,
    push_event,
)
from sim.engines.compiled.queues import NOBODY, pop_case
from sim.engines.compiled.state import (
    HAS_WORK,
    N_BUSY,
    N_CALLS,
    N_CHILDREN,
    N_EVENTS,
    N_LOOPS,
    N_VISITS,
    NEED_EVENTS,
    NEED_VISITS,
    NEXT_DUTY,
    NEXT_ORDER,
    NEXT_WISH,
    NOT_BEGUN,
    SHIPPED,
    State,
)
from sim.engines.compiled.walk import (
    arrive_child,
    arrive_order,
    auto_cancel,
    end_step,
    find_error,
    fire,
    log_visit,
    request_done,
    wish_to_cancel,
)
from sim.engines.rules import Cause, End, Phase, Place, TriggerCode
from sim.units import NEVER

__all__ = ["FINISHED", "FULL", "run"]

FINISHED = 0
"""The horizon is over."""
FULL = 1
"""A buffer must grow; call again with a longer one."""

CHECK = int(Phase.CHECK)
DUTY_END = int(Phase.DUTY_END)
DUTY_START = int(Phase.DUTY_START)
COMPLETE = int(Phase.COMPLETE)
PHASE_WAIT = int(Phase.WAIT)
PHASE_GATE = int(Phase.GATE)
ARRIVE = int(Phase.ARRIVE)
LATE = int(Phase.LATE)
CANCEL = int(Phase.CANCEL)
CANCEL_LATE = int(Phase.CANCEL_LATE)
AUTO_CANCEL = int(Phase.AUTO_CANCEL)
REQUEST = int(Phase.REQUEST)

NOT_YET = int(Place.NOT_YET)
QUEUED = int(Place.QUEUED)
WAITING = int(Place.WAITING)
AT_GATE = int(Place.AT_GATE)
GONE = int(Place.GONE)
DONE = int(End.DONE)
OPEN = int(End.OPEN)
CUSTOMER = int(Cause.CUSTOMER)
GAVE_UP = int(Cause.LATE)
ON_LATE = int(TriggerCode.LATE)

WISH_SHIFT = 4
WISH_MASK = 15
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
    if s.counts[N_LOOPS] == 0:
        _begin(p, s)
    while True:
        now = _next_tick(p, s)
        if now >= p.end:
            break
        s.counts[N_LOOPS] += 1
        if not _bound_events(p, s, now):
            return FULL
        if s.counts[HAS_WORK] != 0:
            dispatch(p, s, now)
            s.counts[HAS_WORK] = 0
    s.counts[NEED_VISITS] = _n_open(s)
    if s.counts[N_VISITS] + s.counts[NEED_VISITS] > len(s.visits):
        return FULL
    _log_open(s)
    return FINISHED


@kernel
def _begin(p: Tables, s: State) -> None:
    """Put the first departure of each gate and the first checks into the calendar."""
    for step in range(len(p.steps)):
        if p.steps[step]["kind"] == GATE:
            _next_departure(p, s, step)
    for team in range(len(p.teams)):
        if p.teams[team]["call_watch"] >= 0:
            key = CHECK << PHASE_SHIFT
            s.counts[N_EVENTS] = push_event(s.events, s.counts[N_EVENTS], key, team)


@kernel
def _next_tick(p: Tables, s: State) -> int:
    """Return the tick of the next event of any kind; NEVER when there is none."""
    now = integer(NEVER)
    if s.counts[NEXT_ORDER] < s.n_orders:
        now = min(now, s.order_at[s.counts[NEXT_ORDER]])
    if s.counts[N_BUSY] > 0:
        now = min(now, s.busy[0]["key"])
    if s.counts[N_EVENTS] > 0:
        now = min(now, s.events[0]["key"] >> TICK_SHIFT)
    while s.counts[NEXT_DUTY] < len(p.duties):
        duty = p.duties[s.counts[NEXT_DUTY]]
        if s.present[duty["row"]]:
            now = min(now, duty["key"] >> WISH_SHIFT)
            break
        s.counts[NEXT_DUTY] += 1
    if s.counts[NEXT_WISH] < len(s.wishes):
        now = min(now, s.wishes[s.counts[NEXT_WISH]]["key"] >> WISH_SHIFT)
    return now


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
        s.counts[N_EVENTS] = pop_event(s.events, s.counts[N_EVENTS], 0)
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
        team = p.teams[what]
        return integer(team["last_worker"] - team["first_call_worker"])
    return integer(1)


@kernel
def _has_room(p: Tables, s: State, n_cases: int) -> bool:
    """Return whether the buffers hold what the move of some cases may add."""
    s.counts[NEED_EVENTS] = n_cases * (ROOM_FOR_ONE + len(p.slots))
    s.counts[NEED_VISITS] = n_cases
    return bool(
        s.counts[N_EVENTS] + s.counts[NEED_EVENTS] <= len(s.events)
        and s.counts[N_VISITS] + s.counts[NEED_VISITS] <= len(s.visits)
        and s.counts[N_CHILDREN] < len(s.children)
        and s.counts[N_CALLS] < len(s.calls)
    )


@kernel
def _planned_duty(p: Tables, s: State, now: int, phase: int) -> bool:
    """Let planned duties end, or start."""
    limit = (now << WISH_SHIFT) | phase
    while s.counts[NEXT_DUTY] < len(p.duties):
        duty = p.duties[s.counts[NEXT_DUTY]]
        if duty["key"] > limit:
            break
        if not _has_room(p, s, 1):
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
        if not _has_room(p, s, 1):
            return False
        worker = integer(s.busy[0]["what"])
        s.counts[N_BUSY] = pop_event(s.busy, s.counts[N_BUSY], 0)
        complete(p, s, now, worker)
    return True


@kernel
def _orders(p: Tables, s: State, now: int) -> bool:
    """Let orders arrive, in the order of their case numbers."""
    while s.counts[NEXT_ORDER] < s.n_orders:
        order = s.counts[NEXT_ORDER]
        if s.order_at[order] != now:
            break
        if not _has_room(p, s, 1):
            return False
        s.counts[NEXT_ORDER] += 1
        arrive_order(p, s, now, order)
    return True


@kernel
def _wishes(p: Tables, s: State, now: int) -> bool:
    """Let ship-bys pass, and customers and the mall cancel."""
    while s.counts[NEXT_WISH] < len(s.wishes):
        wish = s.wishes[s.counts[NEXT_WISH]]
        if wish["key"] >> WISH_SHIFT != now:
            break
        if not _has_room(p, s, 1):
            return False
        s.counts[NEXT_WISH] += 1
        case = integer(wish["case"])
        phase = wish["key"] & WISH_MASK
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
    own = s.cases[case]
    is_here = own["place"] != NOT_YET and own["place"] != GONE
    return bool(is_here and own["flags"] & SHIPPED == 0)


@kernel
def _end_wait(p: Tables, s: State, now: int, case: int) -> None:
    """Let a wait end, unless the case has left it before."""
    own = s.cases[case]
    if own["place"] == WAITING and own["rest"] == now:
        log_visit(s, case, integer(own["entered"]), now, NOBODY, DONE)
        end_step(p, s, now, case, False)


@kernel
def _depart(p: Tables, s: State, now: int, step: int) -> bool:
    """Let cases leave a gate, in queue order; False when a buffer must grow.

    The departure stays in the calendar until its last case has left.
    """
    gate = s.queues[step]
    if gate["leaving"] == NOT_BEGUN:
        gate["leaving"] = min(gate["count"], p.steps[step]["capacity"])
    while gate["leaving"] > 0:
        if not _has_room(p, s, 1):
            return False
        case = integer(gate["head"])
        gate["head"] = pop_case(s.nodes, case)
        gate["count"] -= 1
        gate["leaving"] -= 1
        log_visit(s, case, integer(s.cases[case]["entered"]), now, NOBODY, DONE)
        end_step(p, s, now, case, False)
    s.counts[N_EVENTS] = pop_event(s.events, s.counts[N_EVENTS], 0)
    gate["leaving"] = NOT_BEGUN
    gate["next_departure"] += 1
    _next_departure(p, s, step)
    return True


@kernel
def _next_departure(p: Tables, s: State, step: int) -> None:
    tick = p.departures[s.queues[step]["next_departure"]]
    if tick < p.end:
        key = (tick << TICK_SHIFT) | (PHASE_GATE << PHASE_SHIFT) | step
        s.counts[N_EVENTS] = push_event(s.events, s.counts[N_EVENTS], key, 0)


@kernel
def _n_open(s: State) -> int:
    """Return how many cases are still here."""
    n = 0
    for case in range(s.n_orders + s.counts[N_CHILDREN]):
        place = s.cases[case]["place"]
        if place != NOT_YET and place != GONE:
            n += 1
    return n


@kernel
def _log_open(s: State) -> None:
    """Write down the visits that the end of the horizon cuts."""
    for worker in range(len(s.workers)):
        person = s.workers[worker]
        if person["case"] != NOBODY:
            started = integer(person["started"])
            log_visit(s, integer(person["case"]), started, NEVER, worker, OPEN)
    for case in range(s.n_orders + s.counts[N_CHILDREN]):
        own = s.cases[case]
        place = own["place"]
        if place == QUEUED:
            log_visit(s, case, NEVER, NEVER, NOBODY, OPEN)
        elif place in (WAITING, AT_GATE):
            log_visit(s, case, integer(own["entered"]), NEVER, NOBODY, OPEN)
