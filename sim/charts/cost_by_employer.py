"""Cost: who pays what, with the range of outcomes of each bar."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from sim.charts.median_marks import median_marks
from sim.charts.names import employer_name
from sim.charts.style import (
    BLUE,
    FONT_SIZE,
    ORANGE,
    PURPLE,
    SKY,
    VERMILION,
    Figure,
    Run,
    dress,
    empty_figure,
    filled,
)
from sim.charts.tables import TOTAL, Spread, numbers, rows_of, spreads, texts
from sim.language import Language, text, yen_text

__all__ = ["cost_by_employer"]

_PARTS = (
    ("regular", BLUE, ""),
    ("overtime", ORANGE, "/"),
    ("night", PURPLE, "x"),
    ("holiday", SKY, "."),
)
_LOSSES = ("lost_margin", "compensation", "crossed", "misship")
_ROW = 62
_FRAME = 210


def cost_by_employer(
    costs: pd.DataFrame,
    language: Language,
    *,
    run: Run,
    names: Mapping[str, str] | None = None,
) -> Figure:
    """Return a bar of wages for each employer and a bar for each kind of loss.

    Bars are means, whose parts add up; the diamond is the median and the whisker the
    range of outcomes.

    Parameters
    ----------
    costs
        The table ``costs``.
    """
    title = text("charts.cost_title", language)
    wages, losses = _wages(costs), _losses(costs)
    bars = {_wage_label(name, names, language): wages[name] for name in wages}
    bars |= {_kpi_label(kpi, language): losses[kpi] for kpi in losses}
    if not bars:
        return empty_figure(title, text("charts.no_cost", language), run, language)
    figure = go.Figure()
    for kpi, colour, pattern in _PARTS:
        part = _seen(rows_of(costs, kpi=kpi), "employer")
        means = {
            _wage_label(name, names, language): spread.mean
            for name, spread in part.items()
            if name in wages
        }
        if means:
            label = _kpi_label(kpi, language)
            figure.add_trace(_bar(means, label, colour, pattern, language))
    if losses:
        means = {_kpi_label(kpi, language): losses[kpi].mean for kpi in losses}
        label = text("charts.cost_loss", language)
        figure.add_trace(_bar(means, label, VERMILION, "\\", language))
    figure.add_trace(median_marks(list(bars), list(bars.values()), language))
    figure.update_layout(barmode="stack", bargap=0.4)
    _dress_axes(figure, bars, language)
    return dress(
        figure,
        language,
        title=title,
        takeaway=_takeaway(bars, language),
        run=run,
        height=_FRAME + _ROW * len(bars),
    )


def _wages(costs: pd.DataFrame) -> dict[str, Spread]:
    """Return the total wages of each employer who pays any."""
    return _seen(rows_of(costs, kpi="total"), "employer")


def _losses(costs: pd.DataFrame) -> dict[str, Spread]:
    """Return the losses that ever happen, by kind."""
    seen = _seen(costs, "kpi")
    return {kpi: seen[kpi] for kpi in _LOSSES if kpi in seen}


def _seen(rows: pd.DataFrame, key: str) -> dict[str, Spread]:
    """Return the rows that are not plain zero, by their name in a key column."""
    high = numbers(rows, "high").tolist()
    named = zip(texts(rows, key), spreads(rows), high, strict=True)
    return {name: spread for name, spread, top in named if top > 0 and name != TOTAL}


def _kpi_label(kpi: str, language: Language) -> str:
    return text(f"measures.costs_{kpi}_label", language)


def _wage_label(
    employer: str, names: Mapping[str, str] | None, language: Language
) -> str:
    name = employer_name(employer, names, language)
    return text("charts.cost_wages", language, employer=name)


def _bar(
    means: dict[str, float], label: str, colour: str, pattern: str, language: Language
) -> go.Bar:
    return go.Bar(
        x=list(means.values()),
        y=list(means),
        orientation="h",
        name=label,
        marker=filled(colour, pattern),
        customdata=[yen_text(mean, language) for mean in means.values()],
        hovertemplate=text("charts.hover_cost", language) + f"<extra>{label}</extra>",
    )


def _dress_axes(figure: Figure, bars: dict[str, Spread], language: Language) -> None:
    """Set the axes; the median amount stands to the right of each bar."""
    reach = max(max(bar.p90, bar.mean) for bar in bars.values())
    figure.update_xaxes(
        range=[0, reach * 1.22],
        nticks=6,
        showgrid=True,
        tickformat=",",
        title={"text": text("charts.unit_yen", language), "standoff": 6},
    )
    figure.update_yaxes(
        autorange="reversed",
        categoryorder="array",
        categoryarray=list(bars),
        automargin=True,
    )
    for label, bar in bars.items():
        figure.add_annotation(
            name="amount",
            text=yen_text(bar.p50, language),
            x=max(bar.p90, bar.mean),
            y=label,
            xanchor="left",
            xshift=10,
            showarrow=False,
            font={"size": FONT_SIZE},
        )


def _takeaway(bars: dict[str, Spread], language: Language) -> str:
    label = max(bars, key=lambda name: bars[name].p50)
    return text(
        "charts.cost_takeaway",
        language,
        label=label,
        median=yen_text(bars[label].p50, language),
        low=yen_text(bars[label].p10, language),
        high=yen_text(bars[label].p90, language),
    )
