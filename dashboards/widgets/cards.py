"""KPI cards: median, range of outcomes, mean with its interval, difference."""

from collections.abc import Iterable
from html import escape

import streamlit as st

from dashboards.i18n import Language, say
from dashboards.services.answers import Card

__all__ = ["card_row", "safe"]


def card_row(cards: Iterable[Card], language: Language) -> None:
    """Draw the cards in as many columns as fit."""
    drawn = "".join(_card(card, language) for card in cards)
    st.html(f'<ul class="hb-cards">{drawn}</ul>')


def _card(card: Card, language: Language) -> str:
    return (
        f'<li class="hb-card hb-{card.tone}" data-kpi="{escape(card.kpi)}"'
        f' title="{escape(card.meaning)}"><header><h3>{escape(card.label)}</h3>'
        f"<small>{escape(say('card.median', language))}</small></header>"
        f'<div class="hb-value">{escape(card.value)}</div>'
        f"{_line('range', card.range, 'verify.range_words', language)}"
        f"{_line('error', card.interval, 'verify.interval_words', language)}"
        f"{_difference(card, language)}</li>"
    )


def safe(words: str) -> str:
    """Return words as markup: escaped, a sign never parted from its number."""
    return escape(words).replace("−", "−\u2060").replace("+", "+\u2060")


def _line(term: str, words: str, meaning: str, language: Language) -> str:
    """Draw a line of a card; ``meaning`` are the words that explain its term."""
    return (
        f'<p><span class="hb-term" title="{escape(say(meaning, language))}">'
        f"{escape(say(f'card.{term}', language))}</span> "
        f"{safe(words)}</p>"
    )


def _difference(card: Card, language: Language) -> str:
    """Return the difference to the base plan, good or bad in words and colour."""
    if card.difference is None:
        return ""
    mood = ""
    if card.tone in ("good", "bad"):
        mood = f"<b>{escape(say(f'card.change_{card.tone}', language))}</b>"
    return (
        '<div class="hb-difference"><p class="hb-term">'
        f"{escape(say('card.change', language))} {mood}</p>"
        f"<p>{safe(card.difference)}</p></div>"
    )
