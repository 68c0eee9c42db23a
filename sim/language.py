"""Words and number formats of the two screen languages, Japanese and English.

Code carries stable keys; the words live in ``sim/locale/<language>/<area>.toml``.
The key ``problem.unknown_key`` is the entry ``unknown_key`` of ``problem.toml``.
Both languages hold the same keys with the same placeholders (a contract test says so).
Numbers, dates and yen are formatted by Babel, never by hand.
"""

import os
import tomllib
from datetime import date, datetime
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, get_args

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, format_percent

__all__ = [
    "LANGUAGES",
    "Language",
    "catalogue",
    "day_text",
    "language_of_environment",
    "moment_text",
    "number_text",
    "percent_text",
    "text",
    "yen_text",
]

Language = Literal["ja", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_TEXTS_KEPT = 8192
"""Numbers and moments of charts come again with every plan; Babel takes 40 µs each."""


def text(key: str, language: Language, /, **values: object) -> str:
    """Return the words behind ``key``, with ``values`` put into their places.

    Raises
    ------
    KeyError
        The catalogue has no such key, or the words name a value that is not given.
    """
    area, _, entry = key.partition(".")
    return catalogue(area, language)[entry].format(**values)


@cache
def catalogue(area: str, language: Language) -> dict[str, str]:
    """Return all words of one area (one catalogue file) in one language."""
    source = files("sim") / "locale" / language / f"{area}.toml"
    return {
        key: str(words)
        for key, words in tomllib.loads(source.read_text(encoding="utf-8")).items()
    }


def language_of_environment() -> Language:
    """Return the language the user asked for: HANBOKI_LANG, else the system's.

    Anything but English is answered in Japanese, the language of most users.
    """
    for name in ("HANBOKI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value in ("", "C", "POSIX", "C.UTF-8"):
            continue
        return "en" if value.lower().startswith("en") else "ja"
    return "ja"


def number_text(value: float, language: Language, decimals: int = 0) -> str:
    """Return a number with grouping and at most ``decimals`` decimals."""
    return _number_text(value + 0, language, decimals)  # a zero has no sign


def percent_text(share: float, language: Language, decimals: int = 1) -> str:
    """Return a share (0-1) as a percentage."""
    pattern = "#,##0" + ("." + "#" * decimals if decimals else "") + "%"
    return str(format_percent(share, format=pattern, locale=language))


def yen_text(yen: float, language: Language) -> str:
    """Return an amount in whole yen, as the language writes it."""
    return str(
        format_currency(
            round(yen), "JPY", locale=language, currency_digits=False, format="¤#,##0"
        )
    )


def moment_text(moment: datetime, language: Language) -> str:
    """Return a day with its weekday and the time of day, as 12/4(金) 20:00."""
    # moments of two zones are equal although their texts differ
    return _moment_text(moment.replace(tzinfo=None), language)


def day_text(day: date, language: Language) -> str:
    """Return a day with its weekday, as 12/4(金)."""
    pattern = "M/d(EEE)" if language == "ja" else "EEE d MMM"
    return str(format_date(day, pattern, locale=language))


@lru_cache(maxsize=_TEXTS_KEPT)
def _number_text(value: float, language: Language, decimals: int) -> str:
    pattern = "#,##0" + ("." + "#" * decimals if decimals else "")
    return str(format_decimal(value, format=pattern, locale=language))


@lru_cache(maxsize=_TEXTS_KEPT)
def _moment_text(wall_clock: datetime, language: Language) -> str:
    pattern = "M/d(EEE) HH:mm" if language == "ja" else "EEE d MMM HH:mm"
    return str(format_datetime(wall_clock, pattern, locale=language))
