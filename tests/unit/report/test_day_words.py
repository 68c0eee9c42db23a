"""Day patterns in words."""

import pytest

from sim.report.day_words import days_words


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (("weekday", "Sat"), "平日、土"),
        (("weekend", "holiday"), "土日、祝日"),
        (("Mon", "Tue", "Wed", "Thu", "Fri"), "月〜金"),
        (("Sat", "Sun"), "土、日"),
        (("daily",), "毎日"),
        (("2026-12-05",), "12/5(土)"),
        (("2026-12-05..2026-12-07",), "12/5(土)〜12/7(月)"),
    ],
)
def test_patterns_are_read_aloud(patterns, expected):
    """Names of days, groups, dates and periods are written as people do."""
    assert days_words(patterns, "ja") == expected
