"""Rows and values of all tables fit the schema."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from sim.measures import TABLES, kpi_names, measure, table_keys
from tests.unit.measures.worlds import order, scenario, seen


@pytest.mark.parametrize("entry", TABLES, ids=lambda entry: entry.name)
def test_every_row_has_a_value_and_the_columns_of_the_schema(entry):
    """A table has the key columns of the schema, and one value a row."""
    world = seen(cases=[order(0)])

    keys = table_keys(world.frame)[entry.name]
    values = measure(world.frame, world.trajectory)[entry.name]

    assert tuple(keys.columns) == entry.key_names
    assert len(keys) == len(values)
    assert not keys.duplicated().any()


@pytest.mark.parametrize("entry", TABLES, ids=lambda entry: entry.name)
def test_the_numbers_of_a_table_are_those_of_the_schema(entry):
    """The column ``kpi`` holds the names that the schema lists, and no others."""
    keys = table_keys(seen(cases=[order(0)]).frame)[entry.name]
    has_kpi = "kpi" in entry.key_names

    found = set(keys["kpi"]) if has_kpi else {entry.name}

    assert found == set(kpi_names(entry.name))


def test_moments_are_aware_and_days_are_days():
    """Hours and grid are in the scenario's zone; the first is the start."""
    keys = table_keys(seen(cases=[order(0)]).frame)
    start = pd.Timestamp("2026-12-05", tz="Asia/Tokyo")

    for name in ("backlog", "staff", "arrivals", "load"):
        assert keys[name]["at"].iloc[0] == start
        assert str(keys[name]["at"].dt.tz) == "Asia/Tokyo"
    assert keys["by_day"]["day"].iloc[0] == date(2026, 12, 5)


def test_hours_are_full_hours_of_the_clock():
    """A horizon from 9:30 to 11:10 touches the hours of 9, 10 and 11."""
    horizon = {"start": "2026-12-05T09:30:00", "end": "2026-12-05T11:10:00"}
    world = seen(scenario(horizon=horizon), cases=[order(0), order(31 * 60_000)])
    keys = table_keys(world.frame)["arrivals"]
    values = measure(world.frame, world.trajectory)["arrivals"]

    hours = keys["at"].dt.strftime("%H:%M").tolist()[:3]

    assert hours == ["09:00", "10:00", "11:00"]
    assert values[:3].tolist() == [1, 1, 0]


def test_days_follow_the_clock_of_the_zone():
    """A day on which the clock is put back is 25 hours long."""
    horizon = {"start": "2026-10-25T00:00:00", "end": "2026-10-26T00:00:00"}
    world = seen(
        scenario(horizon=horizon, timezone="Europe/Berlin"),
        cases=[order(24 * 3_600_000 + 1)],
    )

    assert world.frame.hours.count == 25
    assert world.frame.days == (date(2026, 10, 25),)
    assert np.isfinite(measure(world.frame, world.trajectory)["by_day"]).all()
