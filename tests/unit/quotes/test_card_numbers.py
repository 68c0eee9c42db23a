"""The numbers of a rate card, read and changed one by one."""

from decimal import Decimal
from pathlib import Path

import pytest

from sim.errors import RateCardError
from sim.language import LANGUAGES, catalogue
from sim.quotes.card_numbers import card_numbers, with_numbers
from sim.quotes.files import load_in_house, load_rate_card, loads_rate_card
from tests.unit.quotes.cards import COMMENTED, in_house

RATES = Path(__file__).parents[3] / "scenarios" / "rates"


def numbers(money):
    """Return the numbers of a card by path."""
    return {number.path: number for number in card_numbers(money)}


def test_every_number_has_its_owner_and_its_origin():
    """A team's rate knows its team and the nearest origin; the rest is assumed."""
    found = numbers(loads_rate_card(COMMENTED))
    rate, band = found["teams[0].yen_per_hour"], found["per_order.bands[1].yen"]

    assert (rate.owner, rate.kind, rate.value) == ("temps", "quoted", 1900)
    assert (band.owner, band.kind, band.value) == ("2", "assumption", 160.5)
    assert rate.note == "代行Aの見積書"


def test_changed_numbers_make_another_card():
    """The card itself stays as it is; the other one is checked like a new one."""
    card = loads_rate_card(COMMENTED)
    other = with_numbers(card, {"teams[0].night": 1.5, "per_order.bands[0].yen": 99.5})

    assert other.per_order.bands[0].yen == Decimal("99.5")
    assert other.team("temps").night == Decimal("1.5")
    assert card.team("temps").night == Decimal("1.25")
    assert with_numbers(in_house(), {"fixed_yen": 7}).fixed_yen == 7


@pytest.mark.parametrize(
    ("path", "value", "rule"),
    [
        ("teams[0].night", 0.5, "at_least"),
        ("teams[9].night", 1, "path_form"),
        ("teams[", 1, "path_form"),
    ],
)
def test_a_number_that_cannot_be_is_refused(path, value, rule):
    """A wrong value or place is a problem with its path."""
    with pytest.raises(RateCardError) as caught:
        with_numbers(loads_rate_card(COMMENTED), {path: value})

    assert [(p.where, p.rule) for p in caught.value.problems] == [(path, rule)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_of_the_shipped_files_has_words(language):
    """The screen can name every number of every shipped file."""
    words = catalogue("quotes", language)
    files = [load_rate_card(path) for path in sorted(RATES.glob("*.toml"))]
    files.append(load_in_house(RATES / "in-house" / "shop.toml"))

    for money in files:
        for number in card_numbers(money):
            assert f"group_{number.part}" in words, number
            assert f"field_{number.field}" in words, number
