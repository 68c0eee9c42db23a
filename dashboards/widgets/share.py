"""Save and share: a name for the plan, who may read it, and a link to the view."""

from urllib.parse import urlsplit, urlunsplit

import streamlit as st

from dashboards import people, state
from dashboards.i18n import Language, say
from dashboards.link import link_query
from dashboards.services import saved, shelf
from dashboards.services.saved import Opened
from dashboards.state import CurrentPlan
from sim.accounts import Actor
from sim.errors import SimError

__all__ = ["share_button"]

_TITLE = "app_share_title"
_TROUBLE = "app_share_trouble"


def share_button(language: Language) -> None:
    """Draw the button; what it opens is only looked up while it is open."""
    plan = state.current_plan()
    if plan is None:
        return
    box = st.popover(say("share.button", language), key="app_share", on_change="rerun")
    if not box.open:
        return
    with box:
        try:
            _content(plan, language)
        except SimError as error:
            st.error(error.text(language))


def _content(plan: CurrentPlan, language: Language) -> None:
    actor = people.actor()
    opened = saved.open_plan(actor, plan.plan_id) if plan.plan_id else None
    _link(plan, opened, language)
    trouble = st.session_state.pop(_TROUBLE, None)
    if trouble:
        st.error(trouble)
    if not saved.may_save(actor):
        st.caption(say("share.viewer", language))
        return
    _saving(plan, opened, language)
    if opened is not None and opened.is_own and plan.plan_id is not None:
        _partners(actor, plan.plan_id, language)


def _link(plan: CurrentPlan, opened: Opened | None, language: Language) -> None:
    is_private = opened is None and plan.scenario.startswith(shelf.OWN)
    st.markdown(say("share.link", language))
    query = link_query(
        plan.question,
        plan.plan_id,
        language,
        base_heads=state.base_heads(plan.scenario),
    )
    here = urlsplit(st.context.url or "")
    address = urlunsplit((here.scheme, here.netloc, here.path or "/", query, ""))
    st.code(address, language=None, wrap_lines=True)
    if is_private:
        st.caption(say("share.save_first", language))


def _saving(plan: CurrentPlan, opened: Opened | None, language: Language) -> None:
    is_own = opened is not None and opened.is_own
    if opened is not None:
        st.caption(
            say(
                "share.saved",
                language,
                title=opened.title,
                version=opened.version,
                owner=opened.owner,
            )
        )
    state.start_setting(_TITLE, opened.title if opened else shelf.title(plan.scenario))
    st.text_input(say("share.title", language), key=_TITLE, max_chars=200)
    with st.container(horizontal=True):
        st.button(
            say("share.save", language),
            key="app_share_save",
            type="primary",
            on_click=_save,
            args=(language, opened if is_own else None),
        )
        if is_own:
            st.button(
                say("share.save_as", language),
                key="app_share_save_as",
                on_click=_save,
                args=(language, None),
            )


def _partners(actor: Actor, plan_id: str, language: Language) -> None:
    found = saved.sharing(actor, plan_id)
    if found:
        st.markdown(say("share.partners", language))
    for partner_id, (partner, is_shared) in found.items():
        key = f"app_share_with_{partner_id}"
        st.session_state[key] = is_shared
        st.checkbox(
            partner.name, key=key, on_change=_share, args=(plan_id, partner_id, key)
        )


def _save(language: Language, opened: Opened | None) -> None:
    """Save the plan, over the version that was seen or as a new one."""
    plan = state.current_plan()
    if plan is None:
        return
    title, actor = str(st.session_state[_TITLE]), people.actor()
    try:
        if opened is not None and plan.plan_id is not None:
            scenario = saved.save_over(
                actor, plan.question, plan.plan_id, title, seen_version=opened.version
            )
            plan_id = plan.plan_id
        else:
            plan_id, scenario = saved.save_as(actor, plan.question, title)
    except SimError as error:
        st.session_state[_TROUBLE] = error.text(language)
        return
    state.set_plan(scenario=scenario, heads=plan.heads, plan_id=plan_id)


def _share(plan_id: str, partner_id: str, key: str) -> None:
    act = saved.share if st.session_state[key] else saved.unshare
    act(people.actor(), plan_id, partner_id)
