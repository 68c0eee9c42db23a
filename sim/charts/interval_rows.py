"""Rows of estimates with their interval: a dot and a whisker each.

A filled dot can be told apart from what it is compared with, an open one cannot.
"""

from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from sim.charts.style import BLUE, INK, Figure

__all__ = ["Estimate", "interval_trace", "mark_value"]


class Estimate(NamedTuple):
    """A number and the interval in which it is likely to lie."""

    value: float
    """The estimate."""
    low: float
    """Lower end."""
    high: float
    """Upper end."""
    is_clear: bool
    """Whether it can be told apart."""
    words: str
    """What the hover box says."""


def interval_trace(
    labels: Sequence[str],
    estimates: Sequence[Estimate],
    *,
    colour: str = BLUE,
    name: str = "",
) -> go.Scatter:
    """Return the dots and whiskers, one a label."""
    return go.Scatter(
        x=[each.value for each in estimates],
        y=list(labels),
        mode="markers",
        marker={
            "size": 13,
            "symbol": [
                "circle" if each.is_clear else "circle-open" for each in estimates
            ],
            "color": colour,
            "line": {"color": colour, "width": 2.5},
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [max(each.high - each.value, 0.0) for each in estimates],
            "arrayminus": [max(each.value - each.low, 0.0) for each in estimates],
            "color": INK,
            "thickness": 2,
            "width": 7,
        },
        customdata=[each.words for each in estimates],
        hovertemplate="%{y}<br>%{customdata}<extra></extra>",
        showlegend=False,
        meta=name,
    )


def mark_value(figure: Figure, value: float, *, column: int = 1, row: int = 1) -> None:
    """Draw a dashed vertical line at a value of a panel."""
    figure.add_vline(
        x=value,
        line={"color": INK, "width": 1.5, "dash": "dash"},
        row=row,
        col=column,
    )
