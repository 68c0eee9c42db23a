"""Day patterns of a scenario in words: 平日, 12/5(土)〜12/7(月)."""

from datetime import date

from babel.dates import get_day_names

from sim.language import Language, day_text, text

__all__ = ["days_words"]

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WORDS = ("weekday", "weekend", "daily", "holiday")


def days_words(patterns: tuple[str, ...], language: Language) -> str:
    """Return the day patterns of a shift as one phrase."""
    words = [_word(pattern, language) for pattern in patterns]
    return text("report.comma", language).join(words)


def _word(pattern: str, language: Language) -> str:
    if pattern in _WORDS:
        return text(f"report.days_{pattern}", language)
    if pattern in _WEEKDAYS:
        names = get_day_names("abbreviated", locale=language)
        return str(names[_WEEKDAYS.index(pattern)])
    first, _, last = pattern.partition("..")
    begin = day_text(date.fromisoformat(first), language)
    if not last:
        return begin
    end = day_text(date.fromisoformat(last), language)
    return text("report.range", language, low=begin, high=end)
