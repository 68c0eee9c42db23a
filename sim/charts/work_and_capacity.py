"""Arriving work against capacity, hour by hour, one panel a team."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.subplots import make_subplots

from sim.charts.names import shown
from sim.charts.style import (
    BLUE,
    VERMILION,
    Figure,
    Run,
    dress,
    empty_figure,
    faded,
    put_unit,
    title_panel,
)
from sim.charts.tables import moments, numbers, parts, rows_of, wall
from sim.charts.time_axis import time_axis
from sim.language import Language, moment_text, number_text, text

__all__ = ["work_and_capacity"]

Floats = NDArray[np.float64]

MINUTES_A_PERSON = 60.0
"""Minutes of work that one person does in an hour."""
_PANEL = 230
_FRAME = 220
_HEAD = 46


def work_and_capacity(
    load: pd.DataFrame,
    language: Language,
    *,
    run: Run,
    names: Mapping[str, str] | None = None,
) -> Figure:
    """Return the mean work that arrives in each hour beside the mean people on duty.

    Both are in people's worth: 60 minutes an hour are one person.
    The area where work is above capacity is filled; it has to wait for a quieter hour.

    Parameters
    ----------
    load
        The table ``load``.
    """
    title = text("charts.load_title", language)
    teams = {team: _hours(rows) for team, rows in parts(load, "team")}
    teams = {
        team: hours
        for team, hours in teams.items()
        if hours.work.any() or hours.capacity.any()
    }
    if not teams:
        return empty_figure(title, text("charts.no_load", language), run, language)
    height = _FRAME + _PANEL * len(teams)
    figure = make_subplots(
        rows=len(teams),
        cols=1,
        shared_xaxes=True,
        vertical_spacing=_HEAD / (height - _FRAME) if len(teams) > 1 else 0,
    )
    for number, (team, hours) in enumerate(teams.items(), start=1):
        traces = _traces(hours, number == 1, language)
        figure.add_traces(traces, rows=[number] * 4, cols=[1] * 4)
        _name_panel(figure, number, shown(team, names), hours, language)
    edges = next(iter(teams.values())).edges
    figure.update_xaxes(time_axis(edges[0], edges[-1], language))
    for number in range(1, len(teams)):
        figure.update_xaxes(showticklabels=False, row=number, col=1)
    put_unit(figure, text("charts.unit_people", language))
    return dress(
        figure,
        language,
        title=title,
        takeaway=_takeaway(teams, names, language),
        run=run,
        height=height,
        legend_rows=1,
    )


class _Hours(NamedTuple):
    """Work and people of a team, hour by hour."""

    edges: list[datetime]
    """Start of each hour, local time, and the end of the last."""
    work: Floats
    """Work that arrives in the hour, in people's worth."""
    capacity: Floats
    """People on duty."""


def _hours(rows: pd.DataFrame) -> _Hours:
    work = rows_of(rows, kpi="work").sort_values("at")
    capacity = rows_of(rows, kpi="capacity").sort_values("at")
    starts = wall(moments(work))
    ends = [start + timedelta(hours=1) for start in starts[-1:]]
    return _Hours(
        starts + ends,
        numbers(work, "mean") / MINUTES_A_PERSON,
        numbers(capacity, "mean") / MINUTES_A_PERSON,
    )


def _traces(hours: _Hours, is_first: bool, language: Language) -> list[go.Scatter]:
    """Return capacity twice (area, then the base of the shortage), shortage, work."""
    # a step chart ends where its last hour ends
    x = hours.edges
    work = np.append(hours.work, hours.work[-1])
    capacity = np.append(hours.capacity, hours.capacity[-1])
    plain = {"mode": "lines", "hoverinfo": "skip", "x": x}
    bare = {"shape": "hv", "width": 0}
    hover = [
        [moment_text(at, language)]
        + [number_text(value, language, 1) for value in values]
        for at, *values in zip(x, work.tolist(), capacity.tolist(), strict=True)
    ]
    return [
        go.Scatter(
            y=capacity,
            fill="tozeroy",
            fillcolor=faded(BLUE, 0.20),
            line={"shape": "hv", "width": 2, "color": BLUE},
            name=text("charts.capacity", language),
            showlegend=is_first,
            **plain,
        ),
        go.Scatter(y=capacity, line=bare, showlegend=False, **plain),
        go.Scatter(
            y=np.maximum(work, capacity),
            line=bare,
            fill="tonexty",
            fillcolor=faded(VERMILION, 0.30),
            fillpattern={
                "shape": "/",
                "fgcolor": VERMILION,
                "bgcolor": faded(VERMILION, 0.18),
                "size": 7,
                "solidity": 0.25,
            },
            name=text("charts.shortage", language),
            showlegend=is_first,
            **plain,
        ),
        go.Scatter(
            x=x,
            y=work,
            mode="lines",
            line={"shape": "hv", "width": 2, "color": VERMILION},
            name=text("charts.work", language),
            showlegend=is_first,
            customdata=hover,
            hovertemplate=text("charts.hover_load", language) + "<extra></extra>",
        ),
    ]


def _name_panel(
    figure: Figure, number: int, label: str, hours: _Hours, language: Language
) -> None:
    words = text(
        "charts.load_panel",
        language,
        work=number_text(hours.work.sum(), language),
        capacity=number_text(hours.capacity.sum(), language),
    )
    title_panel(figure, number, label, words)


def _takeaway(
    teams: dict[str, _Hours], names: Mapping[str, str] | None, language: Language
) -> str:
    """Say how much work is carried over at worst, in hours of one person."""
    carried = {team: _carried_over(hours) for team, hours in teams.items()}
    team = max(carried, key=lambda name: float(carried[name].max()))
    worst = int(np.argmax(carried[team]))
    if carried[team][worst] <= 0:
        return text("charts.load_enough", language)
    return text(
        "charts.load_takeaway",
        language,
        team=shown(team, names),
        hours=number_text(carried[team][worst], language, 1),
        at=moment_text(teams[team].edges[worst + 1], language),
    )


def _carried_over(hours: _Hours) -> Floats:
    """Return the work left at the end of each hour if all of it could wait."""
    surplus = np.cumsum(hours.work - hours.capacity)
    return surplus - np.minimum(np.minimum.accumulate(surplus), 0.0)
