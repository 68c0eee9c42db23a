"""Quotes over the possible sales: both sides, the risk between, in-house beside."""

import math

import numpy as np
import pandas as pd
import pytest

from sim.errors import RateCardError
from sim.quotes.price import CHANCES, price
from sim.quotes.risk import per_order, volume_risk
from tests.unit.quotes.cards import card, in_house
from tests.unit.quotes.plans import sales

COSTS = {"teams": [{"name": "*", "yen_per_hour": 900}], "fixed_yen": 1000}
BY_ORDER = {"per_order": {"bands": [{"yen": 500}]}, "cost_basis": COSTS}
BY_HOUR = {
    "teams": [{"name": "*", "yen_per_hour": 1500, "night": 1.25}],
    "cost_basis": COSTS,
}


def quote(**fields):
    """Return a quote for the small plan."""
    return price(sales(), card(**fields), in_house())


def column(found, name):
    """Return an amount in every replication."""
    return found.replications[name].to_numpy()


def test_the_price_of_each_sale_is_its_bill():
    """500 yen an order, in every replication."""
    found = quote(**BY_ORDER)
    orders = sales().replications["orders"]

    assert column(found, "price").tolist() == (500 * orders).tolist()
    assert column(found, "price_per_order").tolist() == [500.0] * 8


def test_both_sides_add_up():
    """Margin is price less cost; the shop pays price, checks, others and losses."""
    found = quote(**BY_ORDER, checking={"minutes_per_order": 0.5})
    parts = ["price", "checking", "other_wages", "losses"]
    rows = found.replications

    assert np.allclose(rows["agency_margin"], rows["price"] - rows["agency_cost"])
    assert np.allclose(rows["shop_total"], rows[parts].sum(axis=1))
    assert np.allclose(rows["saving"], rows["in_house_total"] - rows["shop_total"])
    assert np.allclose(rows["checking"], 0.5 / 60 * 1200 * rows["orders"])


def test_checking_minutes_of_the_shop_hold_where_the_card_names_none():
    """A card that names no checking takes the shop's own minutes."""
    shop = in_house(checking={"minutes_per_inquiry": 2})
    found = price(sales(), card(**BY_ORDER), shop)
    answered = [each.answered["contact"] for each in sales().quantities]

    assert column(found, "checking") == pytest.approx([40 * n for n in answered])


def test_statistics_keep_range_and_interval_apart():
    """Each amount has its mean with an interval, and its range of outcomes."""
    found = quote(**BY_ORDER).amounts.set_index("amount")
    row = found.loc["price"]

    assert row["ci_low"] < row["mean"] < row["ci_high"]
    assert row["low"] <= row["p10"] <= row["p50"] <= row["p90"] <= row["high"]
    assert found.loc["agency_margin", "n"] == 8


def test_lines_say_whether_they_move():
    """A fixed fee is certain, orders move, and all movement comes from them."""
    found = quote(**BY_ORDER, fixed=[{"label": "start", "yen": 7}]).lines
    rows = found.set_index("kind")

    assert rows["moves"].to_dict() == {"order": True, "fixed": False}
    assert rows["variance_share"].to_dict() == {"order": pytest.approx(1), "fixed": 0}
    assert rows.loc["fixed", "mean"] == 7


def test_a_price_by_order_leaves_the_unit_price_to_nobody():
    """By order, the shop pays 500 more an order; the agency keeps what it costs not."""
    risk = quote(**BY_ORDER).risk

    assert risk.swings["price"].per_order.value == pytest.approx(500)
    assert risk.swings["agency_margin"].per_order.value == pytest.approx(
        500 - risk.swings["agency_cost"].per_order.value
    )
    assert 0 < risk.shop_share.value < 1
    assert risk.shop_share.interval.low <= risk.shop_share.value


def test_a_price_by_hour_hardly_moves_with_volume():
    """By hour, an order more costs next to nothing more, and idle hours are paid."""
    by_hour, by_order = quote(**BY_HOUR).risk, quote(**BY_ORDER).risk

    assert abs(by_hour.swings["price"].per_order.value) < 100
    assert by_hour.swings["price"].width < by_order.swings["price"].width / 3
    assert by_order.linked.value == pytest.approx(1)
    assert by_hour.linked.value < 0.3


