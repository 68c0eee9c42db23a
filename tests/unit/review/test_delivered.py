"""Agreed against delivered: the bill of what came, counted by hand to the yen."""

import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pandas as pd
import pytest

from sim.errors import TermsError
from sim.forecast.roster import CancelledStint, Roster, Stint
from sim.language import LANGUAGES
from sim.orders.table import orders_frame
from sim.quotes.prices import (
    Band,
    Cancellation,
    CancellationStep,
    FixedFee,
    PerInquiry,
    PerOrder,
    SalesShare,
    Surge,
    TeamRate,
)
from sim.report import delivered_words as words
from sim.review.actuals import Actuals
from sim.review.agreed import read_agreed
from sim.review.delivered import delivered
from sim.scenario.teams import OnCall
from tests.unit.agreements.receipts import receipt

AGREED = read_agreed(receipt())
SHIFTS = Roster(
    (
        Stint("desk", datetime(2026, 12, 4, 9), datetime(2026, 12, 4, 12), 2),
        Stint("desk", datetime(2026, 12, 4, 13), datetime(2026, 12, 4, 17), 2),
        Stint("desk", datetime(2026, 12, 5, 9), datetime(2026, 12, 5, 12), 1),
        Stint("desk", datetime(2026, 12, 5, 17), datetime(2026, 12, 5, 19), 1),
        Stint("own", datetime(2026, 12, 5, 10), datetime(2026, 12, 5, 12), 1),
    )
)


def orders(*, shipped="2026-12-04T17:00", late=0):
    """Return 10 orders of Friday and 20 of Saturday; ``late`` of Friday's stay."""
    at = [f"2026-12-04T08:{n:02}" for n in range(10)]
    at += [f"2026-12-05T08:{n:02}" for n in range(20)]
    gone = [shipped] * 10 + [shipped and "2026-12-06T17:00"] * 20
    gone[:late] = [None] * late
    zone = AGREED.plan.zone
    frame = pd.DataFrame(
        {
            "order_id": [f"o-{n}" for n in range(30)],
            "lines": [1] * 30,
            "ordered_at": pd.to_datetime(at).tz_localize(zone),
            "shipped_at": pd.Series(pd.to_datetime(gone)).dt.tz_localize(zone),
        }
    )
    return orders_frame(frame, zone)


def test_the_bill_is_that_of_the_locked_rate_card_to_the_yen():
    """30 orders at 120, 19 hours at 1,900, 2 of them overtime at 25 %, 10,000 fixed.

    3,600 + 36,100 + 950 + 10,000 = 50,650 yen, and 5,065 yen of tax.
    """
    found = delivered(AGREED, Actuals(orders(), SHIFTS))

    assert found.needs == ()
    assert [(line.kind, int(line.yen)) for line in found.bill.lines] == [
        ("order", 3_600),
        ("hours", 36_100),
        ("overtime", 950),
        ("fixed", 10_000),
    ]
    assert found.bill.total_yen == 55_715


