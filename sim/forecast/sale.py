"""The forecast of a sale: every factor with what it rests on.

    orders of an hour = ordinary orders of that hour of the week (today's level)
                        × level of the sale × factors of its phases × day factor

and the count itself is Poisson.
The level is one random factor for the sale (lognormal), the day factor one for each day
(gamma); phase factors have the gamma laws of their fit.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from sim.forecast.base import Base, fit_base
from sim.forecast.counts import Bools, Floats, HourlyCounts, hourly_counts, of_shop
from sim.forecast.dispersion import day_cv
from sim.forecast.factors import Factor, factors_of
from sim.forecast.level import (
    Level,
    LevelGuess,
    level_of_guess,
    level_of_multiplier,
    level_of_sales,
)
from sim.forecast.phases import (
    PastSale,
    PhaseFit,
    SaleFit,
    fit_sales,
    membership,
    past_sale,
)
from sim.forecast.priors import PRIORS, Priors
from sim.forecast.problems import refuse
from sim.forecast.windows import PHASES, PhaseName, SaleWindow

__all__ = ["Factor", "PastLevel", "SaleForecast", "forecast_counts", "forecast_sale"]

Source = Literal["sales", "guess", "multiplier"]
_YEAR = timedelta(days=365.25)


@dataclass(frozen=True, slots=True)
class PastLevel:
    """What a past sale was."""

    label: str
    start: datetime
    """Naive local time, as is ``end``."""
    end: datetime
    n_orders: int
    multiplier: float
    """Orders of the whole sale over those of ordinary weeks."""
    level: float
    """The same outside its phases."""


@dataclass(frozen=True, slots=True, eq=False)
class SaleForecast:
    """What is expected of a sale, and how sure that is."""

    shop: str
    channel: str
    zone: ZoneInfo
    sale: SaleWindow
    """On the wall clock: naive local time, whole hours."""

    source: Source
    """Where the level comes from: past sales, a planner's guess, a multiplier."""

    orders_per_day: float
    """Orders of an ordinary day, as of the end of the file."""

    weights: Floats
    """Shape of an ordinary week, ``(7, 24)``, Monday first, mean 1."""

    level: Level
    """Level of the sale outside its phases."""

    phases: Mapping[PhaseName, PhaseFit]
    """Factor of each phase."""

    day_cv: float
    """Spread of the day factor."""

    factors: tuple[Factor, ...]
    """Everything above, tagged."""

    past: tuple[PastLevel, ...]
    hot_days: tuple[date, ...]
    """Ordinary days that look like an event nobody named; best named and left out."""

    history: HourlyCounts
    """The orders it was fitted to."""

    base: Floats
    """Ordinary orders in each hour of the sale, shape ``(n,)``."""

    is_in: Bools
    """Which phases each hour of the sale lies in, ``(n, len(PHASES))``."""

    @property
    def lift(self) -> Floats:
        """Product of the phase factors of each hour of the sale."""
        means = [self.phases[name].mean for name in PHASES]
        return np.asarray(np.where(self.is_in, means, 1.0).prod(axis=1), np.float64)

    @property
    def expected_orders(self) -> float:
        """Mean orders of the sale."""
        return float((self.base * self.lift).sum()) * self.level.mean

    @property
    def multiplier(self) -> float:
        """Mean orders of the sale over those of ordinary weeks."""
        return self.expected_orders / float(self.base.sum())

    @property
    def level_cv(self) -> float:
        """Spread of the sale's total that comes from level and phase factors."""
        hourly = self.base * self.lift
        total = float(hourly.sum())
        of_phases = sum(
            (float(hourly[self.is_in[:, k]].sum()) / total) ** 2
            / self.phases[name].shape
            for k, name in enumerate(PHASES)
        )
        return math.sqrt((1 + self.level.cv**2) * (1 + of_phases) - 1)


def forecast_sale(
    orders: pd.DataFrame,
    sale: SaleWindow,
    past: Sequence[SaleWindow] = (),
    *,
    multiplier: float | None = None,
    guess: LevelGuess | None = None,
    excluded: Sequence[SaleWindow] = (),
    shop: str | None = None,
    channel: str | None = None,
    priors: Priors = PRIORS,
) -> SaleForecast:
    """Return the forecast of a sale from an orders table.

    Parameters
    ----------
    orders
        Canonical orders table with ordinary days, and the past sales if there are any.
    sale
        The sale to forecast; orders of the table from its start on are not looked at.
    past
        Past sales; those the table does not hold in full are refused.
    multiplier
        Orders of the whole sale over ordinary ones, when there is no past sale.
    guess
        The planner's own low, likely, high; it takes the place of the past sales'
        level, while phases, shape and spread of days stay measured.
    excluded
        Other events (マラソン, a broken shop), which are neither ordinary nor a sale.
    shop, channel
        Take only these orders; None takes all.
    priors
        What is assumed where data is thin.

    Raises
    ------
    ImportDataError
        Nothing says how large the sale is, a window is not in the file, or there are no
        ordinary days.
    """
    chosen = of_shop(orders, shop, channel)
    counts = hourly_counts(chosen)
    return forecast_counts(
        counts,
        sale,
        past,
        multiplier=multiplier,
        guess=guess,
        excluded=excluded,
        shop=shop or _one_name(chosen, "shop"),
        channel=channel or _one_name(chosen, "channel"),
        priors=priors,
    )


