"""What each side pays and gets: every sale a dot, the range of outcomes a bar."""

import pandas as pd
import plotly.graph_objects as go

from sim.charts.median_marks import median_marks
from sim.charts.style import (
    BLUE,
    FONT_SIZE,
    GREEN,
    INK,
    ORANGE,
    PURPLE,
    SLATE,
    Figure,
    Run,
    dress,
    empty_figure,
    faded,
)
from sim.charts.tables import Spread, numbers, spreads, texts
from sim.language import Language, text, yen_text

__all__ = ["price_sides"]

_LOOKS = {
    "price": BLUE,
    "agency_cost": SLATE,
    "agency_margin": GREEN,
    "shop_total": ORANGE,
    "in_house_total": PURPLE,
}
_ROW = 74
_FRAME = 220
_GOLDEN = 0.618
_JITTER = 0.5
_MOST_DOTS = 400


def price_sides(
    amounts: pd.DataFrame,
    replications: pd.DataFrame,
    language: Language,
    *,
    run: Run,
) -> Figure:
    """Return the amounts of both sides, one row each.

    Parameters
    ----------
    amounts
        Columns ``amount`` and the statistics; amounts without a value are left out.
    replications
        One row a replication, a column an amount.
    """
    title = text("quotes.chart_sides_title", language)
    known = dict(zip(texts(amounts, "amount"), spreads(amounts), strict=True))
    # a number that is unknown differs from itself
    rows = {
        name: known[name]
        for name in _LOOKS
        if name in known and known[name].p50 == known[name].p50
    }
    if not rows:
        sentence = text("quotes.chart_no_quote", language)
        return empty_figure(title, sentence, run, language)
    figure = go.Figure()
    for place, name in enumerate(rows):
        figure.add_trace(_dots(place, name, replications, language))
    ranges = median_marks(
        range(len(rows)),
        list(rows.values()),
        language,
        size=12,
        thickness=3,
        whisker=9,
        is_told=False,  # the medians are written beside their diamonds
    )
    figure.add_trace(ranges)
    _dress_axes(figure, rows, language)
    price = rows["price"]
    takeaway = text(
        "quotes.chart_sides_takeaway",
        language,
        median=yen_text(price.p50, language),
        low=yen_text(price.p10, language),
        high=yen_text(price.p90, language),
    )
    return dress(
        figure,
        language,
        title=title,
        takeaway=takeaway,
        run=run,
        height=_FRAME + _ROW * len(rows),
        legend_rows=1,
    )


def _dots(
    place: int, name: str, replications: pd.DataFrame, language: Language
) -> go.Scatter:
    """Return one dot a replication, spread evenly around the row."""
    yen = numbers(replications, name)[:_MOST_DOTS].tolist()
    heights = [place + ((k * _GOLDEN) % 1 - 0.5) * _JITTER for k in range(len(yen))]
    return go.Scatter(
        x=yen,
        y=heights,
        mode="markers",
        marker={"size": 6, "color": faded(_LOOKS[name], 0.45)},
        customdata=[yen_text(value, language) for value in yen],
        hovertemplate="%{customdata}"
        f"<extra>{text(f'quotes.amount_{name}', language)}</extra>",
        showlegend=place == 0,
        name=text("quotes.chart_one_sale", language),
        meta=name,
    )


def _dress_axes(figure: Figure, rows: dict[str, Spread], language: Language) -> None:
    figure.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(rows))),
        ticktext=[text(f"quotes.amount_{name}", language) for name in rows],
        range=[len(rows) - 0.45, -0.55],
        automargin=True,
        zeroline=False,
        showgrid=False,
    )
    figure.update_xaxes(
        rangemode="tozero",
        nticks=6,
        showgrid=True,
        zeroline=True,
        zerolinecolor=INK,
        tickformat=",",
        title={"text": text("charts.unit_yen", language), "standoff": 6},
    )
    for place, spread in enumerate(rows.values()):
        figure.add_annotation(
            name="amount",
            text=yen_text(spread.p50, language),
            x=spread.p50,
            y=place,
            yanchor="bottom",
            yshift=16,
            showarrow=False,
            font={"size": FONT_SIZE},
        )
