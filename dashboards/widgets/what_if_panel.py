"""A panel that is worked out on request: stress tests, or what matters most."""

from functools import partial

import streamlit as st

from dashboards import state
from dashboards.i18n import Language, say
from dashboards.services import what_if
from dashboards.services.questions import Question
from dashboards.services.what_if import Kind
from dashboards.widgets.on_request import Wording, Work, on_request

__all__ = ["what_if_panel"]

_CHART_CONFIG = {"displayModeBar": False, "responsive": True}
_QUICK_SECONDS = 0.5


def what_if_panel(kind: Kind, question: Question, language: Language) -> None:
    """Draw the panel of a question, or a button that has it worked out."""
    st.caption(say(f"what_if.{kind}_about", language))
    if not _is_there(kind, question, language):
        return
    is_dark = st.context.theme.type == "dark"
    found = what_if.panel(kind, question, language, is_dark=is_dark)
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


def _is_there(kind: Kind, question: Question, language: Language) -> bool:
    """Have the panel worked out when the button is pressed; return whether it is."""
    work = Work(
        is_ready=partial(what_if.is_ready, kind, question),
        progress=partial(what_if.progress, kind, question),
        ask=partial(_ask, kind, question),
        stop=partial(what_if.cancel, kind, question, state.session_id()),
        problem_text=partial(what_if.problem_text, kind, question, language),
    )
    wording = Wording(
        begin=say(f"what_if.{kind}_run", language),
        running=say("what_if.running", language),
        failed=say("what_if.failed", language),
        busy=say("what_if.busy", language),
    )
    job, button = f"what_if_{kind}", f"what_if_run_{kind}"
    return on_request(work, wording, language, key=job, button=button)


def _ask(kind: Kind, question: Question) -> None:
    what_if.ask(kind, question, state.session_id())
    what_if.wait(kind, question, _QUICK_SECONDS)
