"""Price against volume: who pays for what when more or fewer orders come."""

import math

import pandas as pd
import plotly.graph_objects as go

from sim.charts.style import (
    BLUE,
    PURPLE,
    VERMILION,
    Figure,
    Run,
    dress,
    empty_figure,
    faded,
    put_unit,
)
from sim.charts.tables import numbers
from sim.language import Language, number_text, text, yen_text

__all__ = ["price_by_volume"]

_LOOKS = {
    "price": (BLUE, "circle"),
    "agency_cost": (VERMILION, "x"),
    "in_house_work": (PURPLE, "diamond-open"),
}
_MOST_DOTS = 400


def price_by_volume(
    replications: pd.DataFrame, language: Language, *, run: Run
) -> Figure:
    """Return the price, the agency's cost and the in-house cost of each sale.

    Where price and cost run apart, the agency's margin grows or shrinks; where the
    price runs flat, the shop pays for idle hours.

    Parameters
    ----------
    replications
        One row a replication: ``orders``, ``price``, ``agency_cost`` (NaN where it is
        not disclosed), ``in_house_work``.
    """
    title = text("quotes.chart_volume_title", language)
    if replications.empty:
        sentence = text("quotes.chart_no_quote", language)
        return empty_figure(title, sentence, run, language)
    orders = numbers(replications, "orders").tolist()[:_MOST_DOTS]
    figure = go.Figure()
    for name, (colour, symbol) in _LOOKS.items():
        yen = numbers(replications, name).tolist()[:_MOST_DOTS]
        if not any(map(math.isnan, yen)):
            figure.add_trace(_dots(orders, yen, name, colour, symbol, language))
    figure.update_xaxes(
        title={"text": text("quotes.chart_volume_axis", language), "standoff": 6},
        tickformat=",",
        nticks=7,
        showgrid=True,
    )
    put_unit(figure, text("charts.unit_yen", language))
    takeaway = text(
        "quotes.chart_volume_takeaway",
        language,
        few=number_text(min(orders), language),
        many=number_text(max(orders), language),
        low=_price_at(replications, min(orders), language),
        high=_price_at(replications, max(orders), language),
    )
    return dress(figure, language, title=title, takeaway=takeaway, run=run)


def _dots(
    orders: list[float],
    yen: list[float],
    name: str,
    colour: str,
    symbol: str,
    language: Language,
) -> go.Scatter:
    label = text(f"quotes.amount_{name}", language)
    return go.Scatter(
        x=orders,
        y=yen,
        mode="markers",
        marker={"size": 8, "symbol": symbol, "color": faded(colour, 0.7)},
        name=label,
        customdata=[
            [number_text(count, language), yen_text(value, language)]
            for count, value in zip(orders, yen, strict=True)
        ],
        hovertemplate=text("quotes.chart_volume_hover", language)
        + f"<extra>{label}</extra>",
        meta=name,
    )


def _price_at(replications: pd.DataFrame, orders: float, language: Language) -> str:
    """Return the price of the first sale with so many orders."""
    place = numbers(replications, "orders").tolist().index(orders)
    return yen_text(numbers(replications, "price").tolist()[place], language)
