"""The tornado: what each uncertain input does to the missed share, largest first."""

from collections.abc import Sequence
from html import escape

import pandas as pd
import plotly.graph_objects as go

from sim.charts.style import (
    BLUE,
    INK,
    ORANGE,
    Figure,
    Run,
    dress,
    empty_figure,
    filled,
)
from sim.charts.tables import numbers, rows_of
from sim.language import Language, percent_text, text

__all__ = ["MOST_INPUTS", "tornado_chart"]

MOST_INPUTS = 12
"""Inputs that are drawn; the table has them all."""
_LOOKS = {"low": (BLUE, ""), "high": (ORANGE, "/")}
_ROW = 40
_FRAME = 250


def tornado_chart(
    effects: pd.DataFrame,
    names: Sequence[str],
    missed_share: float,
    language: Language,
    *,
    run: Run,
) -> Figure:
    """Return bars from the plan's missed share to that of either end of each range.

    Parameters
    ----------
    effects
        Two rows an input, largest effect first: ``input`` (number), ``end``,
        ``missed_share``, ``mean``, ``ci_low``, ``ci_high``, ``differs``.
    names
        What each input is called, its range included.
    missed_share
        Mean missed share of the plan.
    """
    title = text("compare.chart_tornado_title", language)
    shown = effects[effects["input"] < MOST_INPUTS]
    if not (numbers(shown, "mean") != 0).any():
        sentence = text("compare.chart_no_effect", language)
        return empty_figure(title, sentence, run, language)
    labels = [escape(name, quote=False) for name in names[:MOST_INPUTS]]
    figure = go.Figure()
    for end in _LOOKS:
        figure.add_trace(_bars(rows_of(shown, end=end), labels, end, language))
    figure.update_layout(barmode="overlay", bargap=0.35)
    figure.update_xaxes(
        tickformat="+.2~%",
        showgrid=True,
        zeroline=True,
        zerolinecolor=INK,
        zerolinewidth=2,
        title={"text": text("compare.chart_tornado_axis", language), "standoff": 6},
    )
    figure.update_yaxes(autorange="reversed", automargin=True, tickformat="")
    is_clear = bool(shown[shown["input"] == 0]["differs"].any())
    takeaway = text(
        f"compare.chart_tornado_takeaway{'' if is_clear else '_unclear'}",
        language,
        name=labels[0],
        low=percent_text(_end(shown, "low"), language),
        high=percent_text(_end(shown, "high"), language),
        base=percent_text(missed_share, language),
    )
    return dress(
        figure,
        language,
        title=title,
        takeaway=takeaway,
        run=run,
        height=_FRAME + _ROW * len(labels),
        legend_rows=1,
    )


def _bars(
    rows: pd.DataFrame, labels: Sequence[str], end: str, language: Language
) -> go.Bar:
    colour, pattern = _LOOKS[end]
    means = numbers(rows, "mean").tolist()
    marker = filled(colour, pattern)
    # what cannot be told from 0 is pale; its whisker crosses the line, too
    marker["opacity"] = [1.0 if clear else 0.35 for clear in rows["differs"]]
    return go.Bar(
        x=means,
        y=list(labels),
        orientation="h",
        name=text(f"compare.chart_end_{end}", language),
        marker=marker,
        error_x={
            "type": "data",
            "symmetric": False,
            "array": (numbers(rows, "ci_high") - numbers(rows, "mean")).tolist(),
            "arrayminus": (numbers(rows, "mean") - numbers(rows, "ci_low")).tolist(),
            "color": INK,
            "thickness": 1.5,
            "width": 5,
        },
        customdata=[
            text(
                "compare.chart_interval",
                language,
                mean=percent_text(mean, language, 2),
                low=percent_text(low, language, 2),
                high=percent_text(high, language, 2),
            )
            for mean, low, high in zip(
                means,
                numbers(rows, "ci_low").tolist(),
                numbers(rows, "ci_high").tolist(),
                strict=True,
            )
        ],
        hovertemplate="%{y}<br>%{customdata}<extra></extra>",
        meta=end,
    )


def _end(shown: pd.DataFrame, end: str) -> float:
    return float(numbers(rows_of(shown, end=end), "missed_share")[0])
