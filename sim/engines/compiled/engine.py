"""Run one replication with compiled code: encode, allocate, call, wrap.

A replication is either written down (:func:`simulate`) or counted while it runs
(:func:`tally`); the events are the same, by the same code.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engines.compiled.cache import is_compiled
from sim.engines.compiled.counted import LOG_ONLY, as_tally, empty_counts
from sim.engines.compiled.encoding import encode
from sim.engines.compiled.kernel import FINISHED, FULL, run
from sim.engines.compiled.known import orders_of
from sim.engines.compiled.orders import known_orders
from sim.engines.compiled.result import as_trajectory
from sim.engines.compiled.state import State, grown, initial_state
from sim.engines.population import populate
from sim.engines.program import Program
from sim.engines.tally import Tally, TallyPlan
from sim.engines.trajectory import Trajectory
from sim.errors import EngineError, Problem

__all__ = ["is_ready", "simulate", "tally"]


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
    orders = known_orders(program, tables, people, seed, replication)
    state = _finished(program, people.duty_present, orders, LOG_ONLY)
    return as_trajectory(program, tables, people, state)


def tally(
    program: Program, plan: TallyPlan, *, seed: int, replication: int, details: bool
) -> Tally:
    """Return the counts of one replication, without keeping what happened.

    Parameters
    ----------
    program, seed, replication
        As for :func:`simulate`.
    plan
        Edges of time and groups of demands.
    details
        Whether the counts are wanted that only tables need.

    Raises
    ------
    EngineError
        The kernel broke one of its own rules.
    """
    orders, n_turned_away, present = orders_of(
        program, encode(program), seed=seed, replication=replication
    )
    counts = empty_counts(program, plan, orders["n_orders"], details=details)
    state = _finished(program, present, orders, counts)
    return as_tally(program, plan, state, n_turned_away)


def _finished(
    program: Program,
    present: NDArray[np.bool_],
    orders: Mapping[str, Any],
    counts: Mapping[str, Any],
) -> State:
    """Return the state at the end of the horizon."""
    tables = encode(program)
    state = initial_state(program, tables, present, orders, counts)
    status = run(tables, state)
    while status == FULL:
        state = grown(state)
        status = run(tables, state)
    if status != FINISHED:
        raise EngineError(Problem("kernel", "engine_rule", status, {"rule": "status"}))
    return state
