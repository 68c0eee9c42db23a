"""Buttons for files of an answer; a file is made when its button is pressed."""

from functools import partial

import streamlit as st

from dashboards.i18n import Language, say
from dashboards.services import downloads
from dashboards.services.questions import Question

__all__ = ["download_buttons"]


def download_buttons(question: Question, language: Language, *, key: str) -> None:
    """Draw a button a file, side by side; ``key`` begins the key of each."""
    row = st.container(horizontal=True)
    for kind in downloads.FILES:
        row.download_button(
            say(f"downloads.{kind}", language),
            partial(downloads.file_bytes, kind, question, language),
            file_name=downloads.file_name(kind, question),
            mime=downloads.mime_type(kind),
            key=f"{key}_{kind}",
            on_click="ignore",
        )
