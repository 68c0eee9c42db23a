"""Deciding on an agreement: accept, reject, withdraw, comment, end it.

Whatever is written is written in a callback, with the revision that was on the screen:
when another one is current by then, nothing happens and the page says so.
"""

from collections.abc import Callable

import streamlit as st

from dashboards.i18n import Language, say
from dashboards.services import agreement_words as words
from dashboards.services import agreements
from dashboards.widgets.word_table import word_table
from sim.accounts import Actor
from sim.agreements.records import Agreement, Revision
from sim.agreements.states import Action, is_open
from sim.errors import SimError

__all__ = ["act", "decide", "refuse", "show_refusal"]

_REFUSED = "agreements_refused"
_CANCELLING: tuple[Action, ...] = (
    "ask_cancel",
    "agree_cancel",
    "refuse_cancel",
    "take_back_cancel",
)
_NEEDS_REASON = frozenset({"ask_cancel", "refuse_cancel", "reject"})


def act(call: Callable[..., object], *arguments: object) -> None:
    """Do something in a callback; a refusal is told when the page is drawn."""
    try:
        call(*arguments)
    except SimError as error:
        refuse(error)


def refuse(why: SimError | str) -> None:
    """Remember why something was not done."""
    st.session_state[_REFUSED] = why


def show_refusal(language: Language) -> None:
    """Say why the last click did nothing, once."""
    why = st.session_state.pop(_REFUSED, None)
    if why is None:
        return
    st.error(say("agreements.refused", language))
    st.text(why.text(language) if isinstance(why, SimError) else str(why))


def decide(actor: Actor, found: Agreement, language: Language) -> None:
    """Draw what may be decided now."""
    allowed = agreements.allowed(actor, found)
    current = found.current
    if current is None:
        return
    with st.container(horizontal=True, key="agreements_decide"):
        if "accept" in allowed and found.summary.awaits_me:
            if st.button(
                say("agreements.accept", language, revision=current.number),
                key="agreements_accept",
                type="primary",
            ):
                _confirm(actor, found, current, language)
        elif is_open(found.summary.state) and actor.kind in current.accepted_at:
            st.text(say("agreements.accepted_already", language))
        for action in ("reject", "withdraw", *_CANCELLING):
            if action in allowed and st.button(
                say(f"agreements.{action}", language), key=f"agreements_{action}"
            ):
                _give_reason(actor, found, current.number, action, language)
    if "comment" in allowed:
        _comment(actor, found, language)


def _confirm(
    actor: Actor, found: Agreement, revision: Revision, language: Language
) -> None:
    """Repeat revision and numbers before the own side is bound."""

    @st.dialog(say("agreements.confirm", language), width="large")
    def confirm() -> None:
        st.text(words.revision_words(revision, language))
        st.markdown(f"**{words.promise_words(revision.terms, language)}**")
        word_table(words.figures_table(revision.terms, language))
        st.caption(words.basis_words(revision.terms, revision.content_sha256, language))
        st.text(say("agreements.confirm_about", language))
        pressed = st.button(
            say("agreements.accept_now", language, revision=revision.number),
            key="agreements_accept_now",
            type="primary",
            on_click=act,
            args=(
                agreements.accept,
                actor,
                found.summary.id,
                revision.number,
                revision.content_sha256,
            ),
        )
        if pressed:
            st.rerun()

    confirm()


def _give_reason(
    actor: Actor, found: Agreement, revision: int, action: Action, language: Language
) -> None:
    """Ask for the reason, which the other side is told, and act."""

    @st.dialog(say(f"agreements.{action}", language))
    def ask() -> None:
        st.text(say(f"agreements.{action}_about", language))
        key = f"agreements_reason_{action}"
        if action in _NEEDS_REASON or action == "withdraw":
            st.text_area(say("agreements.reason", language), key=key)
        pressed = st.button(
            say(f"agreements.{action}_now", language),
            key=f"agreements_{action}_now",
            type="primary",
            on_click=_act_with_reason,
            args=(actor, found.summary.id, revision, action, key),
        )
        if pressed:
            st.rerun()

    ask()


def _act_with_reason(
    actor: Actor, agreement_id: str, revision: int, action: Action, key: str
) -> None:
    reason = str(st.session_state.get(key, ""))
    if action == "reject":
        act(agreements.reject, actor, agreement_id, revision, reason)
    elif action == "withdraw":
        act(agreements.withdraw, actor, agreement_id, revision, reason)
    else:
        act(agreements.about_cancelling, actor, agreement_id, action, reason)


def _comment(actor: Actor, found: Agreement, language: Language) -> None:
    with st.form("agreements_comment_form", border=False):
        left, right = st.columns([5, 1], vertical_alignment="bottom")
        with left:
            st.text_input(say("agreements.comment", language), key="agreements_comment")
        with right:
            st.form_submit_button(
                say("agreements.comment_now", language),
                on_click=_say,
                args=(actor, found.summary.id),
                width="stretch",
            )


def _say(actor: Actor, agreement_id: str) -> None:
    """Send the comment once: a second click finds nothing to send."""
    said = str(st.session_state.get("agreements_comment", "")).strip()
    if said:
        act(agreements.comment, actor, agreement_id, said)
        st.session_state["agreements_comment"] = ""
