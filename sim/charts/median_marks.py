"""The median of each bar or row as a diamond, its range of outcomes as a whisker."""

from collections.abc import Sequence

import plotly.graph_objects as go

from sim.charts.style import INK
from sim.charts.tables import Spread
from sim.language import Language, text, yen_text

__all__ = ["median_marks"]


def median_marks(
    places: Sequence[str] | Sequence[int],
    amounts: Sequence[Spread],
    language: Language,
    *,
    size: int = 11,
    thickness: int = 2,
    whisker: int = 7,
    is_told: bool = True,
) -> go.Scatter:
    """Return a diamond a row, with a whisker from the 10th to the 90th percentile.

    Parameters
    ----------
    places
        Where each row stands on the vertical axis.
    amounts
        Yen of each row.
    size, thickness, whisker
        Pixels of the diamond, of the whisker's line, and of its ends.
    is_told
        Tell the amounts of the row under the pointer.
    """
    hover: dict[str, object] = {"hoverinfo": "skip"}
    if is_told:
        hover = {
            "customdata": [
                [yen_text(value, language) for value in (each.p50, each.p10, each.p90)]
                for each in amounts
            ],
            "hovertemplate": text("charts.hover_cost_range", language)
            + "<extra></extra>",
        }
    return go.Scatter(
        x=[amount.p50 for amount in amounts],
        y=list(places),
        mode="markers",
        marker={
            "symbol": "diamond",
            "size": size,
            "color": "#FFFFFF",
            "line": {"color": INK, "width": 2},
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [amount.p90 - amount.p50 for amount in amounts],
            "arrayminus": [amount.p50 - amount.p10 for amount in amounts],
            "color": INK,
            "thickness": thickness,
            "width": whisker,
        },
        name=text("charts.median_and_range", language),
        meta="ranges",
        **hover,
    )
