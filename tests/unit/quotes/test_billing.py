"""Bills worked out by hand: every component, edge of a band and rounding."""

from dataclasses import fields
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.quotes.billing import LINE_KINDS, bill, cancellation_share
from sim.quotes.quantities import CancelledShift, Quantities
from tests.unit.quotes.cards import (
    HOUR,
    SATURDAY,
    SUNDAY,
    card,
    charges,
    counted,
    worked,
)

BANDS = [{"up_to": 100, "yen": 200}, {"up_to": 300, "yen": 150}, {"yen": 120}]


def by_order(**changes):
    """Return a card that charges by order in three bands."""
    return card(per_order={"bands": BANDS, **changes})


@pytest.mark.parametrize(
    ("orders", "expected"),
    [
        (0, [("1-100", 0)]),
        (1, [("1-100", 200)]),
        (100, [("1-100", 20_000)]),
        (101, [("1-100", 20_000), ("101-300", 150)]),
        (300, [("1-100", 20_000), ("101-300", 30_000)]),
        (301, [("1-100", 20_000), ("101-300", 30_000), ("301-", 120)]),
    ],
)
def test_marginal_bands_charge_each_order_at_its_own_price(orders, expected):
    """The order that leaves a band does not change what the others cost."""
    found = charges(by_order(), counted(orders))

    assert found == [("order", item, yen) for item, yen in expected]


@pytest.mark.parametrize(
    ("orders", "item", "yen"),
    [
        (100, "1-100", 100 * 200),
        (101, "101-300", 101 * 150),
        (300, "101-300", 300 * 150),
        (301, "301-", 301 * 120),
    ],
)
def test_whole_volume_bands_charge_all_orders_at_one_price(orders, item, yen):
    """The order that leaves a band moves all others with it."""
    found = charges(by_order(bands_apply="whole_volume"), counted(orders))

    assert found == [("order", item, yen)]


def test_orders_are_counted_as_the_card_says():
    """A card that charges shipped orders leaves out those that were cancelled."""
    assert charges(by_order(counted="shipped"), counted(90, shipped=50)) == [
        ("order", "1-100", 10_000)
    ]


def test_inquiries_of_the_named_flows_are_charged():
    """Answered inquiries of the named flows count, those of others do not."""
    rates = card(per_inquiry={"flows": ["contact", "complaint"], "bands": [{"yen": 7}]})
    seen = counted(started={"contact": 9}, answered={"contact": 3, "cancel": 5})

    assert charges(rates, seen) == [("inquiry", "", 21)]


@pytest.mark.parametrize(("of", "yen"), [("shipped", 50), ("arrived", 100)])
def test_a_share_of_sales_is_of_the_sales_that_it_names(of, yen):
    """Five percent of shipped sales, or of all sales."""
    rates = card(sales={"share": 0.05, "of": of})
    seen = counted(ordered_yen=Decimal(2000), shipped_yen=Decimal(1000))

    assert charges(rates, seen) == [("sales", "", yen)]


def test_an_hour_at_23_costs_the_late_night_premium_exactly():
    """One hour from 23:00 at 1,700 yen and 25 % costs 1,700 and 425 yen."""
    rates = card(teams=[{"name": "temps", "yen_per_hour": 1700, "night": 1.25}])

    assert charges(rates, counted(0, worked(hours=1, night=1))) == [
        ("hours", "temps", 1700),
        ("night", "temps", 425),
    ]


def test_premiums_add_and_stand_apart():
    """Overtime at night on a holiday pays each premium once, on the base rate."""
    team = {"name": "*", "yen_per_hour": 1000, "overtime": 1.25, "night": 1.25}
    rates = card(teams=[{**team, "holiday": 1.35, "holiday_days": ["Sun"]}])
    sunday = worked(hours=9, overtime=1, night=2, day=SUNDAY)

    assert charges(rates, counted(0, sunday)) == [
        ("hours", "temps", 9000),
        ("overtime", "temps", 250),
        ("night", "temps", 500),
        ("holiday", "temps", 3150),
    ]


def test_only_the_teams_of_the_agency_are_charged():
    """The shop's own people, and a team without a rate, are not on the bill."""
    rates = card(fixed=[{"label": "a", "yen": 5}], teams=[{"name": "desk"}])
    own = worked(hours=8, employer="shop")

    assert charges(rates, counted(0, own, worked("desk", 8))) == [("fixed", "a", 5)]


