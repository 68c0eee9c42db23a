"""The time axis: days with their weekday, written out so that no locale is needed."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from babel.dates import format_date

from sim.charts.style import GRID
from sim.language import Language, text

__all__ = ["day_axis", "time_axis"]

_LABELS_AT_MOST = 10
_HOURLY_DAYS = 3


def time_axis(first: datetime, last: datetime, language: Language) -> dict[str, object]:
    """Return the settings of an x-axis over local times ``first`` … ``last``.

    Days are named in their middle and parted by grid lines at midnight; a stretch of up
    to three days shows hours instead.
    """
    if last - first <= timedelta(days=_HOURLY_DAYS):
        return _hours(first, last, language)
    midnights = _every(24, first, last)
    named = midnights[:: _stride(len(midnights))]
    return {
        "type": "date",
        "range": [first, last],
        "tickvals": [day + timedelta(hours=12) for day in named],
        "ticktext": [_day_label(day, language) for day in named],
        "ticks": "",
        "showgrid": False,
        "minor": {
            "tickvals": midnights,
            "showgrid": True,
            "gridcolor": GRID,
            "gridwidth": 1,
        },
    }


def day_axis(days: Sequence[date], language: Language) -> dict[str, object]:
    """Return the settings of an x-axis with one place for each of ``days``."""
    named = days[:: _stride(len(days))]
    return {
        "type": "date",
        "tickvals": list(named),
        "ticktext": [_day_label(day, language) for day in named],
        "showgrid": False,
    }


def _stride(n_days: int) -> int:
    return -(-n_days // _LABELS_AT_MOST)


def _day_label(day: date, language: Language) -> str:
    """Return a day and, in a second line, its weekday."""
    pattern = text("charts.axis_day_pattern", language)
    return str(format_date(day, pattern, locale=language)).replace("|", "<br>")


def _hours(first: datetime, last: datetime, language: Language) -> dict[str, object]:
    apart = 3 if last - first <= timedelta(days=1.5) else 6
    hours = [hour for hour in _every(apart, first, last) if hour >= first]
    names = [f"{hour.hour}:00" for hour in hours]
    for i, hour in enumerate(hours):
        if i == 0 or hour.hour == 0:
            day = _day_label(hour, language).replace("<br>", " ")
            names[i] += f"<br>{day}"
    return {
        "type": "date",
        "range": [first, last],
        "tickvals": hours,
        "ticktext": names,
        "showgrid": True,
    }


def _every(hours: int, first: datetime, last: datetime) -> list[datetime]:
    """Return the times from the midnight before ``first`` on, ``last`` left out."""
    midnight = datetime.combine(first.date(), time())
    count = -(-(last - midnight) // timedelta(hours=hours))
    return [midnight + i * timedelta(hours=hours) for i in range(count)]
