"""The way of a case: entering, leaving and redoing steps."""

from sim.engines import rules
from sim.engines.compiled.borrow import at, integer, kernel
from sim.engines.compiled.counting import count_entry
from sim.engines.compiled.draws import (
    known_ticks,
    law_minutes,
    push,
    uniform_of,
    visit_of,
)
from sim.engines.compiled.encoding import WAIT, WORK, Tables
from sim.engines.compiled.fates import fire, leave, misship, ship, stop_waiting
from sim.engines.compiled.heap import PHASE_SHIFT, TICK_SHIFT
from sim.engines.compiled.queues import join_queue
from sim.engines.compiled.state import (
    ARRIVED,
    HOUR,
    N_CHILDREN,
    N_OPEN,
    PASSED,
    PRIORITY_SHIFT,
    REDOING,
    REQUEST_IS_LATE,
    SHIPPED,
    STANDS,
    TIME_OFFSET,
    State,
    clear_case,
    clear_fate,
    queue_key,
)
from sim.engines.rules import Cause, End, Phase, Place, TriggerCode
from sim.randomness.purposes import FOUND, SHARE
from sim.randomness.purposes import WORK as WORK_TIME

__all__ = ["arrive_child", "arrive_order", "end_step", "find_error"]

NO_STEP = -1
FIRST_VISIT = integer(0)
OF_FOUND = integer(FOUND)
OF_SHARE = integer(SHARE)
OF_WORK = integer(WORK_TIME)

reply_due = kernel(rules.reply_due)

QUEUED = integer(Place.QUEUED)
WORKING = integer(Place.WORKING)
WAITING = integer(Place.WAITING)
AT_GATE = integer(Place.AT_GATE)
GONE = integer(Place.GONE)
PULLED = integer(End.PULLED)
OVERSOLD = integer(Cause.OVERSOLD)
ON_ARRIVAL = integer(TriggerCode.ARRIVED)

WAIT_KEY = integer(Phase.WAIT) << PHASE_SHIFT
FOUND_KEY = integer(Phase.FOUND) << PHASE_SHIFT
REQUEST_KEY = integer(Phase.REQUEST) << PHASE_SHIFT


@kernel
def arrive_order(p: Tables, s: State, now: int, case: int) -> None:
    """Let an order come in, or stand at its step if it was open at the start."""
    s.nodes[at(case)]["order"] = s.counts[ARRIVED]
    s.counts[ARRIVED] += 1
    s.counts[N_OPEN] += 1
    if s.cases[at(case)]["flags"] & STANDS == 0:
        if s.keeps_details:
            row = s.cases[at(case)]["demand"] * s.n_hours
            s.arrivals[at(row + s.counts[HOUR])] += 1
        fire(p, s, now, case, ON_ARRIVAL)
    _advance(p, s, now, case, integer(s.cases[at(case)]["step"]))


@kernel
def arrive_child(p: Tables, s: State, now: int, number: int) -> None:
    """Let the case with a given case number come in."""
    slot = number // s.n_orders - 1
    parent = number % s.n_orders
    child = s.counts[N_CHILDREN]
    case = s.n_orders + child
    first, last = p.slots[at(slot)]["first_open"], p.slots[at(slot)]["last_open"]
    due = reply_due(
        now,
        p.slots[at(slot)]["reply_ticks"],
        p.open_starts[first:last],
        p.open_ends[first:last],
    )
    s.counts[N_CHILDREN] += 1
    s.children[at(child)]["number"] = number
    s.children[at(child)]["arrived"] = now
    s.children[at(child)]["due"] = due
    s.nodes[at(case)]["order"] = s.counts[ARRIVED]
    s.counts[ARRIVED] += 1
    mother = s.cases[at(parent)]
    own = s.cases[at(case)]
    clear_case(s.cases, case)
    clear_fate(s, case)
    own["draw"] = mother["draw"]
    own["stream"] = p.slot_streams[slot, mother["demand"]]
    own["demand"] = mother["demand"]
    own["order_class"] = mother["order_class"]
    own["due_key"] = queue_key(p.slots[at(slot)]["priority"], due)
    first = integer(p.slots[at(slot)]["first_step"])
    if slot == p.request_slot:
        late = mother["flags"] & REQUEST_IS_LATE != 0
        first = p.late_step if late else p.cancel_step
    own["step"] = first
    _advance(p, s, now, case, first)