def test_a_surge_charges_orders_beyond_the_daily_volume():
    """20 % of the average price on the 50 orders beyond 250: 300 orders cost 50,000."""
    surge = [{"label": "sale", "above_orders_a_day": 250, "order_share": 0.2}]
    rates = by_order().replace(surge=surge)

    assert charges(rates, counted(300))[-1] == ("order_surge", "sale", 1667)


def test_a_surge_charges_its_days_only():
    """Orders and hours of other days cost no premium."""
    sale = {"days": ["Sat"], "order_yen": 10, "hour_share": 0.5}
    rates = card(
        per_order={"bands": [{"yen": 100}]},
        teams=[{"name": "temps", "yen_per_hour": 1000}],
        surge=[sale],
    )
    seen = Quantities(
        {SATURDAY: 2, SUNDAY: 3},
        team_days=(worked(hours=1), worked(hours=2, day=SUNDAY)),
    )

    assert charges(rates, seen) == [
        ("order", "", 500),
        ("order_surge", "", 20),
        ("hours", "temps", 3000),
        ("hour_surge", "temps", 500),
    ]


def test_standby_is_paid_whether_or_not_there_is_a_call():
    """Two heads on the one day of two on which standby is kept, and one call."""
    team = {"name": "temps", "standby_yen_per_head_day": 1500, "yen_per_call": 3000}
    rates = card(minimum_yen=1, teams=[{**team, "standby_days": ["Sat"]}])
    days = (
        worked(standby_heads=2),
        worked(standby_heads=2, day=SUNDAY, calls=1),
    )

    assert charges(rates, counted(0, *days)) == [
        ("standby", "temps", 3000),
        ("call", "temps", 3000),
    ]


STEPS = [
    {"within_hours": 24, "share": 1.0},
    {"within_hours": 72, "share": 0.5},
]


@pytest.mark.parametrize(
    ("notice", "share"),
    [(0, 1), (23.99, 1), (24, 0.5), (71.99, 0.5), (72, 0), (200, 0)],
)
def test_a_cancellation_costs_by_its_notice(notice, share):
    """Exactly 24 hours is not inside 24 hours."""
    rates = card(minimum_yen=1, cancellation={"steps": STEPS})

    assert cancellation_share(rates, "temps", Decimal(str(notice))) == Decimal(
        str(share)
    )


@pytest.mark.parametrize(
    ("employment", "notice", "share"),
    [
        ("spot", 23, "0.6"),
        ("spot", 24, "0"),
        ("outsourcing", 23, "0"),
        ("dispatch", 23, "0"),
    ],
)
def test_a_spot_worker_is_paid_inside_24_hours(employment, notice, share):
    """A cancelled spot shift costs 60 % even where the card asks for nothing."""
    rates = card(teams=[{"name": "temps", "yen_per_hour": 1, "employment": employment}])

    assert cancellation_share(rates, "temps", Decimal(notice)) == Decimal(share)


def test_cancelled_shifts_stand_on_the_bill():
    """Sixteen head-hours at 1,500 yen, cancelled the day before at half price."""
    rates = card(
        teams=[{"name": "temps", "yen_per_hour": 1500}], cancellation={"steps": STEPS}
    )
    shifts = [
        CancelledShift(SATURDAY, "temps", employer, 16 * HOUR, Decimal(30))
        for employer in ("agency", "shop")
    ]

    assert charges(rates, counted(cancelled=tuple(shifts))) == [
        ("cancellation", "temps", 12_000)
    ]


@pytest.mark.parametrize(
    ("orders", "top_up"), [(0, 1000), (9, 100), (10, None), (11, None)]
)
def test_the_minimum_is_topped_up(orders, top_up):
    """A sale that stays below the minimum is charged the rest of it."""
    rates = card(per_order={"bands": [{"yen": 100}]}, minimum_yen=1000)
    found = {kind: yen for kind, _, yen in charges(rates, counted(orders))}

    assert found.get("minimum") == top_up


