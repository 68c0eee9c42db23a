"""Who carries the volume risk: how both sides move with the number of orders.

References
----------
Miller, R. G. (1974). The jackknife: a review. Biometrika 61(1), 1-15.
"""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.experiments.intervals import Interval, t_quantiles

__all__ = ["Estimate", "Swing", "VolumeRisk", "per_order", "volume_risk"]

Float64 = NDArray[np.float64]

_MOVED = ("price", "agency_cost", "agency_margin", "in_house_work")


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its 95 % interval; NaN where it cannot be known."""

    value: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Swing:
    """How an amount moves from sale to sale."""

    p10: float
    """One sale in ten is at or below it, yen."""
    p90: float
    """One sale in ten is at or above it, yen."""
    deviation: float
    """Standard deviation, yen."""
    per_order: Estimate
    """Yen more for one order more (least squares over the replications)."""

    @property
    def width(self) -> float:
        """Distance from P10 to P90, yen."""
        return self.p90 - self.p10


@dataclass(frozen=True, slots=True)
class VolumeRisk:
    """What volume does to the shop's payment and to the agency's margin."""

    swings: dict[str, Swing]
    """For the price, the agency's cost and margin, and the in-house work; the agency's
    own are missing where it does not disclose its costs."""
    linked: Estimate | None
    """Part of the payment that goes with the number of orders, 1 where it is in
    proportion to them and 0 where it is the same however many come: the elasticity of
    the price, slope × mean orders ÷ mean price, with the interval of the slope. The
    shop carries the volume risk of the rest, because it pays that part whatever it
    sells. None where volume does not vary or nothing is paid."""
    shop_share: Estimate | None
    """How large the swing of the shop's payment is beside that of the agency's margin,
    0-1: the standard deviation of the price ÷ the sum of both. None where the agency
    does not disclose its costs, or nothing moves."""
    line_shares: dict[tuple[str, str], float]
    """For each line (kind, item), its covariance with the price ÷ the variance of the
    price; they sum to 1. Empty where the price does not move."""


def volume_risk(
    orders: Float64, amounts: pd.DataFrame, lines: dict[tuple[str, str], Float64]
) -> VolumeRisk:
    """Return how both sides move.

    Parameters
    ----------
    orders
        Orders of each replication.
    amounts
        One row a replication; see :data:`sim.quotes.amounts.AMOUNTS`.
    lines
        Yen of each line of the bill in each replication.
    """
    columns = {name: amounts[name].to_numpy(np.float64) for name in _MOVED}
    known = {name: yen for name, yen in columns.items() if not np.isnan(yen).any()}
    margin = known.get("agency_margin")
    swings = {name: _swing(yen, orders) for name, yen in known.items()}
    return VolumeRisk(
        swings=swings,
        linked=_linked(swings["price"].per_order, orders, columns["price"]),
        shop_share=None if margin is None else _shop_share(columns["price"], margin),
        line_shares=_line_shares(columns["price"], lines),
    )


def per_order(yen: Float64, orders: Float64) -> Estimate:
    """Return the yen that one order more brings, by least squares.

    NaN with fewer than three replications, or where the volume does not vary.
    """
    n = len(orders)
    away = orders - orders.mean()
    spread = float((away**2).sum())
    if n < 3 or spread == 0:
        return Estimate(math.nan, Interval(math.nan, math.nan))
    slope = float((away * yen).sum()) / spread
    rest = yen - yen.mean() - slope * away
    error = math.sqrt(float((rest**2).sum()) / (n - 2) / spread)
    half = float(t_quantiles(np.array([n - 1]))[0]) * error
    return Estimate(slope, Interval(slope - half, slope + half))


def _swing(yen: Float64, orders: Float64) -> Swing:
    low, high = np.quantile(yen, [0.1, 0.9]).tolist()
    deviation = float(yen.std(ddof=1)) if len(yen) > 1 else math.nan
    return Swing(low, high, deviation, per_order(yen, orders))


def _linked(slope: Estimate, orders: Float64, price: Float64) -> Estimate | None:
    if math.isnan(slope.value) or price.mean() == 0:
        return None
    scale = float(orders.mean() / price.mean())
    low, high = slope.interval
    return Estimate(slope.value * scale, Interval(low * scale, high * scale))


def _shop_share(price: Float64, margin: Float64) -> Estimate | None:
    """Return the shop's share of the swing with its jackknife interval."""
    n = len(price)
    if n < 3:
        return None
    of_price, of_margin = _deviations_without(price), _deviations_without(margin)
    both = of_price + of_margin
    if not both.all():
        return None
    whole = _ratio(price.std(ddof=1), margin.std(ddof=1))
    left_out = of_price / both
    error = math.sqrt((n - 1) / n * float(((left_out - left_out.mean()) ** 2).sum()))
    half = float(t_quantiles(np.array([n]))[0]) * error
    return Estimate(whole, Interval(max(0.0, whole - half), min(1.0, whole + half)))


def _ratio(mine: float, theirs: float) -> float:
    return float(mine / (mine + theirs))


def _deviations_without(yen: Float64) -> Float64:
    """Return the standard deviation of the values without each one of them."""
    n, away = len(yen), yen - yen.mean()
    # leaving x out lowers the sum of squares by x² n / (n − 1)
    rest = (away**2).sum() - away**2 * n / (n - 1)
    return np.asarray(np.sqrt(np.maximum(rest, 0) / (n - 2)), np.float64)


def _line_shares(
    price: Float64, lines: dict[tuple[str, str], Float64]
) -> dict[tuple[str, str], float]:
    away = price - price.mean()
    variance = float((away**2).sum())
    if variance == 0:
        return {}
    return {
        line: float((away * (yen - yen.mean())).sum()) / variance
        for line, yen in lines.items()
    }
