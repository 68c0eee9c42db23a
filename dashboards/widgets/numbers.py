"""All numbers as a table: for those who read tables, and for screen readers."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboards.i18n import Language, say
from dashboards.services.answers import Card
from dashboards.widgets.cards import safe

__all__ = ["number_table"]


def number_table(cards: Sequence[Card], language: Language) -> None:
    """Draw one row a number: what it is, median, range, mean, difference."""
    columns = ["label", "median", "range", "interval"]
    if any(card.difference is not None for card in cards):
        columns.append("change")
    heads = "".join(
        f'<th scope="col">{escape(say(f"card.{column}", language))}</th>'
        for column in columns
    )
    rows = "".join(_row(card, has_change="change" in columns) for card in cards)
    st.html(
        '<div class="hb-scroll"><table class="hb-numbers">'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(card: Card, *, has_change: bool) -> str:
    cells = [card.value, card.range, card.interval]
    if has_change:
        cells.append(card.difference or "")
    return (
        f'<tr><th scope="row">{escape(card.label)}'
        f"<small>{escape(card.meaning)}</small></th>"
        + "".join(f"<td>{safe(cell)}</td>" for cell in cells)
        + "</tr>"
    )
