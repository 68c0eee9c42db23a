"""The next weeks without a sale: ordinary orders, and how sure they are.

The level of the next weeks differs from that of the last four; how much is measured on
the last half year itself, by how far each fortnight was from the four weeks before it
(median of the distances, so that one odd fortnight is not the rule).
"""

from dataclasses import dataclass

import numpy as np

from sim.forecast.base import LEVEL_DAYS, Base
from sim.forecast.counts import Floats
from sim.forecast.priors import Priors

__all__ = ["Ordinary", "ordinary_weeks"]

_AHEAD_DAYS = 14
_FEWEST = 4
_ASSUMED_DRIFT = 0.1
_MOST = 13
_MEDIAN_OF_NORMAL = 0.6745


@dataclass(frozen=True, slots=True, eq=False)
class Ordinary:
    """Law of the orders of ordinary weeks to come."""

    level: float
    """Orders of an average day."""
    weights: Floats
    """Shape of the week, ``(168,)``, mean 1."""
    drift: float
    """Spread of the level of the next weeks (standard deviation of the log)."""
    n_drift: int
    """Fortnights it was measured on; 0 means that it is assumed."""
    day_cv: float

    def draws(
        self, first_cell: int, n_days: int, *, seed: int, replications: int
    ) -> Floats:
        """Return orders by hour, shape ``(replications, 24 × n_days)``."""
        from sim.randomness.arrivals import count_arrivals
        from sim.randomness.factors import GAMMA_FACTOR, LOGNORMAL_FACTOR, factor
        from sim.randomness.purposes import DAY, LEVEL
        from sim.randomness.streams import stream_number
        from sim.randomness.variates import uniform

        stream, key = stream_number("forecast:ordinary"), np.uint64(seed)
        n_hours = n_days * 24
        numbers = np.arange(n_hours, dtype=np.int64)
        means = self.level / 24 * self.weights[(first_cell + numbers) % 168]
        cv = float(np.sqrt(np.expm1(self.drift**2)))
        counts = np.empty(n_hours, np.int64)
        drawn = np.empty((replications, n_hours))
        for r in range(replications):
            u = uniform(key, r, stream, 0, 0, 0, LEVEL)
            level = factor(LOGNORMAL_FACTOR, cv, u)
            days = [
                factor(GAMMA_FACTOR, self.day_cv, uniform(key, r, stream, d, 0, 0, DAY))
                for d in range(n_days)
            ]
            by_hour = means * level * np.repeat(days, 24)
            count_arrivals(key, r, stream, numbers, by_hour, counts)
            drawn[r] = counts
        return drawn


def ordinary_weeks(base: Base, priors: Priors) -> Ordinary:
    """Return the law of the ordinary weeks that follow the series."""
    level, variance = base.level(base.counts.n_days)
    drifts = _drifts(base)
    cv = priors.day_cv if base.cv is None else base.cv
    if len(drifts) >= _FEWEST:
        # chance and days scatter the drifts too, as they will scatter the next one
        drift = float(np.median(np.abs(drifts))) / _MEDIAN_OF_NORMAL
        drift = max(drift, float(np.sqrt(variance)))
    else:
        drift = float(np.hypot(_ASSUMED_DRIFT, np.sqrt(variance)))
    return Ordinary(
        level=level,
        weights=base.weights.ravel(),
        drift=drift,
        n_drift=len(drifts) if len(drifts) >= _FEWEST else 0,
        day_cv=cv,
    )


def _drifts(base: Base) -> Floats:
    """Return log (level of a fortnight ÷ level of the four weeks before), each once."""
    orders = base.day_orders * base.is_normal
    weights = base.weights.mean(axis=1)[base.counts.weekday] * base.is_normal
    found = []
    for day in range(base.counts.n_days - _AHEAD_DAYS, LEVEL_DAYS - 1, -_AHEAD_DAYS):
        before = slice(day - LEVEL_DAYS, day)
        after = slice(day, day + _AHEAD_DAYS)
        totals = [orders[before].sum(), orders[after].sum()]
        weighed = [weights[before].sum(), weights[after].sum()]
        if min(totals) > 0 and min(weighed) >= _AHEAD_DAYS / 2:
            found.append(np.log(totals[1] / weighed[1] / (totals[0] / weighed[0])))
    return np.array(found[:_MOST])
