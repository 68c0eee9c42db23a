"""The words of the dashboard in both languages."""

import re
import string
from pathlib import Path

import pytest

import dashboards
from dashboards.i18n import LANGUAGES, as_language, words
from dashboards.i18n.hours import hours_text

CODE = Path(dashboards.__file__).parent
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
NAMED_BY_BOTH = {"app.language"}


def places(text):
    """Return the names of the values that a text takes."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_keys():
    """No word exists in one language only."""
    assert words("ja").keys() == words("en").keys()


def test_both_languages_take_the_same_values():
    """A placeholder of one language is one of the other."""
    for key, text in words("ja").items():
        assert places(text) == places(words("en")[key]), key


def test_english_words_are_not_japanese():
    """Nothing was left untranslated."""
    left = {key for key, text in words("en").items() if JAPANESE.search(text)}

    assert left <= NAMED_BY_BOTH


def test_every_word_is_used():
    """A key that no code names is dead; one of a family is named by what they share."""
    code = "".join(path.read_text(encoding="utf-8") for path in CODE.rglob("*.py"))
    literals = set(re.findall(r"""["']([A-Za-z_0-9.]+)["']""", code))
    composed = re.findall(r"""f["']([a-z_]+\.[^"' ]*\{[^"' ]*)["']""", code)
    # of "account.{name}_title" the fixed parts count; bare "account.{name}" has none
    families = [
        re.sub(r"\\\{.*?\\\}", "[A-Za-z_0-9]+", re.escape(text))
        for text in composed
        if re.sub(r"^[a-z_]+\.|\{.*?\}", "", text)
    ]
    unused = {
        key
        for key in words("ja")
        if not {key, key.partition(".")[2]} & literals
        and not any(re.fullmatch(family, key) for family in families)
        and not key.endswith(".title")
    }

    assert unused <= {
        f"shift_table.{name}" for name in ("weekend", "weekday", "daily", "holiday")
    }


@pytest.mark.parametrize(
    ("code", "language"),
    [("en", "en"), ("ja", "ja"), ("English", "ja"), ("<script>", "ja"), (None, "ja")],
)
def test_only_known_codes_are_languages(code, language):
    """Whatever a link says, the page is in Japanese or in English."""
    assert as_language(code) == language
    assert language in LANGUAGES


def test_hours_name_their_breaks():
    """A shift without a break has no brackets."""
    assert hours_text("09:00", "17:00", (), "ja") == "09:00–17:00"
    assert hours_text("09:00", "17:00", ("12:00-13:00",), "en") == (
        "09:00–17:00 (break 12:00–13:00)"
    )
