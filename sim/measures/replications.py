"""One replication, measured: simulate it and give its numbers.

The compiled engine counts while it runs and keeps no log; the reference engine writes
everything down, and its trajectory is counted.
The numbers are the same.
"""

from importlib import import_module

import numpy as np
from numpy.typing import NDArray

from sim.engines import EngineName
from sim.engines import engine as engine_named
from sim.engines.tally import Tally
from sim.measures import kpis
from sim.measures.counting import plan_of, tally_of
from sim.measures.frame import Frame
from sim.measures.observation import Observation
from sim.measures.tables import Values, tables_of_tally

__all__ = ["replicate_headline", "replicate_tables"]


def replicate_headline(
    frame: Frame, *, seed: int, replication: int, engine: EngineName
) -> NDArray[np.float64]:
    """Return the headline of one replication, in the order of the table ``kpis``."""
    counts = _tally(frame, seed, replication, engine, details=False)
    return kpis.values(frame, counts)


def replicate_tables(
    frame: Frame, *, seed: int, replication: int, engine: EngineName
) -> dict[str, Values]:
    """Return the values of every table of one replication."""
    counts = _tally(frame, seed, replication, engine, details=True)
    return tables_of_tally(frame, counts)


def _tally(
    frame: Frame, seed: int, replication: int, engine: EngineName, *, details: bool
) -> Tally:
    if engine == "compiled":
        compiled = import_module("sim.engines.compiled")
        counts: Tally = compiled.tally(
            frame.program,
            plan_of(frame),
            seed=seed,
            replication=replication,
            details=details,
        )
        return counts
    simulate = engine_named(engine)
    trajectory = simulate(frame.program, seed=seed, replication=replication)
    return tally_of(Observation(frame, trajectory), details=details)
