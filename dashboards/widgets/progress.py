"""How far a run is, with the time left and a way to stop it."""

import streamlit as st

from dashboards.i18n import Language, say
from dashboards.services.runs import Status

__all__ = ["progress_line"]

_MINUTES_FROM = 90


def progress_line(status: Status, language: Language) -> bool:
    """Draw the bar and the button; return whether the button was pressed."""
    bar, button = st.columns([5, 1], vertical_alignment="center")
    with bar:
        share = status.done / status.total if status.total else 0.0
        st.progress(min(share, 1.0), text=_words(status, language))
    with button:
        return st.button(
            say("progress.cancel", language), key="simulation_cancel", width="stretch"
        )


def _words(status: Status, language: Language) -> str:
    if status.state == "waiting":
        return say("progress.waiting", language)
    words = say("progress.running", language, done=status.done, total=status.total)
    if status.seconds_left is None:
        return words
    return f"{words} ・ {_time_left(status.seconds_left, language)}"


def _time_left(seconds: float, language: Language) -> str:
    if seconds < _MINUTES_FROM:
        return say("progress.left_seconds", language, seconds=max(round(seconds), 1))
    return say("progress.left_minutes", language, minutes=round(seconds / 60))
