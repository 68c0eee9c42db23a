"""How much more days scatter than chance alone would make them.

A day with a factor of mean 1 and coefficient of variation cv, and Poisson arrivals of
mean m, has the variance ``m + (cv m)²``.
cv is the value at which Pearson's statistic equals its degrees of freedom.

References
----------
Breslow, N. E. (1984). Extra-Poisson variation in log-linear models. Journal of the
Royal Statistical Society C 33(1), 38-44.
"""

import numpy as np
from scipy.optimize import brentq

from sim.forecast.counts import Floats

__all__ = ["MAX_CV", "day_cv"]

MAX_CV = 3.0


def day_cv(orders: Floats, means: Floats, *, n_fitted: float) -> float | None:
    """Return the spread of the day factor; None when no day is left to measure it.

    Parameters
    ----------
    orders, means
        Orders of each day and what was expected, shape ``(n_days,)``.
    n_fitted
        Numbers that were fitted to these days; as many days tell nothing.
    """
    seen = means > 0
    freedom = float(np.count_nonzero(seen)) - n_fitted
    if freedom < 1:
        return None
    squares, means = (orders[seen] - means[seen]) ** 2, means[seen]

    def excess(cv: float) -> float:
        return float((squares / (means + (cv * means) ** 2)).sum()) - freedom

    if excess(0.0) <= 0:
        return 0.0
    if excess(MAX_CV) >= 0:
        return MAX_CV
    return float(brentq(excess, 0.0, MAX_CV, xtol=1e-4))
