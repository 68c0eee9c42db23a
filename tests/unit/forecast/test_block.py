"""From a forecast to a demand block."""

import tomllib

import numpy as np
import pytest

from sim.forecast.block import demand_block, profile_csv, write_forecast
from sim.forecast.sale import forecast_counts
from sim.language import LANGUAGES
from sim.scenario.files import loads
from sim.scenario.rates import rate_table
from tests.unit.forecast.shops import SALES, shop

REST = """
name = "plan"
[horizon]
start = 2026-12-04T20:00:00
end = 2026-12-11T02:00:00
[[flow.order]]
step = "ship"
kind = "wait"
minutes = { distribution = "constant", value = 1 }
"""


@pytest.fixture(scope="module")
def forecast():
    """Return a forecast from three past sales."""
    counts = shop(np.random.default_rng(1))
    return forecast_counts(counts, SALES[-1], SALES[:-1], shop="a", channel="rakuten")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_scenario_loads_the_block(forecast, tmp_path, language):
    """Block and shape make a scenario that expects what the forecast expects."""
    write_forecast(forecast, tmp_path / "sale.toml", source="o.csv", language=language)
    block = (tmp_path / "sale.toml").read_text(encoding="utf-8")
    scenario = loads(REST + block, tmp_path)
    (demand,) = scenario.demand
    expected = rate_table(scenario, demand).expected.sum()

    assert expected == pytest.approx(forecast.expected_orders, rel=1e-3)
    assert demand.level.cv == pytest.approx(forecast.level_cv, abs=1e-3)
    assert demand.day.cv == pytest.approx(forecast.day_cv, abs=1e-3)


def test_every_number_has_its_origin(forecast):
    """Level, days, shape and each event name where they come from."""
    block = tomllib.loads(demand_block(forecast, source="orders.csv", number=2))
    (demand,) = block["demand"]
    named = {row["of"]: row for row in block["origins"]}

    assert len(named) == 4 + len(demand["events"])
    assert named["demand[2].level"]["kind"] == "assumption"
    assert "orders.csv" in named["demand[2].events[0].multiplier"]["note"]


def test_a_forecast_without_past_sales_is_marked_as_assumed(forecast):
    """With a multiplier alone, level and phases are assumptions."""
    counts = shop(np.random.default_rng(1))
    plain = forecast_counts(counts, SALES[-1], multiplier=10)
    block = tomllib.loads(demand_block(plain, source="orders.csv"))
    kinds = {row["of"]: row["kind"] for row in block["origins"]}

    assert kinds["demand[0].level"] == "assumption"
    assert {kinds[k] for k in kinds if "events" in k} == {"assumption"}
    assert kinds["demand[0].orders_per_day"] == "measured"


def test_the_shape_has_one_row_for_each_hour_of_the_week(forecast):
    """168 rows under one header."""
    assert len(profile_csv(forecast).splitlines()) == 169
