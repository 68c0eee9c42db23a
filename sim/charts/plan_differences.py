"""Plans against the base: one panel a KPI, one dot a plan."""

from collections.abc import Sequence
from html import escape

import numpy as np
import pandas as pd
from plotly.subplots import make_subplots

from sim.charts.interval_rows import Estimate, interval_trace, mark_value
from sim.charts.style import Figure, Run, dress, empty_figure, title_panel
from sim.charts.tables import numbers, rows_of, texts
from sim.language import Language, number_text, percent_text, text, yen_text

__all__ = ["SHOWN_KPIS", "plan_differences"]

SHOWN_KPIS = ("missed", "cancelled", "reply_in_time_share", "total_cost_yen")
"""KPIs that have a panel, where the plans differ in them at all."""
_ROW = 44
_PANEL = 96
_FRAME = 190


def plan_differences(
    differences: pd.DataFrame,
    base: str,
    language: Language,
    *,
    run: Run,
    kpis: Sequence[str] = SHOWN_KPIS,
) -> Figure:
    """Return the mean paired differences to the base with their intervals.

    Parameters
    ----------
    differences
        Columns ``plan``, ``kpi``, ``unit``, ``mean``, ``ci_low``, ``ci_high``,
        ``low``, ``high``, ``differs``; ``low`` and ``high`` are the smallest and the
        largest difference of a replication.
    base
        What the base is called.
    """
    title = text("compare.chart_differences_title", language, base=_safe(base))
    panels = [
        (kpi, rows)
        for kpi in kpis
        if _differs_at_all(rows := rows_of(differences, kpi=kpi))
    ]
    if not panels:
        sentence = text("compare.chart_no_difference", language)
        return empty_figure(title, sentence, run, language)
    n_plans = len(panels[0][1])
    height = _FRAME + len(panels) * (_PANEL + _ROW * n_plans)
    figure = make_subplots(
        rows=len(panels), cols=1, vertical_spacing=_PANEL / (height - _FRAME)
    )
    for number, (kpi, rows) in enumerate(panels, start=1):
        estimates = _estimates(rows, language)
        labels = [_safe(name) for name in texts(rows, "plan")]
        figure.add_trace(interval_trace(labels, estimates, name=kpi), row=number, col=1)
        mark_value(figure, 0.0, row=number)
        label = text(f"measures.kpis_{kpi}_label", language)
        unit = texts(rows, "unit")[0]
        title_panel(figure, number, label, _unit_words(unit, language))
        figure.update_xaxes(
            tickformat=".1%" if unit == "share" else ",",
            showgrid=True,
            nticks=7,
            row=number,
        )
    figure.update_yaxes(autorange="reversed", automargin=True, tickformat="")
    return dress(
        figure,
        language,
        title=title,
        takeaway=_takeaway(differences, kpis, language),
        run=run,
        height=height,
        legend_rows=0,
    )


def _differs_at_all(rows: pd.DataFrame) -> bool:
    """Return whether any replication of any plan differs from the base."""
    ends = np.append(numbers(rows, "low"), numbers(rows, "high"))
    return bool(np.nan_to_num(ends).any())


def _estimates(rows: pd.DataFrame, language: Language) -> list[Estimate]:
    columns = (numbers(rows, name).tolist() for name in ("mean", "ci_low", "ci_high"))
    clear = [bool(value) for value in rows["differs"]]
    units = texts(rows, "unit")
    return [
        Estimate(mean, low, high, is_clear, _words(mean, low, high, unit, language))
        for mean, low, high, is_clear, unit in zip(*columns, clear, units, strict=True)
    ]


def _words(mean: float, low: float, high: float, unit: str, language: Language) -> str:
    mean_text, low_text, high_text = (
        _amount(value, unit, language) for value in (mean, low, high)
    )
    return text(
        "compare.chart_interval", language, mean=mean_text, low=low_text, high=high_text
    )


def _amount(value: float, unit: str, language: Language) -> str:
    if unit == "share":
        return percent_text(value, language, 2)
    if unit == "yen":
        return yen_text(value, language)
    return number_text(value, language, 1)


def _unit_words(unit: str, language: Language) -> str:
    return text(f"compare.chart_unit_{unit}", language)


def _takeaway(
    differences: pd.DataFrame, kpis: Sequence[str], language: Language
) -> str:
    """Return how many of the differences that are shown can be told apart."""
    shown = [rows_of(differences, kpi=kpi) for kpi in kpis]
    clear = sum(int(rows["differs"].sum()) for rows in shown)
    total = sum(len(rows) for rows in shown)
    return text(
        "compare.chart_differences_takeaway",
        language,
        clear=number_text(clear, language),
        total=number_text(total, language),
    )


def _safe(name: str) -> str:
    return escape(name, quote=False)
