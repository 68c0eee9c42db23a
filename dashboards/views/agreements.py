"""合意: begin, send, counter, accept and keep agreements, for both sides."""

import streamlit as st

from dashboards import people, state
from dashboards.i18n import Language, say
from dashboards.services import agreement_words as words
from dashboards.services import agreements
from dashboards.widgets.agreement_actions import decide, show_refusal
from dashboards.widgets.agreement_begin import begin_form
from dashboards.widgets.agreement_draft import draft_panel
from dashboards.widgets.style import put_style
from dashboards.widgets.word_table import word_table
from sim.accounts import Actor
from sim.agreements.records import Agreement, Revision
from sim.agreements.states import is_open
from sim.errors import SimError

_CHOSEN = "agreement"  # part of the address that names the one on the screen


def show() -> None:
    """Draw the page."""
    language = state.language()
    put_style()
    st.title(say("agreements.title", language), anchor=False)
    st.caption(say("agreements.about", language))
    try:
        actor = people.actor()
        _sides(actor, language)
        show_refusal(language)
        chosen = st.query_params.get(_CHOSEN)
        found = agreements.opened(actor, chosen) if chosen else None
        if found is None:
            _overview(actor, language)
        else:
            _agreement(actor, found, language)
        agreements.let_expire()
    except SimError as error:
        st.error(say("agreements.no_database", language))
        st.text(error.text(language))


def _sides(actor: Actor, language: Language) -> None:
    """Draw the choice of the side, for one person who plays both."""
    if not people.is_alone():
        return
    st.session_state["agreements_side"] = actor.kind
    st.segmented_control(
        say("agreements.side", language),
        ("shop", "agency"),
        format_func=lambda kind: say(f"agreements.side_{kind}", language),
        key="agreements_side",
        required=True,
        on_change=_take_side,
        help=say("agreements.side_help", language),
    )


def _take_side() -> None:
    kind = st.session_state["agreements_side"]
    people.take_side("agency" if kind == "agency" else "shop")


def _overview(actor: Actor, language: Language) -> None:
    """Draw what is new, the list, a new agreement, and the check of a receipt."""
    for note in agreements.news(actor)[:5]:
        st.info(words.news_line(note, language))
    listed = agreements.listed(actor)
    st.subheader(say("agreements.list", language), anchor=False)
    if not listed:
        st.caption(say("agreements.none", language))
    for summary in listed:
        left, right = st.columns([5, 2], vertical_alignment="center")
        with left:
            st.button(
                words.list_label(summary, language),
                key=f"agreements_open_{summary.id}",
                on_click=_open,
                args=(summary.id,),
                type="primary" if summary.awaits_me else "secondary",
                width="stretch",
            )
        with right:
            if summary.decide_by is not None:
                left_words = words.time_left(summary.decide_by, language)
                st.text(say("agreements.decide_in", language, left=left_words))
    with st.expander(say("agreements.begin", language), expanded=not listed):
        begin_form(actor, language, _open)
    with st.expander(say("agreements.verify", language)):
        _verify(actor, language)


def _open(agreement_id: str) -> None:
    st.query_params[_CHOSEN] = agreement_id


def _close() -> None:
    st.query_params.pop(_CHOSEN, None)


def _agreement(actor: Actor, found: Agreement, language: Language) -> None:
    """Draw one agreement."""
    state.link_also(**{_CHOSEN: found.summary.id})
    st.button(say("agreements.back", language), key="agreements_back", on_click=_close)
    _standing(found, language)
    current = found.current
    if current is not None:
        _revision(current, language)
        decide(actor, found, language)
    draft_panel(actor, found, language)
    names = ("change", "document", "history", "files")
    tabs = st.tabs([say(f"agreements.tab_{name}", language) for name in names])
    with tabs[0]:
        _changes(found, language)
    with tabs[1]:
        shown = current or found.draft
        if shown is not None:
            for table in words.document_tables(shown.terms, language):
                word_table(table)
    with tabs[2]:
        zone = (current or found.draft or found.revisions[-1]).terms.zone
        word_table(words.history_table(found, zone, language))
    with tabs[3]:
        _files(actor, found, language)
    if current is not None:
        agreements.note_seen(actor, found)  # after all that could stop this run


def _standing(found: Agreement, language: Language) -> None:
    summary = found.summary
    st.subheader(summary.title, anchor=False)
    with st.container(border=True, key="agreements_standing"):
        st.markdown(f"**{words.state_words(summary, language)}**")
        st.text(words.standing_words(summary, language))
        if summary.decide_by is not None and is_open(summary.state):
            left = words.time_left(summary.decide_by, language)
            st.text(say("agreements.decide_in", language, left=left))
        if summary.valid_until is not None:
            left = words.time_left(summary.valid_until, language)
            st.text(say("agreements.valid_for", language, left=left))


def _revision(revision: Revision, language: Language) -> None:
    """Draw the risk and the price of a revision."""
    st.text(words.revision_words(revision, language))
    with st.container(border=True, key="agreements_risk"):
        st.markdown(f"**{words.promise_words(revision.terms, language)}**")
        word_table(words.figures_table(revision.terms, language))
        st.caption(words.basis_words(revision.terms, revision.content_sha256, language))


def _changes(found: Agreement, language: Language) -> None:
    """Draw what each revision changed, the newest first."""
    is_any = False
    for revision in reversed(found.revisions):
        change = agreements.change_of(found, revision.number, language)
        if change is None:
            continue
        is_any = True
        st.markdown(
            say(
                "agreements.change_of",
                language,
                before=revision.based_on,
                after=revision.number,
            )
        )
        promise, figures, places = words.change_tables(change, language)
        st.text(promise)
        word_table(figures)
        word_table(places)
        if not places.rows:
            st.caption(say("agreements.same_words", language))
    if not is_any:
        key = "no_change" if found.revisions else "nothing_sent"
        st.caption(say(f"agreements.{key}", language))


def _files(actor: Actor, found: Agreement, language: Language) -> None:
    """Offer receipt and paper."""
    st.caption(say("agreements.files_about", language))
    current = found.current
    if not found.revisions:
        st.caption(say("agreements.nothing_sent", language))
    if current is None:
        return
    name = found.summary.number
    with st.container(horizontal=True):
        st.download_button(
            say("agreements.receipt", language),
            lambda: agreements.receipt_bytes(actor, found.summary.id),
            file_name=f"{name}-receipt.json",
            mime="application/json",
            key="agreements_receipt",
            on_click="ignore",
        )
        st.download_button(
            say("agreements.pdf", language),
            lambda: agreements.pdf_bytes(found, current.number, language),
            file_name=f"{name}-r{current.number}.pdf",
            mime="application/pdf",
            key="agreements_pdf",
            on_click="ignore",
        )


def _verify(actor: Actor, language: Language) -> None:
    """Let a receipt be dropped, and say whether it is as it was made."""
    st.caption(say("agreements.verify_about", language))
    dropped = st.file_uploader(
        say("agreements.verify_drop", language), type=["json"], key="agreements_dropped"
    )
    if dropped is None:
        return
    report = agreements.verified(actor, dropped.getvalue())
    if report.passed:
        st.success(say("agreements.verify_passed", language))
    else:
        st.error(say("agreements.verify_failed", language))
    for passed, line in words.check_lines(report, language):
        mark = say(
            "agreements.check_ok" if passed else "agreements.check_bad", language
        )
        st.text(f"{mark} {line}")


if __name__ == "__main__":
    show()
