"""The verdict: symbol, a few words, one sentence."""

from html import escape

import streamlit as st

from dashboards.services.answers import VerdictLine

__all__ = ["verdict_banner"]


def verdict_banner(verdict: VerdictLine) -> None:
    """Draw the verdict, large enough for the back of the room."""
    st.html(
        f'<div class="hb-verdict hb-{verdict.status}" role="status">'
        f'<div class="hb-symbol" aria-hidden="true">{escape(verdict.symbol)}</div>'
        f'<div><p class="hb-heading">{escape(verdict.heading)}</p>'
        f'<p class="hb-sentence">{escape(verdict.sentence)}</p></div></div>'
    )
