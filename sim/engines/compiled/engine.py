"""Run one replication with compiled code: encode, allocate, call, wrap."""

from sim.engines.compiled.cache import is_compiled
from sim.engines.compiled.encoding import encode
from sim.engines.compiled.kernel import FINISHED, FULL, run
from sim.engines.compiled.orders import with_orders
from sim.engines.compiled.result import as_trajectory
from sim.engines.compiled.state import grown, initial_state
from sim.engines.population import populate
from sim.engines.program import Program
from sim.engines.trajectory import Trajectory
from sim.errors import EngineError, Problem

__all__ = ["is_ready", "simulate"]


def is_ready() -> bool:
    """Return whether the kernel is compiled; otherwise the first run takes a while."""
    return is_compiled(run)


def simulate(program: Program, *, seed: int, replication: int) -> Trajectory:
    """Return what happens in one replication.

    Parameters
    ----------
    program
        Program of a scenario; its tables are made at the first call and kept.
    seed
        Seed of the run, 0 to 2⁶⁴ − 1.
    replication
        Number of the replication, from 0.

    Raises
    ------
    EngineError
        The kernel broke one of its own rules.
    """
    tables = encode(program)
    people = populate(program, seed=seed, replication=replication)
    state = initial_state(program, tables, people, seed, replication)
    state = with_orders(program, tables, people, state)
    status = run(tables, state)
    while status == FULL:
        state = grown(state)
        status = run(tables, state)
    if status != FINISHED:
        raise EngineError(Problem("kernel", "engine_rule", status, {"rule": "status"}))
    return as_trajectory(program, tables, people, state)
