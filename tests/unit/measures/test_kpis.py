"""The headline of a small world."""

import numpy as np
import pytest

from tests.unit.measures.test_by_class import NINE_ORDERS
from tests.unit.measures.worlds import DAY, HOUR, order, seen, value


@pytest.mark.parametrize(
    ("kpi", "expected"),
    [
        ("orders", 9),
        ("due", 6),
        ("missed", 3),
        ("missed_share", 0.5),
        ("shipped_on_time", 2),
        ("shipped_late", 1),
        ("cancelled", 2),
        ("cancelled_before_due", 1),
        ("cancelled_after_due", 1),
        ("oversold", 1),
        ("open_overdue", 1),
        ("open_not_due", 2),
        ("peak_backlog", 9),
        ("turned_away", 0),
        ("contacts", 0),
        ("staff_hours", 0),
        ("overtime_hours", 0),
        ("total_cost_yen", 0),
    ],
)
def test_the_headline_counts_every_fate(kpi, expected):
    """Each headline KPI of nine orders is what one counts by hand."""
    assert value(seen(cases=NINE_ORDERS), "kpis", kpi=kpi) == expected


def test_every_order_has_one_fate():
    """Nothing disappears: the fates sum to the orders (rule 15)."""
    world = seen(cases=NINE_ORDERS)
    fates = (
        "shipped_on_time",
        "shipped_late",
        "cancelled_before_due",
        "cancelled_after_due",
        "oversold",
        "open_overdue",
        "open_not_due",
    )

    counted = sum(value(world, "kpis", kpi=kpi) for kpi in fates)

    assert counted == value(world, "kpis", kpi="orders")


def test_marks_and_customers_turned_away_are_counted():
    """Crossed and misshipped parcels are marks on shipped orders."""
    shipped = {"completed": HOUR, "left": HOUR}
    away = [{"demand": 0, "item": 0, "at": 1}, {"demand": 1, "item": 0, "at": 2}]
    world = seen(
        cases=[order(0, crossed=True, **shipped), order(0, misshipped=True, **shipped)],
        away=away,
    )

    assert value(world, "kpis", kpi="crossed") == 1
    assert value(world, "kpis", kpi="misshipped") == 1
    assert value(world, "kpis", kpi="turned_away") == 2


def test_the_peak_is_the_highest_point_of_the_grid():
    """A burst between two points of the grid is not seen; an opening backlog is."""
    burst = [order(HOUR + 1, completed=HOUR + 2, left=HOUR + 2) for _ in range(9)]
    world = seen(cases=[order(-DAY, completed=1, left=1), order(-DAY), *burst])

    assert value(world, "kpis", kpi="peak_backlog") == 2


def test_a_world_without_orders_has_a_headline():
    """No orders at all is legal; the counts are 0."""
    world = seen()

    assert value(world, "kpis", kpi="orders") == 0
    assert value(world, "kpis", kpi="missed_share") == 0
    assert np.isnan(value(world, "kpis", kpi="reply_in_time_share"))
