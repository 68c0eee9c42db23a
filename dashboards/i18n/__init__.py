"""Words of the dashboard in both languages; numbers are formatted by the words of sim.

The words live in ``ja/`` and ``en/`` beside this module, one file an area: each page
has its own, and so have the parts that pages share.
Both languages hold the same keys with the same placeholders (a test says so).
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
    """Return all words of one language, by ``area.key``."""
    folder = files("dashboards") / "i18n" / language
    return {
        f"{source.name.removesuffix('.toml')}.{key}": str(entry)
        for source in sorted(folder.iterdir(), key=lambda found: found.name)
        if source.name.endswith(".toml")
        for key, entry in tomllib.loads(source.read_text(encoding="utf-8")).items()
    }


def as_language(code: object) -> Language:
    """Return the language of a code; anything but English is Japanese."""
    return "en" if code == "en" else "ja"
