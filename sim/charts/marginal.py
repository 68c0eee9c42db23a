"""One head more or less of each shift: missed orders avoided, with the interval."""

from collections.abc import Sequence
from html import escape

import pandas as pd
import plotly.graph_objects as go

from sim.charts.interval_rows import Estimate, interval_trace, mark_value
from sim.charts.style import Figure, Run, dress, empty_figure
from sim.language import Language, number_text, text, yen_text

__all__ = ["marginal_chart"]

_ROW, _FRAME = 34, 230


def marginal_chart(
    table: pd.DataFrame, names: Sequence[str], language: Language, *, run: Run
) -> Figure:
    """Return the missed orders that each change avoids, best first.

    Parameters
    ----------
    table
        Columns ``shift``, ``change``, ``yen``, ``avoided``, ``avoided_low``,
        ``avoided_high``, ``differs``.
    names
        What the shifts of the menu are called.
    """
    title = text("staffing.chart_marginal_title", language)
    if table.empty:
        sentence = text("staffing.chart_marginal_none", language)
        return empty_figure(title, sentence, run, language)
    labels, estimates = [], []
    for row in table.to_dict("records"):
        name = escape(names[int(row["shift"])], quote=False)
        price = yen_text(row["yen"], language)
        labels.append(f"{name} {row['change']:+d}({price})")
        value, least, most = (row[f"avoided{end}"] for end in ("", "_low", "_high"))
        words = text(
            "staffing.chart_interval",
            language,
            mean=number_text(value, language, 1),
            low=number_text(least, language, 1),
            high=number_text(most, language, 1),
        )
        estimates.append(Estimate(value, least, most, bool(row["differs"]), words))
    figure = go.Figure(interval_trace(labels, estimates))
    mark_value(figure, 0.0)
    figure.update_yaxes(autorange="reversed", automargin=True, tickformat="")
    axis = text("staffing.head_avoided", language)
    figure.update_xaxes(showgrid=True, title={"text": axis, "standoff": 6})
    takeaway = text(
        "staffing.chart_marginal_takeaway",
        language,
        name=labels[0],
        avoided=estimates[0].words,
    )
    return dress(
        figure,
        language,
        title=title,
        takeaway=takeaway,
        run=run,
        height=_FRAME + _ROW * len(labels),
        legend_rows=0,
    )
