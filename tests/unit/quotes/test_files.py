"""Rate cards as files: exact numbers, all problems at once, no loss on the way."""

from decimal import Decimal
from pathlib import Path

import pytest

from sim.errors import RateCardError
from sim.quotes.files import (
    dumps,
    load_in_house,
    load_rate_card,
    loads_in_house,
    loads_rate_card,
    rate_card_of,
    save,
)
from sim.quotes.numbers import exact
from tests.unit.quotes.cards import COMMENTED, card, in_house

SHIPPED = Path(__file__).parents[3] / "scenarios"
RATES = sorted(SHIPPED.glob("rates/*.toml"))


def problems(text, loads=loads_rate_card):
    """Return (where, rule) of every problem of a text."""
    with pytest.raises(RateCardError) as caught:
        loads(text)
    for problem in caught.value.problems:
        assert problem.text("ja") != problem.text("en")
    return [(problem.where, problem.rule) for problem in caught.value.problems]


def test_a_price_is_the_decimal_that_is_written():
    """160.5 yen is no binary fraction, and 1.25 is exactly five quarters."""
    read = loads_rate_card(COMMENTED)

    assert read.per_order.bands[1].yen == Decimal("160.5")
    assert read.team("temps").night == Decimal("1.25")


def test_a_card_survives_toml_and_json():
    """Writing and reading a card, as TOML or as JSON, changes nothing."""
    read = loads_rate_card(COMMENTED)

    assert loads_rate_card(dumps(read)) == read
    assert rate_card_of(read.model_dump(mode="json", by_alias=True)) == read


def test_a_card_is_saved_whole(tmp_path):
    """A saved card is read back as it was, in-house costs too."""
    save(card(minimum_yen=1, holidays=None), tmp_path / "card.toml")
    save(in_house(), tmp_path / "shop.toml")

    assert load_rate_card(tmp_path / "card.toml") == card(minimum_yen=1, holidays=None)
    assert load_in_house(tmp_path / "shop.toml") == in_house()


def test_the_digest_does_not_see_how_a_number_is_written():
    """1.250 and 1.25 are the same price; another price is another card."""
    same = loads_rate_card(COMMENTED.replace("1.25", "1.250"))
    other = loads_rate_card(COMMENTED.replace("1.25", "1.3"))

    assert same.digest == loads_rate_card(COMMENTED).digest
    assert other.digest != same.digest


def test_all_problems_come_at_once():
    """Six mistakes give six problems, each with its place."""
    text = (
        COMMENTED.replace("yen = 160.5", "yen = 1e20")
        .replace("night = 1.25", 'nigth = "a"\nyen_per_call = true')
        .replace("2026-12-31", "2025-01-01")
        .replace("[temps].yen", "[temp].yen")
        .replace("fixed_yen = 3", "fixed_yen = -1")
    )

    assert problems(text) == [
        ("valid", "valid_order"),
        ("per_order.bands[1].yen", "number_digits"),
        ("teams[0].yen_per_call", "number"),
        ("teams[0].nigth", "unknown_key_similar"),
        ("cost_basis.fixed_yen", "at_least"),
        ("origins[0].of", "unknown_path_similar"),
    ]


@pytest.mark.parametrize(
    ("lines", "where", "rule"),
    [
        ("per_order = { bands = [{ up_to = 3, yen = 1 }] }", "per_order", "open_end"),
        (
            "per_order = { bands = [{ up_to = 3, yen = 1 }, { up_to = 3, yen = 1 },"
            " { yen = 1 }] }",
            "per_order",
            "increasing",
        ),
        ("minimum_yen = 1\nsurge = [{ days = ['Sat'] }]", "surge[0]", "surge_price"),
        ("minimum_yen = 1\nsurge = [{ hour_share = 0.1 }]", "surge[0]", "hours_days"),
        (
            "minimum_yen = 1\ncancellation = { steps = ["
            "{ within_hours = 24, share = 0.1 }, { within_hours = 48, share = 0.5 }] }",
            "cancellation",
            "cancellation_order",
        ),
        (
            "minimum_yen = 1\ncancellation = { spot_share = 0.5 }",
            "cancellation.spot_share",
            "at_least",
        ),
        (
            "minimum_yen = 1\nteams = [{ name = 'a' }, { name = 'a' }]",
            "teams[1].name",
            "duplicate_team",
        ),
        (
            "minimum_yen = 1\n[cost_basis]\nteams = [{ name = 'a', yen_per_hour = 1 },"
            " { name = 'a', yen_per_hour = 1 }]",
            "cost_basis.teams[1].name",
            "duplicate_team",
        ),
        ("minimum_yen = 1\nschema_version = 9", "schema_version", "version_newer"),
        ("minimum_yen = inf", "minimum_yen", "finite"),
        ("", "", "charges_nothing"),
    ],
)
def test_what_cannot_be_priced_is_refused(lines, where, rule):
    """Each rule of a rate card is said with its place."""
    found = problems(f'name = "x"\nagency = "y"\n{lines}\n')

    assert len(found) == 1
    assert found[0][0] == where
    assert rule in found[0][1]


def test_a_file_that_is_not_there_is_said(tmp_path):
    """A missing, empty or broken file is a problem, not a crash."""
    with pytest.raises(RateCardError, match=r"none\.toml"):
        load_rate_card(tmp_path / "none.toml")

    assert problems("") == [("rates.toml", "file_empty")]
    assert problems("a = [", loads_in_house)[0][1] == "toml_syntax"


@pytest.mark.parametrize("value", ["1", True, None, float("nan")])
def test_only_numbers_are_numbers(value):
    """Text, claims and nothing are no amounts."""
    with pytest.raises(ValueError, match=r"number|finite"):
        exact(value)


@pytest.mark.parametrize("path", RATES, ids=lambda path: path.stem)
def test_shipped_cards_say_where_their_numbers_come_from(path):
    """Every part of a shipped card that holds numbers has an origin."""
    read = load_rate_card(path)
    covered = {origin.of.split(".")[0].split("[")[0] for origin in read.origins}
    set_parts = read.model_fields_set & {
        "per_order", "per_inquiry", "sales", "fixed", "surge", "minimum_yen", "tax",
        "cancellation", "promises", "checking", "cost_basis", "peak_orders_a_day",
    }  # fmt: skip

    assert set_parts <= covered
    assert {origin.kind for origin in read.origins} >= {"assumption", "quoted"}


def test_shipped_in_house_costs_load():
    """The shipped in-house file is right and says where its numbers come from."""
    assert load_in_house(SHIPPED / "rates" / "in-house" / "shop.toml").origins
