"""Busy sales: those whose random factors promise the most orders."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.engines.population import expected_orders
from sim.engines.program import compile_program
from sim.scenario.model import Scenario

__all__ = ["busiest", "busy_part", "busy_share", "differ", "orders_of"]

_MUCH = 3.0
"""Sales differ much when their expected orders vary so many times as luck does."""
_PROBE = 200


def orders_of(
    scenario: Scenario, *, seed: int, numbers: Iterable[int]
) -> NDArray[np.float64]:
    """Return the orders that each of some sales is to expect, whatever the staffing."""
    return expected_orders(compile_program(scenario), seed=seed, replications=numbers)


def busy_part(scenario: Scenario, *, times: float) -> float:
    """Return so many times the part of the sales that may miss the target."""
    return min(1.0, times * (1.0 - scenario.target.with_probability))


def busiest(
    scenario: Scenario, *, seed: int, numbers: Sequence[int], times: float
) -> NDArray[np.int64]:
    """Return the places of the sales that are worth a look, increasing.

    Parameters
    ----------
    scenario
        A checked scenario.
    seed
        Seed of every random value.
    numbers
        Numbers of the sales.
    times
        Sales to look at, as a multiple of those that may miss the target.

    Returns
    -------
    array
        All of them where the sales hardly differ in what they promise.
    """
    orders = orders_of(scenario, seed=seed, numbers=numbers)
    n = len(orders)
    if differ(orders):
        n = int(np.ceil(busy_part(scenario, times=times) * n))
    return np.sort(np.argsort(-orders, kind="stable")[:n])


def busy_share(scenario: Scenario, *, seed: int, first: int, times: float) -> float:
    """Return the part of the sales that :func:`busiest` picks."""
    numbers = range(first, first + _PROBE)
    found = busiest(scenario, seed=seed, numbers=numbers, times=times)
    return len(found) / _PROBE


def differ(orders: NDArray[np.float64]) -> bool:
    """Return whether sales differ much more in what they promise than by luck."""
    return bool(orders.std() > _MUCH * np.sqrt(max(orders.mean(), 1.0)))
