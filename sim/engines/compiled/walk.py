"""The way of a case: entering, leaving and redoing steps, and what that sets off."""

from sim.engines import rules
from sim.engines.compiled.borrow import integer, kernel
from sim.engines.compiled.encoding import WAIT, WORK, Tables
from sim.engines.compiled.heap import PHASE_SHIFT, TICK_SHIFT, push_event
from sim.engines.compiled.queues import NOBODY, push_case, remove_case
from sim.engines.compiled.state import (
    ARRIVED,
    CROSSED,
    HAS_WORK,
    HIGHEST_PRIORITY,
    LATEST,
    MISSHIPPED,
    N_CHILDREN,
    N_EVENTS,
    N_VISITS,
    PRIORITY_SHIFT,
    REDOING,
    REQUEST_IS_LATE,
    REQUESTED,
    SHIPPED,
    STANDS,
    TIME_OFFSET,
    State,
)
from sim.engines.rules import Cause, End, Phase, Place, TriggerCode
from sim.randomness.laws import LawTable, law_ticks
from sim.randomness.purposes import FOUND, SHARE, TRIGGER_DELAY, TRIGGER_SHARE
from sim.randomness.purposes import WORK as WORK_TIME
from sim.randomness.variates import uniform
from sim.units import NEVER, TICKS_PER_MINUTE

__all__ = [
    "arrive_child",
    "arrive_order",
    "auto_cancel",
    "end_step",
    "find_error",
    "fire",
    "join_queue",
    "leave",
    "log_visit",
    "request_done",
    "visit_of",
    "wish_to_cancel",
]

NO_STEP = -1

reply_due = kernel(rules.reply_due)

NOT_YET = int(Place.NOT_YET)
QUEUED = int(Place.QUEUED)
WORKING = int(Place.WORKING)
WAITING = int(Place.WAITING)
AT_GATE = int(Place.AT_GATE)
GONE = int(Place.GONE)

DONE = int(End.DONE)
LEFT = int(End.LEFT)
PULLED = int(End.PULLED)

CUSTOMER = int(Cause.CUSTOMER)
LATE = int(Cause.LATE)
MALL = int(Cause.MALL)
OVERSOLD = int(Cause.OVERSOLD)

ON_ARRIVAL = int(TriggerCode.ARRIVED)
ON_SHIPPED = int(TriggerCode.SHIPPED)
ON_CANCELLED = int(TriggerCode.CANCELLED)
ON_OVERSOLD = int(TriggerCode.OVERSOLD)
ON_ERROR = int(TriggerCode.ERROR)

WAIT_KEY = int(Phase.WAIT) << PHASE_SHIFT
FOUND_KEY = int(Phase.FOUND) << PHASE_SHIFT
ARRIVE_KEY = int(Phase.ARRIVE) << PHASE_SHIFT
REQUEST_KEY = int(Phase.REQUEST) << PHASE_SHIFT


@kernel
def arrive_order(p: Tables, s: State, now: int, case: int) -> None:
    """Let an order come in, or stand at its step if it was open at the start."""
    s.nodes[case]["order"] = s.counts[ARRIVED]
    s.counts[ARRIVED] += 1
    if s.cases[case]["flags"] & STANDS == 0:
        fire(p, s, now, case, ON_ARRIVAL)
    _advance(p, s, now, case, integer(s.cases[case]["step"]))


@kernel
def arrive_child(p: Tables, s: State, now: int, number: int) -> None:
    """Let the case with a given case number come in."""
    slot = number // s.n_orders - 1
    parent = number % s.n_orders
    child = s.counts[N_CHILDREN]
    case = s.n_orders + child
    first, last = p.slots[slot]["first_open"], p.slots[slot]["last_open"]
    due = reply_due(
        now,
        p.slots[slot]["reply_ticks"],
        p.open_starts[first:last],
        p.open_ends[first:last],
    )
    s.counts[N_CHILDREN] += 1
    s.children[child]["number"] = number
    s.children[child]["arrived"] = now
    s.children[child]["due"] = due
    s.nodes[case]["order"] = s.counts[ARRIVED]
    s.counts[ARRIVED] += 1
    mother = s.cases[parent]
    own = s.cases[case]
    own["draw"] = mother["draw"]
    own["stream"] = p.slot_streams[slot, mother["demand"]]
    own["demand"] = mother["demand"]
    own["order_class"] = mother["order_class"]
    own["found_at"] = NOBODY
    own["due_key"] = _key(p.slots[slot]["priority"], due)
    first = integer(p.slots[slot]["first_step"])
    if slot == p.request_slot:
        late = mother["flags"] & REQUEST_IS_LATE != 0
        first = p.late_step if late else p.cancel_step
    own["step"] = first
    _advance(p, s, now, case, first)


