"""Words of the dashboard in both languages; numbers are formatted by the words of sim.

The words live in ``ja.toml`` and ``en.toml`` beside this module.
Both hold the same keys with the same placeholders (a test says so).
"""

import tomllib
from functools import cache
from importlib.resources import files

from sim.language import LANGUAGES, Language

__all__ = ["LANGUAGES", "LANGUAGE_NAMES", "Language", "as_language", "say", "words"]

LANGUAGE_NAMES: dict[Language, str] = {"ja": "日本語", "en": "English"}
"""Each language in its own words."""


def say(key: str, language: Language, /, **values: object) -> str:
    """Return the words behind ``key``, with ``values`` put into their places.

    Raises
    ------
    KeyError
        There is no such key, or the words name a value that is not given.
    """
    return words(language)[key].format(**values)


@cache
def words(language: Language) -> dict[str, str]:
    """Return all words of one language, by dotted key."""
    source = files("dashboards") / "i18n" / f"{language}.toml"
    areas = tomllib.loads(source.read_text(encoding="utf-8"))
    return {
        f"{area}.{key}": str(entry)
        for area, entries in areas.items()
        for key, entry in entries.items()
    }


def as_language(code: object) -> Language:
    """Return the language of a code; anything but English is Japanese."""
    return "en" if code == "en" else "ja"
