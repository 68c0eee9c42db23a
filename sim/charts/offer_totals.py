"""Offers side by side: what the shop pays in all, part by part."""

from collections.abc import Sequence
from html import escape

import pandas as pd
import plotly.graph_objects as go

from sim.charts.median_marks import median_marks
from sim.charts.style import (
    BLUE,
    FONT_SIZE,
    ORANGE,
    SKY,
    VERMILION,
    Figure,
    Run,
    dress,
    empty_figure,
    filled,
)
from sim.charts.tables import Spread, rows_of, spreads
from sim.language import Language, text, yen_text

__all__ = ["offer_totals"]

_PARTS = {
    "work": (BLUE, ""),
    "checking": (ORANGE, "/"),
    "other_wages": (SKY, "."),
    "losses": (VERMILION, "\\"),
}
_ROW = 66
_FRAME = 240


def offer_totals(
    parts: pd.DataFrame, names: Sequence[str], language: Language, *, run: Run
) -> Figure:
    """Return one bar an offer: the means of its parts, and the range of the total.

    Parameters
    ----------
    parts
        Columns ``offer`` (number of the offer), ``part`` and the statistics; the part
        ``total`` is the sum of the others.
    names
        What the screen calls each offer.
    """
    title = text("quotes.chart_offers_title", language)
    if parts.empty:
        sentence = text("quotes.chart_no_quote", language)
        return empty_figure(title, sentence, run, language)
    labels = [
        f"{number}. {escape(name, quote=False)}" for number, name in _listed(names)
    ]
    totals = spreads(rows_of(parts, part="total"))
    figure = go.Figure()
    for part, (colour, pattern) in _PARTS.items():
        of_part = spreads(rows_of(parts, part=part))
        if any(spread.mean for spread in of_part):
            figure.add_trace(_bar(part, labels, of_part, colour, pattern, language))
    figure.add_trace(median_marks(labels, totals, language))
    figure.update_layout(barmode="stack", bargap=0.4)
    _dress_axes(figure, labels, totals, language)
    cheapest = min(range(len(totals)), key=lambda number: totals[number].mean)
    takeaway = text(
        "quotes.chart_offers_takeaway",
        language,
        name=escape(names[cheapest], quote=False),
        mean=yen_text(totals[cheapest].mean, language),
    )
    return dress(
        figure,
        language,
        title=title,
        takeaway=takeaway,
        run=run,
        height=_FRAME + _ROW * len(labels),
        legend_rows=2,
    )


def _listed(names: Sequence[str]) -> list[tuple[int, str]]:
    return list(enumerate(names, start=1))


def _bar(
    part: str,
    labels: list[str],
    of_part: list[Spread],
    colour: str,
    pattern: str,
    language: Language,
) -> go.Bar:
    label = text(f"quotes.part_{part}", language)
    return go.Bar(
        x=[spread.mean for spread in of_part],
        y=labels,
        orientation="h",
        name=label,
        marker=filled(colour, pattern),
        customdata=[yen_text(spread.mean, language) for spread in of_part],
        hovertemplate=text("charts.hover_cost", language) + f"<extra>{label}</extra>",
        meta=part,
    )


def _dress_axes(
    figure: Figure, labels: list[str], totals: list[Spread], language: Language
) -> None:
    reach = max(max(total.p90, total.mean) for total in totals)
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
        categoryarray=labels,
        automargin=True,
    )
    for label, total in zip(labels, totals, strict=True):
        figure.add_annotation(
            name="amount",
            text=yen_text(total.p50, language),
            x=max(total.p90, total.mean),
            y=label,
            xanchor="left",
            xshift=10,
            showarrow=False,
            font={"size": FONT_SIZE},
        )
