"""From a forecast to a whole scenario."""

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from sim.forecast.plan import scenario_of_forecast
from sim.forecast.sale import forecast_counts
from sim.forecast.windows import SaleWindow
from sim.language import LANGUAGES
from sim.scenario.files import load, loads
from tests.unit.forecast.shops import SALES, shop

SCENARIOS = Path(__file__).parents[3] / "scenarios"
CASE_1 = load(SCENARIOS / "case1-sale-10x-with-temps.toml")


@pytest.fixture(scope="module")
def counts():
    """Return the orders by hour of a shop with three past sales."""
    return shop(np.random.default_rng(1))


@pytest.fixture(scope="module")
def forecast(counts):
    """Return the forecast of the December sale."""
    return forecast_counts(counts, SALES[-1], SALES[:-1], shop="a", channel="rakuten")


@pytest.mark.parametrize("language", LANGUAGES)
def test_orders_are_the_forecasts_and_all_else_is_the_templates(forecast, language):
    """Demand and its origins are exchanged; people, flow and promise stay."""
    made = scenario_of_forecast(CASE_1, forecast, source="o.csv", language=language)
    kept = ("classes", "flow", "teams", "triggers", "target", "calendar", "costs")

    assert made.demand[0].orders_per_day == round(forecast.orders_per_day, 2)
    assert [getattr(made, part) for part in kept] == [
        getattr(CASE_1, part) for part in kept
    ]
    assert [o.note for o in made.origins if o.of.startswith("demand")] == [
        o.note for o in made.origins if "(o.csv)" in o.note
    ]


def test_dates_of_the_template_follow_the_sale(counts):
    """For a sale three months later, temps come three months later."""
    later = SaleWindow("春", datetime(2027, 3, 4, 20), datetime(2027, 3, 11, 2))
    found = forecast_counts(counts, later, SALES[:-1], shop="a", channel="rakuten")
    made = scenario_of_forecast(CASE_1, found, source="o.csv", language="ja")

    assert made.teams[1].shifts[0].days[0] == "2027-03-05"
    assert made.horizon.start == datetime(2027, 3, 3)
    assert made.horizon.end >= datetime(2027, 3, 18)


def test_a_template_with_real_orders_gives_way_to_the_forecast(forecast):
    """A replay is replaced, its file is no longer needed."""
    replay = load(SCENARIOS / "replay-real-orders.toml")
    made = scenario_of_forecast(replay, forecast, source="o.csv", language="ja")

    assert made.demand[0].replay is None
    assert [file.path for file in made.attachments] == ["demand-profile.csv"]


def test_the_scenario_has_no_doubtful_event(forecast):
    """The horizon covers the whole sale."""
    made = scenario_of_forecast(CASE_1, forecast, source="o.csv", language="ja")
    events = made.demand[0].events

    assert all(event.from_ >= made.horizon.start for event in events)
    assert all(event.to <= made.horizon.end for event in events)


def test_the_made_scenario_can_be_written_and_read(forecast, tmp_path):
    """It is an ordinary scenario file with its shape beside it."""
    from sim.scenario.files import save

    made = scenario_of_forecast(CASE_1, forecast, source="o.csv", language="ja")
    save(made, tmp_path / "plan.toml")
    text = (tmp_path / "plan.toml").read_text(encoding="utf-8")

    assert loads(text, tmp_path).digest == made.digest
