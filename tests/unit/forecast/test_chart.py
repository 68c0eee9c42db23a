"""The chart of a forecast."""

import numpy as np
import pytest

from sim.charts.forecast import sale_forecast
from sim.charts.style import alt_text
from sim.forecast.counts import history_table
from sim.forecast.sale import forecast_counts
from sim.forecast.sampling import forecast_table, record_of_forecast
from sim.language import LANGUAGES
from tests.unit.forecast.shops import SALES, shop

FORECAST = forecast_counts(shop(np.random.default_rng(1)), SALES[-1], SALES[:-1])
RUN = record_of_forecast(FORECAST, seed=5, replications=20)
TABLES = {
    by: forecast_table(FORECAST, seed=5, replications=20, by=by)
    for by in ("hour", "day")
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("by", TABLES)
def test_history_and_range_are_drawn(by, language):
    """The figure has the history, two edges and the median, and names its seed."""
    history = history_table(FORECAST.history, by=by, days=20)
    figure = sale_forecast(
        TABLES[by], language, run=RUN, sale="SALE<b>", history=history
    )
    (note,) = [a.text for a in figure.layout.annotations if a.name == "footnote"]

    assert len(figure.data) == 4
    assert list(figure.data[0].y) == history["orders"].tolist()
    assert list(figure.data[3].y) == TABLES[by]["p50"].tolist()
    assert RUN.scenario_digest[:12] in note
    assert "SALE&lt;b&gt;" in alt_text(figure)


def test_a_day_stands_where_its_name_does():
    """Days are named in their middle; so are their points, or they read a day early."""
    figure = sale_forecast(TABLES["day"], "ja", run=RUN, sale="SALE")
    named = {name.hour for name in figure.layout.xaxis.tickvals}

    assert {moment.hour for trace in figure.data for moment in trace.x} == named


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_takeaway_names_the_largest_median(language):
    """The sentence holds the median of the day with the most orders."""
    table = TABLES["day"]
    figure = sale_forecast(table, language, run=RUN, sale="SALE")

    assert f"{table['p50'].max():,.0f}" in alt_text(figure)


def test_no_rows_give_a_sentence():
    """A table without rows says so."""
    figure = sale_forecast(TABLES["day"].iloc[:0], "ja", run=RUN, sale="SALE")

    assert not figure.data
    assert "見込みがありません" in alt_text(figure)