def test_costs_that_are_not_disclosed_are_not_guessed():
    """Without its own costs the agency's margin is unknown, not zero."""
    found = quote(per_order={"bands": [{"yen": 500}]})

    assert np.isnan(column(found, "agency_margin")).all()
    assert found.risk.shop_share is None
    assert "agency_margin" not in found.risk.swings
    assert "agency_loses" not in {chance.event for chance in found.chances}
    assert "costs_undisclosed" in {note.rule for note in found.notes}


def test_chances_have_their_intervals():
    """Every event is counted over the replications, with a Wilson interval."""
    found = quote(
        **BY_ORDER,
        minimum_yen=10**6,
        peak_orders_a_day=1,
        promises={"missed_share": 0.5, "error_share": 0.1, "reply_share": 0.1},
    )
    chances = {chance.event: chance for chance in found.chances}

    assert set(chances) <= set(CHANCES)
    assert chances["minimum_charged"].share == 1
    assert chances["above_peak"].share == 1
    assert chances["error_share_kept"].share == 1
    assert 0 < chances["minimum_charged"].interval.low < 1
    # nobody is promised a reply in this plan, so that promise cannot be judged
    assert "reply_share_kept" not in chances


@pytest.mark.parametrize(
    ("shop", "fields", "where"),
    [
        ({"teams": [{"name": "desk", "yen_per_hour": 1}]}, {}, "teams"),
        (
            {},
            {"cost_basis": {"teams": [{"name": "night", "yen_per_hour": 1}]}},
            "cost_basis.teams",
        ),
        ({}, {"employer": "nobody"}, "employer"),
    ],
)
def test_no_wage_is_left_out_silently(shop, fields, where):
    """A team without a wage, or an unknown employer, is an error with its place."""
    with pytest.raises(RateCardError) as caught:
        price(sales(), card(minimum_yen=1, **fields), in_house(**shop))

    assert [problem.where for problem in caught.value.problems] == [where]


def test_slope_matches_a_line():
    """Points on a line give its slope, without any doubt."""
    orders = np.array([1.0, 2, 4, 7])
    found = per_order(3 * orders + 5, orders)

    assert found.value == pytest.approx(3)
    assert found.interval == pytest.approx((3, 3))


def test_slope_is_unknown_where_volume_stands_still():
    """Two replications, or equal volumes, say nothing of volume."""
    assert math.isnan(per_order(np.array([1.0, 2]), np.array([1.0, 2])).value)
    assert math.isnan(per_order(np.ones(5), np.ones(5)).value)


@pytest.mark.parametrize(
    ("price_yen", "margin", "share"),
    [([1, 2, 3, 4], [0, 0, 0, 0], 1), ([5, 5, 5, 5], [1, 2, 3, 4], 0)],
)
def test_who_moves_alone_carries_everything(price_yen, margin, share):
    """Where one side stands still the other carries all of the swing."""
    amounts = pd.DataFrame(
        {
            "price": np.array(price_yen, float),
            "agency_cost": 0.0,
            "agency_margin": np.array(margin, float),
            "in_house_work": 0.0,
        }
    )
    found = volume_risk(np.arange(4.0), amounts, {})

    assert found.shop_share.value == share


def test_nothing_that_moves_is_nobodys_risk():
    """Where both sides stand still there is no share to speak of."""
    amounts = pd.DataFrame(
        0.0,
        index=range(4),
        columns=["price", "agency_cost", "agency_margin", "in_house_work"],
    )
    found = volume_risk(np.arange(4.0), amounts, {("order", ""): np.zeros(4)})

    assert found.shop_share is None
    assert found.line_shares == {}


def test_jackknife_matches_leaving_out_one_by_one():
    """The quick formula equals the plain one."""
    rows = quote(**BY_ORDER)
    mine, theirs = column(rows, "price"), column(rows, "agency_margin")
    left_out = [
        np.delete(mine, k).std(ddof=1)
        / (np.delete(mine, k).std(ddof=1) + np.delete(theirs, k).std(ddof=1))
        for k in range(len(mine))
    ]
    error = math.sqrt(7 / 8 * ((left_out - np.mean(left_out)) ** 2).sum())
    interval = rows.risk.shop_share.interval
    half = 2.364624 * error  # t quantile with 7 degrees of freedom

    assert rows.risk.shop_share.value + half == pytest.approx(interval.high, rel=1e-4)
