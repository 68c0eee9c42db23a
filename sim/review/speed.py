"""Minutes of a case as they really were, from how long orders stood.

Stamps do not tell how long a task took, only when an order was through. The factor on
the planned minutes is therefore the one with which the simulation, given the orders and
the people as they were, keeps orders as long before the confirmation (and before the
handover) as the stamps say.
How long orders stand grows with the minutes, so the factor is found by bisection on the
same random numbers; without a queue nothing can be told, and the factor is 1.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from sim.engines import EngineName, simulate
from sim.engines.program import compile_program
from sim.forecast.opening import default_steps
from sim.review.actuals import Actuals, stage_hours
from sim.review.factors import FACTORS, Reality, with_factors
from sim.scenario.model import Scenario
from sim.units import TICKS_PER_HOUR

__all__ = ["measured_speed"]

_LEAST, _MOST = 0.25, 4.0
_HALVINGS: Final = 7
_NEAR: Final = 0.05
"""Hours this close to the planned ones say nothing of the minutes: that is chance."""


def measured_speed(
    plan: Scenario,
    reality: Reality,
    actuals: Actuals,
    *,
    seed: int,
    replications: int = 8,
    engine: EngineName = "compiled",
) -> tuple[float, float] | None:
    """Return the factors on the minutes of the two stretches; None without stamps.

    Parameters
    ----------
    reality
        Orders, roster and error shares as they were; its own speed is not looked at.
    replications
        Replications behind each comparison.
    """
    seen = stage_hours(plan, actuals)
    if seen is None:
        return None
    everything = frozenset(FACTORS)

    def hours(factors: tuple[float, float]) -> tuple[float, float]:
        scenario = with_factors(plan, replace(reality, speed=factors), everything)
        return _simulated_hours(scenario, seed, replications, engine)

    first = _bisected(lambda factor: hours((factor, 1.0))[0], seen[0])
    second = _bisected(lambda factor: hours((first, factor))[1], seen[1])
    return first, second


def _simulated_hours(
    scenario: Scenario, seed: int, replications: int, engine: EngineName
) -> tuple[float, float]:
    """Return what :func:`stage_hours` says of simulated sales."""
    program = compile_program(scenario)
    places = default_steps(scenario)
    confirmed = program.step_named(places["confirmed"])
    released = program.step_named(places["released"])
    totals = np.zeros(2)
    n_orders = 0
    for number in range(replications):
        seen = simulate(program, seed=seed, replication=number, engine_name=engine)
        cases, visits = seen.cases, seen.visits
        n = int(np.count_nonzero(cases.flow == 0))
        entered = []
        for step in (confirmed, released):
            at = np.full(n, seen.end, np.int64)
            rows = np.flatnonzero((visits.step == step) & (visits.case < n))
            # of several stays the first counts: rework comes back to the step
            np.minimum.at(at, visits.case[rows], visits.entered[rows])
            entered.append(np.minimum(at, seen.end))
        new = cases.arrived[:n] >= 0
        done = np.minimum(cases.completed[:n], seen.end)
        totals[0] += (entered[0] - cases.arrived[:n])[new].sum()
        totals[1] += np.maximum(done - entered[1], 0)[new].sum()
        n_orders += int(new.sum())
    first, second = totals / max(n_orders, 1) / TICKS_PER_HOUR
    return float(first), float(second)


def _bisected(hours: Callable[[float], float], wanted: float) -> float:
    """Return the factor at which ``hours`` gives what is wanted.

    Bisection of the logarithm. 1 where it is near at 1, and where no factor within the
    limits gives it: then nothing stood in a queue, and something else kept the orders.
    """
    at_plan = hours(1.0)
    if abs(at_plan - wanted) <= _NEAR * max(wanted, at_plan):
        return 1.0
    low, high = (1.0, _MOST) if at_plan < wanted else (_LEAST, 1.0)
    if not hours(low) <= wanted <= hours(high):
        return 1.0
    for _ in range(_HALVINGS):
        middle = math.sqrt(low * high)
        if hours(middle) < wanted:
            low = middle
        else:
            high = middle
    return math.sqrt(low * high)
