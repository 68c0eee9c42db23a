"""Orders by hour, the one series that every forecast is fitted to."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.errors import ImportDataError, Problem
from sim.forecast.windows import SaleWindow

__all__ = [
    "Bools",
    "Floats",
    "HourlyCounts",
    "Ints",
    "history_table",
    "hourly_counts",
    "of_shop",
    "on_zone",
]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_HOUR = timedelta(hours=1)
_FEWEST_DAYS = 7
_MORNING = 10
_EVENING = 3


@dataclass(frozen=True, eq=False)
class HourlyCounts:
    """Orders in each hour of whole days, in local time."""

    start: datetime
    """Midnight of the first day, naive."""

    orders: Floats
    """Shape ``(24 × days,)``."""

    zone: ZoneInfo
    """Zone of the local time."""

    @property
    def n_days(self) -> int:
        """Days, those without orders included."""
        return len(self.orders) // 24

    @property
    def end(self) -> datetime:
        """Midnight after the last day, naive."""
        return self.start + len(self.orders) * _HOUR

    @cached_property
    def weekday(self) -> Ints:
        """Weekday of each day, Monday 0."""
        return (self.start.weekday() + np.arange(self.n_days)) % 7

    @cached_property
    def cells(self) -> Ints:
        """Hour of the week of each hour, Monday 00:00 first."""
        first = self.start.weekday() * 24
        return (first + np.arange(len(self.orders), dtype=np.int64)) % 168

    def hours(self, start: datetime, end: datetime) -> slice:
        """Return the hours from ``start`` to ``end``, as far as the series goes."""
        low = int((start - self.start) / _HOUR)
        high = int((end - self.start) / _HOUR)
        n = len(self.orders)
        return slice(min(max(low, 0), n), min(max(high, 0), n))

    def until(self, moment: datetime) -> "HourlyCounts":
        """Return the whole days before ``moment`` (naive local time)."""
        n_days = max((moment - self.start).days, 0)
        return HourlyCounts(self.start, self.orders[: n_days * 24], self.zone)

    def normal_days(self, windows: tuple[SaleWindow, ...]) -> Bools:
        """Return which days are whole and touched by no window.

        A file often begins or ends in the middle of a day: its first day counts when
        there are orders in its morning, its last when there are in its evening.
        """
        is_normal = np.ones(self.n_days, np.bool_)
        for window in windows:
            hours = self.hours(window.start, window.end)
            is_normal[hours.start // 24 : -(-hours.stop // 24)] = False
        if self.n_days > _FEWEST_DAYS:
            is_normal[0] &= bool(self.orders[:_MORNING].any())
            is_normal[-1] &= bool(self.orders[-_EVENING:].any())
        return is_normal


def of_shop(
    orders: pd.DataFrame, shop: str | None, channel: str | None
) -> pd.DataFrame:
    """Return the orders of a shop and channel; None takes all."""
    for name, wanted in (("shop", shop), ("channel", channel)):
        if wanted is not None:
            orders = orders[(orders[name] == wanted).fillna(False).astype(bool)]
    return orders


def hourly_counts(
    orders: pd.DataFrame,
    *,
    column: str = "ordered_at",
    first_day: date | None = None,
    last_day: date | None = None,
) -> HourlyCounts:
    """Return the orders table counted by hour, in the zone of the table.

    ``column`` — the moment that is counted; orders without one are left out.
    ``first_day``, ``last_day`` — both inclusive; None means that of the first or last.

    Raises
    ------
    ImportDataError
        There is no order.
    """
    moments = orders[column].dropna()
    if moments.empty:
        raise ImportDataError(Problem("orders", "orders_none_in_period"))
    wall = moments.dt.tz_localize(None)
    first = datetime.combine(first_day or wall.min().date(), time())
    last = datetime.combine(last_day or wall.max().date(), time())
    n_hours = ((last - first).days + 1) * 24
    hour = ((wall - pd.Timestamp(first)) // pd.Timedelta(hours=1)).to_numpy(np.int64)
    inside = hour[(hour >= 0) & (hour < n_hours)]
    counts = np.bincount(inside, minlength=n_hours).astype(np.float64)
    return HourlyCounts(first, counts, orders[column].dt.tz)


def history_table(
    counts: HourlyCounts, *, by: Literal["hour", "day"] = "day", days: int = 60
) -> pd.DataFrame:
    """Return ``at`` and ``orders`` of the last ``days`` days, for a chart."""
    kept = counts.orders[-24 * days :]
    start = counts.end - len(kept) * _HOUR
    step = 1
    if by == "day":
        kept, step = kept.reshape(-1, 24).sum(axis=1), 24
    hours = pd.to_timedelta(np.arange(len(kept)) * step, unit="h")
    return pd.DataFrame(
        {"at": on_zone(pd.Timestamp(start) + hours, counts.zone), "orders": kept}
    )


def on_zone(wall: pd.DatetimeIndex, zone: ZoneInfo) -> pd.DatetimeIndex:
    """Return naive local times as aware ones; where clocks change, the later hour."""
    is_summer = np.zeros(len(wall), np.bool_)
    return wall.tz_localize(zone, ambiguous=is_summer, nonexistent="shift_forward")
