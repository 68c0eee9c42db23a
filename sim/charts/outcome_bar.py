"""What became of the orders: one stacked bar whose parts add up to all orders."""

import pandas as pd
import plotly.graph_objects as go

from sim.charts.style import (
    BLUE,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    VERMILION,
    YELLOW,
    Figure,
    Run,
    dress,
    empty_figure,
    filled,
)
from sim.charts.tables import Spread, spreads, texts
from sim.language import Language, number_text, percent_text, text

__all__ = ["OUTCOMES", "outcome_bar"]

_LOOKS = {
    "shipped_on_time": (BLUE, ""),
    "shipped_late": (ORANGE, "/"),
    "cancelled_before_due": ("#D1D5DB", ""),
    "cancelled_after_due": (PURPLE, "x"),
    "oversold": (YELLOW, "."),
    "open_overdue": (VERMILION, "\\"),
    "open_not_due": (SKY, ""),
}
OUTCOMES = tuple(_LOOKS)
"""The ends of an order, each order has exactly one; best first."""
_WIDE_ENOUGH = 0.055


def outcome_bar(kpis: pd.DataFrame, language: Language, *, run: Run) -> Figure:
    """Return the mean number of orders that ended in each way.

    Means are shown, because they add up to the mean number of orders.

    Parameters
    ----------
    kpis
        The table ``kpis``.
    """
    title = text("charts.outcome_title", language)
    seen = dict(zip(texts(kpis, "kpi"), spreads(kpis), strict=True))
    seen = {kpi: seen[kpi] for kpi in OUTCOMES if kpi in seen and seen[kpi].mean > 0}
    total = sum(spread.mean for spread in seen.values())
    if not seen:
        return empty_figure(title, text("charts.no_orders", language), run, language)
    figure = go.Figure()
    for kpi, spread in seen.items():
        figure.add_trace(_part(kpi, spread, total, language))
    figure.update_layout(barmode="stack", bargap=0.1)
    figure.update_yaxes(visible=False)
    figure.update_xaxes(
        range=[0, total],
        nticks=6,
        tickformat=",",
        title={"text": text("charts.outcome_axis", language), "standoff": 6},
    )
    on_time = seen["shipped_on_time"].mean if "shipped_on_time" in seen else 0.0
    takeaway = text(
        "charts.outcome_takeaway",
        language,
        total=number_text(total, language),
        on_time=number_text(on_time, language),
        share=percent_text(on_time / total, language),
    )
    return dress(
        figure,
        language,
        title=title,
        takeaway=takeaway,
        run=run,
        height=300,
        legend_rows=2,
    )


def _part(kpi: str, spread: Spread, total: float, language: Language) -> go.Bar:
    colour, pattern = _LOOKS[kpi]
    share = spread.mean / total
    label = text(f"measures.kpis_{kpi}_label", language)
    amount = number_text(spread.mean, language, 0 if spread.mean >= 10 else 1)
    count = text("charts.count", language, amount=amount)
    return go.Bar(
        x=[spread.mean],
        y=[""],
        orientation="h",
        name=f"{label} {count}",
        text=[percent_text(share, language) if share >= _WIDE_ENOUGH else ""],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont={"size": 18, "color": "#FFFFFF" if colour == BLUE else INK},
        marker=filled(colour, pattern),
        customdata=[
            [count, percent_text(share, language)]
            + [number_text(value, language) for value in (spread.p10, spread.p90)]
        ],
        hovertemplate=text("charts.hover_outcome", language)
        + f"<extra>{label}</extra>",
        meta=kpi,
    )
