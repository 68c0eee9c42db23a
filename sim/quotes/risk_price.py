"""The price of risk: what it costs to avoid one missed shipment, at agreed rates.

Two quotes of the same sales are compared replication by replication (common random
numbers): more heads cost more at the rate card, and fewer shipments are missed.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.experiments.intervals import Interval, t_interval, t_quantiles
from sim.experiments.samples import check_pairs
from sim.quotes.price import Quote
from sim.quotes.risk import Estimate
from sim.units import TICKS_PER_HOUR

__all__ = ["RiskPrice", "risk_price"]

Float64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RiskPrice:
    """What one plan costs more than another, and what it avoids."""

    avoided: Estimate
    """Missed shipments fewer, mean a sale."""
    hours: Estimate
    """Paid hours of the agency's teams more, mean a sale."""
    yen: Estimate
    """Paid to the agency more, before tax, mean a sale."""
    yen_per_avoided: Estimate | None
    """Yen for each avoided miss: the ratio of the means, with its jackknife interval.
    None where it cannot be told whether misses are avoided at all."""


def risk_price(base: Quote, other: Quote) -> RiskPrice:
    """Return what ``other`` costs and avoids, compared with ``base``.

    Raises
    ------
    ValueError
        The quotes are of different sales.
    """
    check_pairs([base.sales, other.sales])
    avoided = _missed(base) - _missed(other)
    yen = _column(other, "price") - _column(base, "price")
    of_avoided = _mean(avoided)
    return RiskPrice(
        avoided=of_avoided,
        hours=_mean(_hours(other) - _hours(base)),
        yen=_mean(yen),
        yen_per_avoided=_ratio(yen, avoided) if of_avoided.interval.low > 0 else None,
    )


def _missed(quote: Quote) -> Float64:
    return quote.sales.replications["missed"].to_numpy(np.float64)


def _column(quote: Quote, amount: str) -> Float64:
    return quote.replications[amount].to_numpy(np.float64)


def _hours(quote: Quote) -> Float64:
    ticks = [
        sum(row.paid_ticks for row in counted.of_employer(quote.card.employer))
        for counted in quote.sales.quantities
    ]
    return np.array(ticks, np.float64) / TICKS_PER_HOUR


def _mean(values: Float64) -> Estimate:
    return Estimate(float(values.mean()), t_interval(values))


def _ratio(above: Float64, below: Float64) -> Estimate:
    """Return the ratio of two means (the mean below is not 0)."""
    n = len(above)
    left_out = (above.sum() - above) / (below.sum() - below)
    error = math.sqrt((n - 1) / n * float(((left_out - left_out.mean()) ** 2).sum()))
    half = float(t_quantiles(np.array([n]))[0]) * error
    value = float(above.sum() / below.sum())
    return Estimate(value, Interval(value - half, value + half))
