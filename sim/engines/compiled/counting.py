"""Counting while it happens, for runs that keep no log (:mod:`sim.engines.tally`).

What depends on the time (hours, points of the grid) is known without any division:
time only moves forward, so the current hour and point are numbers of the state, and
:func:`pass_marks` moves them on.
A stretch of time is added as two edges: each counts for its hour, with the rest of the
hour after it; sums over the hours before then give the ticks in each hour
(:mod:`sim.engines.compiled.counted`).
"""

from sim.engines.compiled.borrow import at, integer, kernel
from sim.engines.compiled.encoding import GATE, WORK, Tables
from sim.engines.compiled.state import (
    BLOCK,
    GRID_POINT,
    HOUR,
    HOUR_END,
    N_BLOCKS,
    N_OPEN,
    NEXT_MARK,
    PRIORITY_SHIFT,
    STANDS,
    TIME_OFFSET,
    State,
)
from sim.engines.tally import BUSY as BUSY_KIND
from sim.engines.tally import DUTY as DUTY_KIND
from sim.engines.tally import OVERTIME as OVERTIME_KIND
from sim.units import NEVER

__all__ = [
    "BUSY",
    "DUTY",
    "OVERTIME",
    "begin_counting",
    "begin_span",
    "close_stay",
    "count_departed",
    "count_entry",
    "due_of",
    "end_span",
    "pass_marks",
    "pause_stay",
]

DUTY = integer(DUTY_KIND)
OVERTIME = integer(OVERTIME_KIND)
BUSY = integer(BUSY_KIND)

BEGINS = integer(1)
ENDS = integer(-1)

TIME_MASK = (1 << PRIORITY_SHIFT) - 1


@kernel
def begin_counting(s: State) -> None:
    """Set the marks of time, and count what is here before tick 0."""
    s.counts[NEXT_MARK] = NEVER
    if not s.keeps_totals:
        return
    s.counts[GRID_POINT] = 1
    s.counts[HOUR_END] = s.hour_origin + s.hour_width
    s.counts[NEXT_MARK] = min(s.counts[HOUR_END], s.grid_step)
    for order in range(s.n_orders):
        own = s.cases[at(order)]
        if own["flags"] & STANDS == 0:
            break  # they come first
        s.backlog[0] += 1
        if s.keeps_details:
            s.inside[at(own["step"] * s.n_grid)] += 1


@kernel
def pass_marks(p: Tables, s: State, now: int) -> None:
    """Count the cases at all points of the grid up to now, and find the hour."""
    point = s.counts[GRID_POINT]
    while point < s.n_grid and point * s.grid_step <= now:
        s.backlog[at(point)] = s.counts[N_OPEN]
        if s.keeps_details:
            for step in range(len(p.steps)):
                s.inside[at(step * s.n_grid + point)] = s.queues[at(step)]["inside"]
        point += 1
    s.counts[GRID_POINT] = point
    while s.counts[HOUR_END] <= now:
        s.counts[HOUR] += 1
        s.counts[HOUR_END] += s.hour_width
    s.counts[NEXT_MARK] = s.counts[HOUR_END]
    if point < s.n_grid:
        s.counts[NEXT_MARK] = min(s.counts[HOUR_END], point * s.grid_step)


@kernel
def begin_span(p: Tables, s: State, now: int, kind: int, worker: int) -> None:
    """Count that duty, overtime or work of a person begins."""
    if kind == BUSY:
        if s.keeps_details:
            _hour_edge(p, s, now, kind, p.worker_team[at(worker)], BEGINS)
    elif s.keeps_totals:
        _paid_edge(p, s, now, kind, p.worker_team[at(worker)], BEGINS)


@kernel
def end_span(p: Tables, s: State, now: int, kind: int, worker: int) -> None:
    """Count that duty, overtime or work of a person ends."""
    if kind == BUSY:
        if s.keeps_details:
            _hour_edge(p, s, now, kind, p.worker_team[at(worker)], ENDS)
    elif s.keeps_totals:
        _paid_edge(p, s, now, kind, p.worker_team[at(worker)], ENDS)


@kernel
def _paid_edge(p: Tables, s: State, now: int, kind: int, team: int, sign: int) -> None:
    """Count an edge (1 begins, -1 ends) of paid time, also in the premium hours."""
    row = 3 * (kind * len(p.teams) + team)
    s.paid[at(row)] -= sign * now
    for place in range(2):
        number = s.team_sets[at(2 * team + place)]
        s.paid[at(row + 1 + place)] -= sign * _ticks_before(s, number, now)
    if s.keeps_details:
        _hour_edge(p, s, now, kind, team, sign)


