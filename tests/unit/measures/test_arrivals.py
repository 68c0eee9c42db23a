"""New orders of each hour."""

from tests.unit.measures.worlds import DAY, HOUR, hour, order, seen, table, value


def test_orders_count_in_the_hour_they_arrive():
    """The first tick of an hour belongs to it."""
    world = seen(cases=[order(0), order(HOUR - 1), order(HOUR), order(HOUR, demand=1)])

    def orders(number, shop, channel):
        return value(
            world, "arrivals", at=hour(world, number), shop=shop, channel=channel
        )

    assert [orders(number, "a", "rakuten") for number in (0, 1, 2)] == [2, 1, 0]
    assert orders(1, "a", "yahoo") == 1
    assert orders(1, "*", "*") == 2


def test_orders_open_at_the_start_do_not_arrive():
    """The opening backlog arrived before the horizon."""
    world = seen(cases=[order(-DAY), order(0)])
    rows = table(world, "arrivals")

    assert rows[rows["shop"] == "*"]["value"].sum() == 1
    assert value(world, "kpis", kpi="orders") == 2
