import numpy as np
import pytest

from sim.randomness.population import sell_stock


def sold(channels: list[int], *, at=None, units=2, sync=0):
    """Return (turned away, oversold) of orders for one item."""
    at = range(len(channels)) if at is None else at
    return sell_stock(
        np.array(at, np.int64),
        np.array(channels, np.int16),
        np.zeros(len(channels), np.int16),
        np.array([units]),
        np.array([sync]),
        2,
    )


def test_shared_count_sells_every_unit_once():
    """With the count shared at once nobody is oversold."""
    away, oversold = sold([0, 1, 0, 1])

    assert away.tolist() == [False, False, True, True]
    assert not oversold.any()


def test_channels_sell_blind_until_the_next_sync():
    """Two channels with two units each in view sell four; two are not there."""
    away, oversold = sold([0, 1, 0, 1, 0], sync=100)

    assert away.tolist() == [False, False, False, False, True]
    assert oversold.tolist() == [False, False, True, True, False]


@pytest.mark.parametrize(("tick", "is_away"), [(99, False), (100, True)])
def test_sync_comes_before_the_arrivals_of_its_tick(tick, is_away):
    """At the very tick of a sync the other channel's sales are known."""
    away, _ = sold([0, 0, 1], at=[0, 1, tick], sync=100)

    assert bool(away[2]) is is_away


def test_own_sales_are_known_at_once():
    """A channel never oversells by itself, however slow the sync."""
    away, oversold = sold([0] * 5, sync=10**9)

    assert away.sum() == 3
    assert not oversold.any()


def test_orders_without_the_item_take_no_stock():
    """Item −1 is no item."""
    away, oversold = sell_stock(
        np.arange(3),
        np.zeros(3, np.int16),
        np.full(3, -1, np.int16),
        np.array([0]),
        np.array([0]),
        1,
    )

    assert not away.any()
    assert not oversold.any()
