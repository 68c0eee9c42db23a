"""How hot each phase of a sale runs, and each past sale as a whole.

The orders of an hour of a past sale are Poisson around (ordinary orders of that hour)
× (level of the sale) × (factors of the phases it lies in).
A phase factor has a gamma prior; given all else its posterior is gamma again:
shape ``a + n/φ``, rate ``a/mean + e/φ``, where n is the orders of its hours and e what
they would be without it.
φ is how much more the days of a phase scatter than chance (quasi-likelihood), so that
one hot day is one day of evidence and not a thousand orders.
Levels and factors are taken in turns until they stand still.

References
----------
Gelman, A. et al. (2013). Bayesian Data Analysis, 3rd ed., section 2.6 (gamma-Poisson).
McCullagh, P. & Nelder, J. A. (1989). Generalized Linear Models, 2nd ed., chapter 9.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.forecast.base import Base
from sim.forecast.counts import Bools, Floats, HourlyCounts, Ints
from sim.forecast.priors import Priors
from sim.forecast.windows import PHASES, PhaseName, SaleWindow, phases

__all__ = ["PastSale", "PhaseFit", "SaleFit", "fit_sales", "membership", "past_sale"]

_ROUNDS = 200
_STILL = 1e-8


@dataclass(frozen=True, slots=True, eq=False)
class PastSale:
    """The hours of one past sale that the file holds."""

    window: SaleWindow
    """On the wall clock."""

    orders: Floats
    """Orders of each hour, shape ``(n,)``."""

    base: Floats
    """Orders that ordinary weeks would have brought, shape ``(n,)``."""

    base_variance: float
    """Variance of the log of the ordinary level."""

    is_in: Bools
    """Which phases each hour lies in, shape ``(n, len(PHASES))``."""

    day: Ints
    """Day of each hour, from 0."""


@dataclass(frozen=True, slots=True)
class PhaseFit:
    """Posterior of one phase factor: a gamma law."""

    mean: float
    """Mean."""

    shape: float
    """Shape; the coefficient of variation is 1/√shape."""

    n_orders: int
    """Orders in the hours of the phase, all past sales together."""

    n_sales: int
    """Past sales that had the phase."""

    weight: float
    """Part of the answer that comes from the data (0-1); the rest is the prior's."""


@dataclass(frozen=True, slots=True, eq=False)
class SaleFit:
    """All past sales, taken apart."""

    levels: Floats
    """Level of each sale outside its phases, over ordinary hours, shape ``(n,)``."""

    variances: Floats
    """Variance of the log of each level that comes from chance and days."""

    phases: Mapping[PhaseName, PhaseFit]

    day_orders: Floats
    """Orders of each day of the sales, for the spread of days."""

    day_means: Floats
    """What the fit says of these days."""


def past_sale(base: Base, window: SaleWindow) -> PastSale:
    """Return the hours of a window, with what ordinary weeks would have brought."""
    counts = base.counts
    hours = counts.hours(window.start, window.end)
    level, variance = base.level(hours.start // 24)
    return PastSale(
        window=window,
        orders=counts.orders[hours],
        base=np.maximum(base.expected(hours, level), 1e-9),
        base_variance=variance,
        is_in=membership(counts, window, hours),
        day=np.arange(hours.start, hours.stop, dtype=np.int64) // 24,
    )


def membership(counts: HourlyCounts, window: SaleWindow, hours: slice) -> Bools:
    """Return which phases each of some hours lies in, shape ``(n, len(PHASES))``."""
    is_in = np.zeros((hours.stop - hours.start, len(PHASES)), np.bool_)
    for phase in phases(window):
        inside = counts.hours(phase.start, phase.end)
        low, high = inside.start - hours.start, inside.stop - hours.start
        is_in[max(low, 0) : max(high, 0), PHASES.index(phase.name)] = True
    return is_in


def fit_sales(sales: Sequence[PastSale], cv: float, priors: Priors) -> SaleFit:
    """Return levels and phase factors of past sales, whose days scatter by ``cv``.

    Without past sales, the factors are those of the priors.
    """
    factors = np.array([priors.phases[name].mean for name in PHASES])
    for _ in range(_ROUNDS):
        before = factors.copy()
        levels = _levels(sales, factors)
        for k in range(len(PHASES)):
            fit = _phase(sales, levels, factors, k, cv, priors)
            factors[k] = fit.mean
        if np.allclose(factors, before, rtol=_STILL):
            break
    levels = _levels(sales, factors)
    by_day = [
        _days(sale, level, factors) for sale, level in zip(sales, levels, strict=True)
    ]
    return SaleFit(
        levels=levels,
        variances=np.array([_variance(means, cv) for _, means in by_day]),
        phases={
            name: _phase(sales, levels, factors, k, cv, priors)
            for k, name in enumerate(PHASES)
        },
        day_orders=np.concatenate([orders for orders, _ in by_day] or [np.empty(0)]),
        day_means=np.concatenate([means for _, means in by_day] or [np.empty(0)]),
    )


def _levels(sales: Sequence[PastSale], factors: Floats) -> Floats:
    # half an order keeps the log of a sale without orders finite
    return np.array(
        [
            max(float(sale.orders.sum()), 0.5)
            / float((sale.base * _lift(sale, factors)).sum())
            for sale in sales
        ]
    )


def _lift(sale: PastSale, factors: Floats) -> Floats:
    """Return the product of the factors of each hour."""
    return np.asarray(np.where(sale.is_in, factors, 1.0).prod(axis=1), np.float64)


def _phase(
    sales: Sequence[PastSale],
    levels: Floats,
    factors: Floats,
    k: int,
    cv: float,
    priors: Priors,
) -> PhaseFit:
    prior = priors.phases[PHASES[k]]
    n, expected, squares, n_sales = 0.0, 0.0, 0.0, 0
    for sale, level in zip(sales, levels, strict=True):
        inside = sale.is_in[:, k]
        if not inside.any():
            continue
        n_sales += 1
        means = level * sale.base[inside] * _lift(sale, factors)[inside] / factors[k]
        by_day = np.bincount(sale.day[inside] - sale.day[0], weights=means)
        n += float(sale.orders[inside].sum())
        expected += float(by_day.sum())
        squares += float((by_day**2).sum())
    if not expected:
        return PhaseFit(prior.mean, prior.shape, 0, n_sales, 0.0)
    # the scatter is that of the orders, so it grows with the factor itself
    dispersion = 1 + cv**2 * factors[k] * squares / expected
    shape = prior.shape + n / dispersion
    rate = prior.shape / prior.mean + expected / dispersion
    return PhaseFit(
        mean=float(shape / rate),
        shape=float(shape),
        n_orders=int(n),
        n_sales=n_sales,
        weight=float(expected / dispersion / rate),
    )


def _days(sale: PastSale, level: float, factors: Floats) -> tuple[Floats, Floats]:
    """Return orders and expected orders of each day of a sale."""
    day = sale.day - sale.day[0] if len(sale.day) else sale.day
    means = level * sale.base * _lift(sale, factors)
    orders: Floats = np.bincount(day, weights=sale.orders).astype(np.float64)
    return orders, np.bincount(day, weights=means).astype(np.float64)


def _variance(means: Floats, cv: float) -> float:
    total = max(float(means.sum()), 0.5)
    return 1 / total + cv**2 * float((means**2).sum()) / total**2
