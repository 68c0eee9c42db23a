"""A fan: the range of outcomes as a band, the median as a line."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from sim.charts.style import BLUE, faded
from sim.charts.tables import moments, numbers, spreads, wall
from sim.language import Language, moment_text, number_text, text

__all__ = ["fan_traces"]


def fan_traces(
    rows: pd.DataFrame, language: Language, *, name: str = "", showlegend: bool = True
) -> Sequence[go.Scatter]:
    """Return the lower edge, the upper edge with the fill, and the median line.

    Parameters
    ----------
    rows
        Rows over ``at``, sorted by it, with ``p10``, ``p50``, ``p90``.
    name
        What the hover box calls the curve; empty means that it needs no name.
    """
    x = wall(moments(rows))
    edge = {"width": 1, "color": faded(BLUE, 0.55)}
    low = go.Scatter(
        x=x,
        y=numbers(rows, "p10"),
        mode="lines",
        line=edge,
        hoverinfo="skip",
        showlegend=False,
    )
    high = go.Scatter(
        x=x,
        y=numbers(rows, "p90"),
        mode="lines",
        line=edge,
        fill="tonexty",
        fillcolor=faded(BLUE, 0.22),
        hoverinfo="skip",
        name=text("charts.range", language),
        showlegend=showlegend,
        legendgroup="range",
    )
    middle = go.Scatter(
        x=x,
        y=numbers(rows, "p50"),
        mode="lines",
        line={"width": 3, "color": BLUE},
        name=text("charts.median", language),
        showlegend=showlegend,
        legendgroup="median",
        customdata=_hover_rows(rows, language),
        hovertemplate=text("charts.hover_fan", language) + f"<extra>{name}</extra>",
    )
    return low, high, middle


def _hover_rows(rows: pd.DataFrame, language: Language) -> list[list[str]]:
    return [
        [
            moment_text(at, language),
            number_text(spread.p50, language, 1),
            number_text(spread.p10, language, 1),
            number_text(spread.p90, language, 1),
        ]
        for at, spread in zip(moments(rows), spreads(rows), strict=True)
    ]