@kernel
def _hour_edge(p: Tables, s: State, now: int, kind: int, team: int, sign: int) -> None:
    row = kind * len(p.teams) + team
    cell = 2 * (row * (s.n_hours + 1) + s.counts[HOUR])
    s.hour_edges[at(cell)] += sign
    s.hour_edges[at(cell + 1)] += sign * (s.counts[HOUR_END] - now)


@kernel
def _ticks_before(s: State, number: int, tick: int) -> int:
    """Return how many ticks of a set of premium time lie before a tick."""
    low, high = s.set_first[at(number)], s.set_first[at(number + 1)]
    first = low
    while low < high:  # the first piece that begins after the tick
        middle = (low + high) >> 1
        if s.set_starts[at(middle)] <= tick:
            low = middle + 1
        else:
            high = middle
    if low == first:
        return integer(0)
    last = low - 1
    length = min(tick, s.set_ends[at(last)]) - s.set_starts[at(last)]
    return integer(s.set_before[at(last)] + length)


@kernel
def due_of(s: State, case: int) -> int:
    """Return the ship-by of a case; a tick after every horizon where it has none."""
    return integer((s.cases[at(case)]["due_key"] & TIME_MASK) - TIME_OFFSET)


@kernel
def count_entry(p: Tables, s: State, now: int, case: int, visit: int) -> None:
    """Count a case that enters its step."""
    own = s.cases[at(case)]
    step = integer(own["step"])
    s.queues[at(step)]["inside"] += 1
    if not s.keeps_details:
        return
    kind = (visit > 0) * len(p.steps) + step
    cell = (kind * p.n_classes + own["order_class"]) * s.n_hours + s.counts[HOUR]
    s.entries[at(cell)] += 1
    if p.steps[at(step)]["kind"] == GATE:
        place = s.queues[at(step)]["next_departure"]
        # who comes at the tick of a departure was not there before it
        place += integer(p.departures[at(place)] == now)
        s.held[at(place)] += 1


@kernel
def count_departed(s: State, step: int) -> None:
    """Count a case that leaves a gate with its running departure."""
    if s.keeps_details:
        s.departed[at(s.queues[at(step)]["next_departure"])] += 1


@kernel
def pause_stay(s: State, case: int, started: int) -> None:
    """Note what a case waited before its task was paused; call it before the pause."""
    if not s.keeps_details:
        return
    own, stay = s.cases[at(case)], s.stays[at(case)]
    if own["rest"] == 0:
        stay["since"] = own["entered"]
        stay["waited"] = 0
    stay["waited"] += started - own["entered"]


@kernel
def close_stay(p: Tables, s: State, now: int, case: int, started: int) -> None:
    """Count a stay of a case at its step that is over, or that the horizon cuts.

    ``started`` is the tick at which work began; NEVER where it did not.
    """
    own = s.cases[at(case)]
    step = integer(own["step"])
    s.queues[at(step)]["inside"] -= 1
    if not s.keeps_details:
        return
    kind = p.steps[at(step)]["kind"]
    since = integer(own["entered"])
    waited = now - since
    if kind == WORK:
        waited = min(started, now) - since
        if own["rest"] > 0:
            waited += s.stays[at(case)]["waited"]
            since = integer(s.stays[at(case)]["since"])
    elif kind == GATE:
        _leave_gate(p, s, now, case, step, since)
    total = s.stay_sums[at(step)]
    total["count"] += 1
    total["waited"] += waited
    total["longest"] = max(integer(total["longest"]), waited)
    total["stayed"] += now - since
    if waited > 0:
        if total["fill"] == BLOCK:
            total["block"] = s.counts[N_BLOCKS]
            total["fill"] = 0
            s.block_step[at(s.counts[N_BLOCKS])] = step
            s.counts[N_BLOCKS] += 1
        s.waits[at(total["block"] * BLOCK + total["fill"])] = waited
        total["fill"] += 1


@kernel
def _leave_gate(
    p: Tables, s: State, now: int, case: int, step: int, since: int
) -> None:
    """Count the departures of a gate that held a case back, and late ones of them."""
    last = integer(s.queues[at(step)]["next_departure"])
    tick = p.departures[at(last)]
    s.held[at(last + integer(since == now and tick == now))] -= 1
    due = due_of(s, case)
    if due >= min(tick, p.end):
        return
    first = p.steps[at(step)]["first_departure"]
    late = last  # back to the first departure after the entry whose next is too late
    while (
        late > first
        and p.departures[at(late - 1)] > since
        and min(p.departures[at(late)], p.end) > due
    ):
        late -= 1
    if late < last:
        s.late[at(late)] += 1
        s.late[at(last)] -= 1
