"""The end of the horizon: what is still open is written down."""

from sim.engines.compiled.borrow import at, integer, kernel
from sim.engines.compiled.draws import log_visit
from sim.engines.compiled.state import N_CHILDREN, NOBODY, State
from sim.engines.rules import End, Place
from sim.units import NEVER

__all__ = ["log_open", "n_open"]

NOT_YET = integer(Place.NOT_YET)
QUEUED = integer(Place.QUEUED)
WAITING = integer(Place.WAITING)
AT_GATE = integer(Place.AT_GATE)
GONE = integer(Place.GONE)
OPEN = integer(End.OPEN)


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
            log_visit(s, integer(person["case"]), started, NEVER, worker, OPEN)
    for case in range(s.n_orders + s.counts[N_CHILDREN]):
        own = s.cases[at(case)]
        place = own["place"]
        if place == QUEUED:
            log_visit(s, case, NEVER, NEVER, NOBODY, OPEN)
        elif place in (WAITING, AT_GATE):
            log_visit(s, case, integer(own["entered"]), NEVER, NOBODY, OPEN)
