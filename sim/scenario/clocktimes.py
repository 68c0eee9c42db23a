"""Times of day, days and periods as a planner writes them.

A time of day is text such as ``"13:00"``; ``"24:00"`` is the end of the day.
A day pattern is one of

- a weekday name ``Mon`` … ``Sun``, or ``weekday``, ``weekend``, ``daily``,
- ``holiday``, a national holiday,
- a date ``2026-12-05`` or a period ``2026-12-05..2026-12-07`` (both ends included).
"""

import re
from datetime import date, datetime, time
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, PlainSerializer

__all__ = [
    "WEEKDAYS",
    "ClockPeriod",
    "ClockTime",
    "DayPattern",
    "is_whole_minute",
    "minutes_of",
    "period_minutes",
]

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
GROUPS = {
    "weekday": frozenset(WEEKDAYS[:5]),
    "weekend": frozenset(WEEKDAYS[5:]),
    "daily": frozenset(WEEKDAYS),
}
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)|24:00")
_PERIOD = re.compile(r"(\S+?)\s*[-–~〜]\s*(\S+)")


def is_whole_minute(moment: datetime) -> bool:
    """Return whether a moment has no seconds."""
    return moment.second == 0 and moment.microsecond == 0


def minutes_of(text: str) -> int:
    """Return a time of day as minutes from midnight, 0-1440."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def period_minutes(text: str) -> tuple[int, int]:
    """Return a period of a day, ``"12:00-13:00"``, as minutes from midnight."""
    start, end = text.split("-")
    return minutes_of(start), minutes_of(end)


def _time(value: object) -> str:
    if isinstance(value, time):
        value = f"{value:%H:%M}"
    if not isinstance(value, str) or not _TIME.fullmatch(value.strip()):
        msg = "time_of_day"
        raise ValueError(msg)
    hours, minutes = value.strip().split(":")
    return f"{int(hours):02d}:{minutes}"


def _period(value: object) -> str:
    parts = _PERIOD.fullmatch(value.strip()) if isinstance(value, str) else None
    if parts is None:
        msg = "period_of_day"
        raise ValueError(msg)
    start, end = _time(parts[1]), _time(parts[2])
    if start == end:
        msg = "period_of_day"
        raise ValueError(msg)
    return f"{start}-{end}"


def _day_pattern(value: str) -> str:
    if value in WEEKDAYS or value in GROUPS or value == "holiday":
        return value
    try:
        days = [date.fromisoformat(part) for part in value.split("..")]
    except ValueError:
        days = []
    if len(days) not in (1, 2) or days != sorted(days):
        msg = "day_pattern"
        raise ValueError(msg)
    return value


def _plain_day(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


_as_text = PlainSerializer(str, return_type=str)
ClockTime = Annotated[str, BeforeValidator(_time), _as_text]
"""Time of day, ``"HH:MM"``."""
ClockPeriod = Annotated[str, BeforeValidator(_period), _as_text]
"""Period of a day, ``"HH:MM-HH:MM"``."""
DayPattern = Annotated[str, BeforeValidator(_plain_day), AfterValidator(_day_pattern)]
"""Days, as described in the module's text."""
