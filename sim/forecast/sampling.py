"""Possible sales drawn from a forecast, and their P10, median and P90.

Every value is keyed (:mod:`sim.randomness`): the same forecast, seed and number of
draws give the same table everywhere.
"""

import hashlib
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from sim.forecast.counts import Floats, on_zone
from sim.forecast.sale import SaleForecast
from sim.forecast.windows import PHASES

__all__ = [
    "DRAWS",
    "ForecastRecord",
    "draw_sales",
    "forecast_table",
    "record_of_forecast",
]

DRAWS = 400
"""Possible sales behind a table, unless asked otherwise."""


@dataclass(frozen=True, slots=True)
class ForecastRecord:
    """What a forecast's table depends on; charts print it as their footnote."""

    scenario_digest: str
    """SHA-256 of the forecast itself, hexadecimal; there is no scenario yet."""
    seed: int
    replications: int
    """Possible sales drawn."""


def record_of_forecast(
    forecast: SaleForecast, *, seed: int, replications: int = DRAWS
) -> ForecastRecord:
    """Return the record of a table of this forecast."""
    content = [
        repr((forecast.sale, forecast.level, forecast.day_cv, forecast.orders_per_day)),
        repr(tuple(forecast.phases.items())),
        np.array2string(forecast.weights, precision=12, threshold=1000),
    ]
    digest = hashlib.sha256("\n".join(content).encode()).hexdigest()
    return ForecastRecord(digest, seed, replications)


def draw_sales(
    forecast: SaleForecast, *, seed: int, replications: int = DRAWS
) -> Floats:
    """Return orders by hour of possible sales, shape ``(replications, hours)``."""
    # numba is not needed to read a forecast
    from sim.randomness.arrivals import count_arrivals
    from sim.randomness.factors import GAMMA_FACTOR, LOGNORMAL_FACTOR, factor
    from sim.randomness.purposes import DAY, LEVEL
    from sim.randomness.streams import stream_number
    from sim.randomness.variates import uniform

    stem = f"forecast:{forecast.shop}:{forecast.channel}"
    stream = stream_number(stem)
    of_phase = [stream_number(f"{stem}:{name}") for name in PHASES]
    phase = [forecast.phases[name] for name in PHASES]
    level, key = forecast.level, np.uint64(seed)
    first = forecast.sale.start.hour
    day = (first + np.arange(len(forecast.base))) // 24
    numbers = np.arange(len(forecast.base), dtype=np.int64)
    counts = np.empty(len(forecast.base), np.int64)
    drawn = np.empty((replications, len(forecast.base)))
    for r in range(replications):
        u = uniform(key, r, stream, 0, 0, 0, LEVEL)
        means = forecast.base * (level.mean * factor(LOGNORMAL_FACTOR, level.cv, u))
        for k, fit in enumerate(phase):
            u = uniform(key, r, of_phase[k], 0, 0, 0, LEVEL)
            hot = fit.mean * factor(GAMMA_FACTOR, fit.shape**-0.5, u)
            means = np.where(forecast.is_in[:, k], means * hot, means)
        days = [
            factor(GAMMA_FACTOR, forecast.day_cv, uniform(key, r, stream, d, 0, 0, DAY))
            for d in range(int(day[-1]) + 1)
        ]
        count_arrivals(key, r, stream, numbers, means * np.array(days)[day], counts)
        drawn[r] = counts
    return drawn


def forecast_table(
    forecast: SaleForecast,
    *,
    seed: int,
    replications: int = DRAWS,
    by: Literal["hour", "day", "sale"] = "hour",
) -> pd.DataFrame:
    """Return ``at``, ``mean``, ``p10``, ``p50``, ``p90`` of the orders of the sale.

    ``by`` — one row an hour, a day (its hours inside the sale; ``at`` is its midnight),
    or one for the sale.
    """
    drawn = draw_sales(forecast, seed=seed, replications=replications)
    start = pd.Timestamp(forecast.sale.start)
    at = start + pd.to_timedelta(np.arange(drawn.shape[1]), unit="h")
    if by == "sale":
        drawn, at = drawn.sum(axis=1, keepdims=True), at[:1]
    elif by == "day":
        days = at.normalize()
        first = np.flatnonzero(np.r_[True, days[1:] != days[:-1]])
        drawn, at = np.add.reduceat(drawn, first, axis=1), days[first]
    p10, p50, p90 = np.percentile(drawn, [10, 50, 90], axis=0)
    moments = on_zone(at, forecast.zone)
    return pd.DataFrame(
        {"at": moments, "mean": drawn.mean(axis=0), "p10": p10, "p50": p50, "p90": p90}
    )
