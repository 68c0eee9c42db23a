"""Heads that are needed hour by hour, beside the plan, one panel a step."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from sim.charts.names import shown
from sim.charts.style import (
    BLUE,
    SLATE,
    VERMILION,
    Figure,
    Run,
    dress,
    empty_figure,
    faded,
    put_unit,
    title_panel,
)
from sim.charts.tables import moments, numbers, parts, wall
from sim.charts.time_axis import time_axis
from sim.language import Language, number_text, text

__all__ = ["requirement_chart"]

_PANEL, _FRAME, _HEAD = 230, 220, 46


def requirement_chart(
    table: pd.DataFrame,
    language: Language,
    *,
    run: Run,
    names: Mapping[str, str] | None = None,
) -> Figure:
    """Return needed and planned heads by hour.

    Parameters
    ----------
    table
        Columns ``at``, ``step``, ``offered``, ``needed``, ``planned``.
    """
    title = text("staffing.chart_requirement_title", language)
    steps = [(step, rows) for step, rows in parts(table, "step")]
    if not steps:
        sentence = text("staffing.chart_requirement_none", language)
        return empty_figure(title, sentence, run, language)
    height = _FRAME + _PANEL * len(steps)
    space = _HEAD / (height - _FRAME) if len(steps) > 1 else 0
    figure = make_subplots(
        rows=len(steps), cols=1, shared_xaxes=True, vertical_spacing=space
    )
    short = 0.0
    for number, (step, rows) in enumerate(steps, start=1):
        at = wall(moments(rows))
        edges = [*at, at[-1] + timedelta(hours=1)]
        for trace in _traces(rows, edges, number == 1, language):
            figure.add_trace(trace, row=number, col=1)
        missing = numbers(rows, "needed") - numbers(rows, "planned")
        short += float(np.maximum(missing, 0.0).sum())
        words = text(
            "staffing.chart_requirement_panel",
            language,
            needed=number_text(numbers(rows, "needed").sum(), language),
            planned=number_text(numbers(rows, "planned").sum(), language),
        )
        title_panel(figure, number, shown(step, names), words)
        figure.update_xaxes(time_axis(edges[0], edges[-1], language))
    for number in range(1, len(steps)):
        figure.update_xaxes(showticklabels=False, row=number, col=1)
    put_unit(figure, text("charts.unit_people", language))
    takeaway = text(
        "staffing.chart_requirement_takeaway",
        language,
        hours=number_text(short, language, 1),
    )
    return dress(
        figure, language, title=title, takeaway=takeaway, run=run, height=height
    )


def _traces(
    rows: pd.DataFrame, edges: list[datetime], is_first: bool, language: Language
) -> list[go.Scatter]:
    looks = {
        "planned": {"color": BLUE, "width": 2},
        "offered": {"color": SLATE, "width": 1.5, "dash": "dot"},
        "needed": {"color": VERMILION, "width": 2.5},
    }
    traces = []
    for name, line in looks.items():
        values = numbers(rows, name)
        traces.append(
            go.Scatter(
                x=edges,
                y=np.append(values, values[-1]),
                mode="lines",
                line={**line, "shape": "hv"},
                fill="tozeroy" if name == "planned" else None,
                fillcolor=faded(BLUE, 0.2) if name == "planned" else None,
                name=text(f"staffing.chart_{name}", language),
                showlegend=is_first,
                hovertemplate="%{y:.1f}<extra></extra>",
            )
        )
    return traces
