from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from sim.language import (
    day_text,
    language_of_environment,
    moment_text,
    number_text,
    percent_text,
    text,
    yen_text,
)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "C"}, "ja"),
        ({"LANG": "ja_JP.UTF-8", "HANBOKI_LANG": "en"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "ja_JP.UTF-8"}, "ja"),
        ({}, "ja"),
    ],
)
def test_language_is_the_one_the_user_asked_for(monkeypatch, environment, expected):
    """HANBOKI_LANG wins over the system; without a wish the screen is Japanese."""
    for name in ("HANBOKI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert language_of_environment() == expected


def test_numbers_are_written_as_the_language_does():
    """Yen have no decimals, shares are percentages, large numbers are grouped."""
    assert yen_text(1234567.6, "ja") == "￥1,234,568"
    assert yen_text(1234567.6, "en") == "¥1,234,568"
    assert percent_text(0.0125, "ja") == "1.2%"
    assert number_text(12345.678, "en", 1) == "12,345.7"


def test_days_carry_their_weekday():
    """A planner reads the weekday beside the date."""
    moment = datetime(2026, 12, 4, 20, 0, tzinfo=UTC)

    assert moment_text(moment, "ja") == "12/4(金) 20:00"
    assert day_text(date(2026, 12, 4), "ja") == "12/4(金)"
    assert day_text(date(2026, 12, 4), "en") == "Fri 4 Dec"


def test_moments_of_two_zones_are_written_as_each_has_them():
    """They are equal, so a kept text of one must not be given for the other."""
    here = datetime(2026, 12, 4, 20, 0, tzinfo=UTC)
    there = here.astimezone(timezone(timedelta(hours=9)))

    assert here == there
    assert moment_text(here, "ja") == "12/4(金) 20:00"
    assert moment_text(there, "ja") == "12/5(土) 05:00"


def test_zero_has_no_sign():
    """Also when it is the rest of a difference."""
    assert number_text(-0.0, "ja") == number_text(0.0, "ja") == "0"


def test_unknown_key_is_a_mistake_of_the_programmer():
    """A missing text never becomes an empty screen."""
    with pytest.raises(KeyError):
        text("problem.no_such_rule", "ja")
