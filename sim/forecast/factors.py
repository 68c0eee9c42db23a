"""Every number of a forecast with what it rests on: orders, or an assumption.

A number is called measured when at least half of it comes from the orders; the rest is
the prior's.
"""

import math
from dataclasses import dataclass
from typing import Final, Literal

from scipy.special import gammaincinv, ndtri

from sim.forecast.base import Base
from sim.forecast.level import Level
from sim.forecast.phases import PhaseFit, SaleFit
from sim.forecast.priors import Priors
from sim.forecast.windows import PHASES, PhaseName, SaleWindow, phases

__all__ = ["Factor", "factors_of"]

_MEASURED_FROM: Final = 0.5
_Z90: Final = float(ndtri(0.9))


@dataclass(frozen=True, slots=True)
class Factor:
    """One number of the forecast, and what it rests on."""

    name: str
    """``orders_per_day``, ``weights``, ``level``, ``level_cv``, ``trend`` (factor a
    year, already in ``level``; with two past sales or more), ``day_cv``, a phase."""

    value: float
    low: float
    """P10 of what it may be; nan where it has no spread of its own."""
    high: float
    """P90."""

    kind: Literal["measured", "assumption"]
    """``measured`` when at least half of the number comes from the orders."""

    weight: float
    """Part of the number that comes from the orders (0-1)."""

    n: int
    """Orders it rests on; for ``level_cv`` sales, for ``day_cv`` days."""

    n_sales: int
    """Past sales it rests on."""


def factors_of(
    base: Base,
    fit: SaleFit,
    level: Level,
    cv: float,
    cv_days: int,
    priors: Priors,
    target: SaleWindow,
) -> tuple[Factor, ...]:
    """Return every number of a forecast, tagged.

    ``cv``, ``cv_days`` — spread of days, and the days it was measured on.
    """
    used = {phase.name for phase in phases(target)}
    ordinary, variance = base.level(base.counts.n_days)
    spread = math.exp(_Z90 * math.sqrt(variance))
    recent = base.day_orders[base.level_days(base.counts.n_days)]
    hours = base.n_orders / 168
    of_shape = hours / (hours + base.prior_orders)
    day_weight = 1.0 if cv_days >= priors.day_cv_days else 0.0
    n_sales = level.n_sales
    in_sales = int(fit.day_orders.sum()) if n_sales else 0
    nan = math.nan
    return (
        _factor("orders_per_day", ordinary, ordinary / spread, ordinary * spread,
                1.0, int(recent.sum()), 0),
        _factor("weights", nan, nan, nan, 1.0 if base.n_days >= 7 else of_shape,
                base.n_orders, 0),
        _factor("level", level.mean, level.p10, level.p90,
                1.0 if n_sales else 0.0, in_sales, n_sales),
        _factor("level_cv", level.cv, nan, nan, level.weight, n_sales, n_sales),
        *(
            [_factor("trend", math.exp(level.slope_a_year), nan, nan,
                     level.slope_weight, in_sales, n_sales)]
            if n_sales > 1 else []
        ),
        _factor("day_cv", cv, nan, nan, day_weight, cv_days, n_sales),
        *(
            _phase_factor(name, fit.phases[name]) for name in PHASES if name in used
        ),
    )  # fmt: skip


def _factor(
    name: str,
    value: float,
    low: float,
    high: float,
    weight: float,
    n: int,
    n_sales: int,
) -> Factor:
    kind: Literal["measured", "assumption"] = (
        "measured" if weight >= _MEASURED_FROM else "assumption"
    )
    return Factor(name, value, low, high, kind, weight, n, n_sales)


def _phase_factor(name: PhaseName, fit: PhaseFit) -> Factor:
    low, high = (
        float(gammaincinv(fit.shape, p)) * fit.mean / fit.shape for p in (0.1, 0.9)
    )
    return _factor(name, fit.mean, low, high, fit.weight, fit.n_orders, fit.n_sales)
