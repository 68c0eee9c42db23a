"""シミュレーション: heads of each shift on the left, what they lead to on the right."""

from time import monotonic

import streamlit as st

from dashboards import people, state
from dashboards.i18n import Language, say
from dashboards.services import film, plans, questions, runs, simulation
from dashboards.services.questions import Question
from dashboards.widgets.cards import card_row
from dashboards.widgets.downloads import download_buttons
from dashboards.widgets.numbers import number_table
from dashboards.widgets.plan_picker import plan_picker
from dashboards.widgets.progress import progress_line
from dashboards.widgets.shift_table import shift_table
from dashboards.widgets.style import put_style
from dashboards.widgets.verdict import verdict_banner
from dashboards.widgets.what_if_panel import what_if_panel
from sim.language import text

_QUICK_SECONDS = 0.8
"""An answer that comes this soon needs no progress bar."""
_LATE_SECONDS = 3.0
"""A table tells what was typed a moment late, after a press that came behind it.

Only the drawing of the page for that press lies between, and the quick answer.
"""
_REPLICATIONS = "simulation_replications"
_SEED = "simulation_seed"
_CHART_CONFIG = {"displayModeBar": False, "responsive": True}


def show() -> None:
    """Draw the page."""
    now = monotonic()  # before anything is drawn, which takes long on a busy machine
    language = state.language()
    st.title(say("simulation.title", language), anchor=False)
    left, right = st.columns([10, 14], gap="medium")
    with left, st.container(key="simulation_controls"):
        plan = plan_picker(
            language, key="simulation_scenario", has_description=True, has_changes=False
        )
        if plan is None:
            return
        question = _controls(plan.scenario, language, now)
    with right:
        _results(plan.scenario, question, language)


def _controls(scenario: str, language: Language, now: float) -> Question | None:
    """Draw table, settings and buttons; return the question, None when it is wrong."""
    heads = _staffing(scenario, language)
    problems = plans.staff_problems(scenario, heads, language)
    if problems:
        st.error(say("simulation.problems", language) + "\n\n" + "\n\n".join(problems))
    seed, replications = _settings(language)
    question = None
    if not problems:
        typed = tuple(int(str(value)) for value in heads)
        state.set_plan(heads=typed, is_typed=True)
        question = Question(scenario, typed, seed, replications)
    _buttons(scenario, question, language)
    if question is not None:
        # below the buttons, which must not move away from under a press
        _changes(scenario, heads, language)
        _serve_press(question, language, now)
    return question


def _staffing(scenario: str, language: Language) -> tuple[object, ...]:
    st.subheader(say("simulation.staffing", language), anchor=False)
    rows = plans.staff_rows(scenario)
    if not rows:
        st.info(say("simulation.no_shifts", language))
        return ()
    table = state.editor(scenario)
    heads = shift_table(
        rows,
        table.start,
        language,
        key=f"simulation_staffing_{scenario}_{table.generation}",
    )
    state.remember_draft(scenario, heads)
    st.caption(say("simulation.staffing_hint", language))
    if any(row.is_offered for row in rows):
        st.caption(say("simulation.offered_hint", language))
    return heads


def _changes(scenario: str, heads: tuple[object, ...], language: Language) -> None:
    """Say which shifts differ from the scenario."""
    lines = [
        say(
            "simulation.changed_line",
            language,
            shift=row.name,
            before=row.heads,
            after=value,
        )
        for row, value in plans.changed_rows(scenario, heads)
    ]
    if lines:
        st.text("\n".join([say("simulation.changed", language), *lines]))


def _settings(language: Language) -> tuple[int, int]:
    """Draw the settings; return (seed, replications)."""
    plan = state.current_plan()
    if plan is not None:
        st.session_state[_REPLICATIONS] = plan.replications
        st.session_state[_SEED] = plan.seed
    with st.expander(say("simulation.settings", language), key="simulation_settings"):
        replications = st.number_input(
            say("simulation.replications", language),
            min_value=1,
            max_value=questions.MAX_REPLICATIONS,
            step=10,
            key=_REPLICATIONS,
            help=say("simulation.replications_help", language),
            on_change=_take_settings,
        )
        seed = st.number_input(
            say("simulation.seed", language),
            min_value=0,
            max_value=questions.MAX_SEED,
            step=1,
            key=_SEED,
            help=say("simulation.seed_help", language),
            on_change=_take_settings,
        )
    return seed, replications


