"""はじめに: the shipped example in one click, or one's own order files."""

import streamlit as st

from dashboards import people, state
from dashboards.i18n import Language, say
from dashboards.navigation import is_there, page_path, page_titles
from dashboards.services import questions, shelf, start
from dashboards.widgets.style import put_style
from dashboards.widgets.verdict import verdict_banner


def show() -> None:
    """Draw the page."""
    language = state.language()
    put_style()
    st.title(say("start.title", language), anchor=False)
    st.markdown(say("start.lead", language))
    left, right = st.columns(2, gap="large")
    with left:
        _example(language)
    with right:
        _own_orders(language)
    _steps(language)
    if people.is_alone():
        st.caption(say("start.alone", language))


def _example(language: Language) -> None:
    question = start.example()
    if question is None:
        st.info(say("plan_picker.no_scenarios", language))
        return
    start.warm()
    st.subheader(say("start.case", language), anchor=False)
    verdict = start.example_verdict(question, language)
    words = "case_running" if verdict is None else "case_about"
    title = shelf.title(question.scenario)
    st.text(say(f"start.{words}", language, title=title))
    if verdict is not None:
        verdict_banner(verdict)
    st.caption(
        say(
            "start.case_basis",
            language,
            replications=question.replications,
            seed=question.seed,
            digest=questions.digest(question)[:12],
        )
    )
    if st.button(
        say("start.case_open", language), key="start_open_example", type="primary"
    ):
        state.set_plan(
            scenario=question.scenario,
            heads=question.heads,
            seed=question.seed,
            replications=question.replications,
        )
        st.switch_page(page_path("simulation"))


def _own_orders(language: Language) -> None:
    if not is_there("assumptions"):
        return
    st.subheader(say("start.orders", language), anchor=False)
    st.markdown(say("start.orders_about", language))
    if st.button(say("start.orders_open", language), key="start_open_orders"):
        st.switch_page(page_path("assumptions"))


def _steps(language: Language) -> None:
    """Say in which order the pages are used."""
    st.subheader(say("start.steps", language), anchor=False)
    st.caption(say("start.steps_about", language))
    titles = {
        name: title for name, title in page_titles(language).items() if name != "start"
    }
    with st.container(horizontal=True):
        for name, title in titles.items():
            st.page_link(page_path(name), label=title)


if __name__ == "__main__":
    show()
