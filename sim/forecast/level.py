"""How large the next sale may be: a lognormal law of its level.

From past sales: the logs of their levels lie around a line in time, with a spread.
Intercept, slope and spread have a normal-inverse-gamma prior, so the law of the next
sale's log is Student's t around the line; with one past sale nearly all of the spread
is the prior's, with many it is that of the sales themselves.
From a planner's low, likely, high: low and high are taken as P10 and P90.
Either way the answer is the lognormal law with the same P10 and P90.

References
----------
Gelman, A. et al. (2013). Bayesian Data Analysis, 3rd ed., sections 3.3 and 14.2.
"""

import math
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from scipy.special import ndtri, stdtrit

from sim.forecast.counts import Floats
from sim.forecast.priors import Priors
from sim.forecast.problems import refuse

__all__ = [
    "MOST_TIMES",
    "Level",
    "LevelGuess",
    "level_of_guess",
    "level_of_multiplier",
    "level_of_sales",
]

_Z90: Final = float(ndtri(0.9))


MOST_TIMES = 1000.0
"""Largest multiplier of ordinary orders; scenarios take no larger one either."""


@dataclass(frozen=True, slots=True)
class LevelGuess:
    """What a planner expects of a sale; low and high are P10 and P90."""

    low: float
    """One sale in ten stays below."""

    likely: float
    """The planner's middle; shown beside the median √(low × high), not used in it."""

    high: float
    """One sale in ten goes above."""

    unit: Literal["multiplier", "orders"] = "multiplier"
    """Times the ordinary orders, or orders of the whole sale."""


@dataclass(frozen=True, slots=True)
class Level:
    """A lognormal law."""

    median: float
    sigma: float
    """Standard deviation of the log."""

    n_sales: int
    """Past sales it rests on."""

    weight: float
    """Part of the spread that comes from past sales (0-1)."""

    slope_a_year: float
    """Yearly change of the log of the level; 0 where no trend was fitted."""

    slope_weight: float = 0.0
    """Part of the slope that comes from past sales (0-1); the rest holds it at 0."""

    @property
    def mean(self) -> float:
        """Mean, which is what a scenario writes down."""
        return self.median * math.exp(self.sigma**2 / 2)

    @property
    def cv(self) -> float:
        """Coefficient of variation."""
        return math.sqrt(math.expm1(self.sigma**2))

    @property
    def p10(self) -> float:
        """One sale in ten stays below."""
        return self.median * math.exp(-_Z90 * self.sigma)

    @property
    def p90(self) -> float:
        """One sale in ten goes above."""
        return self.median * math.exp(_Z90 * self.sigma)


def level_of_sales(
    levels: Floats,
    variances: Floats,
    years_before: Floats,
    base_variance: float,
    priors: Priors,
) -> Level:
    """Return the law of the next sale's level.

    Parameters
    ----------
    levels
        Level of each past sale, shape ``(n,)``, n ≥ 1.
    variances
        Variance of the log of each that comes from chance and days; it is no spread of
        sales and is taken off.
    years_before
        How long before the next sale each was, in years.
    base_variance
        Variance of the log of today's ordinary level.
    """
    n = len(levels)
    logs = np.log(levels)
    design = np.column_stack([np.ones(n), -years_before])
    spread = math.sqrt(math.log1p(priors.sale_cv**2))
    weight_of_slope = (spread / priors.slope_a_year) ** 2
    precision = design.T @ design + np.diag([0.0, weight_of_slope])
    covariance = np.linalg.inv(precision)
    line = covariance @ design.T @ logs
    residual = float(logs @ logs - line @ precision @ line)
    squares = max(residual - (n - 1) * float(variances.mean()), 0.0)
    freedom = priors.sale_cv_sales + n - 1
    variance = (priors.sale_cv_sales * spread**2 + squares) / freedom
    of_line = variance * float(covariance[0, 0]) + float(variances.mean()) / n
    scale = math.sqrt(variance + of_line + base_variance)
    return Level(
        median=math.exp(float(line[0])),
        sigma=float(stdtrit(freedom, 0.9)) / _Z90 * scale,
        n_sales=n,
        weight=(n - 1) / freedom,
        slope_a_year=float(line[1]) if n > 1 else 0.0,
        slope_weight=_slope_weight(years_before, weight_of_slope),
    )


def _slope_weight(years_before: Floats, prior: float) -> float:
    squares = float(((years_before - years_before.mean()) ** 2).sum())
    return squares / (squares + prior)


def level_of_guess(guess: LevelGuess, unit_orders: float) -> Level:
    """Return the law of a planner's guess.

    ``unit_orders`` — orders of the whole sale at multiplier 1.

    Raises
    ------
    ImportDataError
        The three numbers are not in order, or more than :data:`MOST_TIMES` ordinary
        orders.
    """
    if not 0 < guess.low <= guess.likely <= guess.high:
        got = f"{guess.low:g}, {guess.likely:g}, {guess.high:g}"
        refuse("guess", "guess_order", got)
    unit = unit_orders if guess.unit == "orders" else 1.0
    if not guess.high / unit <= MOST_TIMES:
        refuse("guess", "level_too_high", guess.high, limit=f"{MOST_TIMES:g}")
    return Level(
        median=math.sqrt(guess.low * guess.high) / unit,
        sigma=math.log(guess.high / guess.low) / (2 * _Z90),
        n_sales=0,
        weight=0.0,
        slope_a_year=0.0,
    )


def level_of_multiplier(multiplier: float, priors: Priors) -> Level:
    """Return the law around a planner's multiplier, which is its mean.

    Raises
    ------
    ImportDataError
        The multiplier is not above 0, or above :data:`MOST_TIMES`.
    """
    if not 0 < multiplier < math.inf:
        refuse("multiplier", "multiplier_positive", multiplier)
    if multiplier > MOST_TIMES:
        refuse("multiplier", "level_too_high", multiplier, limit=f"{MOST_TIMES:g}")
    variance = math.log1p(priors.alone_cv**2)
    median = multiplier * math.exp(-variance / 2)
    return Level(median, math.sqrt(variance), 0, 0.0, 0.0)