@kernel
def end_step(p: Tables, s: State, now: int, case: int, is_wrong: int) -> None:
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
        1 when the task was done wrong, else 0.
    """
    own = s.cases[at(case)]
    step = integer(own["step"])
    if s.cases[at(case)]["leaving"] != 0:
        leave(p, s, now, case, integer(s.cases[at(case)]["leaving"]))
        return
    if own["found_at"] == step:
        leave(p, s, now, case, OVERSOLD)
        return
    if is_wrong:
        law = p.steps[at(step)]["found_law"]
        if law < 0:
            own["redo"] |= p.steps[at(step)]["bit"]
        else:
            u = uniform_of(s, case, step, visit_of(s, case), OF_FOUND)
            found = now + law_minutes(p, law, u)
            if found < p.end:
                push(s, (found << TICK_SHIFT) | FOUND_KEY | step, case)
    is_handover = p.steps[at(step)]["completes"] and own["flags"] & SHIPPED == 0
    if is_handover and own["redo"] & p.steps[at(step)]["bit"] == 0:
        ship(p, s, now, case)
    _go_on(p, s, now, case, step)


@kernel
def find_error(p: Tables, s: State, now: int, case: int, step: int) -> None:
    """Let an error of a step be found after its delay."""
    own = s.cases[at(case)]
    if own["flags"] & SHIPPED:
        misship(p, s, now, case)
        return
    place = own["place"]
    if place == GONE:
        return
    is_begun = place == WORKING or (place == QUEUED and own["rest"] > 0)
    own["redo"] |= p.steps[at(step)]["bit"]
    if is_begun or own["flags"] & REDOING:
        return
    back = integer(own["step"])
    stop_waiting(p, s, now, case, PULLED)
    own["back"] = back
    own["flags"] |= REDOING | STANDS
    _redo_next(p, s, now, case)


@kernel
def _advance(p: Tables, s: State, now: int, case: int, step: int) -> None:
    """Let a case enter the first step from ``step`` on that applies to it."""
    own = s.cases[at(case)]
    while step != NO_STEP:
        own["furthest"] = max(own["furthest"], step)
        if own["flags"] & STANDS:
            own["flags"] &= ~STANDS
            break
        if _applies(p, s, case, step):
            break
        if own["found_at"] == step:
            leave(p, s, now, case, OVERSOLD)
            return
        step = integer(p.steps[at(step)]["next"])
    if step == NO_STEP:
        _end_flow(p, s, now, case)
    else:
        own["step"] = step
        _enter(p, s, now, case, step)


@kernel
def _applies(p: Tables, s: State, case: int, step: int) -> bool:
    """Return whether the share of a step applies to a case."""
    if case < s.n_orders and len(s.drawn) > 0:
        return bool(s.drawn[at(case * p.n_order_steps + step)] != PASSED)
    kind = step * p.n_classes + s.cases[at(case)]["order_class"]
    share = p.step_class[at(kind)]["share"]
    if share >= 1.0:
        return True
    return bool(uniform_of(s, case, step, FIRST_VISIT, OF_SHARE) < share)


@kernel
def _enter(p: Tables, s: State, now: int, case: int, step: int) -> None:
    """Let a case queue, wait or stand at the gate of a step."""
    own = s.cases[at(case)]
    own["step"] = step
    own["entered"] = now
    own["rest"] = 0
    count_entry(p, s, now, case, visit_of(s, case))
    kind = p.steps[at(step)]["kind"]
    if kind == WAIT:
        ticks = known_ticks(p, s, case, step)
        if ticks <= 0:
            law = p.step_class[at(step * p.n_classes + own["order_class"])]["law"]
            ticks = law_minutes(p, law, uniform_of(s, case, step, FIRST_VISIT, OF_WORK))
        over = now + ticks
        own["place"] = WAITING
        own["rest"] = over
        if over < p.end:
            push(s, (over << TICK_SHIFT) | WAIT_KEY, case)
        return
    own["place"] = QUEUED if kind == WORK else AT_GATE
    key = own["due_key"]
    if p.steps[at(step)]["is_fifo"]:
        key = (key >> PRIORITY_SHIFT << PRIORITY_SHIFT) + now + TIME_OFFSET
    s.nodes[at(case)]["key"] = key
    join_queue(s, case, step)


@kernel
def _go_on(p: Tables, s: State, now: int, case: int, step: int) -> None:
    """Let a case redo what is to be redone, then go where it was, or to the next."""
    own = s.cases[at(case)]
    following = integer(p.steps[at(step)]["next"])
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
    own = s.cases[at(case)]
    lowest = own["redo"] & -own["redo"]
    own["redo"] ^= lowest
    flow = p.steps[at(integer(own["step"]))]["flow"]
    step = 0
    while p.steps[at(step)]["bit"] != lowest or p.steps[at(step)]["flow"] != flow:
        step += 1
    own["reworks"] += 1
    _enter(p, s, now, case, step)


@kernel
def _end_flow(p: Tables, s: State, now: int, case: int) -> None:
    s.cases[at(case)]["place"] = GONE
    s.fates[at(case)]["left"] = now
    if case < s.n_orders:
        return
    s.fates[at(case)]["completed"] = now
    number = s.children[at(case - s.n_orders)]["number"]
    if number // s.n_orders - 1 == p.request_slot:
        push(s, (now << TICK_SHIFT) | REQUEST_KEY, number % s.n_orders)
