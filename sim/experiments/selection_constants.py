"""How far sampling must go to select the best of k normal means with a promise.

Each constant answers for ``plans`` plans with ``n0`` first observations each and the
wanted ``probability`` of a correct selection.

References
----------
Dudewicz, E. J. & Dalal, S. R. (1975). Allocation of observations in ranking and
selection with unequal variances. Sankhya B 37(1), 28-78.
Kim, S.-H. & Nelson, B. L. (2001). A fully sequential procedure for indifference-zone
selection in simulation. ACM Transactions on Modeling and Computer Simulation 11(3),
251-273.
Rinott, Y. (1978). On two-stage selection procedures and related probability
inequalities. Communications in Statistics A 7(8), 799-811.
"""

from collections.abc import Callable
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtri, ndtr, stdtr, stdtrit

__all__ = ["dudewicz_dalal_h", "kim_nelson_h_squared", "rinott_h"]

_NODES: Final = 160
"""Points of an integral over (0, 1); enough for six digits of the constants."""
_REACH: Final = 30.0
"""Log-odds at which integrals begin and end; 1e-13 is left out on either side."""


@cache
def dudewicz_dalal_h(plans: int, n0: int, probability: float) -> float:
    """Return h₁ of the two-stage procedure of Dudewicz & Dalal (1975).

    It solves E[F(T + h)^(k−1)] = probability, where T has Student's t law with n0 − 1
    degrees of freedom, and F is its distribution function.
    """
    _check(plans, n0, probability)
    shares, weights = _quadrature()
    values = stdtrit(n0 - 1, shares)
    return _root(
        lambda h: float(weights @ stdtr(n0 - 1, values + h) ** (plans - 1)), probability
    )


@cache
def rinott_h(plans: int, n0: int, probability: float) -> float:
    """Return the constant of the two-stage procedure of Rinott (1978).

    It solves E[E[Φ(h ÷ √(ν(1/X + 1/Y))) | Y]^(k−1)] = probability, where X and Y are
    independent with the χ² law of ν = n0 − 1 degrees of freedom.
    """
    _check(plans, n0, probability)
    shares, weights = _quadrature()
    inverse = (n0 - 1) / chdtri(n0 - 1, shares)
    spread = np.sqrt(inverse[:, None] + inverse[None, :])
    return _root(
        lambda h: float(weights @ (ndtr(h / spread) @ weights) ** (plans - 1)),
        probability,
    )


def kim_nelson_h_squared(plans: int, n0: int, probability: float) -> float:
    """Return h² of the procedure KN with c = 1 (Kim & Nelson 2001).

    h² = 2η(n0 − 1) with η = ((2α ÷ (k − 1))^(−2 ÷ (n0 − 1)) − 1) ÷ 2, α = 1 −
    probability.
    """
    _check(plans, n0, probability)
    error = 2 * (1 - probability) / (plans - 1)
    return float((error ** (-2 / (n0 - 1)) - 1) * (n0 - 1))


def _check(plans: int, n0: int, probability: float) -> None:
    if plans < 2 or n0 < 2 or not 1 / plans < probability < 1:
        msg = (
            "plans, n0 >= 2, probability between 1/plans and 1: "
            f"got {plans}, {n0}, {probability}"
        )
        raise ValueError(msg)


def _quadrature() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the points and weights of an integral over (0, 1).

    Equal steps on the logistic scale, where what is integrated is smooth even though
    quantiles run to infinity at both ends.
    """
    steps = np.linspace(-_REACH, _REACH, _NODES)
    points = 1 / (1 + np.exp(-steps))
    return points, points * (1 - points) * (steps[1] - steps[0])


def _root(of: Callable[[float], float], wanted: float) -> float:
    """Return where a growing function of h has the wanted value."""
    from scipy.optimize import brentq

    high = 1.0
    while of(high) < wanted:
        high *= 2
    return float(brentq(lambda h: of(h) - wanted, 0.0, high, xtol=1e-9))