def test_each_line_of_the_bill_comes_from_what_happened():
    """Every kind of line, counted by hand.

    Orders: 20 at 120 and 10 at 100, and 10 yen on each of the 5 beyond 15 on a day.
    Inquiries: 7 at 300. Sales: 1.5 % of 30 orders of 1,000 yen.
    Hours: 20 at 1,900; 3 beyond the plan at 25 %, 1 of them in the night at 25 %;
    Saturday's 6 with 10 % more. On call: 2 heads on 3 days at 500, 1 call at 800.
    Cancelled 20 hours before: 2 heads for 7 hours at half the price.
    """
    rates = AGREED.terms.price.rate_card.replace(
        per_order=PerOrder(bands=(Band(up_to=20, yen=120), Band(yen=100))),
        per_inquiry=PerInquiry(bands=(Band(yen=300),)),
        sales=SalesShare(share=Decimal("0.015")),
        teams=(
            TeamRate(
                name="desk",
                yen_per_hour=1900,
                overtime=Decimal("1.25"),
                night=Decimal("1.25"),
                standby_yen_per_head_day=500,
                yen_per_call=800,
            ),
        ),
        surge=(
            Surge(above_orders_a_day=15, order_yen=10),
            Surge(days=("2026-12-05",), hour_share=Decimal("0.1")),
        ),
        cancellation=Cancellation(
            steps=(CancellationStep(within_hours=24, share=Decimal("0.5")),)
        ),
        fixed=(FixedFee(label="setup", yen=10_000),),
    )
    on_call = OnCall(watch="confirm", above=9, lead_hours=1, heads=2, hours=3)
    teams = [
        team.replace(on_call=on_call) if team.name == "desk" else team
        for team in AGREED.plan.teams
    ]
    locked = replace(
        AGREED,
        plan=AGREED.plan.replace(teams=tuple(teams)),
        terms=AGREED.terms.replace(price=AGREED.terms.price.replace(rate_card=rates)),
    )
    late = Stint("desk", datetime(2026, 12, 5, 22), datetime(2026, 12, 5, 23), 1, 1)
    at = datetime(2026, 12, 5, 13)
    morning = Stint("desk", datetime(2026, 12, 6, 9), datetime(2026, 12, 6, 12), 2)
    afternoon = Stint("desk", datetime(2026, 12, 6, 13), datetime(2026, 12, 6, 17), 2)
    roster = Roster(
        (*SHIFTS.stints, late),
        (CancelledStint(morning, at), CancelledStint(afternoon, at)),
    )
    told = Actuals(orders().assign(value_yen=1000.0), roster, contacts=7)
    made = delivered(locked, told).bill

    assert [(line.kind, int(line.yen)) for line in made.lines] == [
        ("order", 2_400),
        ("order", 1_000),
        ("order_surge", 50),
        ("inquiry", 2_100),
        ("sales", 450),
        ("hours", 38_000),
        ("overtime", 1_425),
        ("night", 475),
        ("hour_surge", 1_140),
        ("standby", 3_000),
        ("call", 800),
        ("fixed", 10_000),
        ("cancellation", 13_300),
    ]
    assert made.total_yen == 74_140 + 7_414


def test_without_a_roster_nothing_is_guessed():
    """Hours are charged for and nobody wrote them down: there is no bill."""
    found = delivered(AGREED, Actuals(orders()))

    assert found.bill is None
    assert found.needs == ("roster",)
    assert {row.worked for row in found.hours} == {None}


def test_orders_of_other_shops_are_not_on_the_bill():
    """The file of the mall may hold what the agreement is not about."""
    one = AGREED.plan.demand[0]
    two = AGREED.plan.replace(demand=(one, one.replace(shop="second")))
    files = [orders().assign(shop=shop) for shop in ("small", "stranger")]
    everything = Actuals(pd.concat(files, ignore_index=True), SHIFTS)
    found = delivered(replace(AGREED, plan=two), everything)

    assert found.volume[-1].orders == 30
    assert found.bill.total_yen == 55_715


def test_volume_is_held_against_the_bands_by_day_and_in_all():
    """Friday 10, Saturday 20, Sunday none, 30 in all."""
    found = delivered(AGREED, Actuals(orders(), SHIFTS))

    assert [(row.day, row.orders) for row in found.volume] == [
        (date(2026, 12, 4), 10),
        (date(2026, 12, 5), 20),
        (date(2026, 12, 6), 0),
        (None, 30),
    ]


@pytest.mark.parametrize("late", [0, 4])
def test_the_missed_share_is_that_of_the_promised_ship_by(late):
    """Orders are held against the document's rule, of all that were due by it."""
    found = delivered(AGREED, Actuals(orders(late=late), SHIFTS))
    (row,) = found.classes

    assert row.missed == (late if row.due else 0)
    assert found.missed_share == row.missed / max(row.due, 1)


def test_hours_stand_beside_those_that_were_made_ready():
    """The desk was there for 19 hours; the shop's own people are not the agency's."""
    (desk,) = delivered(AGREED, Actuals(orders(), SHIFTS)).hours

    assert (desk.label, desk.agreed, desk.worked) == ("受注担当(代行)", 42.0, 19.0)


def test_without_shipping_stamps_the_promise_is_neither_kept_nor_broken():
    """What no file tells is said to be unknown."""
    assert delivered(AGREED, Actuals(orders(shipped=None))).missed_share is None


COUNTED = {"contacts": 20, "wrong_orders": 0, "replied_in_time": 19}


