"""From a forecast to a scenario: a template with the orders of the forecast.

The template gives everything but the demand: flow, classes, teams, promise.
Its dates move so that its sale begins on the day of the forecast's.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import tomlkit

from sim.forecast.block import write_forecast
from sim.forecast.sale import SaleForecast
from sim.language import Language
from sim.scenario.demand import Demand
from sim.scenario.files import dumps, loads
from sim.scenario.model import Scenario
from sim.scenario.moving import moved

__all__ = ["scenario_of_forecast"]

_BLOCK = "demand.toml"


def scenario_of_forecast(
    template: Scenario, forecast: SaleForecast, *, source: str, language: Language
) -> Scenario:
    """Return the template with the forecast's demand in place of its own.

    The horizon begins at midnight of the day before the sale at the latest and ends no
    earlier after the sale than it did in the template.

    Parameters
    ----------
    source
        Name of the orders file, for the notes of the origins.
    language
        Language of the events' labels and the notes.

    Raises
    ------
    ScenarioError
        The template has parts that do not fit the forecast's demand.
    """
    bare = template.replace(
        demand=(Demand(shop=forecast.shop, orders_per_day=1),), attachments=()
    )
    days = (forecast.sale.start.date() - _sale_day(template)).days
    covering = _covering(moved(bare, days), _sale_end(template), forecast)
    with TemporaryDirectory() as folder:
        path = Path(folder) / _BLOCK
        write_forecast(forecast, path, source=source, language=language)
        block = tomlkit.parse(path.read_text(encoding="utf-8"))
        document = tomlkit.parse(dumps(covering))
        kept = [row for row in document.get("origins", []) if not _is_of_demand(row)]
        document["demand"] = block["demand"]
        document["origins"] = [*kept, *block.get("origins", [])]
        return loads(tomlkit.dumps(document), folder)


def _sale_day(template: Scenario) -> date:
    """Return the day on which the first event of a template begins, or its horizon."""
    events = [event for demand in template.demand for event in demand.events]
    return min((event.from_ for event in events), default=template.horizon.start).date()


def _sale_end(template: Scenario) -> timedelta:
    """Return how long a template goes on after its last event."""
    ends = [event.to for demand in template.demand for event in demand.events]
    return template.horizon.end - max(ends, default=template.horizon.start)


def _covering(scenario: Scenario, tail: timedelta, forecast: SaleForecast) -> Scenario:
    """Return the scenario with a horizon that covers the sale and its clearing."""
    sale, horizon = forecast.sale, scenario.horizon
    before = datetime.combine(sale.start.date(), time()) - timedelta(days=1)
    after = datetime.combine((sale.end + tail).date(), time())
    zone = horizon.start.tzinfo
    return scenario.replace(
        horizon=horizon.replace(
            start=min(horizon.start, before.replace(tzinfo=zone)),
            end=max(horizon.end, after.replace(tzinfo=zone)),
        )
    )


def _is_of_demand(row: object) -> bool:
    return isinstance(row, Mapping) and str(row.get("of", "")).startswith("demand")
