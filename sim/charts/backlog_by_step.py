"""Where the backlog sits: one small fan for each step, on one scale."""

from collections.abc import Mapping

import pandas as pd
from plotly.subplots import make_subplots

from sim.charts.fan import fan_traces
from sim.charts.names import shown
from sim.charts.style import (
    Figure,
    Run,
    dress,
    empty_figure,
    put_unit,
    title_panel,
)
from sim.charts.tables import (
    is_plain_zero,
    moments,
    numbers,
    parts,
    peak,
    spreads,
    wall,
)
from sim.charts.time_axis import time_axis
from sim.language import Language, moment_text, number_text, text

__all__ = ["backlog_by_step"]

_PANEL = 118
_FRAME = 220


def backlog_by_step(
    backlog: pd.DataFrame,
    language: Language,
    *,
    run: Run,
    names: Mapping[str, str] | None = None,
) -> Figure:
    """Return one fan a step, in table order; steps that are always empty are left out.

    All panels share one vertical scale, so the tall one is where the work is stuck.
    """
    title = text("charts.backlog_steps_title", language)
    groups = [
        (step, rows.sort_values("at"))
        for step, rows in parts(backlog, "step")
        if not is_plain_zero(rows)
    ]
    if not groups:
        sentence = text("charts.no_backlog_steps", language)
        return empty_figure(title, sentence, run, language)
    height = _FRAME + _PANEL * len(groups)
    figure = make_subplots(
        rows=len(groups),
        cols=1,
        shared_xaxes=True,
        vertical_spacing=34 / (height - _FRAME) if len(groups) > 1 else 0,
    )
    for number, (step, rows) in enumerate(groups, start=1):
        _draw_panel(figure, number, shown(step, names), rows, language)
    x = wall(moments(groups[0][1]))
    figure.update_xaxes(time_axis(x[0], x[-1], language))
    for number in range(1, len(groups)):
        figure.update_xaxes(showticklabels=False, row=number, col=1)
    top = max(float(numbers(rows, "p90").max()) for _, rows in groups) * 1.05
    figure.update_yaxes(range=[0, top], nticks=4)
    put_unit(figure, text("charts.unit_orders", language))
    return dress(
        figure,
        language,
        title=title,
        takeaway=_takeaway(groups, names, language),
        run=run,
        height=height,
        legend_rows=1,
    )


def _draw_panel(
    figure: Figure, number: int, label: str, rows: pd.DataFrame, language: Language
) -> None:
    traces = fan_traces(rows, language, name=label, showlegend=number == 1)
    figure.add_traces(traces, rows=[number] * 3, cols=[1] * 3)
    title_panel(figure, number, label, _peak_words(rows, language))


def _peak_words(rows: pd.DataFrame, language: Language) -> str:
    worst = peak(rows)
    return text(
        "charts.panel_peak",
        language,
        median=number_text(spreads(rows)[worst].p50, language),
        at=moment_text(moments(rows)[worst], language),
    )


def _takeaway(
    groups: list[tuple[str, pd.DataFrame]],
    names: Mapping[str, str] | None,
    language: Language,
) -> str:
    step, rows = max(groups, key=lambda group: float(numbers(group[1], "p50").max()))
    worst = peak(rows)
    return text(
        "charts.backlog_steps_takeaway",
        language,
        step=shown(step, names),
        at=moment_text(moments(rows)[worst], language),
        median=number_text(spreads(rows)[worst].p50, language),
    )
