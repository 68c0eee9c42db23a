"""The cheapest heads that meet linear conditions: a mixed-integer program.

Conditions are added when they are broken, because most never are.

References
----------
Huangfu, Q. & Hall, J. A. J. (2018). Parallelizing the dual revised simplex method.
Mathematical Programming Computation 10, 119-142. (HiGHS, which scipy calls.)
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.staffing.offer import Heads, Offer
from sim.staffing.rows import Rows

__all__ = ["Cheapest", "cheapest"]

Floats = NDArray[np.float64]

_FIRST_ROWS = 40
_MORE_ROWS = 20
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Cheapest:
    """The answer of the program."""

    heads: Heads
    """The plan."""
    bound_yen: float
    """No plan that meets the conditions has its people for less."""


def cheapest(
    offer: Offer,
    rows: Rows,
    *,
    at_least: Sequence[int] | None = None,
    prices: Floats | None = None,
    seconds: float = 20.0,
) -> Cheapest | None:
    """Return the cheapest plan that keeps the rules and meets the conditions.

    Parameters
    ----------
    offer
        What can be bought.
    rows
        Conditions.
    at_least
        Heads at least, by choice; None for none.
    prices
        What is minimised, by choice; None means the prices of the offer.
    seconds
        Time for the solver; it then answers with the best plan and bound so far.

    Returns
    -------
    Cheapest or None
        None when no plan of the menu meets the conditions.
    """
    if np.any(np.isinf(rows.need) & (rows.need > 0)):
        return None
    scaled = _scaled(rows)
    most = np.array(offer.most, np.float64)
    reach = scaled.coefficients @ most + scaled.base - scaled.need
    if np.any(reach < -_TOLERANCE):
        return None
    used = np.zeros(len(scaled), np.bool_)
    used[np.argsort(reach)[:_FIRST_ROWS]] = True
    while True:
        found = _solve(offer, scaled.at(used), at_least, prices, seconds)
        if found is None:
            return None
        slack = scaled.slack(np.array(found.heads, np.float64))
        broken = np.flatnonzero(~used & (slack < -1e-7))
        if len(broken) == 0:
            return found
        used[broken[np.argsort(slack[broken])[:_MORE_ROWS]]] = True


def _scaled(rows: Rows) -> Rows:
    """Return the conditions in parts of their need."""
    scale = np.maximum(np.abs(rows.need), 1.0)
    return Rows(
        rows.coefficients / scale[:, None],
        rows.base / scale,
        rows.need / scale,
        rows.steps,
        rows.start,
        rows.end,
    )


def _solve(
    offer: Offer,
    rows: Rows,
    at_least: Sequence[int] | None,
    prices: Floats | None,
    seconds: float,
) -> Cheapest | None:
    """Solve over heads ``x`` and, where a minimum holds, "is used" ``z``."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    n = len(offer.choices)
    least = [choice.shift.min_heads for choice in offer.choices]
    switched = [i for i in range(n) if least[i] > 1 and offer.most[i] > 0]
    size = n + len(switched)
    weights = offer.prices if prices is None else prices
    matrix: list[Floats] = []
    low: list[float] = []
    for coefficients, base, need in zip(
        rows.coefficients, rows.base, rows.need, strict=True
    ):
        matrix.append(np.append(coefficients, np.zeros(len(switched))))
        low.append(need - base)
    for rule in offer.rules:
        matrix.append(np.append(rule.coefficients, np.zeros(len(switched))))
        low.append(-rule.constant)
    for place, choice in enumerate(switched):
        for sign, factor in ((1.0, -least[choice]), (-1.0, offer.most[choice])):
            row = np.zeros(size)
            row[choice], row[n + place] = sign, factor
            matrix.append(row)
            low.append(0.0)
    if offer.menu.budget_yen is not None:
        matrix.append(np.append(-offer.prices, np.zeros(len(switched))))
        low.append(-offer.menu.budget_yen)
    constraints = []
    if matrix:
        constraints = [LinearConstraint(np.array(matrix), np.array(low), np.inf)]
    smallest = np.zeros(size)
    smallest[:n] = 0 if at_least is None else np.array(at_least)
    largest = np.append(np.array(offer.most, np.float64), np.ones(len(switched)))
    if np.any(smallest > largest):
        return None
    answer = milp(
        np.append(weights, np.zeros(len(switched))),
        integrality=np.ones(size),
        bounds=Bounds(smallest, largest),
        constraints=constraints,
        options={"time_limit": seconds},
    )
    if answer.x is None:
        return None
    heads = tuple(round(x) for x in answer.x[:n])
    bound = answer.mip_dual_bound
    return Cheapest(heads, float(answer.fun if bound is None else bound))
