"""People: duty, breaks and calls, and who starts which case."""

from sim.engines import rules
from sim.engines.compiled.borrow import at, integer, kernel
from sim.engines.compiled.counting import (
    BUSY,
    DUTY,
    OVERTIME,
    begin_span,
    close_stay,
    end_span,
    pause_stay,
)
from sim.engines.compiled.draws import (
    known_ticks,
    law_minutes,
    log_visit,
    uniform_of,
    visit_of,
)
from sim.engines.compiled.encoding import Tables
from sim.engines.compiled.fates import leave
from sim.engines.compiled.heap import (
    PHASE_SHIFT,
    TICK_SHIFT,
    pop_event,
    push_event,
)
from sim.engines.compiled.queues import join_queue, pop_case
from sim.engines.compiled.state import (
    HAS_WORK,
    N_BUSY,
    N_CALLS,
    N_EVENTS,
    NOBODY,
    State,
)
from sim.engines.compiled.walk import end_step
from sim.engines.rules import End, Phase, Place
from sim.randomness.purposes import ERROR, WORK
from sim.randomness.variates import uniform_pair

__all__ = [
    "check_call",
    "complete",
    "dispatch",
    "end_call",
    "end_duty",
    "start_call",
    "start_duty",
]

speed_at = kernel(rules.speed_at)
work_ticks = kernel(rules.work_ticks)
rest_ticks = kernel(rules.rest_ticks)

QUEUED = integer(Place.QUEUED)
WORKING = integer(Place.WORKING)
DONE = integer(End.DONE)
PAUSED = integer(End.PAUSED)

CHECK_KEY = integer(Phase.CHECK) << PHASE_SHIFT
START_KEY = integer(Phase.DUTY_START) << PHASE_SHIFT
END_KEY = integer(Phase.DUTY_END) << PHASE_SHIFT

OF_ERROR = integer(ERROR)

WORD_SHIFT = 5
WORD_MASK = 31


@kernel
def start_duty(p: Tables, s: State, now: int, worker: int, paid_before: int) -> None:
    """Let a person come on duty."""
    person = s.workers[at(worker)]
    person["on_duty"] = 1
    person["duty_start"] = now
    person["paid_before"] = paid_before
    begin_span(p, s, now, DUTY, worker)
    if person["case"] == NOBODY:
        _set_idle(p, s, worker)
    else:
        end_span(p, s, now, OVERTIME, worker)


@kernel
def end_duty(p: Tables, s: State, now: int, worker: int) -> None:
    """Let a person go off duty; a running task is finished or paused by the rules."""
    person = s.workers[at(worker)]
    person["on_duty"] = 0
    person["experience"] += now - person["duty_start"]
    team = p.worker_team[at(worker)]
    end_span(p, s, now, DUTY, worker)
    if person["case"] == NOBODY:
        _clear_idle(p, s, worker)
    elif not p.teams[at(team)]["finishes"] and person["ends"] > now:
        _pause(p, s, now, worker)
    else:
        begin_span(p, s, now, OVERTIME, worker)


@kernel
def complete(p: Tables, s: State, now: int, worker: int) -> None:
    """Let a person end a task."""
    person = s.workers[at(worker)]
    case = integer(person["case"])
    step = integer(s.cases[at(case)]["step"])
    team = p.worker_team[at(worker)]
    share = p.team_step[at(team * len(p.steps) + step)]["error_share"]
    person["case"] = NOBODY
    if person["on_duty"]:
        _set_idle(p, s, worker)
    else:
        end_span(p, s, now, OVERTIME, worker)
    end_span(p, s, now, BUSY, worker)
    log_visit(s, case, person["started"], now, worker, DONE)
    close_stay(p, s, now, case, integer(person["started"]))
    can_err = s.cases[at(case)]["reworks"] < rules.MAX_REWORKS
    is_wrong = can_err and person["error_u"] < share
    end_step(p, s, now, case, integer(is_wrong))


