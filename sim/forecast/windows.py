"""A sale as a stretch of time, and the phases in which it runs hotter.

All times are those of the clock on the wall, in whole hours: a sale that ends at 01:59
ends at 02:00 here.
Which hours belong to a phase is a convention of the trade (DOMAIN 3); how hot they are
is not public and is measured, or assumed openly.
"""

import math
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final, Literal, NamedTuple, get_args
from zoneinfo import ZoneInfo

from sim.forecast.problems import refuse

__all__ = [
    "DASH_HOURS",
    "LAST_HOURS",
    "PHASES",
    "Phase",
    "PhaseName",
    "SaleWindow",
    "local",
    "phases",
]

PhaseName = Literal["start_dash", "five_zero", "last_hours", "coupon"]
PHASES: tuple[PhaseName, ...] = get_args(PhaseName)

DASH_HOURS: Final = 2
"""Length of the start dash (開始2時間), from the start of the sale."""
LAST_HOURS: Final = 5
"""Length of the last hours (ラスト5時間), up to the end of the sale."""

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SaleWindow:
    """One sale of a shop."""

    label: str
    """What the screen calls it."""

    start: datetime
    """First moment; without an offset, a time of the orders' zone."""

    end: datetime
    """First moment after it."""

    coupons: tuple[tuple[datetime, datetime], ...] = ()
    """Stretches inside the sale in which a coupon or a time sale runs."""

    def on_wall(self, zone: ZoneInfo) -> "SaleWindow":
        """Return the same window in naive local time, in whole hours.

        Raises
        ------
        ImportDataError
            It ends before it begins.
        """
        start, end = _hours(self.start, self.end, zone)
        if start >= end:
            refuse(self.label, "window_order", str(self.end))
        coupons = tuple(_hours(low, high, zone) for low, high in self.coupons)
        kept = tuple(
            (max(low, start), min(high, end))
            for low, high in coupons
            if max(low, start) < min(high, end)
        )
        return SaleWindow(self.label, start, end, kept)


class Phase(NamedTuple):
    """A stretch of a sale, in naive local time."""

    name: PhaseName
    start: datetime
    end: datetime


def phases(window: SaleWindow) -> tuple[Phase, ...]:
    """Return the phases of a window that is on the wall clock, by name and time.

    They may overlap; their factors multiply, as events of a scenario do.
    """
    start, end = window.start, window.end
    found = [Phase("start_dash", start, min(start + DASH_HOURS * _HOUR, end))]
    found += [
        Phase("five_zero", max(day, start), min(day + _DAY, end))
        for day in _days(start, end)
        if day.day % 5 == 0
    ]
    found.append(Phase("last_hours", max(end - LAST_HOURS * _HOUR, start), end))
    found += [Phase("coupon", low, high) for low, high in window.coupons]
    return tuple(found)


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return a moment as naive local time; a naive one is meant so already."""
    if moment.tzinfo is None:
        return moment
    return moment.astimezone(zone).replace(tzinfo=None)


def _hours(start: datetime, end: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return both ends on whole hours, outward."""
    low, high = local(start, zone), local(end, zone)
    midnight = datetime.combine(high.date(), time())
    after = math.ceil((high - midnight) / _HOUR)
    return low.replace(minute=0, second=0, microsecond=0), midnight + after * _HOUR


def _days(start: datetime, end: datetime) -> list[datetime]:
    first = datetime.combine(start.date(), time())
    n_days = math.ceil((end - first) / _DAY)
    return [first + i * _DAY for i in range(n_days)]
