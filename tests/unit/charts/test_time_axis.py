"""The time axis."""

from datetime import date, datetime, timedelta

import pytest

from sim.charts.time_axis import day_axis, time_axis

START = datetime(2026, 12, 4, 0)


def test_days_carry_their_weekday():
    """A day is named with its weekday in the second line."""
    axis = time_axis(START, START + timedelta(days=5), "ja")

    assert axis["ticktext"][0] == "12/4<br>(金)"
    assert axis["tickvals"][0] == START + timedelta(hours=12)


@pytest.mark.parametrize("n_days", [4, 16, 17, 90, 400])
def test_labels_never_crowd(n_days):
    """However long the horizon, no label has to be turned to find room."""
    axis = time_axis(START, START + timedelta(days=n_days), "ja")

    assert 4 <= len(axis["ticktext"]) <= 10
    assert len(axis["minor"]["tickvals"]) == n_days


@pytest.mark.parametrize(("hours", "apart"), [(12, 3), (36, 3), (72, 6)])
def test_short_stretches_show_hours(hours, apart):
    """Up to three days the axis names hours, and the day at midnight."""
    axis = time_axis(START, START + timedelta(hours=hours), "en")

    assert axis["ticktext"][0] == "0:00<br>4 Dec Fri"
    assert axis["ticktext"][1] == f"{apart}:00"


def test_a_stretch_that_starts_at_noon_names_its_first_day():
    """The first label carries the day, wherever the stretch begins."""
    noon = START + timedelta(hours=12)
    axis = time_axis(noon, noon + timedelta(hours=10), "ja")

    assert axis["ticktext"][0] == "12:00<br>12/4 (金)"


def test_day_axis_names_every_third_of_many_days():
    """Thirty days are named every third day."""
    days = [date(2026, 12, 1) + timedelta(days=i) for i in range(30)]

    assert len(day_axis(days, "ja")["ticktext"]) == 10