def forecast_counts(
    counts: HourlyCounts,
    sale: SaleWindow,
    past: Sequence[SaleWindow] = (),
    *,
    multiplier: float | None = None,
    guess: LevelGuess | None = None,
    excluded: Sequence[SaleWindow] = (),
    shop: str = "all",
    channel: str = "all",
    priors: Priors = PRIORS,
) -> SaleForecast:
    """Return the forecast of a sale from orders by hour; see :func:`forecast_sale`."""
    target = sale.on_wall(counts.zone)
    counts = counts.until(target.start)
    before = tuple(window.on_wall(counts.zone) for window in past)
    others = tuple(window.on_wall(counts.zone) for window in excluded)
    _check(counts, before, has_level=multiplier is not None or guess is not None)
    base = fit_base(counts, counts.normal_days((*before, *others)))
    sales = [past_sale(base, window) for window in before]
    fit, cv, cv_days = _fit(base, sales, priors)
    ordinary, base_variance = base.level(counts.n_days)
    hours, is_in = _target_hours(counts, target)
    expected = ordinary / 24 * base.weights.ravel()[hours]
    lift = np.where(is_in, [fit.phases[name].mean for name in PHASES], 1.0).prod(axis=1)
    mean_lift = float((expected * lift).sum() / expected.sum())
    source: Source
    if guess is not None:
        source, level = "guess", level_of_guess(guess, float(expected.sum()))
        level = _outside_phases(level, mean_lift)
    elif multiplier is not None:
        source, level = "multiplier", level_of_multiplier(multiplier, priors)
        level = _outside_phases(level, mean_lift)
    else:
        source = "sales"
        years = np.array([(target.start - w.start) / _YEAR for w in before])
        level = level_of_sales(
            fit.levels, fit.variances + [s.base_variance for s in sales], years,
            base_variance, priors,
        )  # fmt: skip
    return SaleForecast(
        shop=shop,
        channel=channel,
        zone=counts.zone,
        sale=target,
        source=source,
        orders_per_day=ordinary,
        weights=base.weights,
        level=level,
        phases=fit.phases,
        day_cv=cv,
        factors=factors_of(base, fit, level, cv, cv_days, priors, target),
        past=_past(sales, fit),
        hot_days=base.hot_days(),
        history=counts,
        base=expected,
        is_in=is_in,
    )


def _check(
    counts: HourlyCounts, past: Sequence[SaleWindow], *, has_level: bool
) -> None:
    if not past and not has_level:
        refuse("past", "no_level")
    for window in past:
        if window.start < counts.start or window.end > counts.end:
            refuse(
                window.label,
                "window_outside",
                f"{window.start:%Y-%m-%d %H:%M}",
                first=f"{counts.start:%Y-%m-%d}",
                last=f"{counts.end - timedelta(days=1):%Y-%m-%d}",
            )


def _fit(
    base: Base, sales: Sequence[PastSale], priors: Priors
) -> tuple[SaleFit, float, int]:
    """Return the fit of the past sales, the spread of days, and days behind that."""
    cv = priors.day_cv if base.cv is None else base.cv
    fit = fit_sales(sales, cv, priors)
    normal, expected = base.recent()
    n_phases = sum(found.weight for found in fit.phases.values())
    n_fitted = base.n_fitted + len(sales) + n_phases
    orders = np.concatenate([normal, fit.day_orders])
    means = np.concatenate([expected, fit.day_means])
    n_free = int(len(orders) - n_fitted)
    measured = day_cv(orders, means, n_fitted=n_fitted)
    if measured is None or n_free < priors.day_cv_days:
        return fit, priors.day_cv, max(n_free, 0)
    return fit_sales(sales, measured, priors), measured, n_free


def _target_hours(
    counts: HourlyCounts, sale: SaleWindow
) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], Bools]:
    """Return the hour of the week of each hour of the sale, and its phases."""
    midnight = sale.start.replace(hour=0)
    n_hours = math.ceil((sale.end - midnight) / timedelta(days=1)) * 24
    empty = HourlyCounts(midnight, np.zeros(n_hours), counts.zone)
    hours = empty.hours(sale.start, sale.end)
    return empty.cells[hours], membership(empty, sale, hours)


def _outside_phases(level: Level, mean_lift: float) -> Level:
    """Return the level of the rest of the sale, given that of the whole of it."""
    return Level(
        level.median / mean_lift,
        level.sigma,
        level.n_sales,
        level.weight,
        level.slope_a_year,
    )


def _past(sales: Sequence[PastSale], fit: SaleFit) -> tuple[PastLevel, ...]:
    return tuple(
        PastLevel(
            label=sale.window.label,
            start=sale.window.start,
            end=sale.window.end,
            n_orders=int(sale.orders.sum()),
            multiplier=float(sale.orders.sum() / sale.base.sum()),
            level=float(level),
        )
        for sale, level in zip(sales, fit.levels, strict=True)
    )


def _one_name(orders: pd.DataFrame, column: str) -> str:
    known = orders[column].dropna().unique().tolist()
    return str(known[0]) if len(known) == 1 else "all"
