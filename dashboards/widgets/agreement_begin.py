"""A new agreement: the current plan, a partner and a rate card."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from dashboards import state
from dashboards.i18n import Language, say
from dashboards.services import agreements, quotes, rate_shelf
from dashboards.services.quotes import Asked, Wanted
from dashboards.widgets.agreement_actions import refuse
from dashboards.widgets.on_request import Wording, Work, on_request
from dashboards.widgets.plan_picker import plan_picker
from sim.accounts import Actor, Organization
from sim.errors import RateCardError, SimError

__all__ = ["begin_form", "priced_plan"]

_MADE = "agreements_made"


def begin_form(actor: Actor, language: Language, opened: Callable[[str], None]) -> None:
    """Draw the form; ``opened`` is called with the identity of what was begun."""
    partners = {each.id: each for each in agreements.partners(actor)}
    if not partners:
        st.info(say("agreements.no_partner", language))
        return
    st.caption(say("agreements.begin_about", language))
    partner = st.selectbox(
        say("agreements.partner", language),
        list(partners),
        format_func=lambda key: partners[key].name,
        key="agreements_partner",
    )
    asked = priced_plan(language, key="agreements_new")
    if asked is None or partner is None:
        return
    st.button(
        say("agreements.begin_now", language),
        key="agreements_begin",
        type="primary",
        on_click=_begin,
        args=(actor, partners[partner], asked, language, opened),
    )


def priced_plan(language: Language, *, key: str) -> Asked | None:
    """Draw the choice of plan and rate card; return them once they are computed."""
    plan = plan_picker(language, key=f"{key}_scenario")
    cards = rate_shelf.shipped_cards()
    card = st.selectbox(
        say("agreements.card", language),
        cards,
        format_func=quotes.card_title,
        key=f"{key}_card",
    )
    if plan is None or card is None:
        return None
    asked = Asked((Wanted(card, plan.question),))
    work = Work(
        is_ready=partial(agreements.is_computed, asked),
        progress=partial(agreements.progress, asked),
        ask=partial(agreements.compute, asked, state.session_id()),
        stop=partial(agreements.cancel, asked, state.session_id()),
        problem_text=partial(agreements.problem_text, asked, language),
    )
    wording = Wording(
        begin=say("agreements.compute", language),
        running=say("agreements.computing", language),
        failed=say("quotes.failed", language),
        busy=say("quotes.busy", language),
    )
    is_there = on_request(
        work,
        wording,
        language,
        key=f"{key}_job",
        button=f"{key}_compute",
        kind="secondary",
    )
    return _fitting(asked, language) if is_there else None


def _fitting(asked: Asked, language: Language) -> Asked | None:
    """Return what was computed; None when the card does not fit the plan."""
    try:
        st.text(quotes.sentences(asked, 0, language)[0])
    except RateCardError as error:
        st.error(say("quotes.does_not_fit", language))
        st.text(error.text(language))
        return None
    return asked


def _begin(
    actor: Actor,
    partner: Organization,
    asked: Asked,
    language: Language,
    opened: Callable[[str], None],
) -> None:
    """Begin once, however often the button is pressed."""
    wish = (actor.organization_id, partner.id, asked)
    made: tuple[object, str] | None = st.session_state.get(_MADE)
    if made is not None and made[0] == wish:
        opened(made[1])
        return
    try:
        found = agreements.begin(actor, partner, asked, language)
    except SimError as error:
        refuse(error)
        return
    st.session_state[_MADE] = (wish, found)
    opened(found)
