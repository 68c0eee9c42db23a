"""The catalogue of the charts."""

import re
from string import Formatter

import pytest

from sim.language import catalogue


@pytest.mark.parametrize("area", ["charts", "report"])
def test_languages_have_the_same_words(area):
    """Both languages hold the same entries with the same placeholders."""
    japanese, english = catalogue(area, "ja"), catalogue(area, "en")

    assert japanese.keys() == english.keys()
    for key, words in japanese.items():
        assert _fields(words) == _fields(english[key]), key


@pytest.mark.parametrize("area", ["charts", "report"])
def test_english_words_are_english(area):
    """No Japanese sign is left in the English catalogue."""
    for key, words in catalogue(area, "en").items():
        assert not re.search(r"[぀-ヿ一-鿿]", words), key


def _fields(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name}
