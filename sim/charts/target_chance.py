"""The probability of the target, one row a plan, beside what is promised."""

from collections.abc import Sequence
from html import escape

import pandas as pd
import plotly.graph_objects as go

from sim.charts.interval_rows import Estimate, interval_trace
from sim.charts.style import FONT_SIZE, INK, Figure, Run, dress, empty_figure
from sim.charts.tables import numbers
from sim.language import Language, percent_text, text

__all__ = ["chance_estimates", "target_chance"]

_ROW = 50
_FRAME = 230


def target_chance(
    targets: pd.DataFrame,
    names: Sequence[str],
    promised: float,
    language: Language,
    *,
    run: Run,
) -> Figure:
    """Return the probability of the target in each row, with its Wilson interval.

    Parameters
    ----------
    targets
        Columns ``probability``, ``low``, ``high``, ``differs``; the first row is the
        base.
    names
        What each row is called.
    promised
        Probability that is promised.
    """
    title = text("compare.chart_chance_title", language)
    if targets.empty:
        sentence = text("compare.chart_nothing", language)
        return empty_figure(title, sentence, run, language)
    labels = [escape(name, quote=False) for name in names]
    figure = go.Figure(interval_trace(labels, chance_estimates(targets, language)))
    figure.add_vline(x=promised, line={"color": INK, "width": 1.5, "dash": "dash"})
    figure.add_annotation(
        name="promised",
        text=text(
            "compare.chart_promised", language, share=percent_text(promised, language)
        ),
        x=promised,
        y=1,
        yref="y domain",
        yanchor="bottom",
        xanchor="right",
        showarrow=False,
        font={"size": FONT_SIZE},
    )
    figure.update_xaxes(
        range=[-0.02, 1.02],
        tickformat=".0%",
        showgrid=True,
        title={"text": text("compare.chart_chance_axis", language), "standoff": 6},
    )
    figure.update_yaxes(autorange="reversed", automargin=True, tickformat="")
    best = int(numbers(targets, "probability").argmax())
    takeaway = text(
        "compare.chart_chance_takeaway",
        language,
        name=labels[best],
        share=percent_text(float(numbers(targets, "probability")[best]), language),
        low=percent_text(float(numbers(targets, "low")[best]), language),
        high=percent_text(float(numbers(targets, "high")[best]), language),
    )
    return dress(
        figure,
        language,
        title=title,
        takeaway=takeaway,
        run=run,
        height=_FRAME + _ROW * len(labels),
        legend_rows=0,
    )


def chance_estimates(targets: pd.DataFrame, language: Language) -> list[Estimate]:
    """Return the probabilities as estimates; the base itself is always filled."""
    columns = (numbers(targets, name) for name in ("probability", "low", "high"))
    clear = [True, *(bool(value) for value in targets["differs"].iloc[1:])]
    return [
        Estimate(
            share,
            low,
            high,
            is_clear,
            text(
                "compare.chart_interval",
                language,
                mean=percent_text(share, language),
                low=percent_text(low, language),
                high=percent_text(high, language),
            ),
        )
        for share, low, high, is_clear in zip(
            *(column.tolist() for column in columns), clear, strict=True
        )
    ]