@kernel
def check_call(p: Tables, s: State, now: int, team: int) -> None:
    """Call extra people if the watched queue is above its mark."""
    rule = p.teams[at(team)]
    crew = s.crews[at(team)]
    if crew["n_calls"] >= rule["call_max"]:
        return
    is_due = s.queues[at(rule["call_watch"])]["count"] > rule["call_above"]
    if is_due and now >= crew["call_over"]:
        start = now + rule["call_lead"]
        over = start + rule["call_duration"]
        crew["n_calls"] += 1
        crew["call_over"] = over
        call = s.calls[s.counts[N_CALLS]]
        s.counts[N_CALLS] += 1
        call["team"] = team
        call["called"] = now
        _push_before_end(p, s, start, START_KEY, team)
        _push_before_end(p, s, over, END_KEY, team)
    _push_before_end(p, s, now + rule["call_every"], CHECK_KEY, team)


@kernel
def start_call(p: Tables, s: State, now: int, team: int) -> None:
    """Let the people on call come."""
    for worker in range(p.teams[at(team)]["first_call_worker"], _last(p, team)):
        start_duty(p, s, now, worker, integer(0))


@kernel
def end_call(p: Tables, s: State, now: int, team: int) -> None:
    """Let the people on call go."""
    for worker in range(p.teams[at(team)]["first_call_worker"], _last(p, team)):
        end_duty(p, s, now, worker)


@kernel
def dispatch(p: Tables, s: State, now: int) -> None:
    """Let idle people start what they can, team by team."""
    for team in range(len(p.teams)):
        while s.crews[at(team)]["n_idle"] > 0:
            step = _next_step(p, s, team)
            if step < 0:
                break
            _start_task(p, s, now, team, step)


@kernel
def _next_step(p: Tables, s: State, team: int) -> int:
    """Return the step from whose queue a team takes its next case; -1 for none."""
    first, last = p.teams[at(team)]["first_serve"], p.teams[at(team)]["last_serve"]
    best = integer(-1)
    for place in range(first, last):
        step = p.serves[at(place)]
        if s.queues[at(step)]["count"] == 0:
            continue
        if not p.teams[at(team)]["pick_due"]:
            return integer(step)
        if best < 0 or _is_before(
            s, s.queues[at(step)]["head"], s.queues[at(best)]["head"]
        ):
            best = step
    return best


@kernel
def _is_before(s: State, one: int, other: int) -> bool:
    """Return whether a case goes first by (priority, ship-by, arrival, case number)."""
    mine, theirs = s.cases[at(one)]["due_key"], s.cases[at(other)]["due_key"]
    if mine != theirs:
        return bool(mine < theirs)
    return bool(s.nodes[at(one)]["order"] < s.nodes[at(other)]["order"])


@kernel
def _start_task(p: Tables, s: State, now: int, team: int, step: int) -> None:
    """Let the idle person with the smallest number start the head of a queue."""
    worker = _take_idle(p, s, team)
    case = pop_case(s, step)
    own = s.cases[at(case)]
    person = s.workers[at(worker)]
    ways = p.team_step[at(team * len(p.steps) + step)]
    visit = visit_of(s, case)
    minutes = p.step_class[at(step * p.n_classes + own["order_class"])]
    law = integer(minutes["law"] if visit == 0 else minutes["rework_law"])
    can_err = ways["error_share"] > 0.0
    standard = integer(own["rest"])
    if standard == 0 and visit == 0:
        standard = known_ticks(p, s, case, step)
    if standard > 0:
        person["error_u"] = 1.0
        if can_err:
            person["error_u"] = uniform_of(s, case, step, visit, OF_ERROR)
    elif can_err or not p.is_constant[at(law)]:
        work_u, person["error_u"] = uniform_pair(
            s.seed,
            s.replication,
            integer(own["stream"]),
            own["draw"],
            step,
            visit,
            WORK >> 1,
        )
        standard = law_minutes(p, law, work_u)
    else:
        person["error_u"] = 1.0
        standard = law_minutes(p, law, 0.5)
    on_duty = now - person["duty_start"]
    rule = p.teams[at(team)]
    speed = speed_at(
        ways["speed"],
        person["experience"] + on_duty,
        person["paid_before"] + on_duty,
        rule["ramp_start"],
        rule["ramp_ticks"],
        rule["fatigue_ticks"],
        rule["slowdown"],
    )
    ends = now + work_ticks(standard, speed)
    own["place"] = WORKING
    person["case"] = case
    person["started"] = now
    person["standard"] = standard
    person["speed"] = speed
    person["ends"] = ends
    begin_span(p, s, now, BUSY, worker)
    s.counts[N_BUSY] = push_event(s.busy, s.counts[N_BUSY], ends, worker)


