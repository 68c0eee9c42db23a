"""What every part of the kernel does with a case: draw, note, plan."""

from sim.engines.compiled.borrow import at, integer, kernel
from sim.engines.compiled.encoding import Tables
from sim.engines.compiled.heap import push_event
from sim.engines.compiled.state import N_EVENTS, N_VISITS, REDOING, State
from sim.randomness.laws import LawTable, law_ticks
from sim.randomness.variates import uniform
from sim.units import TICKS_PER_MINUTE

__all__ = ["known_ticks", "law_minutes", "log_visit", "push", "uniform_of", "visit_of"]


@kernel
def uniform_of(s: State, case: int, step: int, visit: int, purpose: int) -> float:
    """Return a random value of a case."""
    own = s.cases[at(case)]
    stream = integer(own["stream"])
    return uniform(s.seed, s.replication, stream, own["draw"], step, visit, purpose)


@kernel
def law_minutes(p: Tables, law: int, u: float) -> int:
    """Return the ticks of a law that is given in minutes."""
    return law_ticks(LawTable(p.law_rows, p.law_choices), law, u, TICKS_PER_MINUTE)


@kernel
def known_ticks(p: Tables, s: State, case: int, step: int) -> int:
    """Return the ticks of the first visit to a step, if known; else 0 or less."""
    if case >= s.n_orders or len(s.drawn) == 0:
        return integer(0)
    return integer(s.drawn[at(case * p.n_order_steps + step)])


@kernel
def visit_of(s: State, case: int) -> int:
    """Return 0 for first work at a step, n for the n-th rework of the case."""
    own = s.cases[at(case)]
    if own["flags"] & REDOING:
        return integer(own["reworks"])
    return integer(0)


@kernel
def log_visit(
    s: State, case: int, started: int, ended: int, worker: int, end: int
) -> None:
    """Write down a stay of a case at its step, if a log is kept."""
    if not s.keeps_log:
        return
    row = s.visits[at(s.counts[N_VISITS])]
    s.counts[N_VISITS] += 1
    own = s.cases[at(case)]
    row["case"] = case
    row["step"] = own["step"]
    row["visit"] = visit_of(s, case)
    row["entered"] = own["entered"]
    row["started"] = started
    row["ended"] = ended
    row["worker"] = worker
    row["end"] = end


@kernel
def push(s: State, key: int, what: int) -> None:
    """Put an event into the calendar."""
    s.counts[N_EVENTS] = push_event(s.events, s.counts[N_EVENTS], key, what)
