"""Two plans on the same random numbers: how one KPI differs, sale by sale."""

import pandas as pd
import plotly.graph_objects as go

from sim.charts.style import (
    BLUE,
    INK,
    VERMILION,
    Figure,
    Run,
    dress,
    empty_figure,
    put_unit,
)
from sim.charts.tables import numbers
from sim.language import Language, number_text, text

__all__ = ["kpi_difference"]


def kpi_difference(
    plan: pd.DataFrame,
    base: pd.DataFrame,
    kpi: str,
    language: Language,
    *,
    run: Run,
    label: str,
) -> Figure:
    """Return plan minus base of one KPI in every replication, sorted.

    Parameters
    ----------
    plan, base
        ``replications`` of the two results: one row a replication, same seed.
    kpi
        Column to compare.
    label
        What the screen calls the KPI.
    """
    title = text("charts.difference_title", language, label=label)
    n = min(len(plan), len(base))
    if n == 0:
        return empty_figure(title, text("charts.no_pairs", language), run, language)
    pairs = numbers(plan, kpi)[:n] - numbers(base, kpi)[:n]
    differences = sorted(pairs.tolist())
    figure = go.Figure(
        go.Bar(
            x=list(range(1, n + 1)),
            y=differences,
            marker={
                "color": [BLUE if value <= 0 else VERMILION for value in differences],
                "line": {"width": 0},
            },
            hovertemplate="%{y:,.4~g}<extra></extra>",
        )
    )
    figure.update_layout(bargap=0.05)
    figure.update_yaxes(zeroline=True, zerolinecolor=INK, zerolinewidth=2)
    figure.update_xaxes(
        title={"text": text("charts.difference_axis", language), "standoff": 6}
    )
    put_unit(figure, text("charts.difference_unit", language))
    takeaway = text(
        "charts.difference_takeaway",
        language,
        label=label,
        fewer=number_text(sum(value < 0 for value in differences), language),
        same=number_text(sum(value == 0 for value in differences), language),
        more=number_text(sum(value > 0 for value in differences), language),
    )
    return dress(
        figure, language, title=title, takeaway=takeaway, run=run, legend_rows=0
    )
