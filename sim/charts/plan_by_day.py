"""The people bought by day, stacked by shift."""

from collections.abc import Sequence
from datetime import date
from html import escape

import plotly.graph_objects as go

from sim.charts.style import (
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    SKY,
    SLATE,
    VERMILION,
    YELLOW,
    Figure,
    Run,
    dress,
    empty_figure,
    filled,
    put_unit,
)
from sim.charts.time_axis import day_axis
from sim.language import Language, day_text, number_text, text

__all__ = ["plan_by_day"]

_LOOKS = (
    (BLUE, ""),
    (ORANGE, "/"),
    (GREEN, ""),
    (SKY, "x"),
    (VERMILION, "."),
    (PURPLE, "\\"),
    (YELLOW, "-"),
    (SLATE, "|"),
)


def plan_by_day(
    heads: Sequence[tuple[str, Sequence[date], int]],
    days: Sequence[date],
    language: Language,
    *,
    run: Run,
) -> Figure:
    """Return the people bought on each day.

    Parameters
    ----------
    heads
        Name, days and heads of each shift.
    days
        Days of the horizon.
    """
    title = text("staffing.chart_plan_title", language)
    bought = [(name, set(on), n) for name, on, n in heads if n]
    if not bought:
        return empty_figure(title, text("staffing.nobody", language), run, language)
    figure = go.Figure()
    for place, (name, on, n) in enumerate(bought):
        colour, pattern = _LOOKS[place % len(_LOOKS)]
        figure.add_bar(
            x=list(days),
            y=[n if day in on else 0 for day in days],
            name=escape(name, quote=False),
            marker=filled(colour, pattern),
            hovertemplate="%{y}<extra>%{fullData.name}</extra>",
        )
    figure.update_layout(barmode="stack", bargap=0.2)
    figure.update_xaxes(day_axis(days, language))
    put_unit(figure, text("charts.unit_heads", language))
    total = {day: sum(n for _, on, n in bought if day in on) for day in days}
    peak = max(total, key=lambda day: total[day])
    takeaway = text(
        "staffing.chart_plan_takeaway",
        language,
        day=day_text(peak, language),
        heads=number_text(total[peak], language),
    )
    rows = 1 + (len(bought) - 1) // 3
    return dress(
        figure, language, title=title, takeaway=takeaway, run=run, legend_rows=rows
    )
