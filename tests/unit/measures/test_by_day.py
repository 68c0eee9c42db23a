"""Orders on the days of their events."""

from datetime import date

import pytest

from sim.engines.rules import Cause
from tests.unit.measures.worlds import DAY, HOUR, order, seen, table, value

SATURDAY, SUNDAY = date(2026, 12, 5), date(2026, 12, 6)
ORDERS = [
    order(0, due=DAY - 1, completed=DAY, left=DAY),
    order(DAY, due=2 * DAY - 1, completed=DAY + HOUR, left=DAY + HOUR),
    order(DAY - 1, due=DAY + HOUR, left=DAY, cause=Cause.CUSTOMER),
    order(-DAY, due=-1),
    order(HOUR, left=HOUR, cause=Cause.OVERSOLD),
]


@pytest.mark.parametrize(
    ("kpi", "saturday", "sunday"),
    [
        ("arrived", 4, 1),  # the order from before the start counts on the first day
        ("due", 2, 2),
        ("missed", 2, 0),
        ("shipped", 0, 2),
        ("cancelled", 0, 1),  # oversold is not among the cancelled
    ],
)
def test_a_day_begins_at_midnight(kpi, saturday, sunday):
    """The first tick of a day belongs to it, the tick before to the day before."""
    world = seen(cases=ORDERS)
    whole = {"shop": "*", "order_class": "*", "kpi": kpi}

    assert value(world, "by_day", day=SATURDAY, **whole) == saturday
    assert value(world, "by_day", day=SUNDAY, **whole) == sunday


def test_the_days_sum_to_the_headline():
    """Arrived, due, missed and cancelled of all days are the headline's numbers."""
    world = seen(cases=ORDERS)
    days = table(world, "by_day")
    whole = days[(days["shop"] == "*") & (days["order_class"] == "*")]
    sums = whole.groupby("kpi")["value"].sum()

    for of_day, headline in (("arrived", "orders"), ("due", "due")):
        assert sums[of_day] == value(world, "kpis", kpi=headline)
    for name in ("missed", "cancelled"):
        assert sums[name] == value(world, "kpis", kpi=name)
