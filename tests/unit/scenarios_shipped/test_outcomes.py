"""The shipped scenarios show what they promise."""

import pytest

from tests.unit.scenarios_shipped.shipped import outcomes

CASE_1, CASE_1_TWIN = "case1-sale-10x-no-temps", "case1-sale-10x-with-temps"
CASE_2, CASE_2_TWIN = "case2-slow-stock-sync", "case2-fast-stock-sync"
TARGET = 0.01


def test_normal_week_keeps_the_promise():
    """In a normal week at most 1 % is missed, and nearly all replies are in time."""
    seen = outcomes("normal-week", 3)

    assert (seen["missed_share"] <= TARGET).all()
    assert (seen["reply_in_time_share"] > 0.95).all()


@pytest.mark.jit
def test_case_1_has_more_than_100_cancellations():
    """Nobody told, no temps: well over 100 cancellations at the median."""
    assert outcomes(CASE_1, 3)["cancelled"].median() > 100


@pytest.mark.jit
def test_case_1_twin_keeps_the_promise():
    """With the agreed temps at most 1 % is missed, in each of these sales."""
    assert (outcomes(CASE_1_TWIN, 3)["missed_share"] <= TARGET).all()


@pytest.mark.jit
def test_slow_stock_sync_oversells_far_more():
    """Stock told twice a day oversells over ten times as much as every minute."""
    slow, fast = outcomes(CASE_2, 3), outcomes(CASE_2_TWIN, 3)

    assert slow["oversold"].sum() > 10 * max(fast["oversold"].sum(), 1)


@pytest.mark.slow
def test_case_1_in_many_sales():
    """Case 1 nearly always cancels over 100 orders; its twin nearly always holds."""
    alone = outcomes(CASE_1, 200, "compiled")
    twin = outcomes(CASE_1_TWIN, 200, "compiled")

    assert (alone["cancelled"] > 100).mean() > 0.95
    assert (twin["missed_share"] <= TARGET).mean() >= 0.98


@pytest.mark.slow
def test_case_2_in_many_sales():
    """Dozens are oversold at the median with slow sync, none with fast sync."""
    assert outcomes(CASE_2, 200, "compiled")["oversold"].median() > 24
    assert outcomes(CASE_2_TWIN, 200, "compiled")["oversold"].median() == 0


@pytest.mark.slow
def test_absence_of_the_key_person_breaks_the_promise():
    """Two days without one person: most sales miss more than 1 %."""
    seen = outcomes("key-person-absent", 100, "compiled")

    assert (seen["missed_share"] > TARGET).mean() > 0.5


@pytest.mark.slow
def test_replay_is_neither_lost_nor_safe():
    """The real weeks with the usual people sometimes hold the promise, often not."""
    seen = outcomes("replay-real-orders", 100, "compiled")

    assert (seen["orders"] == 3660).all()
    assert 0.1 < (seen["missed_share"] <= TARGET).mean() < 0.9
