"""The choice of a scenario, the same on every page that needs one."""

import streamlit as st

from dashboards import state
from dashboards.i18n import Language, say
from dashboards.services import plans, shelf
from dashboards.state import CurrentPlan
from sim.errors import ScenarioError

__all__ = ["plan_picker"]


def plan_picker(
    language: Language,
    *,
    key: str,
    has_description: bool = False,
    has_changes: bool = True,
) -> CurrentPlan | None:
    """Draw the choice; return the current plan, None when it cannot be read.

    What is wrong is said here.

    Parameters
    ----------
    key
        Key of the widget, ``"<view>_scenario"``.
    has_description
        Show what the scenario is about.
    has_changes
        Say which heads of the plan differ from the scenario's.
    """
    plan = state.current_plan()
    if plan is None:
        st.info(say("plan_picker.no_scenarios", language))
        return None
    titles = shelf.titles()
    if plan.scenario not in titles:
        titles = {plan.scenario: shelf.title(plan.scenario), **titles}
    st.session_state[key] = plan.scenario
    st.selectbox(
        say("plan_picker.scenario", language),
        list(titles),
        format_func=lambda name: titles.get(name, name),
        key=key,
        on_change=_choose,
        args=(key,),
    )
    try:
        about = shelf.description(plan.scenario)
    except ScenarioError as error:
        st.error(say("plan_picker.scenario_wrong", language))
        st.text(error.text(language))
        return None
    if about and has_description:
        with st.container(key="plan_picker_about"):
            st.text(about)
    if has_changes:
        _changes(plan, language)
    return plan


def _changes(plan: CurrentPlan, language: Language) -> None:
    """Say which heads differ: the name of the scenario tells nothing of them."""
    changed = plans.changed_rows(plan.scenario, plan.heads)
    if not changed:
        return
    lines = [
        say(
            "plan_picker.changed_line",
            language,
            shift=row.name,
            before=row.heads,
            after=heads,
        )
        for row, heads in changed
    ]
    joined = say("plan_picker.changed_between", language).join(lines)
    st.caption(say("plan_picker.changed", language, shifts=joined))


def _choose(key: str) -> None:
    """Open the chosen scenario with what was typed into its table before."""
    scenario = str(st.session_state[key])
    state.set_plan(scenario=scenario)
    state.restart_editor(scenario, state.editor(scenario).draft)
