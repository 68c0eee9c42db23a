"""Orders of a running sale hour by hour, against what the plan expected."""

import pandas as pd
import plotly.graph_objects as go

from sim.charts.fan import fan_traces
from sim.charts.style import INK, Figure, Run, dress, empty_figure, put_unit
from sim.charts.tables import moments, numbers, wall
from sim.charts.time_axis import time_axis
from sim.language import Language, moment_text, number_text, text

__all__ = ["live_orders"]

_ALL = "*"


def live_orders(
    arrivals: pd.DataFrame, seen: pd.DataFrame, language: Language, *, run: Run
) -> Figure:
    """Return the plan's range by hour, with the orders that came on top.

    Parameters
    ----------
    arrivals
        Table ``arrivals`` of the plan.
    seen
        Rows over ``at`` (full hours, complete ones only) with ``orders``.
    """
    title = text("live.chart_title", language)
    plan = arrivals[arrivals["shop"] == _ALL] if len(arrivals) else arrivals
    if plan.empty:
        return empty_figure(title, text("live.chart_none", language), run, language)
    figure = go.Figure(list(fan_traces(plan, language)))
    if len(seen):
        counts = numbers(seen, "orders")
        figure.add_trace(
            go.Scatter(
                x=wall(moments(seen)),
                y=counts,
                mode="lines+markers",
                line={"width": 2, "color": INK},
                marker={"size": 6, "color": INK},
                name=text("live.chart_seen", language),
                customdata=[
                    [moment_text(at, language), number_text(count, language)]
                    for at, count in zip(moments(seen), counts.tolist(), strict=True)
                ],
                hovertemplate=text("live.chart_hover", language) + "<extra></extra>",
            )
        )
    x = wall(moments(plan))
    figure.update_xaxes(time_axis(x[0], x[-1], language))
    put_unit(figure, text("charts.unit_orders", language))
    return dress(
        figure,
        language,
        title=title,
        takeaway=_takeaway(plan, seen, language),
        run=run,
        height=420,
    )


def _takeaway(plan: pd.DataFrame, seen: pd.DataFrame, language: Language) -> str:
    """Return how many of the hours so far lie above and below the range."""
    both = plan.merge(seen, on="at", how="inner")
    above = int((both["orders"] > both["p90"]).sum())
    below = int((both["orders"] < both["p10"]).sum())
    return text(
        "live.chart_takeaway",
        language,
        hours=number_text(len(both), language),
        above=number_text(above, language),
        below=number_text(below, language),
    )