@kernel
def _pause(p: Tables, s: State, now: int, worker: int) -> None:
    """Put the running task of a person back into its queue, with its rest."""
    person = s.workers[at(worker)]
    case = integer(person["case"])
    person["case"] = NOBODY
    place = 0
    while s.busy[at(place)]["what"] != worker:
        place += 1
    s.counts[N_BUSY] = pop_event(s.busy, s.counts[N_BUSY], place)
    end_span(p, s, now, BUSY, worker)
    log_visit(s, case, person["started"], now, worker, PAUSED)
    leaving = integer(s.cases[at(case)]["leaving"])
    if leaving != 0:
        close_stay(p, s, now, case, integer(person["started"]))
        leave(p, s, now, case, leaving)
        return
    pause_stay(s, case, integer(person["started"]))
    own = s.cases[at(case)]
    own["place"] = QUEUED
    own["entered"] = now
    own["rest"] = rest_ticks(
        person["standard"], now - person["started"], person["speed"]
    )
    join_queue(s, case, integer(own["step"]))


@kernel
def _set_idle(p: Tables, s: State, worker: int) -> None:
    team = p.worker_team[at(worker)]
    place = worker - p.teams[at(team)]["first_worker"]
    word = p.teams[at(team)]["first_word"] + (place >> WORD_SHIFT)
    s.idle[at(word)] |= 1 << (place & WORD_MASK)
    s.crews[at(team)]["n_idle"] += 1
    s.counts[HAS_WORK] = 1


@kernel
def _clear_idle(p: Tables, s: State, worker: int) -> None:
    team = p.worker_team[at(worker)]
    place = worker - p.teams[at(team)]["first_worker"]
    word = p.teams[at(team)]["first_word"] + (place >> WORD_SHIFT)
    s.idle[at(word)] &= ~(1 << (place & WORD_MASK))
    s.crews[at(team)]["n_idle"] -= 1


@kernel
def _take_idle(p: Tables, s: State, team: int) -> int:
    """Return the idle person with the smallest number, idle no more."""
    first = p.teams[at(team)]["first_word"]
    word = first
    while s.idle[at(word)] == 0:
        word += 1
    bits = s.idle[at(word)]
    s.idle[at(word)] = bits & (bits - 1)
    s.crews[at(team)]["n_idle"] -= 1
    place = _lowest_bit(bits) + ((word - first) << WORD_SHIFT)
    return integer(p.teams[at(team)]["first_worker"] + place)


@kernel
def _lowest_bit(bits: int) -> int:
    """Return the place of the lowest bit of a word of 32 that is not 0."""
    place = 0
    for half in (16, 8, 4, 2, 1):
        if bits & ((1 << half) - 1) == 0:
            bits >>= half
            place += half
    return place


@kernel
def _last(p: Tables, team: int) -> int:
    return integer(p.teams[at(team)]["last_worker"])


@kernel
def _push_before_end(p: Tables, s: State, tick: int, key: int, team: int) -> None:
    if tick < p.end:
        s.counts[N_EVENTS] = push_event(
            s.events, s.counts[N_EVENTS], (tick << TICK_SHIFT) | key, team
        )
