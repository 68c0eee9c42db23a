"""The end of the horizon: what is still open is written down, and fates are counted."""

import numpy as np

from sim.engines.compiled.borrow import at, integer, kernel
from sim.engines.compiled.counting import (
    BUSY,
    DUTY,
    OVERTIME,
    close_stay,
    due_of,
    end_span,
)
from sim.engines.compiled.draws import log_visit
from sim.engines.compiled.encoding import Tables
from sim.engines.compiled.state import (
    CROSSED,
    MISSHIPPED,
    N_CHILDREN,
    NOBODY,
    State,
)
from sim.engines.rules import Cause, End, Outcome, Place
from sim.engines.tally import YEN_STEPS
from sim.units import NEVER, TICKS_PER_HOUR

__all__ = ["count_end", "log_open", "n_open", "outcome_of"]

NOT_YET = integer(Place.NOT_YET)
QUEUED = integer(Place.QUEUED)
WORKING = integer(Place.WORKING)
WAITING = integer(Place.WAITING)
AT_GATE = integer(Place.AT_GATE)
GONE = integer(Place.GONE)
OPEN = integer(End.OPEN)
NO_TICK = integer(NEVER)

SHIPPED_ON_TIME = integer(Outcome.SHIPPED_ON_TIME)
SHIPPED_LATE = integer(Outcome.SHIPPED_LATE)
CANCELLED_BEFORE_DUE = integer(Outcome.CANCELLED_BEFORE_DUE)
CANCELLED_AFTER_DUE = integer(Outcome.CANCELLED_AFTER_DUE)
OVERSOLD = integer(Outcome.OVERSOLD)
OPEN_OVERDUE = integer(Outcome.OPEN_OVERDUE)
OPEN_NOT_DUE = integer(Outcome.OPEN_NOT_DUE)
N_OUTCOMES = len(Outcome)
CAUSE_NONE = integer(Cause.NONE)
CAUSE_OVERSOLD = integer(Cause.OVERSOLD)

DAY = 24 * TICKS_PER_HOUR
BY_ARRIVAL = integer(0)
BY_DUE = integer(1)
BY_MISS = integer(2)
BY_SHIPPING = integer(3)
BY_CANCELLING = integer(4)
N_BY_DAY = 5


@kernel
def n_open(s: State) -> int:
    """Return how many cases are still here."""
    n = 0
    for case in range(s.n_orders + s.counts[N_CHILDREN]):
        place = s.cases[at(case)]["place"]
        if place != NOT_YET and place != GONE:
            n += 1
    return n


@kernel
def log_open(s: State) -> None:
    """Write down the visits that the end of the horizon cuts."""
    for worker in range(len(s.workers)):
        person = s.workers[at(worker)]
        if person["case"] != NOBODY:
            started = integer(person["started"])
            log_visit(s, integer(person["case"]), started, NO_TICK, worker, OPEN)
    for case in range(s.n_orders + s.counts[N_CHILDREN]):
        own = s.cases[at(case)]
        place = own["place"]
        if place == QUEUED:
            log_visit(s, case, NO_TICK, NO_TICK, NOBODY, OPEN)
        elif place in (WAITING, AT_GATE):
            log_visit(s, case, integer(own["entered"]), NO_TICK, NOBODY, OPEN)


@kernel
def count_end(p: Tables, s: State) -> None:
    """Count what the end of the horizon cuts, and what became of every case."""
    for worker in range(len(s.workers)):
        person = s.workers[at(worker)]
        is_busy = person["case"] != NOBODY
        if person["on_duty"]:
            end_span(p, s, p.end, DUTY, worker)
        elif is_busy:
            end_span(p, s, p.end, OVERTIME, worker)
        if is_busy:
            end_span(p, s, p.end, BUSY, worker)
            case = integer(person["case"])
            close_stay(p, s, p.end, case, integer(person["started"]))
    for case in range(s.n_orders + s.counts[N_CHILDREN]):
        place = s.cases[at(case)]["place"]
        if place in (QUEUED, WAITING, AT_GATE):
            close_stay(p, s, p.end, case, NO_TICK)
    for order in range(s.n_orders):
        _count_order(p, s, order)
    for child in range(s.counts[N_CHILDREN]):
        _count_child(p, s, child)


@kernel
def _count_order(p: Tables, s: State, order: int) -> None:
    """Count what became of an order."""
    own, fate = s.cases[at(order)], s.fates[at(order)]
    completed, left = integer(fate["completed"]), integer(fate["left"])
    due = due_of(s, order)
    outcome = outcome_of(completed, left, due, integer(own["cause"]), p.end)
    is_due = due < p.end
    group = s.group_of_demand[at(own["demand"])]
    cell = group * p.n_classes + own["order_class"]
    s.orders[at((cell * N_OUTCOMES + outcome) * 2 + integer(is_due))] += 1
    s.yen[at(outcome)] += np.rint(s.values[at(order)] * YEN_STEPS)
    s.marks[0] += integer(own["flags"] & CROSSED != 0)
    s.marks[1] += integer(own["flags"] & MISSHIPPED != 0)
    if not s.keeps_details:
        return
    n_cells = len(s.orders) // (2 * N_OUTCOMES)
    _count_on(s, s.order_at[at(order)], n_cells, cell, BY_ARRIVAL)
    if is_due:
        _count_on(s, due, n_cells, cell, BY_DUE)
        if outcome in (SHIPPED_LATE, CANCELLED_AFTER_DUE, OPEN_OVERDUE):
            _count_on(s, due, n_cells, cell, BY_MISS)
    if completed != NEVER:
        _count_on(s, completed, n_cells, cell, BY_SHIPPING)
    elif outcome in (CANCELLED_BEFORE_DUE, CANCELLED_AFTER_DUE):
        _count_on(s, left, n_cells, cell, BY_CANCELLING)


@kernel
def _count_on(s: State, tick: int, n_cells: int, cell: int, what: int) -> None:
    """Count an order on the day of a tick; what is before the first day is on it."""
    last = len(s.midnights) - 1
    day = min(max((tick - s.midnights[0]) // DAY, 0), last)
    while day < last and s.midnights[at(day + 1)] <= tick:  # days of 23 or 25 hours
        day += 1
    while day > 0 and s.midnights[at(day)] > tick:
        day -= 1
    s.by_day[at((day * n_cells + cell) * N_BY_DAY + what)] += 1


@kernel
def _count_child(p: Tables, s: State, child: int) -> None:
    """Count whether a started case was done, and in time."""
    case = s.n_orders + child
    due = s.children[at(child)]["due"]
    completed = s.fates[at(case)]["completed"]
    row = 4 * (p.steps[at(s.cases[at(case)]["step"])]["flow"] - 1)
    is_done, is_promised = completed != NEVER, due != NEVER
    s.replies[at(row)] += 1
    s.replies[at(row + 1)] += integer(is_done)
    s.replies[at(row + 2)] += integer(is_done and is_promised and completed <= due)
    s.replies[at(row + 3)] += integer(is_promised and (is_done or due < p.end))


@kernel
def outcome_of(completed: int, left: int, due: int, cause: int, end: int) -> int:
    """Return what became of an order (:func:`sim.engines.trajectory.outcomes`)."""
    if completed != NEVER:
        return SHIPPED_ON_TIME if completed <= due else SHIPPED_LATE
    if cause == CAUSE_OVERSOLD:
        return OVERSOLD
    if cause != CAUSE_NONE:
        return CANCELLED_BEFORE_DUE if left <= due else CANCELLED_AFTER_DUE
    return OPEN_OVERDUE if due < end else OPEN_NOT_DUE
