"""How far background work is, drawn again and again while the page stays free."""

from collections.abc import Callable

import streamlit as st

from dashboards import people
from dashboards.i18n import Language, say
from dashboards.jobs import Progress

__all__ = ["job_progress"]


@st.fragment(run_every=0.4)
def job_progress(
    look: Callable[[], Progress | None],
    stop: Callable[[], None],
    about: str,
    language: Language,
    *,
    key: str,
) -> None:
    """Draw a bar and a way to stop; the whole page is drawn again when it is over.

    Parameters
    ----------
    look
        Returns how far the work is.
    stop
        Gives the work up.
    about
        What is being done, in words.
    key
        Beginning of the keys of the widgets.
    """
    people.require()  # a page that is open outlives a logout
    progress = look()
    if progress is None or not progress.is_open:
        st.rerun()
    bar, button = st.columns([5, 1], vertical_alignment="center")
    with bar:
        share = progress.done / progress.total if progress.total else 0.0
        st.progress(min(share, 1.0), text=about)
    with button:
        if st.button(
            say("progress.cancel", language), key=f"{key}_cancel", width="stretch"
        ):
            stop()
            st.rerun()