def promises(orders, **counted):
    """Return (kind, promised, share, kept) of each promise."""
    found = delivered(AGREED, Actuals(orders, SHIFTS, **counted)).promises
    return [(row.kind, row.promised, row.share, row.is_kept) for row in found]


def test_each_promised_share_is_kept_or_broken():
    """0 of 30 due missed, 1 of 30 wrong where 0.5 % may be, 19 of 20 in time."""
    share = AGREED.terms.quality.missed_share

    assert promises(orders(), **COUNTED | {"wrong_orders": 1}) == [
        ("missed", share, 0.0, True),
        ("errors", 0.005, 1 / 30, False),
        ("replies", 0.95, 0.95, True),
    ]
    assert promises(orders(), **COUNTED | {"replied_in_time": 18})[2][3] is False


@pytest.mark.parametrize(
    ("counted", "expected"),
    [
        ({}, ["wrong_orders", "contacts"]),
        ({"contacts": 20}, ["wrong_orders", "replied"]),
        # one of 30 shipped, none of no inquiries
        ({"contacts": 0, "wrong_orders": 1, "replied_in_time": 0}, [None, None]),
        ({"contacts": 5, "wrong_orders": 31, "replied_in_time": 6}, ["part", "part"]),
    ],
)
def test_what_nobody_counted_is_neither_kept_nor_broken(counted, expected):
    """The reason stands in the row instead."""
    found = delivered(AGREED, Actuals(orders(), SHIFTS, **counted)).promises[1:]

    assert [row.found if row.share is None else None for row in found] == expected
    assert [row.is_kept is None for row in found] == [e is not None for e in expected]


def test_without_shipping_stamps_errors_have_no_whole():
    """How many orders were handed over is not known, so no share is."""
    found = delivered(AGREED, Actuals(orders(shipped=None), SHIFTS, **COUNTED))

    assert [row.found for row in found.promises[:2]] == ["stamps", "stamps"]


def test_a_reply_time_without_a_share_holds_for_every_message():
    """Nineteen of twenty in time break the promise of an answer to each."""
    quality = AGREED.terms.quality.replace(reply_in_time_share=None)
    locked = replace(AGREED, terms=AGREED.terms.replace(quality=quality))
    (*_, replies) = delivered(locked, Actuals(orders(), SHIFTS, **COUNTED)).promises

    assert (replies.promised, replies.share, replies.is_kept) == (1.0, 0.95, False)


def test_what_was_not_promised_has_no_row():
    """Only the missed share is promised by every document."""
    quality = AGREED.terms.quality.replace(error_share=None, reply_in_time_share=None)
    times = AGREED.terms.times.replace(reply_within_hours=None)
    terms = AGREED.terms.replace(quality=quality, times=times)
    found = delivered(replace(AGREED, terms=terms), Actuals(orders(), SHIFTS))

    assert [row.kind for row in found.promises] == ["missed"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("counted", [{}, COUNTED, COUNTED | {"wrong_orders": 31}])
def test_every_promise_is_said_in_words(language, counted):
    """A share or a reason, and a judgement, in each row."""
    found = delivered(AGREED, Actuals(orders(), SHIFTS, **counted))
    table = words.delivered_tables(found, language)[2]

    assert len(table.rows) == 3
    assert all(all(cell for cell in row) for row in table.rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_hold_the_total_and_who_decided(language):
    """The bill, the organizations and their roles stand in the tables."""
    found = delivered(AGREED, Actuals(orders(), SHIFTS))
    said = "".join(words.delivered_sentences(found, language))
    work, decided = words.work_tables(AGREED, language)

    assert "55,715" in said
    assert len(words.delivered_tables(found, language)) == 5
    assert len(decided.rows) == len(AGREED.events)
    assert all(row[2] != "-" for row in decided.rows)
    assert any("現場責任者" in row[1] for row in work.rows)


def test_a_changed_receipt_is_refused():
    """Nothing is billed by a document that was not agreed on."""
    changed = json.loads(receipt())
    changed["revisions"][-1]["content"]["price"]["rate_card"]["minimum_yen"] = "1"

    with pytest.raises(TermsError):
        read_agreed(json.dumps(changed).encode())
