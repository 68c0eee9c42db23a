"""What became of the orders, counted by hand."""

import pytest

from sim.engines.rules import Cause
from tests.unit.measures.worlds import DAY, HOUR, order, seen, table, value

NINE_ORDERS = [
    # on time, also at the very tick of its ship-by
    order(0, due=HOUR, completed=HOUR, left=HOUR),
    # late
    order(0, due=HOUR, completed=HOUR + 1, left=HOUR + 1),
    # cancelled before and after the ship-by
    order(0, due=HOUR, left=HOUR, cause=Cause.CUSTOMER),
    order(0, due=HOUR, left=HOUR + 1, cause=Cause.MALL, order_class=1),
    # oversold, and its ship-by passed
    order(0, due=HOUR, left=2 * HOUR, cause=Cause.OVERSOLD, demand=1),
    # open: overdue, due at the end of the horizon, never due
    order(0, due=2 * DAY - 1, demand=2),
    order(0, due=2 * DAY, demand=2),
    order(0, demand=2, order_class=1),
    # shipped before a ship-by that lies after the end
    order(0, due=3 * DAY, completed=HOUR, left=HOUR, demand=2, order_class=1),
]
EXPECTED = {
    "orders": 9,
    "due": 6,
    "shipped_on_time": 2,
    "shipped_late": 1,
    "missed": 3,
    "missed_share": 0.5,
    "cancelled": 2,
    "oversold": 1,
    "open_overdue": 1,
    "open_not_due": 2,
}


@pytest.mark.parametrize(("kpi", "expected"), EXPECTED.items())
def test_every_order_is_counted_by_its_fate(kpi, expected):
    """Missed is late, cancelled after due and open overdue; oversold is apart."""
    world = seen(cases=NINE_ORDERS)

    found = value(world, "by_class", shop="*", order_class="*", kpi=kpi)

    assert found == expected


def test_shops_and_classes_sum_to_the_total():
    """Every count but the share is the sum of its shops and classes."""
    rows = table(seen(cases=NINE_ORDERS), "by_class")
    counts = rows[rows["kpi"] != "missed_share"]
    is_part = (counts["shop"] != "*") & (counts["order_class"] != "*")
    is_whole = (counts["shop"] == "*") & (counts["order_class"] == "*")

    parts = counts[is_part].groupby("kpi")["value"].sum()
    whole = counts[is_whole].set_index("kpi")["value"]

    assert (parts == whole[parts.index]).all()


def test_a_shop_holds_all_its_channels():
    """Orders of two channels of a shop are counted together."""
    world = seen(cases=NINE_ORDERS)

    assert value(world, "by_class", shop="a", order_class="*", kpi="orders") == 5
    assert value(world, "by_class", shop="a", order_class="gift", kpi="missed") == 1
    assert value(world, "by_class", shop="b", order_class="gift", kpi="orders") == 2


def test_the_share_is_zero_when_nothing_was_due():
    """Without an order that is due there is nothing to miss."""
    world = seen(cases=[order(0)])

    assert value(world, "by_class", shop="*", order_class="*", kpi="missed_share") == 0
    assert value(world, "by_class", shop="b", order_class="*", kpi="orders") == 0
