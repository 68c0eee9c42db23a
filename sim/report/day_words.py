"""Day patterns of a scenario in words: 平日, 月〜土, 12/5(土)〜12/7(月)."""

from collections.abc import Iterable
from datetime import date

from babel.dates import get_day_names

from sim.language import Language, day_text, text
from sim.scenario.clocktimes import WEEKDAYS

__all__ = ["days_words"]

_WORDS = ("weekday", "weekend", "daily", "holiday")
_RUN_FROM = 3


def days_words(patterns: Iterable[str], language: Language) -> str:
    """Return the day patterns of a shift as one phrase.

    Three or more weekdays that follow each other are one range.
    """
    parts: list[str] = []
    for run in _runs(patterns):
        words = [_word(pattern, language) for pattern in run]
        if len(run) >= _RUN_FROM:
            words = [text("report.range", language, low=words[0], high=words[-1])]
        parts += words
    return text("report.comma", language).join(parts)


def _runs(patterns: Iterable[str]) -> list[list[str]]:
    """Return the patterns, weekdays that follow each other in one list."""
    runs: list[list[str]] = []
    for pattern in patterns:
        last = runs[-1][-1] if runs else None
        if (
            pattern in WEEKDAYS
            and last in WEEKDAYS
            and WEEKDAYS.index(pattern) == WEEKDAYS.index(last) + 1
        ):
            runs[-1].append(pattern)
        else:
            runs.append([pattern])
    return runs


def _word(pattern: str, language: Language) -> str:
    if pattern in _WORDS:
        return text(f"report.days_{pattern}", language)
    if pattern in WEEKDAYS:
        names = get_day_names("abbreviated", locale=language)
        return str(names[WEEKDAYS.index(pattern)])
    first, _, last = pattern.partition("..")
    begin = day_text(date.fromisoformat(first), language)
    if not last or last == first:
        return begin
    end = day_text(date.fromisoformat(last), language)
    return text("report.range", language, low=begin, high=end)
