"""A panel that is worked out on request: stress tests, or what matters most."""

import streamlit as st

from dashboards import state
from dashboards.i18n import Language, say
from dashboards.services import what_if
from dashboards.services.questions import Question
from dashboards.services.what_if import Busy, Kind
from dashboards.widgets.job_progress import job_progress

__all__ = ["what_if_panel"]

_CHART_CONFIG = {"displayModeBar": False, "responsive": True}
_QUICK_SECONDS = 0.5


def what_if_panel(kind: Kind, question: Question, language: Language) -> None:
    """Draw the panel of a question, or a button that has it worked out."""
    st.caption(say(f"what_if.{kind}_about", language))
    progress = what_if.progress(kind, question)
    if progress is not None and progress.is_open:
        job_progress(
            lambda: what_if.progress(kind, question),
            lambda: what_if.cancel(kind, question, state.session_id()),
            say("what_if.running", language),
            language,
            key=f"what_if_{kind}",
        )
        return
    is_dark = st.context.theme.type == "dark"
    found = what_if.panel(kind, question, language, is_dark=is_dark)
    if found is None:
        if progress is not None and progress.state == "failed":
            st.error(say("what_if.failed", language))
            st.text(what_if.problem_text(kind, question, language) or "")
        _offer(kind, question, language)
        return
    for sentence in found.sentences:
        st.text(sentence)
    st.plotly_chart(
        found.chart.figure,
        key=f"what_if_chart_{kind}",
        theme=None,
        config=_CHART_CONFIG,
        alt=found.chart.alt,
    )
    for table in found.tables:
        st.html(f'<div class="hb-scroll hb-words">{table}</div>')


def _offer(kind: Kind, question: Question, language: Language) -> None:
    if not st.button(
        say(f"what_if.{kind}_run", language), key=f"what_if_run_{kind}", type="primary"
    ):
        return
    try:
        what_if.ask(kind, question, state.session_id())
    except Busy:
        st.warning(say("what_if.busy", language))
        return
    what_if.wait(kind, question, _QUICK_SECONDS)
    st.rerun()
