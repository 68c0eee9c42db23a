"""A table of words: nothing in it is markup, and it scrolls when it is wide."""

import streamlit as st

from sim.report.word_tables import WordTable, table_html

__all__ = ["word_table"]


def word_table(table: WordTable) -> None:
    """Draw a table; one without rows is left out."""
    if table.rows:
        st.html(f'<div class="hb-scroll hb-words">{table_html(table)}</div>')