def _take_settings() -> None:
    state.set_plan(
        seed=st.session_state[_SEED], replications=st.session_state[_REPLICATIONS]
    )


def _buttons(scenario: str, question: Question | None, language: Language) -> None:
    """Draw the buttons."""
    is_edited = question is None or not questions.is_base(question)
    with st.container(horizontal=True):
        st.button(
            say("simulation.run", language),
            key="simulation_run",
            type="primary",
            disabled=question is None,
            on_click=_want,
            args=(scenario,),
        )
        st.button(
            say("simulation.reset", language),
            key="simulation_reset",
            disabled=not is_edited,
            on_click=_reset,
            args=(scenario,),
        )
        st.button(
            say("simulation.undo", language),
            key="simulation_undo",
            disabled=not state.can_undo(),
            on_click=state.undo,
        )
        st.button(
            say("simulation.redo", language),
            key="simulation_redo",
            disabled=not state.can_redo(),
            on_click=state.redo,
        )


def _want(scenario: str) -> None:
    """Note a press, until it is served: a page drawn anew meanwhile would forget it."""
    state.change_desk(scenario, is_wanted=True)


def _serve_press(question: Question, language: Language, now: float) -> None:
    """Ask the question when the button was pressed for it.

    Other heads that come in right after a press were typed before it. The press is
    noted first and served last: the page may be drawn anew wherever it reads or writes
    what the session remembers.
    """
    desk = state.desk(question.scenario)
    is_other = desk.asked is not None and desk.asked.heads != question.heads
    if desk.is_wanted:
        state.change_desk(question.scenario, pressed_at=now)
        _ask(question, language)
    elif is_other and now - desk.pressed_at < _LATE_SECONDS:
        _ask(question, language)


def _reset(scenario: str) -> None:
    state.set_plan(heads=plans.plan_heads(scenario), is_typed=True)
    state.restart_editor(scenario, None)


def _ask(question: Question, language: Language) -> None:
    try:
        runs.ask(
            question,
            state.session_id(),
            instead_of=state.desk(question.scenario).asked,
        )
    except runs.Busy:
        state.change_desk(question.scenario, is_wanted=False)
        st.warning(say("simulation.busy", language))
        return
    state.change_desk(
        question.scenario, asked=question, is_cancelled=False, is_wanted=False
    )
    runs.wait(question, _QUICK_SECONDS)


def _results(scenario: str, current: Question | None, language: Language) -> None:
    """Draw the answer, or what keeps it from being there."""
    desk = _looked_up(scenario, current, language)
    status = runs.status(desk.asked) if desk.asked else None
    is_running = status is not None and status.is_open and not desk.is_cancelled
    is_stale = desk.shown is not None and desk.shown != current
    put_style(is_greyed=is_stale or (is_running and desk.shown is not None))
    if desk.is_cancelled:
        st.info(say("simulation.cancelled", language))
    elif status is not None and status.state == "failed" and desk.asked is not None:
        _failure(desk.asked, language)
    if is_running and desk.asked is not None:
        _progress(desk.asked, language, is_first=desk.shown is None)
    elif is_stale and desk.shown is not None:
        _stale(desk.shown, current, language)
    if desk.shown is not None:
        with st.container(key="simulation_answer"):
            _answer(desk.shown, language)
    elif not is_running:
        st.info(say("simulation.nothing_yet", language))