@kernel
def end_step(p: Tables, s: State, now: int, case: int, is_wrong: bool) -> None:
    """Let a case leave the step that it has finished (the checks at the end of a step).

    Parameters
    ----------
    p, s
        Tables and state.
    now
        Tick.
    case
        Case whose task, wait or gate is over; its visit is in the log already.
    is_wrong
        The task was done wrong.
    """
    own = s.cases[case]
    step = integer(own["step"])
    if s.fates[case]["leaving"] != 0:
        leave(p, s, now, case, integer(s.fates[case]["leaving"]))
        return
    if own["found_at"] == step:
        leave(p, s, now, case, OVERSOLD)
        return
    if is_wrong:
        law = p.steps[step]["found_law"]
        if law < 0:
            own["redo"] |= p.steps[step]["bit"]
        else:
            u = _uniform(s, case, step, visit_of(s, case), FOUND)
            found = now + law_ticks(_laws(p), law, u, TICKS_PER_MINUTE)
            if found < p.end:
                _push(s, (found << TICK_SHIFT) | FOUND_KEY | step, case)
    is_handover = p.steps[step]["completes"] and own["flags"] & SHIPPED == 0
    if is_handover and own["redo"] & p.steps[step]["bit"] == 0:
        _ship(p, s, now, case)
    _go_on(p, s, now, case, step)


@kernel
def find_error(p: Tables, s: State, now: int, case: int, step: int) -> None:
    """Let an error of a step be found after its delay."""
    own = s.cases[case]
    if own["flags"] & SHIPPED:
        _misship(p, s, now, case)
        return
    place = own["place"]
    if place == GONE:
        return
    is_begun = place == WORKING or (place == QUEUED and own["rest"] > 0)
    own["redo"] |= p.steps[step]["bit"]
    if is_begun or own["flags"] & REDOING:
        return
    back = integer(own["step"])
    _stop_waiting(s, now, case, PULLED)
    own["back"] = back
    own["flags"] |= REDOING | STANDS
    _redo_next(p, s, now, case)


@kernel
def wish_to_cancel(p: Tables, s: State, now: int, case: int, cause: int) -> None:
    """Let a customer cancel, at once or by a request."""
    if _is_settled(s, case):
        return
    own = s.cases[case]
    first = p.cancel_step if cause == CUSTOMER else p.late_step
    if first >= 0:
        if own["flags"] & REQUESTED:
            return
        own["flags"] |= REQUESTED
        if cause == LATE:
            own["flags"] |= REQUEST_IS_LATE
        s.fates[case]["requested"] = now
        if now + 1 < p.end:
            number = (p.request_slot + 1) * s.n_orders + case
            _push(s, ((now + 1) << TICK_SHIFT) | ARRIVE_KEY, number)
        return
    _cancel(p, s, now, case, cause)


@kernel
def request_done(p: Tables, s: State, now: int, case: int) -> None:
    """Cancel an order whose request has been worked off, unless it was shipped."""
    if _is_settled(s, case):
        return
    late = s.cases[case]["flags"] & REQUEST_IS_LATE != 0
    _cancel(p, s, now, case, LATE if late else CUSTOMER)


@kernel
def auto_cancel(p: Tables, s: State, now: int, case: int) -> None:
    """Let the mall cancel an order whose confirming step is not behind it."""
    if _is_settled(s, case):
        return
    if s.cases[case]["furthest"] <= p.auto_step:
        _cancel(p, s, now, case, MALL)


