"""What explains the difference between plan and reality, the largest cause first."""

from collections.abc import Sequence

import plotly.graph_objects as go

from sim.charts.interval_rows import Estimate, interval_trace
from sim.charts.style import INK, Figure, Run, dress, empty_figure
from sim.language import Language, text

__all__ = ["causes_chart"]

_FRAME = 160
_ROW_HEIGHT = 62


def causes_chart(
    labels: Sequence[str],
    estimates: Sequence[Estimate],
    language: Language,
    *,
    run: Run,
    takeaway: str,
) -> Figure:
    """Return a row a cause: what it added or took away, with its interval.

    Parameters
    ----------
    labels
        Causes, the largest first; safe to be put into a figure.
    estimates
        What each explains, in orders.
    takeaway
        The answer in one sentence.
    """
    title = text("review.chart_causes", language)
    if not labels:
        return empty_figure(title, text("review.no_causes", language), run, language)
    figure = go.Figure(
        [
            go.Bar(
                x=[each.value for each in estimates],
                y=list(labels),
                orientation="h",
                marker={"color": "rgba(0,114,178,.28)"},
                hoverinfo="skip",
                showlegend=False,
            ),
            interval_trace(labels, estimates),
        ]
    )
    figure.add_vline(x=0, line={"width": 1.5, "dash": "dash", "color": INK})
    figure.update_yaxes(autorange="reversed", automargin=True)
    figure.update_xaxes(title=text("review.axis_causes", language), tickformat=",")
    return dress(
        figure,
        language,
        title=title,
        takeaway=takeaway,
        run=run,
        height=_FRAME + _ROW_HEIGHT * len(labels),
        legend_rows=0,
    )
