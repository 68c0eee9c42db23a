"""The stress set at a glance: probability of the target and missed share."""

from collections.abc import Sequence
from html import escape

import numpy as np
import pandas as pd
from plotly.subplots import make_subplots

from sim.charts.interval_rows import Estimate, interval_trace, mark_value
from sim.charts.style import FONT_SIZE, VERMILION, Figure, Run, dress
from sim.charts.tables import numbers
from sim.charts.target_chance import chance_estimates
from sim.language import Language, percent_text, text

__all__ = ["stress_effects"]

_ROW = 46
_FRAME = 230


def stress_effects(
    targets: pd.DataFrame,
    missed: pd.DataFrame,
    names: Sequence[str],
    promised: float,
    language: Language,
    *,
    run: Run,
) -> Figure:
    """Return two panels with a row a stress, the plan itself first.

    Parameters
    ----------
    targets
        Columns ``probability``, ``low``, ``high``, ``differs``.
    missed
        Mean missed share: ``value``, ``value_low``, ``value_high``, ``differs``.
    names
        What each row is called.
    promised
        Probability that is promised.
    """
    labels = [escape(name, quote=False) for name in names]
    figure = make_subplots(rows=1, cols=2, shared_yaxes=True, horizontal_spacing=0.12)
    chances = interval_trace(labels, chance_estimates(targets, language), name="chance")
    shares = interval_trace(
        labels, _missed_estimates(missed, language), colour=VERMILION, name="missed"
    )
    figure.add_trace(chances, row=1, col=1)
    figure.add_trace(shares, row=1, col=2)
    mark_value(figure, promised, column=1)
    mark_value(figure, float(numbers(missed, "value")[0]), column=2)
    figure.update_xaxes(showgrid=True, nticks=5)
    figure.update_xaxes(range=[-0.02, 1.02], tickformat=".0%", col=1)
    reach = float(np.nanmax(np.append(numbers(missed, "value_high"), 0.001)))
    figure.update_xaxes(tickformat=".1~%", range=[-0.06 * reach, 1.06 * reach], col=2)
    figure.update_yaxes(autorange="reversed", automargin=True, tickformat="")
    _title(figure, 1, text("compare.chart_chance", language))
    label = text("measures.kpis_missed_share_label", language)
    words = text("compare.chart_mean_words", language)
    _title(figure, 2, f"{label} {words}")
    return dress(
        figure,
        language,
        title=text("compare.chart_stress_title", language),
        takeaway=_takeaway(targets, labels, language),
        run=run,
        height=_FRAME + _ROW * len(labels),
        legend_rows=0,
    )


def _title(figure: Figure, number: int, words: str) -> None:
    """Write the name of a panel above its upper left corner, brackets below it."""
    suffix = "" if number == 1 else str(number)
    figure.add_annotation(
        name="panel",
        text=f"<b>{words.replace('(', '<br>(', 1)}</b>",
        xref=f"x{suffix} domain",
        yref="paper",
        x=0,
        y=1,
        xanchor="left",
        yanchor="bottom",
        yshift=4,
        showarrow=False,
        font={"size": FONT_SIZE},
    )


def _missed_estimates(missed: pd.DataFrame, language: Language) -> list[Estimate]:
    columns = (numbers(missed, name) for name in ("value", "value_low", "value_high"))
    clear = [True, *(bool(value) for value in missed["differs"].iloc[1:])]
    return [
        Estimate(
            value,
            max(low, 0.0),
            min(high, 1.0),
            is_clear,
            text(
                "compare.chart_interval",
                language,
                mean=percent_text(value, language, 2),
                low=percent_text(max(low, 0.0), language, 2),
                high=percent_text(min(high, 1.0), language, 2),
            ),
        )
        for value, low, high, is_clear in zip(
            *(column.tolist() for column in columns), clear, strict=True
        )
    ]


def _takeaway(targets: pd.DataFrame, labels: Sequence[str], language: Language) -> str:
    if len(targets) < 2:
        return text("compare.chart_no_stress", language)
    chances = numbers(targets, "probability")[1:]
    worst = int(chances.argmin())
    return text(
        "compare.chart_stress_takeaway",
        language,
        name=labels[worst + 1],
        share=percent_text(float(chances[worst]), language),
        base=percent_text(float(numbers(targets, "probability")[0]), language),
    )
