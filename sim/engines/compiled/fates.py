"""What becomes of an order: shipped, misshipped, cancelled; and what that sets off."""

from sim.engines.compiled.borrow import at, integer, kernel
from sim.engines.compiled.counting import close_stay
from sim.engines.compiled.draws import law_minutes, log_visit, push
from sim.engines.compiled.encoding import Tables
from sim.engines.compiled.heap import PHASE_SHIFT, TICK_SHIFT
from sim.engines.compiled.queues import remove_case
from sim.engines.compiled.state import (
    CROSSED,
    MISSHIPPED,
    N_OPEN,
    NOBODY,
    REQUEST_IS_LATE,
    REQUESTED,
    SHIPPED,
    State,
)
from sim.engines.rules import Cause, End, Phase, Place, TriggerCode
from sim.randomness.purposes import TRIGGER_DELAY, TRIGGER_SHARE
from sim.randomness.variates import uniform
from sim.units import NEVER

__all__ = [
    "auto_cancel",
    "fire",
    "leave",
    "misship",
    "request_done",
    "ship",
    "stop_waiting",
    "wish_to_cancel",
]

NOT_YET = integer(Place.NOT_YET)
QUEUED = integer(Place.QUEUED)
WORKING = integer(Place.WORKING)
WAITING = integer(Place.WAITING)
GONE = integer(Place.GONE)

LEFT = integer(End.LEFT)

CUSTOMER = integer(Cause.CUSTOMER)
LATE = integer(Cause.LATE)
MALL = integer(Cause.MALL)
OVERSOLD = integer(Cause.OVERSOLD)

ON_SHIPPED = integer(TriggerCode.SHIPPED)
ON_CANCELLED = integer(TriggerCode.CANCELLED)
ON_OVERSOLD = integer(TriggerCode.OVERSOLD)
ON_ERROR = integer(TriggerCode.ERROR)

ZERO = integer(0)
OF_SHARE = integer(TRIGGER_SHARE)
OF_DELAY = integer(TRIGGER_DELAY)

ARRIVE_KEY = integer(Phase.ARRIVE) << PHASE_SHIFT


@kernel
def fire(p: Tables, s: State, now: int, order: int, when: int) -> None:
    """Start the cases that something that happens to an order starts."""
    for slot in range(p.request_slot):
        if p.slots[at(slot)]["when"] != when:
            continue
        own = s.cases[at(order)]
        draw = integer(own["draw"])
        stream = p.slot_streams[slot, own["demand"]]
        share = p.slots[at(slot)]["share"]
        if share < 1.0:
            u = uniform(s.seed, s.replication, stream, draw, ZERO, ZERO, OF_SHARE)
            if u >= share:
                continue
        delay = integer(1)
        law = p.slots[at(slot)]["delay_law"]
        if law >= 0:
            u = uniform(s.seed, s.replication, stream, draw, ZERO, ZERO, OF_DELAY)
            delay = max(delay, law_minutes(p, law, u))
        if now + delay < p.end:
            number = (slot + 1) * s.n_orders + order
            push(s, ((now + delay) << TICK_SHIFT) | ARRIVE_KEY, number)


@kernel
def ship(p: Tables, s: State, now: int, case: int) -> None:
    """Hand an order over to the carrier."""
    own = s.cases[at(case)]
    own["flags"] |= SHIPPED
    s.fates[at(case)]["completed"] = now
    s.counts[N_OPEN] -= 1
    if own["flags"] & REQUESTED:
        own["flags"] |= CROSSED
    fire(p, s, now, case, ON_SHIPPED)
    if own["redo"] != 0:  # found too late to be redone
        own["redo"] = 0
        misship(p, s, now, case)


@kernel
def misship(p: Tables, s: State, now: int, case: int) -> None:
    """Mark an order whose error was found after shipping."""
    if s.cases[at(case)]["flags"] & MISSHIPPED == 0:
        s.cases[at(case)]["flags"] |= MISSHIPPED
        fire(p, s, now, case, ON_ERROR)


@kernel
def wish_to_cancel(p: Tables, s: State, now: int, case: int, cause: int) -> None:
    """Let a customer cancel, at once or by a request."""
    if _is_settled(s, case):
        return
    own = s.cases[at(case)]
    first = p.cancel_step if cause == CUSTOMER else p.late_step
    if first >= 0:
        if own["flags"] & REQUESTED:
            return
        own["flags"] |= REQUESTED
        if cause == LATE:
            own["flags"] |= REQUEST_IS_LATE
        s.fates[at(case)]["requested"] = now
        if now + 1 < p.end:
            number = (p.request_slot + 1) * s.n_orders + case
            push(s, ((now + 1) << TICK_SHIFT) | ARRIVE_KEY, number)
        return
    _cancel(p, s, now, case, cause)


@kernel
def request_done(p: Tables, s: State, now: int, case: int) -> None:
    """Cancel an order whose request has been worked off, unless it was shipped."""
    if _is_settled(s, case):
        return
    late = s.cases[at(case)]["flags"] & REQUEST_IS_LATE != 0
    _cancel(p, s, now, case, LATE if late else CUSTOMER)


@kernel
def auto_cancel(p: Tables, s: State, now: int, case: int) -> None:
    """Let the mall cancel an order whose confirming step is not behind it."""
    if _is_settled(s, case):
        return
    if s.cases[at(case)]["furthest"] <= p.auto_step:
        _cancel(p, s, now, case, MALL)


@kernel
def _cancel(p: Tables, s: State, now: int, case: int, cause: int) -> None:
    """Let an order leave at once if it waits, else when its task ends."""
    if s.cases[at(case)]["place"] == WORKING:
        s.cases[at(case)]["leaving"] = cause
    else:
        stop_waiting(p, s, now, case, LEFT)
        leave(p, s, now, case, cause)


@kernel
def leave(p: Tables, s: State, now: int, case: int, cause: int) -> None:
    """Let an order go as a cancelled one."""
    s.cases[at(case)]["place"] = GONE
    s.fates[at(case)]["left"] = now
    s.cases[at(case)]["cause"] = cause
    s.counts[N_OPEN] -= 1
    fire(p, s, now, case, ON_OVERSOLD if cause == OVERSOLD else ON_CANCELLED)


@kernel
def stop_waiting(p: Tables, s: State, now: int, case: int, end: int) -> None:
    """Take a case out of its queue, wait or gate; what is drawn for it is forgotten."""
    own = s.cases[at(case)]
    started = integer(own["entered"])
    if own["place"] != WAITING:
        remove_case(s, integer(own["step"]), case)
    if own["place"] == QUEUED:
        started = integer(NEVER)
    log_visit(s, case, started, now, NOBODY, end)
    close_stay(p, s, now, case, started)


@kernel
def _is_settled(s: State, case: int) -> bool:
    """Return whether an order cannot be cancelled, or will be already."""
    own = s.cases[at(case)]
    place = own["place"]
    if place in (NOT_YET, GONE) or own["flags"] & SHIPPED != 0:
        return True
    return bool(s.cases[at(case)]["leaving"] != 0)
