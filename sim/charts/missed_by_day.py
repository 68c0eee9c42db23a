"""Missed shipments a day: a bar at the median, a whisker over the range of outcomes."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sim.charts.names import shown
from sim.charts.style import (
    INK,
    ORANGE,
    SKY,
    SLATE,
    VERMILION,
    Figure,
    Run,
    dress,
    empty_figure,
    filled,
    put_unit,
)
from sim.charts.tables import (
    TOTAL,
    days,
    is_plain_zero,
    none_seen_bound,
    numbers,
    parts,
    peak,
    rows_of,
    spreads,
)
from sim.charts.time_axis import day_axis
from sim.language import Language, day_text, number_text, percent_text, text

__all__ = ["missed_by_day"]

_LOOKS = (
    (VERMILION, ""),
    (SKY, "/"),
    (ORANGE, "x"),
    ("#CC79A7", "."),
    ("#F0E442", "\\"),
    ("#009E73", "+"),
)


def missed_by_day(
    by_day: pd.DataFrame,
    language: Language,
    *,
    run: Run,
    names: Mapping[str, str] | None = None,
    shop: str = TOTAL,
) -> Figure:
    """Return the orders missed on each ship-by day, side by side for several classes.

    Parameters
    ----------
    by_day
        The table ``by_day``.
    shop
        Shop to show; ``*`` means all.
    """
    title = text("charts.missed_title", language, missed=_missed(language))
    missed = rows_of(by_day, kpi="missed", shop=shop)
    total = rows_of(missed, order_class=TOTAL).sort_values("day")
    if total.empty:
        return empty_figure(title, text("charts.no_due", language), run, language)
    if is_plain_zero(total):
        return empty_figure(title, _never(total, language), run, language)
    if not numbers(total, "p90").any():
        return empty_figure(title, _rare(total, language), run, language)
    due = rows_of(by_day, kpi="due", shop=shop)
    drawn = [(shown(name, names), name) for name, _ in parts(missed, "order_class")]
    if len(drawn) == 1:
        drawn = [(text("charts.all_classes", language), TOTAL)]
    figure = go.Figure()
    for look, (label, name) in enumerate(drawn):
        rows = rows_of(missed, order_class=name).sort_values("day")
        medians = _due_medians(rows, rows_of(due, order_class=name))
        figure.add_trace(_bars(rows, medians, label, look, language))
    axis_title = {"text": text("charts.ship_by_day", language), "standoff": 6}
    figure.update_xaxes(day_axis(days(total), language), title=axis_title)
    put_unit(figure, text("charts.unit_orders", language))
    note = text("charts.whisker", language)
    figure.add_trace(_legend_note(note))
    return dress(
        figure, language, title=title, takeaway=_takeaway(total, language), run=run
    )


def _bars(
    rows: pd.DataFrame, due: list[float], label: str, look: int, language: Language
) -> go.Bar:
    colour, pattern = _LOOKS[look % len(_LOOKS)]
    median = numbers(rows, "p50")
    return go.Bar(
        x=days(rows),
        y=median,
        name=label,
        marker=filled(colour, pattern),
        error_y={
            "type": "data",
            "symmetric": False,
            "array": numbers(rows, "p90") - median,
            "arrayminus": median - numbers(rows, "p10"),
            "color": INK,
            "thickness": 2,
            "width": 5,
        },
        customdata=[
            [day_text(day, language)]
            + [
                number_text(value, language, 1)
                for value in (spread.p50, spread.p10, spread.p90, n_due)
            ]
            for day, spread, n_due in zip(days(rows), spreads(rows), due, strict=True)
        ],
        hovertemplate=text("charts.hover_missed", language, missed=_missed(language))
        + f"<extra>{label}</extra>",
    )


def _never(total: pd.DataFrame, language: Language) -> str:
    n = int(numbers(total, "n").max())
    bound = percent_text(none_seen_bound(n), language)
    missed = _missed(language)
    return text("charts.missed_never", language, missed=missed, n=n, bound=bound)


def _rare(total: pd.DataFrame, language: Language) -> str:
    high = numbers(total, "high")
    worst = int(np.argmax(high))
    return text(
        "charts.missed_rare",
        language,
        missed=_missed(language),
        day=day_text(days(total)[worst], language),
        high=number_text(high[worst], language),
        n=int(numbers(total, "n").max()),
    )


def _due_medians(rows: pd.DataFrame, due: pd.DataFrame) -> list[float]:
    medians = dict(zip(days(due), numbers(due, "p50").tolist(), strict=True))
    return [medians.get(day, 0.0) for day in days(rows)]


def _legend_note(words: str) -> go.Scatter:
    return go.Scatter(
        x=[None],
        y=[None],
        mode="markers",
        marker={
            "symbol": "line-ns-open",
            "size": 14,
            "color": SLATE,
            "line": {"width": 2},
        },
        name=words,
        hoverinfo="skip",
        meta="note",
    )


def _takeaway(total: pd.DataFrame, language: Language) -> str:
    worst = peak(total)
    if spreads(total)[worst].p50 == 0:
        worst = int(np.argmax(numbers(total, "p90")))
    spread = spreads(total)[worst]
    return text(
        "charts.missed_takeaway",
        language,
        missed=_missed(language),
        day=day_text(days(total)[worst], language),
        median=number_text(spread.p50, language),
        low=number_text(spread.p10, language),
        high=number_text(spread.p90, language),
    )


def _missed(language: Language) -> str:
    return text("measures.kpis_missed_label", language)
