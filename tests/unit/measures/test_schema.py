"""The schema and its words."""

import pytest

from sim.language import LANGUAGES, catalogue
from sim.measures import KPIS, STATISTICS, TABLES, kpi, kpi_units, table


def test_both_languages_hold_the_same_entries():
    """What has words in one language has words in the other."""
    assert catalogue("measures", "ja").keys() == catalogue("measures", "en").keys()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("entry", KPIS, ids=lambda entry: f"{entry.table}-{entry.name}")
def test_every_number_has_words(entry, language):
    """A number has a label and a meaning, a ratio both of its parts."""
    assert entry.label(language)
    assert entry.meaning(language)
    assert bool(entry.numerator(language)) == entry.is_ratio
    assert bool(entry.denominator(language)) == entry.is_ratio


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("entry", TABLES, ids=lambda entry: entry.name)
def test_every_table_and_column_has_words(entry, language):
    """A table says what it holds, a column what it means."""
    assert entry.meaning(language)
    assert all(column.meaning(language) for column in entry.columns)


@pytest.mark.parametrize("entry", KPIS, ids=lambda entry: f"{entry.table}-{entry.name}")
def test_every_share_is_a_ratio(entry):
    """A share names its numerator and its denominator."""
    assert entry.is_ratio or entry.unit != "share"


def test_statistics_come_last_and_in_order():
    """Every table ends with the same nine columns."""
    expected = ["mean", "ci_low", "ci_high", "p10", "p50", "p90", "low", "high", "n"]

    assert [column.name for column in STATISTICS] == expected
    assert list(table("staff").column_names) == ["at", "team", "kpi", *expected]


def test_numbers_are_found_by_name():
    """A number is known by its table and its name."""
    assert kpi("kpis", "missed").better == "less"
    assert kpi("by_class", "missed").label("ja") == kpi("kpis", "missed").label("ja")
    assert kpi_units("kpis")["missed_share"] == "share"
