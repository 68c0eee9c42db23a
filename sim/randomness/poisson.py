"""Quantiles of the Poisson law, by inversion of one uniform.

Inversion keeps counts synchronised: with the same uniform a larger mean never gives a
smaller count, which is what lets a case keep its number when demand is scaled.
"""

import math

from sim.randomness.gamma import incomplete_gamma
from sim.randomness.jit import compiled, integer, part
from sim.randomness.normal import normal_quantile

__all__ = ["poisson_quantile"]


@compiled
def poisson_quantile(mean: float, u: float) -> int:
    """Return the smallest ``k`` with ``P(N <= k) >= u``, as int64.

    The distribution function is evaluated at each ``k`` by itself, never summed up,
    so the answer does not depend on where the search starts.
    A mean of 0 gives 0 exactly.

    Parameters
    ----------
    mean
        Expected count, 0 or more; the cost grows as its square root.
    u
        Probability in (0, 1).
    """
    if _reaches(integer(0), mean, u):
        return 0
    k = _first_guess(mean, u)
    if _reaches(k, mean, u):
        while _reaches(k - 1, mean, u):
            k -= 1
    else:
        k += 1
        while not _reaches(k, mean, u):
            k += 1
    return k


@part
def _first_guess(mean: float, u: float) -> int:
    """Return a count, at least 1, near the quantile (Cornish-Fisher expansion)."""
    z = normal_quantile(u)
    root = math.sqrt(mean)
    skewness = (z * z - 1.0) / 6.0
    guess = mean + root * z + skewness + z * (1.0 - z * z) / (72.0 * root)
    return max(1, math.ceil(guess - 0.5))


@part
def _reaches(k: int, mean: float, u: float) -> bool:
    """Return whether ``P(N <= k) >= u``, judged in the smaller tail."""
    if k == 0:
        lower = math.exp(-mean)
        upper = -math.expm1(-mean)
    else:
        upper, lower = incomplete_gamma(k + 1.0, mean)
    return bool(lower >= u) if u <= 0.5 else bool(upper <= 1.0 - u)
