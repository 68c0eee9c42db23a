"""A sale to come: what was, what is expected, and the range of outcomes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pandas as pd
import plotly.graph_objects as go

from sim.charts.fan import fan_traces
from sim.charts.names import shown
from sim.charts.style import (
    FONT_SIZE,
    INK,
    SLATE,
    Figure,
    Run,
    dress,
    empty_figure,
    put_unit,
)
from sim.charts.tables import moments, numbers, peak, spreads, wall
from sim.charts.time_axis import time_axis
from sim.language import Language, day_text, moment_text, number_text, text

__all__ = ["sale_forecast"]

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_NOON = timedelta(hours=12)


def sale_forecast(
    forecast: pd.DataFrame,
    language: Language,
    *,
    run: Run,
    sale: str,
    history: pd.DataFrame | None = None,
) -> Figure:
    """Return history, median and range of outcomes of a sale's orders.

    Parameters
    ----------
    forecast
        Rows over ``at`` with ``mean``, ``p10``, ``p50``, ``p90``, by hour or by day.
    sale
        What the screen calls the sale.
    history
        Rows over ``at`` with ``orders``, by the same step; None means that it is not
        drawn.
    """
    hourly = _is_hourly(forecast)
    key = "forecast.chart_hour_title" if hourly else "forecast.chart_title"
    title = text(key, language, sale=shown(sale, None))
    if forecast.empty:
        return empty_figure(title, text("forecast.chart_none", language), run, language)
    figure = go.Figure()
    x = wall(moments(forecast))
    first, last = x[0], x[-1] + (_HOUR if hourly else _DAY)
    if history is not None and not history.empty:
        figure.add_trace(_history(history, language, hourly=hourly))
        first = min(first, wall(moments(history))[0])
    figure.add_traces(list(fan_traces(forecast, language)))
    if not hourly:
        for trace in figure.data:  # a day stands where its name does, in its middle
            trace.x = [moment + _NOON for moment in trace.x]
        for trace in figure.data[-3:]:
            trace.update(mode="lines+markers", marker={"size": 5})
        figure.data[-1].customdata = _day_rows(forecast, language)
    figure.update_xaxes(time_axis(first, last, language))
    put_unit(figure, text("charts.unit_orders", language))
    figure.update_xaxes(tickfont={"size": FONT_SIZE})
    return dress(
        figure,
        language,
        title=title,
        takeaway=_takeaway(forecast, language, hourly=hourly),
        run=run,
        height=480,
    )


def _is_hourly(forecast: pd.DataFrame) -> bool:
    at = moments(forecast)
    return len(at) > 1 and at[1] - at[0] < timedelta(hours=4)


def _history(history: pd.DataFrame, language: Language, *, hourly: bool) -> go.Scatter:
    at = moments(history)
    names = [_at(moment, language, hourly=hourly) for moment in at]
    orders = numbers(history, "orders")
    return go.Scatter(
        x=wall(at),
        y=orders,
        mode="lines",
        line={"width": 2, "color": SLATE if hourly else INK, "dash": "dot"},
        name=text("forecast.chart_history", language),
        customdata=[
            [name, number_text(count, language)]
            for name, count in zip(names, orders.tolist(), strict=True)
        ],
        hovertemplate=text("forecast.chart_hover", language) + "<extra></extra>",
    )


def _day_rows(forecast: pd.DataFrame, language: Language) -> Sequence[list[str]]:
    return [
        [
            day_text(at.date(), language),
            number_text(spread.p50, language),
            number_text(spread.p10, language),
            number_text(spread.p90, language),
        ]
        for at, spread in zip(moments(forecast), spreads(forecast), strict=True)
    ]


def _at(moment: datetime, language: Language, *, hourly: bool) -> str:
    return (
        moment_text(moment, language) if hourly else day_text(moment.date(), language)
    )


def _takeaway(forecast: pd.DataFrame, language: Language, *, hourly: bool) -> str:
    worst = peak(forecast)
    spread = spreads(forecast)[worst]
    return text(
        "forecast.chart_takeaway",
        language,
        at=_at(moments(forecast)[worst], language, hourly=hourly),
        median=number_text(spread.p50, language),
        low=number_text(spread.p10, language),
        high=number_text(spread.p90, language),
    )
