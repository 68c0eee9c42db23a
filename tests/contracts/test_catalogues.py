"""Both languages say the same: same areas, same keys, same places for values."""

import re
import string
import tomllib
from pathlib import Path

import pytest

from sim.language import LANGUAGES

LOCALE = Path(__file__).parents[2] / "sim" / "locale"
AREAS = sorted({path.stem for path in LOCALE.glob("*/*.toml")})


def words(language: str, area: str) -> dict[str, str]:
    """Return the words of one catalogue file."""
    text = (LOCALE / language / f"{area}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def places(entry: str) -> set[str | None]:
    """Return the names of the values that an entry has places for."""
    return {name for _, name, _, _ in string.Formatter().parse(entry) if name}


@pytest.mark.parametrize("area", AREAS)
def test_languages_have_the_same_keys(area):
    """No word is missing in one language, and they come in the same order."""
    japanese, english = (list(words(language, area)) for language in LANGUAGES)

    assert sorted(japanese) == sorted(english)


@pytest.mark.parametrize("area", AREAS)
def test_languages_have_the_same_places_for_values(area):
    """Every entry takes the same values in both languages."""
    japanese, english = (words(language, area) for language in LANGUAGES)
    differing = [
        key
        for key in japanese.keys() & english.keys()
        if places(japanese[key]) != places(english[key])
    ]

    assert differing == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("area", AREAS)
def test_every_entry_is_text_with_content(area, language):
    """No entry is left to be written later."""
    empty = [
        key
        for key, entry in words(language, area).items()
        if not isinstance(entry, str) or not entry.strip() or "TODO" in entry
    ]

    assert empty in ([], ["between"])


def test_english_holds_no_japanese_letters():
    """An English reader meets Japanese only where a term of the trade is quoted."""
    kana = re.compile(r"[ぁ-ヿ]")
    for area in ("cli", "problem", "report"):
        found = [key for key, entry in words("en", area).items() if kana.search(entry)]
        assert found == [], area


def test_command_line_fits_the_japanese_code_page():
    """What the command line itself says can be shown by a Windows pipe."""
    for entry in words("ja", "cli").values():
        entry.encode("cp932")
