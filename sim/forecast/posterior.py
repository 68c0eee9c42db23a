"""The level of a running sale, given the orders so far: the gamma-Poisson update.

Before the sale, the level of a group is a random factor with mean 1.
The orders of a day are Poisson around (expected orders) × level × day factor; with a
gamma day factor that makes them negative binomial around the level.
For a gamma level and no day factor the posterior is the gamma law with shape
``1/cv² + orders`` and rate ``1/cv² + expected`` in closed form; in general (a lognormal
level, days that scatter, several shops that share a level) it is computed on a fine
grid of the one uniform that the group draws its level from, which is exact but for the
width of the grid.

References
----------
Gelman, A. et al. (2013). Bayesian Data Analysis, 3rd ed., section 2.6.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import gammainccinv, gammaincinv, gammaln, ndtr

from sim.forecast.counts import Floats
from sim.scenario.demand import Level

__all__ = ["Posterior", "Seen", "posteriors"]

_REACH = 9.0
_POINTS = 6001


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """Orders so far of one demand, day by day."""

    level: Level
    """Law of its level before."""

    day_cv: float
    """Spread of its day factor; 0 for none."""

    expected: Floats
    """Orders expected of each day so far, shape ``(n_days,)``."""

    orders: Floats
    """Orders that came, shape ``(n_days,)``."""


@dataclass(frozen=True, slots=True)
class Posterior:
    """What the orders so far say of the level of one demand."""

    mean: float
    p10: float
    p50: float
    p90: float
    cv: float
    """Coefficient of variation."""

    low: float
    """Lower end of the 95 % interval."""
    high: float
    """Upper end of it."""

    today: float
    """Mean factor of the last day over the level (its day factor, given the orders)."""


def posteriors(group: Sequence[Seen]) -> tuple[Posterior, ...]:
    """Return the posterior of each demand of a group that shares its level."""
    z = np.linspace(-_REACH, _REACH, _POINTS)
    levels = [_quantiles(seen.level, z) for seen in group]
    log_weight = -(z**2) / 2
    for seen, level in zip(group, levels, strict=True):
        log_weight = log_weight + _log_likelihood(seen, level)
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    return tuple(
        _summary(seen, level, weight) for seen, level in zip(group, levels, strict=True)
    )


def _quantiles(law: Level, z: Floats) -> Floats:
    """Return the level at each normal score, as the engines draw it."""
    if law.cv == 0:
        return np.ones(len(z))
    if law.distribution == "lognormal":
        variance = np.log1p(law.cv**2)
        return np.asarray(np.exp(np.sqrt(variance) * z - variance / 2))
    shape = 1 / law.cv**2
    # each half in its own tail, where no digit is lost
    low, high = (
        gammaincinv(shape, ndtr(z[z < 0])),
        gammainccinv(shape, ndtr(-z[z >= 0])),
    )
    return np.maximum(np.concatenate([low, high]) / shape, 1e-12)


def _log_likelihood(seen: Seen, level: Floats) -> Floats:
    """Return the log likelihood of the orders so far at each level."""
    total = np.zeros(len(level))
    for orders, expected in zip(seen.orders, seen.expected, strict=True):
        if expected <= 0:
            continue
        means = level * expected
        if seen.day_cv == 0:
            total += orders * np.log(means) - means
        else:
            a = 1 / seen.day_cv**2
            total += (
                gammaln(a + orders)
                + orders * np.log(means / (a + means))
                - a * np.log1p(means / a)
            )
    return total


def _summary(seen: Seen, level: Floats, weight: Floats) -> Posterior:
    mean = _mean(weight, level)
    below = np.cumsum(weight) - weight / 2
    low, p10, p50, p90, high = np.interp([0.025, 0.1, 0.5, 0.9, 0.975], below, level)
    variance = max(float(weight @ (level - mean) ** 2), 0.0)
    return Posterior(
        mean=mean,
        p10=float(p10),
        p50=float(p50),
        p90=float(p90),
        cv=variance**0.5 / mean,
        low=float(low),
        high=float(high),
        today=_today(seen, level, weight) / mean,
    )


def _mean(weight: Floats, level: Floats) -> float:
    """Return the mean level: 1 to the last bit where every level is 1."""
    return 1 + float(weight @ (level - 1))


def _today(seen: Seen, level: Floats, weight: Floats) -> float:
    """Return the mean of level × factor of the last day, given all orders."""
    if seen.day_cv == 0 or not len(seen.orders) or seen.expected[-1] <= 0:
        return _mean(weight, level)
    a = 1 / seen.day_cv**2
    factor = (a + seen.orders[-1]) / (a + level * seen.expected[-1])
    return float(weight @ (level * factor))
