"""Numbers with their unit."""

import math

import pytest

from sim.report.quantities import amount_text, range_text, signed_text


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (1234.0, "orders", "1,234件"),
        (3.4, "orders", "3.4件"),
        (12.4, "hours", "12.4時間"),
        (0.0327, "share", "3.3%"),
        (0.0042, "share", "0.42%"),
        (0.00004, "share", "0.01%未満"),
        (1234.4, "yen", "￥1,234"),
        (35.2, "minutes", "35.2分"),
        (180.0, "minutes", "3時間"),  # many minutes are read as hours
        (-0.0, "orders", "0件"),
        (math.nan, "orders", "–"),
    ],
)
def test_amounts_carry_their_unit(value, unit, expected):
    """A number is shown with its unit and the decimals that it deserves."""
    assert amount_text(value, unit, "ja") == expected


@pytest.mark.parametrize(
    ("low", "high", "unit", "expected"),
    [
        (3, 40, "orders", "3〜40件"),
        (0.01, 0.02, "share", "1%〜2%"),
        (5, 5, "orders", "5件"),
        (60, 240, "minutes", "1〜4時間"),  # both ends in the same unit
        (math.nan, 1, "orders", "–"),
    ],
)
def test_ranges_name_the_unit_once(low, high, unit, expected):
    """A range has one unit, and equal ends are one number."""
    assert range_text(low, high, unit, "ja") == expected


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (12, "orders", "+12"),
        (-12, "orders", "−12"),
        (0, "orders", "±0"),
        (-0.05, "share", "−5 points"),
        (-1000, "yen", "−¥1,000"),
    ],
)
def test_differences_carry_their_sign(value, unit, expected):
    """A difference is never without its sign."""
    assert signed_text(value, unit, "en") == expected
