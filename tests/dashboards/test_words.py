"""The words of the dashboard in both languages."""

import re
import string
from pathlib import Path

import pytest

import dashboards
from dashboards.i18n import LANGUAGES, as_language, words
from dashboards.i18n.days import days_text, hours_text

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
    """A key that no code names is dead; a key of a family is named by its start."""
    code = "".join(path.read_text(encoding="utf-8") for path in CODE.rglob("*.py"))
    unused = {
        key
        for key in words("ja")
        if f'"{key}"' not in code
        and f'"{key.partition(".")[2]}"' not in code
        and f"'{key.partition('.')[2]}'" not in code
    }
    families = {"card.change_good", "card.change_bad", "staffing.weekday"}

    assert unused <= families | {
        f"staffing.{name}" for name in ("weekend", "daily", "holiday")
    }


@pytest.mark.parametrize(
    ("code", "language"),
    [("en", "en"), ("ja", "ja"), ("English", "ja"), ("<script>", "ja"), (None, "ja")],
)
def test_only_known_codes_are_languages(code, language):
    """Whatever a link says, the page is in Japanese or in English."""
    assert as_language(code) == language
    assert language in LANGUAGES


@pytest.mark.parametrize(
    ("patterns", "ja", "en"),
    [
        (("Mon", "Tue", "Wed", "Thu", "Fri"), "月–金", "Mon–Fri"),
        (("Sat", "Sun"), "土・日", "Sat, Sun"),
        (("weekday", "holiday"), "平日・祝日", "weekdays, holidays"),
        (("2026-12-05..2026-12-06",), "12/5(土)–12/6(日)", "Sat 5 Dec–Sun 6 Dec"),
        (("2026-12-05",), "12/5(土)", "Sat 5 Dec"),
    ],
)
def test_days_are_said_as_planners_say_them(patterns, ja, en):
    """Weekdays in a row become a span, dates carry their weekday."""
    assert days_text(patterns, "ja") == ja
    assert days_text(patterns, "en") == en


def test_hours_name_their_breaks():
    """A shift without a break has no brackets."""
    assert hours_text("09:00", "17:00", (), "ja") == "09:00–17:00"
    assert hours_text("09:00", "17:00", ("12:00-13:00",), "en") == (
        "09:00–17:00 (break 12:00–13:00)"
    )
