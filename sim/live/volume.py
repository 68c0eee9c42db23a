"""Orders so far and to come: against the plan, and against what was agreed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.experiments import headlines
from sim.experiments.intervals import Interval, wilson_interval
from sim.scenario.model import Scenario

__all__ = ["AgreedVolume", "SoFar", "VolumeOutlook", "so_far", "volume_outlook"]

Floats = NDArray[np.float64]
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SoFar:
    """Orders since the start of the horizon, against what the plan expected by now."""

    orders: int
    """Orders that came."""
    p10: float
    """P10 of what the plan's possible sales bring by now …"""
    p50: float
    """… median …"""
    p90: float
    """… and P90."""

    @property
    def is_above(self) -> bool:
        """Whether more came than in nine of ten possible sales."""
        return self.orders > self.p90

    @property
    def is_below(self) -> bool:
        """Whether fewer came than in nine of ten possible sales."""
        return self.orders < self.p10


@dataclass(frozen=True, slots=True)
class AgreedVolume:
    """A band of orders that was agreed on."""

    low: int
    high: int
    day: date | None = None
    """Day of the orders; None means all orders of the agreement."""
    first_day: date | None = None
    """First day that counts, for a band of all orders; None means the horizon's."""
    last_day: date | None = None
    """Last day that counts."""


@dataclass(frozen=True, slots=True)
class VolumeOutlook:
    """Whether an agreed band is about to be left."""

    band: AgreedVolume
    so_far: int
    """Orders that came."""
    p10: float
    """P10 of all orders of the band, those so far included …"""
    p50: float
    """… median …"""
    p90: float
    """… and P90."""
    above: float
    """Part of the replications in which there are more than the band holds."""
    above_interval: Interval
    """95 % Wilson interval of that probability."""
    below: float
    """Part of the replications in which there are fewer."""


def so_far(
    plan: Scenario,
    orders: pd.DataFrame,
    now: datetime,
    *,
    seed: int,
    replications: int,
) -> SoFar:
    """Count the orders, and those of the plan's possible sales up to then."""
    start = pd.Timestamp(plan.clock.start)
    at = orders["ordered_at"]
    came = int(((at >= start) & (at < pd.Timestamp(now))).sum())
    expected = _orders_until(plan, now, seed=seed, replications=replications)
    return SoFar(came, *(float(np.quantile(expected, p)) for p in (0.1, 0.5, 0.9)))


def volume_outlook(
    rest: Scenario,
    orders: pd.DataFrame,
    band: AgreedVolume,
    *,
    seed: int,
    replications: int,
) -> VolumeOutlook:
    """Return whether a band is about to be left.

    Parameters
    ----------
    rest
        The scenario from now on, at the level that the orders so far say.
    """
    clock, end = rest.clock, rest.aware(rest.horizon.end)
    first, last = band.day or band.first_day, band.day or band.last_day
    until = end if last is None else min(end, _midnight(rest, last + _ONE_DAY))
    since = clock.start if first is None else max(clock.start, _midnight(rest, first))
    local = orders["ordered_at"].dt.tz_convert(rest.zone)
    inside = (local < pd.Timestamp(clock.start)) & (local < pd.Timestamp(until))
    if first is not None:
        inside &= local >= pd.Timestamp(_midnight(rest, first))
    to_come = np.maximum(
        _orders_until(rest, until, seed=seed, replications=replications)
        - _orders_until(rest, since, seed=seed, replications=replications),
        0.0,
    )
    total = int(inside.sum()) + to_come
    above = int((total > band.high).sum())
    p10, p50, p90 = (float(np.quantile(total, share)) for share in (0.1, 0.5, 0.9))
    return VolumeOutlook(
        band=band,
        so_far=int(inside.sum()),
        p10=p10,
        p50=p50,
        p90=p90,
        above=above / replications,
        above_interval=wilson_interval(above, replications),
        below=float((total < band.low).mean()),
    )


def _orders_until(
    scenario: Scenario, end: datetime, *, seed: int, replications: int
) -> Floats:
    """Return the new orders from the start to ``end`` in each replication.

    Orders are keyed by the minute, so the orders until an earlier end are among those
    until a later one.
    """
    if end <= scenario.clock.start:
        return np.zeros(replications)
    stop = min(end, scenario.aware(scenario.horizon.end))
    is_naive = scenario.horizon.end.tzinfo is None
    written = stop.replace(tzinfo=None) if is_naive else stop
    cut = scenario.replace(
        horizon=scenario.horizon.replace(end=written, arrivals_end=None),
        demand=tuple(
            demand.replace(opening_backlog=None)
            for demand in scenario.demand
            if (demand.orders_per_day, demand.orders_per_hour, demand.replay)
            != (None, None, None)
        ),
    )
    rows = headlines(cut, numbers=range(replications), seed=seed)
    return rows["orders"].to_numpy(np.float64)


def _midnight(scenario: Scenario, day: date) -> datetime:
    return scenario.clock.moment(scenario.clock.midnight(day))