def _looked_up(
    scenario: str, current: Question | None, language: Language
) -> state.Desk:
    """Return what is asked and shown, after looking what has come in meanwhile.

    The base plan is asked without a click; an answer that is known is shown at once.
    """
    desk = state.desk(scenario)
    if desk.asked is None:
        _ask(questions.default_question(scenario), language)
    elif not desk.is_cancelled and runs.status(desk.asked) is None:
        _ask(desk.asked, language)  # forgotten after many other questions
    desk = state.desk(scenario)
    if desk.shown is not None and not runs.is_answered(desk.shown):
        desk = state.change_desk(scenario, shown=None)
    if current is not None and runs.is_answered(current):
        return state.change_desk(scenario, shown=current)
    if desk.asked is not None and runs.is_answered(desk.asked):
        return state.change_desk(scenario, shown=desk.asked)
    return desk


@st.fragment(run_every=0.3)
def _progress(question: Question, language: Language, *, is_first: bool) -> None:
    """Draw how far the run is, again and again; the rest of the page stays free."""
    people.require()  # a page that is open outlives a logout
    status = runs.status(question)
    if status is None or not status.is_open:
        st.rerun()
    key = "first_answer" if is_first else "stale_running"
    st.caption(say(f"simulation.{key}", language))
    if progress_line(status, language):
        runs.cancel(question, state.session_id())
        state.change_desk(question.scenario, is_cancelled=True)
        st.rerun()


def _failure(question: Question, language: Language) -> None:
    st.error(say("simulation.failed", language))
    known = runs.problem_text(question, language)
    st.text(known or say("simulation.failed_unknown", language))


def _stale(shown: Question, current: Question | None, language: Language) -> None:
    """Say why the answer on the screen no longer fits what is on the left."""
    if current is None:
        words = "stale_problems"
    elif current.heads != shown.heads:
        words = "stale_heads"
    else:
        words = "stale_settings"
    st.warning(say(f"simulation.{words}", language), icon="⚠️")


def _answer(question: Question, language: Language) -> None:
    """Draw the answer of a question: verdict, cards, and one of the panels."""
    verdict_banner(simulation.verdict(question, language))
    key = "baseline_self" if questions.is_base(question) else "baseline_named"
    st.caption(say(f"simulation.{key}", language, replications=question.replications))
    card_row(simulation.cards(question, language), language)
    panel = st.segmented_control(
        say("simulation.panel", language),
        list(_PANELS),
        default="charts",
        format_func=lambda name: say(f"simulation.panel_{name}", language),
        key="simulation_panel",
        required=True,
        label_visibility="collapsed",
        persist_state="session",
    )
    _PANELS[panel](question, language)


def _charts(question: Question, language: Language) -> None:
    is_dark = st.context.theme.type == "dark"
    for chart in simulation.charts(question, language, is_dark=is_dark):
        st.plotly_chart(
            chart.figure,
            key=f"simulation_chart_{chart.key}",
            theme=None,
            config=_CHART_CONFIG,
            alt=chart.alt,
        )


def _film(question: Question, language: Language) -> None:
    """Let the planner watch one sale."""
    st.caption(text("film.intro", language))
    kind = st.radio(
        say("simulation.film_which", language),
        list(film.SALES),
        format_func=lambda name: text(f"film.{name}", language),
        horizontal=True,
        key="simulation_film",
        label_visibility="collapsed",
        persist_state="session",
    )
    is_dark = st.context.theme.type == "dark"
    st.iframe(film.page(question, kind, language, is_dark=is_dark), height=film.HEIGHT)


def _numbers(question: Question, language: Language) -> None:
    number_table(simulation.numbers(question, language), language)
    digest = questions.digest(question)[:12]
    st.download_button(
        say("simulation.download", language),
        simulation.numbers_csv(question, language),
        file_name=say("simulation.file_name", language, digest=digest),
        mime="text/csv",
        key="simulation_download",
        on_click="ignore",
    )
    download_buttons(question, language, key="simulation_take")


def _stress(question: Question, language: Language) -> None:
    what_if_panel("stress", question, language)


def _tornado(question: Question, language: Language) -> None:
    what_if_panel("tornado", question, language)


_PANELS = {
    "charts": _charts,
    "film": _film,
    "stress": _stress,
    "tornado": _tornado,
    "numbers": _numbers,
}
"""What is shown under the cards, one at a time."""


if __name__ == "__main__":
    show()
