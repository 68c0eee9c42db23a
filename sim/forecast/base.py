"""Ordinary weeks: the hour × weekday shape and the level that a sale multiplies.

Each of the 168 hours has a gamma law around (mean of its weekday) × (share of its hour)
and is moved from there by its own orders; how far that product is trusted is chosen by
the data itself (empirical Bayes, by the marginal negative binomial likelihood).
With a year of orders the hour speaks for itself, with two weeks the shape is smooth.

References
----------
Clayton, D. & Kaldor, J. (1987). Empirical Bayes estimates of age-standardized relative
risks for use in disease mapping. Biometrics 43(3), 671-681.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from scipy.special import gammaln

from sim.forecast.counts import Bools, Floats, HourlyCounts, Ints
from sim.forecast.dispersion import day_cv
from sim.forecast.problems import refuse

__all__ = ["LEVEL_DAYS", "SPREAD_DAYS", "Base", "fit_base"]

LEVEL_DAYS = 28
"""Ordinary days that make the level at a moment."""
SPREAD_DAYS = 182
"""Ordinary days, the last ones, that show how much days scatter."""
_FEWEST_DAYS = 7
_HOT = 2.5
_HOT_ORDERS = 20
_SHAPES = np.geomspace(1.0, 1e6, 61)


@dataclass(frozen=True, slots=True, eq=False)
class Base:
    """Ordinary weeks of a shop."""

    counts: HourlyCounts
    is_normal: Bools
    """Days that no sale touches, shape ``(n_days,)``."""

    weights: Floats
    """Shape of the week, ``(7, 24)``, Monday first, mean 1."""

    prior_orders: float
    """Orders an hour of the week that the smooth product weighs as much as."""

    cv: float | None
    """Spread of ordinary days beyond chance; None when too few were seen."""

    n_fitted: float
    """Numbers fitted to the recent days: a level every four weeks, and weekdays."""

    @property
    def n_orders(self) -> int:
        """Orders of the ordinary days."""
        return int(self.day_orders[self.is_normal].sum())

    @property
    def n_days(self) -> int:
        """Ordinary days."""
        return int(np.count_nonzero(self.is_normal))

    def level_days(self, day: int) -> Ints:
        """Return the days that make the level before day ``day``.

        The last ordinary days before it; those around it where the file has too few
        before; all of them where it has too few of both.
        """
        days = np.flatnonzero(self.is_normal)
        before = days[(days < day) & (days >= day - 2 * LEVEL_DAYS)][-LEVEL_DAYS:]
        if len(before) >= _FEWEST_DAYS:
            return before
        around = days[np.abs(days - day) <= LEVEL_DAYS]
        return around if len(around) >= _FEWEST_DAYS else days

    def level(self, day: int) -> tuple[float, float]:
        """Return the orders of an average day before ``day``, and its log variance."""
        days = self.level_days(day)
        total = max(float(self.day_orders[days].sum()), 0.5)
        weights = self.weights.mean(axis=1)[self.counts.weekday[days]]
        variance = 1 / total + (self.cv or 0.0) ** 2 / len(days)
        return total / float(weights.sum()), variance

    @property
    def day_orders(self) -> Floats:
        """Orders of each day, shape ``(n_days,)``."""
        return np.asarray(self.counts.orders.reshape(-1, 24).sum(axis=1))

    def hot_days(self) -> tuple[date, ...]:
        """Return ordinary days that look like an event that nobody named."""
        days = np.flatnonzero(self.is_normal)
        orders = self.day_orders[days]
        around = np.array(
            [np.median(orders[np.abs(days - day) <= LEVEL_DAYS]) for day in days]
        )
        is_hot = (orders > _HOT * around) & (orders > around + _HOT_ORDERS)
        first = self.counts.start.date()
        return tuple(first + timedelta(days=int(day)) for day in days[is_hot])

    def expected(self, hours: slice, level: float) -> Floats:
        """Return the orders expected in some hours of the series, at a level."""
        return level / 24 * self.weights.ravel()[self.counts.cells[hours]]

    def recent(self) -> tuple[Floats, Floats]:
        """Return orders of the last half year's ordinary days, and what was expected.

        What is expected of a day is its weekday, at the level of the weeks around it.
        """
        days = np.flatnonzero(self.is_normal)[-SPREAD_DAYS:]
        orders = self.day_orders
        weights = self.weights.mean(axis=1)[self.counts.weekday]
        window = np.ones(LEVEL_DAYS + 1)
        middle = slice(LEVEL_DAYS // 2, LEVEL_DAYS // 2 + len(orders))
        known = np.convolve(orders * self.is_normal, window)[middle]
        weighed = np.convolve(weights * self.is_normal, window)[middle]
        means = known / np.maximum(weighed, 1e-12) * weights
        return orders[days], means[days]


def fit_base(counts: HourlyCounts, is_normal: Bools) -> Base:
    """Return the ordinary weeks of a series.

    Raises
    ------
    ImportDataError
        There is no ordinary day, or not one order on them.
    """
    by_day = counts.orders.reshape(-1, 24)
    if not by_day[is_normal].any():
        refuse("orders", "no_normal_days", int(is_normal.sum()))
    n_seen = np.bincount(counts.weekday[is_normal], minlength=7)
    totals = np.zeros((7, 24))
    np.add.at(totals, counts.weekday[is_normal], by_day[is_normal])
    means = _product(totals, n_seen)
    shape = _prior_shape(totals, means * n_seen[:, None])
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = (shape + totals) / (shape / means + n_seen[:, None])
    rates = np.where(means > 0, rates, 0.0)
    plain = Base(counts, is_normal, rates / rates.mean(), shape, None, 0.0)
    orders, means = plain.recent()
    n_fitted = float(np.count_nonzero(n_seen)) + len(orders) / (LEVEL_DAYS + 1)
    cv = day_cv(orders, means, n_fitted=n_fitted)
    return Base(counts, is_normal, plain.weights, shape, cv, n_fitted)


def _product(
    totals: Floats, n_seen: "np.ndarray[tuple[int], np.dtype[np.intp]]"
) -> Floats:
    """Return (mean of the weekday) × (share of the hour), orders an hour."""
    seen = n_seen > 0
    of_weekday = totals.sum(axis=1) / np.maximum(n_seen, 1)
    of_weekday[~seen] = of_weekday[seen].mean()
    of_hour = (totals / np.maximum(n_seen, 1)[:, None]).sum(axis=0)
    product: Floats = np.outer(of_weekday, of_hour / of_hour.sum())
    return product


def _prior_shape(totals: Floats, means: Floats) -> float:
    """Return the gamma shape of greatest marginal likelihood."""
    n, m = totals[means > 0], means[means > 0]
    a = _SHAPES[:, None]
    likelihood = (
        gammaln(a + n) - gammaln(a) - a * np.log1p(m / a) + n * np.log(m / (a + m))
    ).sum(axis=1)
    return float(_SHAPES[int(np.argmax(likelihood))])
