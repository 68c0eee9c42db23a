from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from sim.units import Clock, ticks_from_hours, ticks_from_minutes

TOKYO = Clock(datetime(2026, 12, 3, tzinfo=ZoneInfo("Asia/Tokyo")))
NEW_YORK = Clock(datetime(2026, 3, 7, tzinfo=ZoneInfo("America/New_York")))


@given(st.integers(-(10**11), 10**11))
def test_tick_and_moment_are_inverse(tick):
    """A tick survives the way to a clock time and back, also over summer time."""
    assert TOKYO.tick(TOKYO.moment(tick)) == tick
    assert NEW_YORK.tick(NEW_YORK.moment(tick)) == tick


def test_tick_zero_is_the_start():
    """The clock counts from the start of the horizon."""
    assert TOKYO.tick(TOKYO.start) == 0
    assert TOKYO.midnight(date(2026, 12, 4)) == 24 * 3_600_000


def test_times_before_the_start_are_negative():
    """An order that was open before the start has a negative tick."""
    assert TOKYO.tick(datetime(2026, 12, 2, 14, 59, tzinfo=UTC)) == -60_000


def test_day_of_the_change_to_summer_time_has_23_hours():
    """Ticks are real time: the skipped hour does not exist."""
    midnights = [NEW_YORK.midnight(date(2026, 3, day)) for day in (8, 9)]

    assert midnights[1] - midnights[0] == 23 * 3_600_000
    assert NEW_YORK.tick_on(date(2026, 3, 8), time(12)) == 35 * 3_600_000


def test_day_is_that_of_the_zone():
    """Midnight in Tokyo begins the day in Tokyo."""
    assert TOKYO.day(24 * 3_600_000 - 1) == date(2026, 12, 3)
    assert TOKYO.day(24 * 3_600_000) == date(2026, 12, 4)


def test_durations_become_ticks():
    """A minute is 60,000 ticks, an hour 3,600,000."""
    assert ticks_from_minutes(0.5) == 30_000
    assert ticks_from_hours(1.5) == 5_400_000
