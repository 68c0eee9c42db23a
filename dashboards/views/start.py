"""はじめに: the shipped example in one click, or one's own order files."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from dashboards import people, state
from dashboards.i18n import Language, say
from dashboards.navigation import is_there, page_path, page_titles
from dashboards.services import questions, saved, shelf, start
from dashboards.services.questions import Question
from dashboards.services.saved import Recent
from dashboards.widgets.style import put_style
from dashboards.widgets.verdict import verdict_banner
from sim.agreements.records import Summary
from sim.errors import SimError
from sim.language import moment_text

_JAPAN = "Asia/Tokyo"


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
        _own_work(language)
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
    if start.example_verdict(question, language) is None:
        _awaited(question, language)
    else:
        _verdict(question, language)
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


@st.fragment(run_every=1.0)
def _awaited(question: Question, language: Language) -> None:
    """Say that the answer is being computed, until it is there."""
    people.require()  # a page that is open outlives a logout
    if start.example_verdict(question, language) is not None:
        st.rerun()
    title = shelf.title(question.scenario)
    st.text(say("start.case_running", language, title=title))


def _verdict(question: Question, language: Language) -> None:
    title = shelf.title(question.scenario)
    st.text(say("start.case_about", language, title=title))
    verdict = start.example_verdict(question, language)
    if verdict is not None:
        verdict_banner(verdict)


def _own_orders(language: Language) -> None:
    if not is_there("assumptions"):
        return
    st.subheader(say("start.orders", language), anchor=False)
    st.markdown(say("start.orders_about", language))
    if st.button(say("start.orders_open", language), key="start_open_orders"):
        st.switch_page(page_path("assumptions"))


def _own_work(language: Language) -> None:
    """Draw what waits for a decision, and what was worked on last."""
    try:
        actor = people.actor()
        waiting, last = start.decisions(actor), start.last_work(actor)
    except SimError as error:
        st.warning(say("start.no_database", language))
        st.text(error.text(language))
        return
    if is_there("agreements"):
        _decisions(waiting, language)
    if not last:
        return
    st.subheader(say("start.recent", language), anchor=False)
    for number, entry in enumerate(last):
        when = moment_text(entry.at.astimezone(_zone()), language)
        if st.button(f"{entry.title} ・ {when}", key=f"start_recent_{number}"):
            _open(entry)


def _decisions(waiting: tuple[Summary, ...], language: Language) -> None:
    st.subheader(say("start.decisions", language), anchor=False)
    if not waiting:
        st.caption(say("start.no_decisions", language))
    for each in waiting:
        until = each.decide_by or each.valid_until
        words = say("start.decision", language, number=each.number, title=each.title)
        if until is not None:
            when = moment_text(until.astimezone(_zone()), language)
            words += " " + say("start.decide_by", language, when=when)
        st.page_link(
            page_path("agreements"), label=words, query_params={"agreement": each.id}
        )


def _open(entry: Recent) -> None:
    """Open what was worked on before, as it was."""
    actor, question = people.actor(), entry.question
    if question.scenario.startswith(shelf.OWN):
        saved.found_again(actor, question.scenario)
    state.set_plan(
        scenario=question.scenario,
        heads=question.heads,
        seed=question.seed,
        replications=question.replications,
        plan_id=entry.plan_id,
    )
    st.switch_page(page_path("simulation"))


def _zone() -> ZoneInfo:
    """Return the time zone of the browser; that of Japan when it does not say."""
    try:
        return ZoneInfo(st.context.timezone or _JAPAN)
    except (ValueError, ZoneInfoNotFoundError):
        return ZoneInfo(_JAPAN)


def _steps(language: Language) -> None:
    """Say in which order the pages are used."""
    st.subheader(say("start.steps", language), anchor=False)
    st.caption(say("start.steps_about", language))
    titles = {
        name: title for name, title in page_titles(language).items() if name != "start"
    }
    for name, title in titles.items():
        link, purpose = st.columns((1, 4), vertical_alignment="center")
        with link:
            st.page_link(page_path(name), label=title)
        purpose.caption(say(f"start.step_{name}", language))


if __name__ == "__main__":
    show()
