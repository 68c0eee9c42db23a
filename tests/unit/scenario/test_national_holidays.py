"""National holidays."""

from datetime import date

import holidays
import pytest
from holidays.registry import COUNTRIES

from sim.scenario.national_holidays import is_known, national_holidays


@pytest.mark.parametrize("country", ["JP", "US", "DE", "AX", "UK"])
def test_holidays_are_those_of_the_library(country):
    """One file of rules gives what the whole library gives."""
    expected = frozenset(holidays.country_holidays(country, years=2026))

    assert national_holidays(country, 2026) == expected


def test_new_year_is_a_holiday_in_japan():
    """1 January is 元日, 2 January is no national holiday."""
    found = national_holidays("JP", 2026)

    assert date(2026, 1, 1) in found
    assert date(2026, 1, 2) not in found


def test_exactly_the_countries_of_the_library_are_known():
    """Every code of the library is known, and no other."""
    assert all(is_known(codes[1]) for codes in COUNTRIES.values())
    assert not is_known("XX")
