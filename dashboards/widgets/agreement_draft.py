"""The own draft of an agreement: fill its blanks, change its plan, send it."""

from datetime import datetime

import streamlit as st

from dashboards.i18n import Language, say
from dashboards.services import agreements
from dashboards.widgets.agreement_actions import act, refuse
from dashboards.widgets.agreement_begin import priced_plan
from sim.accounts import Actor
from sim.agreements.filling import OpenField
from sim.agreements.records import Agreement

__all__ = ["draft_panel"]

_WRITING = frozenset({"send", "counter", "revise", "amend"})
_FILLED = "agreements_fill"
_EXPLAINED = ("decide_by", "valid_until", "acceptance_order")


def draft_panel(actor: Actor, found: Agreement, language: Language) -> None:
    """Draw what the own side is writing, where it may write."""
    allowed = agreements.allowed(actor, found) & _WRITING
    if not allowed:
        return
    key = f"agreements.write_{next(iter(allowed))}"
    with st.expander(say(key, language), expanded=found.draft is not None):
        st.caption(say("agreements.draft_about", language))
        _fields(actor, found, language)
        _other_plan(actor, found, language)
        _as_file(actor, found, language)
        _sending(actor, found, language)


def _fields(actor: Actor, found: Agreement, language: Language) -> None:
    """Draw the blanks and the dates as a form."""
    fields = agreements.fields_to_fill(found)
    version = found.draft.version if found.draft else 0
    with st.form(f"agreements_form_{found.summary.id}_{version}", border=True):
        st.text(say("agreements.fill", language, count=len(fields)))
        columns = st.columns(2)
        for number, field in enumerate(fields):
            with columns[number % 2]:
                _field(field, _key(found, field), language)
        st.form_submit_button(
            say("agreements.keep_draft", language),
            on_click=_fill,
            args=(actor, found, fields, language),
        )


def _field(field: OpenField, key: str, language: Language) -> None:
    label, unit = field.label(language), field.unit(language)
    match field.kind:
        case "choice":
            st.selectbox(
                label,
                field.choices,
                index=_index(field),
                format_func=lambda choice: field.choice_label(choice, language),
                placeholder=say("agreements.choose", language),
                help=_help(field, language),
                key=key,
            )
        case "whole":
            st.number_input(
                label, value=None, min_value=0, step=1, placeholder=unit, key=key
            )
        case "number":
            st.number_input(label, value=None, min_value=0.0, placeholder=unit, key=key)
        case "moment":
            shown = ""
            if isinstance(field.value, datetime):
                shown = field.value.strftime("%Y-%m-%d %H:%M")
            st.text_input(
                label,
                value=shown,
                placeholder="2026-12-01 18:00",
                help=_help(field, language),
                key=key,
            )
        case "lines":
            st.text_area(label, help=say("agreements.one_a_line", language), key=key)
        case _:
            st.text_input(label, key=key)


def _help(field: OpenField, language: Language) -> str | None:
    """Return what a field that is easily mistaken means."""
    if field.path not in _EXPLAINED:
        return None
    return say(f"agreements.help_{field.path}", language)


def _index(field: OpenField) -> int | None:
    value = str(field.value)
    return field.choices.index(value) if value in field.choices else None


def _key(found: Agreement, field: OpenField) -> str:
    version = found.draft.version if found.draft else 0
    return f"{_FILLED}_{found.summary.id}_{version}_{field.path}"


def _fill(
    actor: Actor,
    found: Agreement,
    fields: tuple[OpenField, ...],
    language: Language,
) -> None:
    """Save what was typed; fields that were left empty stay as they are."""
    values: dict[str, object] = {}
    for field in fields:
        typed = st.session_state.get(_key(found, field))
        if typed in (None, ""):
            continue
        if field.kind == "moment":
            try:
                values[field.path] = datetime.fromisoformat(str(typed).strip())
            except ValueError:
                message = say("agreements.no_moment", language, got=typed)
                refuse(f"{field.label(language)}: {message}")
                return
        elif field.kind == "lines":
            values[field.path] = str(typed).splitlines()
        else:
            values[field.path] = typed
    act(agreements.fill, actor, found, values)


def _other_plan(actor: Actor, found: Agreement, language: Language) -> None:
    """Let another plan take the place of the one in the document."""
    if not st.toggle(say("agreements.other_plan", language), key="agreements_replan"):
        return
    st.caption(say("agreements.other_plan_about", language))
    asked = priced_plan(language, key="agreements_other")
    if asked is not None:
        st.button(
            say("agreements.take_plan", language),
            key="agreements_take_plan",
            on_click=act,
            args=(agreements.replan, actor, found, asked),
        )


def _as_file(actor: Actor, found: Agreement, language: Language) -> None:
    """Let everything else be changed in a file."""
    if not st.toggle(say("agreements.as_file", language), key="agreements_as_file"):
        return
    st.caption(say("agreements.as_file_about", language))
    st.download_button(
        say("agreements.terms_file", language),
        agreements.terms_bytes(found),
        file_name=f"{found.summary.number}-terms.toml",
        mime="application/toml",
        key="agreements_terms",
        on_click="ignore",
    )
    dropped = st.file_uploader(
        say("agreements.terms_drop", language), type=["toml"], key="agreements_upload"
    )
    if dropped is not None:
        st.button(
            say("agreements.take_terms", language),
            key="agreements_take_terms",
            on_click=act,
            args=(agreements.take_terms, actor, found, dropped.getvalue()),
        )


def _sending(actor: Actor, found: Agreement, language: Language) -> None:
    if found.draft is None:
        return
    left, right = st.columns(2)
    with left:
        st.button(
            say("agreements.send", language),
            key="agreements_send",
            type="primary",
            on_click=act,
            args=(agreements.send, actor, found),
            width="stretch",
        )
    with right:
        if found.summary.state != "draft":
            st.button(
                say("agreements.discard", language),
                key="agreements_discard",
                on_click=act,
                args=(agreements.discard, actor, found),
                width="stretch",
            )
    st.caption(say("agreements.send_about", language))
