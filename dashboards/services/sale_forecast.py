"""What the next sale may bring, from orders that were read, and a scenario of it."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from math import isnan
from typing import Literal

import pandas as pd

from dashboards.dark import on_dark
from dashboards.i18n import Language, say
from dashboards.services import shelf
from dashboards.services.answers import Chart
from dashboards.services.order_files import Reading, imported
from sim.charts import alt_text
from sim.charts.forecast import sale_forecast
from sim.errors import ImportDataError
from sim.experiments import DEFAULT_SEED
from sim.forecast.block import factor_note
from sim.forecast.counts import history_table
from sim.forecast.level import LevelGuess
from sim.forecast.plan import scenario_of_forecast
from sim.forecast.sale import Factor, SaleForecast, forecast_sale
from sim.forecast.sampling import forecast_table, record_of_forecast
from sim.forecast.windows import SaleWindow
from sim.language import day_text, number_text, percent_text, text
from sim.report.quantities import amount_text, range_text

__all__ = [
    "DRAWS",
    "FactorRow",
    "ForecastQuestion",
    "Refused",
    "Total",
    "chart",
    "days_between",
    "factor_rows",
    "forecast",
    "hot_days",
    "put_scenario",
    "sale_of_plan",
    "total",
]

DRAWS = 400
"""Possible sales behind the range."""
_KEPT = 16
_DAYS_SHOWN = 92
"""Days of history that a chart of a week's sale can show."""
_MANY_TIMES = 10

Moments = tuple[datetime, datetime]


class Refused(Exception):  # noqa: N818  # says what is so, as a planner reads it
    """The forecast cannot be made; the text says why, in the language asked for."""


@dataclass(frozen=True, slots=True)
class ForecastQuestion:
    """Which sale is meant, and what it is judged by."""

    reading: Reading
    """The orders."""
    label: str
    """What the screen calls the sale."""
    sale: Moments
    """First moment of the sale, first moment after it."""
    past: tuple[Moments, ...] = ()
    """Sales in the orders."""
    guess: tuple[float, float, float] | None = None
    """Low, likely, high multiple of ordinary orders; None: as the past sales say."""


@dataclass(frozen=True, slots=True)
class FactorRow:
    """One number that the forecast rests on, in words."""

    name: str
    kind: Literal["measured", "assumption"]
    value: str
    range: str
    note: str


@dataclass(frozen=True, slots=True)
class Total:
    """Orders of the whole sale, in words."""

    median: str
    range: str
    multiplier: str
    replications: int
    seed: int
    digest: str


@lru_cache(maxsize=_KEPT)
def forecast(question: ForecastQuestion, language: Language) -> SaleForecast:
    """Return the forecast.

    Raises
    ------
    Refused
        The orders do not allow it.
    KeyError
        The orders are not there any more.
    """
    found = imported(question.reading)
    if found is None or found.orders is None:
        raise KeyError(question.reading)
    past = tuple(
        SaleWindow(_past_label(span, language), *span) for span in sorted(question.past)
    )
    guess = None
    if question.guess is not None:
        low, likely, high = question.guess
        guess = LevelGuess(low=low, likely=likely, high=high, unit="multiplier")
    try:
        return forecast_sale(
            found.orders, SaleWindow(question.label, *question.sale), past, guess=guess
        )
    except ImportDataError as error:
        raise Refused(error.text(language)) from error


def total(question: ForecastQuestion, language: Language) -> Total:
    """Return how many orders the sale may bring."""
    found = forecast(question, language)
    row = _table(question, language, "sale").iloc[0]
    record = record_of_forecast(found, seed=DEFAULT_SEED, replications=DRAWS)
    return Total(
        median=amount_text(float(row["p50"]), "orders", language),
        range=range_text(float(row["p10"]), float(row["p90"]), "orders", language),
        multiplier=_times(found.multiplier, language),
        replications=DRAWS,
        seed=DEFAULT_SEED,
        digest=record.scenario_digest[:12],
    )


def chart(question: ForecastQuestion, language: Language, *, is_dark: bool) -> Chart:
    """Return history and forecast by day."""
    found = forecast(question, language)
    history = history_table(found.history).tail(_DAYS_SHOWN)
    figure = sale_forecast(
        _table(question, language, "day"),
        language,
        run=record_of_forecast(found, seed=DEFAULT_SEED, replications=DRAWS),
        sale=question.label,
        history=None if days_between(question, language) > _DAYS_SHOWN else history,
    )
    shown = on_dark(figure) if is_dark else figure
    return Chart("forecast", shown, alt_text(figure))


def factor_rows(
    question: ForecastQuestion, language: Language
) -> tuple[FactorRow, ...]:
    """Return every number of the forecast with what it rests on."""
    found = forecast(question, language)
    return tuple(
        FactorRow(
            name=text(f"forecast.{factor.name}", language),
            kind=factor.kind,
            value=_value(factor, language),
            range=_range(factor, language),
            note=factor_note(factor, found, language),
        )
        for factor in found.factors
    )


def days_between(question: ForecastQuestion, language: Language) -> int:
    """Return the days from the last order to the sale."""
    found = forecast(question, language)
    return (found.sale.start - found.history.end).days


def hot_days(question: ForecastQuestion, language: Language) -> tuple[str, ...]:
    """Return the days with too many orders for ordinary days: perhaps past sales."""
    days = forecast(question, language).hot_days
    return tuple(f"{day.year} {day_text(day, language)}" for day in days)


def put_scenario(question: ForecastQuestion, template: str, language: Language) -> str:
    """Keep the template with the forecast's orders as a scenario; return its key.

    Raises
    ------
    ScenarioError
        The template has parts that do not fit.
    """
    found = forecast(question, language)
    made = scenario_of_forecast(
        shelf.scenario(template),
        found,
        source=say("assumptions.source", language),
        language=language,
    )
    name = say("assumptions.scenario_name", language, sale=question.label)
    return shelf.put(made.replace(name=name))


def sale_of_plan(scenario: str) -> Moments:
    """Return begin and end of the first event of a scenario, or of its horizon."""
    found = shelf.scenario(scenario)
    spans = [(e.from_, e.to) for demand in found.demand for e in demand.events]
    begin, end = spans[0] if spans else (found.horizon.start, found.horizon.end)
    return begin.replace(tzinfo=None), end.replace(tzinfo=None)


def _past_label(span: Moments, language: Language) -> str:
    return say(
        "assumptions.past_sale", language, day=day_text(span[0].date(), language)
    )


@lru_cache(maxsize=3 * _KEPT)
def _table(
    question: ForecastQuestion, language: Language, by: Literal["day", "sale"]
) -> pd.DataFrame:
    found = forecast(question, language)
    return forecast_table(found, seed=DEFAULT_SEED, replications=DRAWS, by=by)


def _value(factor: Factor, language: Language) -> str:
    if isnan(factor.value):
        return text("report.nothing", language)
    if factor.name == "orders_per_day":
        return amount_text(factor.value, "orders", language)
    if factor.name.endswith("_cv"):
        return percent_text(factor.value, language, 0)
    return _times(factor.value, language)


def _range(factor: Factor, language: Language) -> str:
    if isnan(factor.low):
        return text("report.nothing", language)
    if factor.name == "orders_per_day":
        return range_text(factor.low, factor.high, "orders", language)
    ends = _times(factor.low, language), _times(factor.high, language)
    return text("report.range", language, low=ends[0], high=ends[1])


def _times(value: float, language: Language) -> str:
    amount = number_text(value, language, 1 if value >= _MANY_TIMES else 2)
    return say("assumptions.times", language, amount=amount)