@kernel
def fire(p: Tables, s: State, now: int, order: int, when: int) -> None:
    """Start the cases that something that happens to an order starts."""
    for slot in range(p.request_slot):
        if p.slots[slot]["when"] != when:
            continue
        own = s.cases[order]
        stream = p.slot_streams[slot, own["demand"]]
        share = p.slots[slot]["share"]
        if share < 1.0:
            u = uniform(s.seed, s.replication, stream, own["draw"], 0, 0, TRIGGER_SHARE)
            if u >= share:
                continue
        delay = integer(1)
        law = p.slots[slot]["delay_law"]
        if law >= 0:
            u = uniform(s.seed, s.replication, stream, own["draw"], 0, 0, TRIGGER_DELAY)
            delay = max(delay, law_ticks(_laws(p), law, u, TICKS_PER_MINUTE))
        if now + delay < p.end:
            number = (slot + 1) * s.n_orders + order
            _push(s, ((now + delay) << TICK_SHIFT) | ARRIVE_KEY, number)


@kernel
def visit_of(s: State, case: int) -> int:
    """Return 0 for first work at a step, n for the n-th rework of the case."""
    own = s.cases[case]
    if own["flags"] & REDOING:
        return integer(own["reworks"])
    return integer(0)


@kernel
def log_visit(
    s: State, case: int, started: int, ended: int, worker: int, end: int
) -> None:
    """Write down a stay of a case at its step."""
    row = s.visits[s.counts[N_VISITS]]
    s.counts[N_VISITS] += 1
    own = s.cases[case]
    row["case"] = case
    row["step"] = own["step"]
    row["visit"] = visit_of(s, case)
    row["entered"] = own["entered"]
    row["started"] = started
    row["ended"] = ended
    row["worker"] = worker
    row["end"] = end


@kernel
def join_queue(s: State, case: int, step: int) -> None:
    """Put a case, whose key is set, into the queue of a step."""
    s.queues[step]["head"] = push_case(s.nodes, s.queues[step]["head"], case)
    s.queues[step]["count"] += 1
    s.counts[HAS_WORK] = 1


@kernel
def _advance(p: Tables, s: State, now: int, case: int, step: int) -> None:
    """Let a case enter the first step from ``step`` on that applies to it."""
    own = s.cases[case]
    while step != NO_STEP:
        own["furthest"] = max(own["furthest"], step)
        if own["flags"] & STANDS:
            own["flags"] &= ~STANDS
            break
        share = p.step_class[step * p.n_classes + own["order_class"]]["share"]
        if share >= 1.0 or _uniform(s, case, step, 0, SHARE) < share:
            break
        if own["found_at"] == step:
            leave(p, s, now, case, OVERSOLD)
            return
        step = integer(p.steps[step]["next"])
    if step == NO_STEP:
        _end_flow(p, s, now, case)
    else:
        own["step"] = step
        _enter(p, s, now, case, step)


@kernel
def _enter(p: Tables, s: State, now: int, case: int, step: int) -> None:
    """Let a case queue, wait or stand at the gate of a step."""
    own = s.cases[case]
    own["step"] = step
    own["entered"] = now
    own["rest"] = 0
    kind = p.steps[step]["kind"]
    if kind == WAIT:
        law = p.step_class[step * p.n_classes + own["order_class"]]["law"]
        u = _uniform(s, case, step, 0, WORK_TIME)
        over = now + law_ticks(_laws(p), law, u, TICKS_PER_MINUTE)
        own["place"] = WAITING
        own["rest"] = over
        if over < p.end:
            _push(s, (over << TICK_SHIFT) | WAIT_KEY, case)
        return
    own["place"] = QUEUED if kind == WORK else AT_GATE
    key = own["due_key"]
    if p.steps[step]["is_fifo"]:
        key = (key >> PRIORITY_SHIFT << PRIORITY_SHIFT) + now + TIME_OFFSET
    s.nodes[case]["key"] = key
    join_queue(s, case, step)


@kernel
def _go_on(p: Tables, s: State, now: int, case: int, step: int) -> None:
    """Let a case redo what is to be redone, then go where it was, or to the next."""
    own = s.cases[case]
    following = integer(p.steps[step]["next"])
    if own["flags"] & REDOING:
        following = integer(own["back"])
    if own["redo"] != 0:
        own["back"] = following
        own["flags"] |= REDOING
        _redo_next(p, s, now, case)
    else:
        own["flags"] &= ~REDOING
        _advance(p, s, now, case, following)


