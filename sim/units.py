"""Ticks, and the only conversions between them and clock time.

The clock of a simulation counts whole milliseconds ("ticks") from the start of the
horizon, as int64.
There is no sum of floats, so two things that happen together happen at the same tick.
Clock times are aware datetimes; days and times of day are those of the scenario's zone.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

__all__ = [
    "NEVER",
    "TICKS_PER_HOUR",
    "TICKS_PER_MINUTE",
    "TICKS_PER_SECOND",
    "Clock",
    "ticks_from_hours",
    "ticks_from_minutes",
]

TICKS_PER_SECOND = 1_000
TICKS_PER_MINUTE = 60 * TICKS_PER_SECOND
TICKS_PER_HOUR = 60 * TICKS_PER_MINUTE

NEVER: int = int(np.iinfo(np.int64).max)
"""The tick of what does not happen; later than every real tick."""


def ticks_from_minutes(minutes: float) -> int:
    """Return minutes as ticks, to the nearest tick.

    >>> ticks_from_minutes(1.5)
    90000
    """
    return round(minutes * TICKS_PER_MINUTE)


def ticks_from_hours(hours: float) -> int:
    """Return hours as ticks, to the nearest tick.

    >>> ticks_from_hours(0.5)
    1800000
    """
    return round(hours * TICKS_PER_HOUR)


@dataclass(frozen=True, slots=True)
class Clock:
    """Ticks from the start of the horizon, seen as days and times of one zone."""

    start: datetime
    """Start of the horizon, aware; tick 0."""

    @property
    def zone(self) -> ZoneInfo:
        """Time zone of the scenario."""
        zone = self.start.tzinfo
        assert isinstance(zone, ZoneInfo)
        return zone

    def tick(self, moment: datetime) -> int:
        """Return the tick of an aware moment; one before the start is negative."""
        elapsed = moment.astimezone(UTC) - self.start.astimezone(UTC)
        return round(elapsed / timedelta(milliseconds=1))

    def tick_on(self, day: date, at: time) -> int:
        """Return the tick of a time of day in the scenario's zone."""
        return self.tick(datetime.combine(day, at, tzinfo=self.zone))

    def midnight(self, day: date) -> int:
        """Return the tick at which ``day`` begins."""
        return self.tick_on(day, time())

    def moment(self, tick: int) -> datetime:
        """Return the moment of a tick, in the scenario's zone."""
        utc = self.start.astimezone(UTC) + timedelta(milliseconds=int(tick))
        return utc.astimezone(self.zone)

    def day(self, tick: int) -> date:
        """Return the day, in the scenario's zone, that a tick falls on."""
        return self.moment(tick).date()
