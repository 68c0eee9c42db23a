"""Days and hours of a shift as a planner says them."""

from collections.abc import Iterable
from datetime import date

from babel.dates import get_day_names

from dashboards.i18n import Language, say
from sim.language import day_text

__all__ = ["days_text", "hours_text"]

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_RUN_FROM = 3
_GROUPS = ("weekday", "weekend", "daily", "holiday")


def days_text(patterns: Iterable[str], language: Language) -> str:
    """Return day patterns of a scenario as 12/5(土)〜12/7(月), 平日, 土・日."""
    parts: list[str] = []
    for run in _runs(patterns):
        if len(run) >= _RUN_FROM:
            parts.append(
                f"{_day_text(run[0], language)}–{_day_text(run[-1], language)}"
            )
        else:
            parts += [_day_text(pattern, language) for pattern in run]
    return say("staffing.and", language).join(parts)


def hours_text(start: str, end: str, breaks: Iterable[str], language: Language) -> str:
    """Return the hours of a shift, its breaks in brackets."""
    hours = f"{start}–{end}"
    pauses = ", ".join(pause.replace("-", "–") for pause in breaks)
    if not pauses:
        return hours
    return say("staffing.hours_with_breaks", language, hours=hours, breaks=pauses)


def _runs(patterns: Iterable[str]) -> list[list[str]]:
    """Return the patterns with weekdays that follow each other in one list."""
    runs: list[list[str]] = []
    for pattern in patterns:
        last = runs[-1][-1] if runs else None
        if (
            pattern in _WEEKDAYS
            and last in _WEEKDAYS
            and _WEEKDAYS.index(pattern) == _WEEKDAYS.index(last) + 1
        ):
            runs[-1].append(pattern)
        else:
            runs.append([pattern])
    return runs


def _day_text(pattern: str, language: Language) -> str:
    if pattern in _GROUPS:
        return say(f"staffing.{pattern}", language)
    if pattern in _WEEKDAYS:
        names = get_day_names("abbreviated", locale=language)
        return str(names[_WEEKDAYS.index(pattern)])
    first, _, last = pattern.partition("..")
    shown = day_text(date.fromisoformat(first), language)
    if not last or last == first:
        return shown
    return f"{shown}–{day_text(date.fromisoformat(last), language)}"
