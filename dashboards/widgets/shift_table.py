"""The table of shifts: one row a shift, the column of heads can be typed into."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dashboards.i18n import Language, say
from dashboards.i18n.hours import hours_text
from dashboards.services.plans import StaffRow
from sim.report.day_words import days_words

if TYPE_CHECKING:
    from streamlit.elements.lib.column_config_utils import ColumnConfigMappingInput

__all__ = ["shift_table"]

_COLUMNS = ("shift", "heads", "team", "days", "hours")
"""The column to type into comes early: a narrow screen must not cut it off."""
_WITHOUT_SHIFTS = ("team", "heads", "days", "hours")
_ROW_HEIGHT = 38
_ROWS_AT_MOST = 14


def shift_table(
    rows: Sequence[StaffRow],
    start: Sequence[object] | None,
    language: Language,
    *,
    key: str,
) -> tuple[object, ...]:
    """Draw the table; return the heads as typed, unchecked, None for an empty cell.

    Parameters
    ----------
    start
        Heads with which the table begins; None means those of the rows. They must stay
        the same while ``key`` does, or typed values are lost.
    """
    before = [row.heads for row in rows]
    frame = pd.DataFrame(
        {
            "team": [row.team for row in rows],
            "shift": [_shift(row, language) for row in rows],
            "heads": pd.Series(list(start or before), dtype="Int64"),
            "days": [days_words(row.days, language) for row in rows],
            "hours": [
                hours_text(row.start, row.end, row.breaks, language) for row in rows
            ],
        }
    )
    edited = st.data_editor(
        frame,
        key=key,
        hide_index=True,
        num_rows="fixed",
        disabled=[name for name in _COLUMNS if name != "heads"],
        column_order=_COLUMNS if any(row.shift for row in rows) else _WITHOUT_SHIFTS,
        column_config=_columns(language),
        row_height=_ROW_HEIGHT,
        height=_ROW_HEIGHT * (min(len(rows), _ROWS_AT_MOST) + 1) + 2,
        placeholder=say("shift_table.no_heads", language),
        alt=say("shift_table.alt", language),
    )
    return tuple(None if pd.isna(value) else value for value in edited["heads"])


def _shift(row: StaffRow, language: Language) -> str:
    """Return what a shift is called; one of the menu is marked."""
    if row.is_offered:
        return say("shift_table.offered", language, shift=row.shift)
    return row.shift


def _columns(language: Language) -> "ColumnConfigMappingInput":
    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    return {
        # as wide as their names: a narrow screen cuts the hours, not who it is about
        "team": text(say("shift_table.team", language)),
        "shift": text(say("shift_table.shift", language)),
        # no bounds here: the browser would refuse in silence, the model says why
        "heads": number(
            say("shift_table.heads", language),
            help=say("shift_table.heads_help", language),
            step=1,
            width=80,
        ),
        "days": text(say("shift_table.days", language), width=138),
        "hours": text(say("shift_table.hours", language), width=190),
    }