@pytest.mark.parametrize(
    ("rounding", "half", "below"),
    [("half_up", 2, 1), ("half_even", 2, 1), ("down", 1, 1), ("up", 2, 2)],
)
def test_lines_are_rounded_as_the_card_says(rounding, half, below):
    """1.5 yen and 1.4 yen, each way."""
    found = [
        charges(
            card(per_order={"bands": [{"yen": yen}]}, rounding=rounding), counted(1)
        )[0][2]
        for yen in (1.5, 1.4)
    ]

    assert found == [half, below]


@pytest.mark.parametrize(("rounding", "yen"), [("half_even", 2), ("half_up", 3)])
def test_half_a_yen_from_a_third_of_an_hour_is_half_a_yen(rounding, yen):
    """20 minutes at 7.5 yen an hour are 2.5 yen exactly, not 2.4999."""
    rates = card(teams=[{"name": "*", "yen_per_hour": 7.5}], rounding=rounding)

    assert charges(rates, counted(0, worked(hours=1 / 3))) == [("hours", "temps", yen)]


@pytest.mark.parametrize(
    ("rounding", "tax"), [("down", 1), ("up", 2), ("half_up", 2), ("half_even", 2)]
)
def test_tax_is_rounded_once_on_the_sum(rounding, tax):
    """10 % of 15 yen, from three lines of 5 yen, is 1.5 yen before rounding."""
    fees = [{"label": name, "yen": 5} for name in "abc"]
    found = bill(card(fixed=fees, tax={"rate": 0.1, "rounding": rounding}), counted())

    assert (found.before_tax_yen, found.tax_yen) == (15, tax)
    assert found.total_yen == 15 + tax


def test_the_same_quantities_give_the_same_bill_whatever_they_came_from():
    """A bill depends on the card and the quantities only."""
    rates = by_order()

    assert bill(rates, counted(123)) == bill(rates, counted(123))


yen = st.decimals(0, 100_000, places=2)
ticks = st.integers(0, 100 * HOUR)


@st.composite
def rate_cards(draw):
    """Return a card whose bands get cheaper, with hours, fees and any rounding."""
    ends = sorted(draw(st.sets(st.integers(1, 5000), max_size=4)))
    prices = sorted(
        draw(st.lists(yen, min_size=len(ends) + 1, max_size=len(ends) + 1)),
        reverse=True,
    )
    bands = [
        {"up_to": end, "yen": price}
        for end, price in zip(ends, prices[:-1], strict=True)
    ]
    return card(
        per_order={"bands": [*bands, {"yen": prices[-1]}]},
        per_inquiry={"bands": [{"yen": draw(yen)}]},
        sales={"share": draw(st.decimals(0, 1, places=4))},
        teams=[{"name": "*", "yen_per_hour": draw(yen), "night": Decimal("1.25")}],
        minimum_yen=draw(yen),
        rounding=draw(st.sampled_from(["half_up", "half_even", "down", "up"])),
        tax={"rate": Decimal("0.1"), "rounding": draw(st.sampled_from(["down", "up"]))},
    )


@given(rate_cards(), st.integers(0, 9999), st.integers(0, 999), ticks, yen)
def test_lines_add_up_exactly_and_nothing_is_a_float(rates, orders, cases, time, sales):
    """The lines of a bill add up to the yen, and every amount is a whole decimal."""
    seen = counted(
        orders,
        worked(hours=time / HOUR, night=time / HOUR / 2),
        shipped_yen=sales,
        answered={"contact": cases},
    )
    found = bill(rates, seen)
    amounts = [line.yen for line in found.lines]

    assert sum(amounts) == found.before_tax_yen == found.total_yen - found.tax_yen
    assert all(isinstance(each, Decimal) and each % 1 == 0 for each in amounts)
    assert all(
        isinstance(getattr(line, field.name), str | Decimal)
        for line in found.lines
        for field in fields(line)
    )
    assert found.before_tax_yen >= rates.minimum_yen - 1


@given(rate_cards(), st.integers(0, 9998), st.integers(0, 5))
def test_more_orders_never_cost_less_where_bands_are_marginal(rates, orders, more):
    """One order more costs the price of its band, never less than nothing."""
    few, many = (bill(rates, counted(n)).total_yen for n in (orders, orders + more))

    assert few <= many


def test_kinds_are_those_of_the_lines():
    """Each kind of line is listed once."""
    assert len(set(LINE_KINDS)) == len(LINE_KINDS)
