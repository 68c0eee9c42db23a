"""Cost against risk: one dot a plan, with the interval of its chance."""

from collections.abc import Sequence
from html import escape

import pandas as pd
import plotly.graph_objects as go

from sim.charts.style import BLUE, FONT_SIZE, INK, Figure, Run, dress, empty_figure
from sim.charts.tables import numbers
from sim.language import Language, percent_text, text, yen_text

__all__ = ["frontier_chart"]


def frontier_chart(
    points: pd.DataFrame,
    names: Sequence[str],
    promised: float,
    language: Language,
    *,
    run: Run,
) -> Figure:
    """Return the chance of keeping the promise over the cost of the plan.

    Parameters
    ----------
    points
        Columns ``cost_yen``, ``kept``, ``kept_low``, ``kept_high``, cheapest first.
    names
        The plan behind each point, in words.
    promised
        Probability that is promised.
    """
    title = text("staffing.chart_frontier_title", language)
    if points.empty:
        sentence = text("staffing.chart_frontier_none", language)
        return empty_figure(title, sentence, run, language)
    cost = numbers(points, "cost_yen")
    kept, low, high = (numbers(points, f"kept{end}") for end in ("", "_low", "_high"))
    hover = [
        text(
            "staffing.chart_frontier_hover",
            language,
            plan=escape(name, quote=False),
            cost=yen_text(yen, language),
            kept=percent_text(share, language),
            low=percent_text(least, language),
            high=percent_text(most, language),
        )
        for name, yen, share, least, most in zip(
            names, *(c.tolist() for c in (cost, kept, low, high)), strict=True
        )
    ]
    figure = go.Figure(
        go.Scatter(
            x=cost,
            y=kept,
            mode="lines+markers",
            line={"color": BLUE, "width": 2, "shape": "hv"},
            marker={"size": 13, "color": BLUE},
            error_y={
                "type": "data",
                "symmetric": False,
                "array": high - kept,
                "arrayminus": kept - low,
                "color": INK,
                "thickness": 2,
                "width": 7,
            },
            customdata=hover,
            hovertemplate="%{customdata}<extra></extra>",
            showlegend=False,
        )
    )
    figure.add_hline(y=promised, line={"width": 1.5, "dash": "dash", "color": INK})
    figure.add_annotation(
        name="promised",
        text=text(
            "staffing.chart_promised", language, share=percent_text(promised, language)
        ),
        x=0,
        xref="x domain",
        xanchor="left",
        y=promised,
        yanchor="bottom",
        showarrow=False,
        font={"size": FONT_SIZE},
    )
    figure.update_yaxes(
        range=[-0.03, 1.05],
        tickformat=".0%",
        title=text(_KEPT, language),
        automargin=True,
    )
    figure.update_xaxes(
        tickformat=",.0f",
        tickprefix="¥",
        title={"text": text("staffing.head_cost", language), "standoff": 6},
    )
    return dress(
        figure,
        language,
        title=title,
        takeaway=_takeaway(points, promised, language),
        run=run,
        legend_rows=0,
    )


_KEPT = "staffing.head_chance"


def _takeaway(points: pd.DataFrame, promised: float, language: Language) -> str:
    enough = points[points["kept"] >= promised]
    share = percent_text(promised, language)
    if enough.empty:
        return text("staffing.chart_frontier_short", language, share=share)
    cost = yen_text(float(enough["cost_yen"].iloc[0]), language)
    return text("staffing.chart_frontier_takeaway", language, share=share, cost=cost)
