"""Notes: edges of labour law with their source, gaps in the terms, guesses."""

import pytest

from sim.quotes.notes import notes_of
from tests.unit.quotes.cards import card
from tests.unit.quotes.plans import plan, team

ORDERS = {"bands": [{"yen": 1}]}


def rules(scenario=None, **fields):
    """Return the notes on a card, by rule."""
    found = list(notes_of(scenario or plan(), card(**fields)))
    for note in found:
        assert note.text("ja") != note.text("en")
        assert "{" not in note.text("ja")
    return {note.rule: note for note in found}


@pytest.mark.parametrize(
    ("days", "is_flagged"), [(None, True), (30, True), (31, False)]
)
def test_dispatch_of_30_days_or_less_is_flagged(days, is_flagged):
    """A contract of 30 days is short, one of 31 is not; a two-day plan is."""
    rate = {"name": "desk", "employment": "dispatch", "yen_per_hour": 1}
    found = rules(teams=[rate | ({"contract_days": days} if days else {})])

    assert ("dispatch_short" in found) is is_flagged


def test_labour_notes_name_their_source():
    """Every note on labour law says where it is written."""
    teams = [
        {"name": "desk", "employment": "spot", "yen_per_hour": 1},
        {"name": "night", "employment": "dispatch", "yen_per_hour": 1},
    ]
    basis = {"teams": [{"name": "*", "yen_per_hour": 1}]}
    found = rules(teams=teams, cost_basis=basis)
    labour = [note for note in found.values() if note.topic == "labour"]

    assert {note.rule for note in labour} == {
        "spot_deadline",
        "dispatch_short",
        "overtime_low",
        "night_low",
    }
    assert all("http" in (note.source("ja") or "") for note in labour)


def test_spot_work_is_decided_a_day_before_its_first_shift():
    """The first shift begins Saturday at nine, so Friday at nine is the line."""
    rate = {"name": "desk", "employment": "spot", "yen_per_hour": 1}
    found = rules(teams=[rate])["spot_deadline"]

    assert "12/4(金) 09:00" in found.text("ja")
    assert "60%" in found.text("en")


@pytest.mark.parametrize(
    ("start", "end", "is_night"),
    [
        ("09:00", "22:00", False),
        ("09:00", "22:01", True),
        ("05:00", "09:00", False),
        ("04:59", "09:00", True),
        ("20:00", "02:00", True),
    ],
)
def test_night_begins_at_22_and_ends_at_5(start, end, is_night):
    """A shift that only touches the line is not at night."""
    teams = [team("desk", "agency", ["confirm"], start=start, end=end)]
    premium = {"name": "*", "yen_per_hour": 1, "overtime": 1.25}
    found = rules(plan(teams=teams), minimum_yen=1, cost_basis={"teams": [premium]})

    assert ("night_low" in found) is is_night


def test_outsourced_people_are_not_directed():
    """A team of which the card says nothing is outsourced."""
    assert "outsourcing" in rules(minimum_yen=1)


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"valid": {"from": "2026-12-06", "until": "2026-12-31"}}, "outside_validity"),
        ({"valid": {"from": "2026-12-01", "until": "2026-12-05"}}, "outside_validity"),
        (
            {
                "per_order": {
                    "bands": [{"up_to": 100, "yen": 200}, {"yen": 150}],
                    "bands_apply": "whole_volume",
                }
            },
            "band_cliff",
        ),
        ({"teams": [{"name": "nobody"}]}, "rate_without_team"),
        ({"teams": [{"name": "packers"}]}, "rate_without_team"),
        ({}, "team_uncharged"),
        (
            {"per_inquiry": {"flows": ["chat"], "bands": [{"yen": 1}]}},
            "flow_missing",
        ),
        ({}, "costs_undisclosed"),
        ({}, "no_origins"),
        (
            {"origins": [{"of": "minimum_yen", "kind": "assumption", "note": "x"}]},
            "assumed",
        ),
    ],
)
def test_gaps_and_guesses_are_named(fields, rule):
    """Each gap in the terms, and each guess behind the numbers, has its note."""
    assert rule in rules(**({"minimum_yen": 1} | fields))


def test_a_complete_card_leaves_little_to_say():
    """A card that covers the plan, with measured prices, has only the labour note."""
    found = rules(
        per_order={**ORDERS, "bands_apply": "whole_volume"},
        valid={"from": "2026-12-05", "until": "2026-12-06"},
        cost_basis={
            "teams": [{"name": "*", "yen_per_hour": 1, "overtime": 1.25, "night": 1.25}]
        },
        origins=[{"of": "per_order", "kind": "quoted", "note": "their offer"}],
    )

    assert set(found) == {"outsourcing"}