@kernel
def _redo_next(p: Tables, s: State, now: int, case: int) -> None:
    """Let a case queue at the first step that it has to redo."""
    own = s.cases[case]
    lowest = own["redo"] & -own["redo"]
    own["redo"] ^= lowest
    flow = p.steps[integer(own["step"])]["flow"]
    step = 0
    while p.steps[step]["bit"] != lowest or p.steps[step]["flow"] != flow:
        step += 1
    own["reworks"] += 1
    _enter(p, s, now, case, step)


@kernel
def _ship(p: Tables, s: State, now: int, case: int) -> None:
    own = s.cases[case]
    own["flags"] |= SHIPPED
    s.fates[case]["completed"] = now
    if own["flags"] & REQUESTED:
        own["flags"] |= CROSSED
    fire(p, s, now, case, ON_SHIPPED)
    if own["redo"] != 0:  # found too late to be redone
        own["redo"] = 0
        _misship(p, s, now, case)


@kernel
def _misship(p: Tables, s: State, now: int, case: int) -> None:
    """Mark an order whose error was found after shipping."""
    if s.cases[case]["flags"] & MISSHIPPED == 0:
        s.cases[case]["flags"] |= MISSHIPPED
        fire(p, s, now, case, ON_ERROR)


@kernel
def _end_flow(p: Tables, s: State, now: int, case: int) -> None:
    s.cases[case]["place"] = GONE
    s.fates[case]["left"] = now
    if case < s.n_orders:
        return
    s.fates[case]["completed"] = now
    number = s.children[case - s.n_orders]["number"]
    if number // s.n_orders - 1 == p.request_slot:
        _push(s, (now << TICK_SHIFT) | REQUEST_KEY, number % s.n_orders)


@kernel
def _cancel(p: Tables, s: State, now: int, case: int, cause: int) -> None:
    """Let an order leave at once if it waits, else when its task ends."""
    if s.cases[case]["place"] == WORKING:
        s.fates[case]["leaving"] = cause
    else:
        _stop_waiting(s, now, case, LEFT)
        leave(p, s, now, case, cause)


@kernel
def leave(p: Tables, s: State, now: int, case: int, cause: int) -> None:
    """Let an order go as a cancelled one."""
    s.cases[case]["place"] = GONE
    s.fates[case]["left"] = now
    s.fates[case]["cause"] = cause
    fire(p, s, now, case, ON_OVERSOLD if cause == OVERSOLD else ON_CANCELLED)


@kernel
def _stop_waiting(s: State, now: int, case: int, end: int) -> None:
    """Take a case out of its queue, wait or gate; what is drawn for it is forgotten."""
    own = s.cases[case]
    step = integer(own["step"])
    started = integer(own["entered"])
    if own["place"] != WAITING:
        s.queues[step]["head"] = remove_case(s.nodes, s.queues[step]["head"], case)
        s.queues[step]["count"] -= 1
    if own["place"] == QUEUED:
        started = integer(NEVER)
    log_visit(s, case, started, now, NOBODY, end)


@kernel
def _is_settled(s: State, case: int) -> bool:
    """Return whether an order cannot be cancelled, or will be already."""
    own = s.cases[case]
    place = own["place"]
    if place in (NOT_YET, GONE) or own["flags"] & SHIPPED != 0:
        return True
    return bool(s.fates[case]["leaving"] != 0)


@kernel
def _key(priority: int, tick: int) -> int:
    """Return priority and tick in one number (``state.queue_key``)."""
    time = min(tick, LATEST - TIME_OFFSET) + TIME_OFFSET
    return ((HIGHEST_PRIORITY - priority) << PRIORITY_SHIFT) + time


@kernel
def _laws(p: Tables) -> LawTable:
    return LawTable(p.law_rows, p.law_choices)


@kernel
def _uniform(s: State, case: int, step: int, visit: int, purpose: int) -> float:
    own = s.cases[case]
    return uniform(
        s.seed, s.replication, own["stream"], own["draw"], step, visit, purpose
    )


@kernel
def _push(s: State, key: int, what: int) -> None:
    s.counts[N_EVENTS] = push_event(s.events, s.counts[N_EVENTS], key, what)
