"""Backlog over time: median, range of outcomes, departures and ship-by times."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from sim.charts.fan import fan_traces
from sim.charts.names import shown
from sim.charts.style import (
    INK,
    SLATE,
    VERMILION,
    Figure,
    Run,
    dress,
    empty_figure,
    put_unit,
)
from sim.charts.tables import (
    TOTAL,
    is_plain_zero,
    moments,
    numbers,
    parts,
    peak,
    rows_of,
    spreads,
    wall,
)
from sim.charts.time_axis import time_axis
from sim.language import Language, moment_text, number_text, text

__all__ = ["backlog_fan"]

_MARKS_AT_MOST = 150
_ROW_HEIGHT = 30


def backlog_fan(
    backlog: pd.DataFrame,
    language: Language,
    *,
    run: Run,
    names: Mapping[str, str] | None = None,
    step: str = TOTAL,
    departures: pd.DataFrame | None = None,
    ship_by: Sequence[datetime] = (),
) -> Figure:
    """Return the fan of the cases that wait or are in work at a step.

    Parameters
    ----------
    backlog
        The table ``backlog``.
    step
        Step to show; ``*`` means all orders that are open and not shipped.
    departures
        The table ``departures``; None means that gates are not marked.
    ship_by
        Aware moments at which promises end; empty means that they are not marked.
    """
    title = _title(step, names, language)
    rows = rows_of(backlog, step=step).sort_values("at")
    if rows.empty:
        return empty_figure(title, text("charts.no_backlog", language), run, language)
    gates = _gates(departures)
    n_marks = len(gates) + bool(ship_by)
    height = 480 + _ROW_HEIGHT * n_marks
    figure = _frame(n_marks, height)
    figure.add_traces(fan_traces(rows, language), rows=[1] * 3, cols=[1] * 3)
    _mark_ship_by(figure, ship_by, rows, language)
    if n_marks:
        _mark_rows(figure, gates, ship_by, names, language)
    x = wall(moments(rows))
    figure.update_xaxes(time_axis(x[0], x[-1], language))
    if n_marks:
        figure.update_xaxes(showticklabels=False, row=1, col=1)
    put_unit(figure, text("charts.unit_orders", language))
    return dress(
        figure,
        language,
        title=title,
        takeaway=_takeaway(rows, language),
        run=run,
        height=height,
    )


def _title(step: str, names: Mapping[str, str] | None, language: Language) -> str:
    if step == TOTAL:
        return text("charts.backlog_title", language)
    return text("charts.backlog_at_title", language, step=shown(step, names))


def _takeaway(rows: pd.DataFrame, language: Language) -> str:
    if is_plain_zero(rows):
        return text("charts.backlog_none", language)
    worst = peak(rows)
    spread = spreads(rows)[worst]
    return text(
        "charts.backlog_takeaway",
        language,
        at=moment_text(moments(rows)[worst], language),
        median=number_text(spread.p50, language),
        low=number_text(spread.p10, language),
        high=number_text(spread.p90, language),
        end=number_text(spreads(rows)[-1].p50, language),
    )


def _gates(departures: pd.DataFrame | None) -> list[tuple[str, pd.DataFrame]]:
    """Return (step, rows) of each gate that has few enough departures to be drawn."""
    if departures is None or departures.empty:
        return []
    left = parts(rows_of(departures, kpi="left"), "step")
    return [(step, rows) for step, rows in left if len(rows) <= _MARKS_AT_MOST]


def _frame(n_marks: int, height: int) -> Figure:
    if not n_marks:
        return make_subplots(rows=1, cols=1)
    share = _ROW_HEIGHT * n_marks / (height - 190)
    return make_subplots(
        rows=2,
        cols=1,
        shared_xaxes=True,
        row_heights=[1 - share, share],
        vertical_spacing=0.03,
    )


def _mark_ship_by(
    figure: Figure,
    ship_by: Sequence[datetime],
    rows: pd.DataFrame,
    language: Language,
) -> None:
    """Draw a dotted line at each ship-by time, as one trace with one legend entry."""
    if not ship_by or len(ship_by) > _MARKS_AT_MOST:
        return
    top = max(float(numbers(rows, "p90").max()), 1.0) * 1.08
    x: list[datetime | None] = []
    y: list[float | None] = []
    for moment in ship_by:
        wall = moment.replace(tzinfo=None)
        x += [wall, wall, None]
        y += [0.0, top, None]
    line = go.Scatter(
        x=x,
        y=y,
        mode="lines",
        line={"width": 1.5, "color": VERMILION, "dash": "dot"},
        name=text("charts.ship_by", language),
        hoverinfo="skip",
        meta="ship_by",
    )
    figure.add_trace(line, row=1, col=1)
    figure.update_yaxes(range=[0, top], row=1, col=1)


def _mark_rows(
    figure: Figure,
    gates: list[tuple[str, pd.DataFrame]],
    ship_by: Sequence[datetime],
    names: Mapping[str, str] | None,
    language: Language,
) -> None:
    """Draw a row of symbols for each gate, and one for the ship-by times."""
    labels = [shown(step, names) for step, _ in gates]
    for level, (step, rows) in enumerate(gates):
        figure.add_trace(_departures(step, rows, level, language), row=2, col=1)
    if ship_by:
        labels.append(text("charts.ship_by", language))
        figure.add_trace(_promises(ship_by, len(gates), language), row=2, col=1)
    figure.update_yaxes(
        tickvals=list(range(len(labels))),
        ticktext=labels,
        range=[len(labels) - 0.4, -0.6],
        showgrid=False,
        zeroline=False,
        automargin=True,
        row=2,
        col=1,
    )


def _departures(
    step: str, rows: pd.DataFrame, level: int, language: Language
) -> go.Scatter:
    return go.Scatter(
        x=wall(moments(rows)),
        y=[level] * len(rows),
        mode="markers",
        marker={"symbol": "triangle-up", "size": 10, "color": SLATE},
        customdata=[
            [moment_text(at, language), number_text(spread.p50, language)]
            for at, spread in zip(moments(rows), spreads(rows), strict=True)
        ],
        hovertemplate=text("charts.hover_departure", language) + "<extra></extra>",
        showlegend=False,
        meta=f"gate:{step}",
    )


def _promises(
    ship_by: Sequence[datetime], level: int, language: Language
) -> go.Scatter:
    return go.Scatter(
        x=[moment.replace(tzinfo=None) for moment in ship_by],
        y=[level] * len(ship_by),
        mode="markers",
        marker={
            "symbol": "diamond",
            "size": 10,
            "color": VERMILION,
            "line": {"color": INK, "width": 0.5},
        },
        customdata=[moment_text(moment, language) for moment in ship_by],
        hovertemplate=text("charts.hover_ship_by", language) + "<extra></extra>",
        showlegend=False,
        cliponaxis=False,
        meta="ship_by_marks",
    )
