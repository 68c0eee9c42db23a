"""Work that is done when somebody asks: a button, how far it is, what went wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from dashboards.i18n import Language
from dashboards.jobs import Busy, Progress
from dashboards.widgets.job_progress import job_progress

__all__ = ["Wording", "Work", "on_request"]


@dataclass(frozen=True, slots=True)
class Work:
    """Work in the background, as a service has it."""

    is_ready: Callable[[], bool]
    """Returns whether the answer is there."""
    progress: Callable[[], Progress | None]
    """Returns how far it is; None when nobody asked."""
    ask: Callable[[], None]
    """Has it done; raises :class:`Busy` when too much is waiting."""
    stop: Callable[[], None]
    """Gives it up."""
    problem_text: Callable[[], str | None]
    """Returns why it failed; None when the fault is not the input's."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What the page calls the work, in the language of the screen."""

    begin: str
    """The button."""
    running: str
    """What is being done."""
    failed: str
    """That it failed."""
    busy: str
    """That too much is waiting."""


def on_request(
    work: Work,
    wording: Wording,
    language: Language,
    *,
    key: str,
    button: str,
    kind: Literal["primary", "secondary"] = "primary",
) -> bool:
    """Draw the button, or how far the work is; return whether it is done.

    Parameters
    ----------
    key
        Beginning of the keys of the bar.
    button
        Key of the button.
    kind
        ``primary`` for the button that leads on.
    """
    known = work.progress()  # before the answer: it may come in between
    if work.is_ready():
        return True
    if known is not None and known.is_open:
        job_progress(work.progress, work.stop, wording.running, language, key=key)
        return False
    if known is not None and known.state == "failed":
        st.error(wording.failed)
        st.text(work.problem_text() or "")
    if st.button(wording.begin, key=button, type=kind):
        try:
            work.ask()
        except Busy:
            st.warning(wording.busy)
            return False
        st.rerun()
    return False
