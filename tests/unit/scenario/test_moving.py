"""A scenario on another date."""

from datetime import timedelta
from pathlib import Path

import pytest

from sim.scenario.files import load
from sim.scenario.moving import moved

SCENARIOS = Path(__file__).parents[3] / "scenarios"
CASE_1 = load(SCENARIOS / "case1-sale-10x-with-temps.toml")


def test_horizon_events_and_dated_shifts_move_together():
    """A week later, everything with a date is a week later."""
    later = moved(CASE_1, 7)
    week = timedelta(days=7)

    assert later.horizon.start == CASE_1.horizon.start + week
    assert later.demand[0].events[0].from_ == CASE_1.demand[0].events[0].from_ + week
    assert later.teams[1].shifts[0].days == ("2026-12-12", "2026-12-14..2026-12-19")


def test_weekdays_stay():
    """A shift of every weekday is one of every weekday."""
    assert moved(CASE_1, 3).teams[0].shifts[0].days == CASE_1.teams[0].shifts[0].days


def test_there_and_back_is_the_same_scenario():
    """Moving loses nothing."""
    assert moved(moved(CASE_1, 400), -400).digest == CASE_1.digest


def test_real_orders_are_not_moved():
    """A replay has times of its own."""
    replay = load(SCENARIOS / "replay-real-orders.toml")

    with pytest.raises(ValueError, match="times of its own"):
        moved(replay, 1)
