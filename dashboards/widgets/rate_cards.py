"""Rate cards: choose them, drop files, change their numbers in place."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dashboards import state
from dashboards.i18n import Language, say
from dashboards.services import quotes, rate_shelf, shelf
from dashboards.services.quotes import Asked, Wanted
from dashboards.state import CurrentPlan
from dashboards.widgets.origin import origin_badge
from sim.errors import RateCardError
from sim.language import number_text, text

if TYPE_CHECKING:
    from streamlit.elements.lib.column_config_utils import ColumnConfigMappingInput

    from sim.quotes.card_numbers import CardNumber

__all__ = ["rate_cards"]

_CHOSEN, _KNOWN, _OWN_COSTS = "quotes_chosen", "quotes_known", "quotes_in_house"
_CARDS = "quotes_cards"
_MOST_CARDS = 4
_ROW_HEIGHT = 38
_ROWS_AT_MOST = 12
_SAME_PLAN = ""


def rate_cards(plan: CurrentPlan, language: Language) -> Asked | None:
    """Draw the choice and the numbers; return what to price, None for nothing."""
    chosen = _choice(language)
    _drop(language)
    if not chosen:
        st.info(say("quotes.no_cards", language))
        return None
    own_costs = str(state.start_setting(_OWN_COSTS, rate_shelf.IN_HOUSE))
    wanted = []
    with st.expander(say("quotes.numbers", language)):
        st.caption(say("quotes.numbers_about", language))
        titles = [quotes.card_title(key) for key in chosen]
        tabs = st.tabs([*titles, say("quotes.own_costs", language)])
        for number, (tab, key) in enumerate(zip(tabs, chosen, strict=False)):
            with tab:
                wanted.append(_own_plan(key, number, plan, language))
                _card_numbers(key, language)
        with tabs[-1]:
            _own_cost_numbers(own_costs, language)
    return Asked(tuple(wanted), own_costs)


def _choice(language: Language) -> tuple[str, ...]:
    """Draw the choice of cards; return the keys that are chosen and can be read."""
    chosen: tuple[str, ...] = state.start_setting(_CHOSEN, _first_choice())
    state.link_also(cards=",".join(chosen))
    known = (*rate_shelf.shipped_cards(), *state.start_setting(_KNOWN, ()))
    options = list(dict.fromkeys([*known, *chosen]))
    st.session_state[_CARDS] = list(chosen)
    st.multiselect(
        say("quotes.cards", language),
        options,
        format_func=quotes.card_title,
        key=_CARDS,
        max_selections=_MOST_CARDS,
        on_change=_choose,
        placeholder=say("quotes.cards_none", language),
    )
    readable = []
    for key in chosen:
        try:
            rate_shelf.card(key)
        except RateCardError as error:
            st.error(say("quotes.card_wrong", language))
            st.text(error.text(language))
        else:
            readable.append(key)
    return tuple(readable)


def _first_choice() -> tuple[str, ...]:
    """Return the cards that the address asks for, else the first shipped ones."""
    asked = st.query_params.get("cards", "").split(",")
    known = [key for key in asked[:_MOST_CARDS] if rate_shelf.is_there(key)]
    return tuple(dict.fromkeys(known)) or rate_shelf.first_cards()


def _choose() -> None:
    st.session_state[_CHOSEN] = tuple(st.session_state[_CARDS])


def _add(key: str, *, instead_of: str | None = None) -> None:
    """Choose a card, in the place of another one if that is said."""
    known: tuple[str, ...] = st.session_state.get(_KNOWN, ())
    chosen: tuple[str, ...] = st.session_state.get(_CHOSEN, ())
    st.session_state[_KNOWN] = tuple(dict.fromkeys([*known, key]))
    if instead_of in chosen:
        replaced = [key if each == instead_of else each for each in chosen]
    else:
        replaced = [*chosen[: _MOST_CARDS - 1], key]
    st.session_state[_CHOSEN] = tuple(dict.fromkeys(replaced))


def _drop(language: Language) -> None:
    """Let the planner drop rate cards, and the shop's own costs."""
    with st.expander(say("quotes.drop", language)):
        left, right = st.columns(2)
        for column, kind, read in (
            (left, "card", rate_shelf.read_card),
            (right, "own_costs", rate_shelf.read_in_house),
        ):
            with column:
                _dropped(kind, read, language)


def _dropped(kind: str, read: Callable[[str, bytes], str], language: Language) -> None:
    found = st.file_uploader(
        say(f"quotes.drop_{kind}", language),
        type=["toml"],
        key=f"quotes_drop_{kind}",
        help=say("quotes.drop_help", language),
    )
    if found is None:
        return
    try:
        key = read(found.name, found.getvalue())
    except RateCardError as error:
        st.error(say("quotes.file_wrong", language))
        st.text(error.text(language))
        return
    if st.session_state.get(f"quotes_dropped_{kind}") == key:
        return
    st.session_state[f"quotes_dropped_{kind}"] = key
    if kind == "card":
        _add(key)
    else:
        st.session_state[_OWN_COSTS] = key
    st.rerun()


def _own_plan(key: str, number: int, plan: CurrentPlan, language: Language) -> Wanted:
    """Draw the plan that a card is for; the one of the screen unless said otherwise."""
    titles = {name: name for name in (_SAME_PLAN,)} | shelf.titles()
    other = st.selectbox(
        say("quotes.plan", language),
        list(titles),
        format_func=lambda name: titles[name] or say("quotes.plan_same", language),
        key=f"quotes_plan_{number}",
        help=say("quotes.plan_help", language),
        persist_state="session",
    )
    if not other:
        return Wanted(key, plan.question)
    return Wanted(key, quotes.question_of(str(other), plan.question))


def _card_numbers(key: str, language: Language) -> None:
    values = _number_table(quotes.numbers_of_card(key), key, language)
    if _apply(values, key, language):
        _changed(
            lambda: _add(quotes.changed_card(key, values), instead_of=key), language
        )
    st.download_button(
        say("quotes.download_card", language),
        rate_shelf.toml_bytes(rate_shelf.card(key)),
        file_name=say(
            "quotes.card_file", language, digest=rate_shelf.card(key).digest[:8]
        ),
        mime="application/toml",
        key=f"quotes_toml_{key[-12:]}",
        on_click="ignore",
    )


def _own_cost_numbers(key: str, language: Language) -> None:
    values = _number_table(quotes.numbers_of_in_house(key), key, language)

    def change() -> None:
        st.session_state[_OWN_COSTS] = quotes.changed_in_house(key, values)

    if _apply(values, key, language):
        _changed(change, language)


def _apply(values: Mapping[str, float], key: str, language: Language) -> bool:
    return st.button(
        say("quotes.apply", language, n=number_text(len(values), language)),
        key=f"quotes_apply_{key[-12:]}",
        type="primary",
        disabled=not values,
    )


def _changed(change: Callable[[], None], language: Language) -> None:
    try:
        change()
    except RateCardError as error:
        st.error(say("quotes.not_applied", language))
        st.text(error.text(language))
        return
    st.rerun()


def _number_table(
    rows: "tuple[CardNumber, ...]", key: str, language: Language
) -> dict[str, float]:
    """Draw the numbers; return those that were changed, by path."""
    frame = pd.DataFrame(
        {
            "part": [text(f"quotes.group_{row.part}", language) for row in rows],
            "owner": [_owner(row.owner, language) for row in rows],
            "field": [text(f"quotes.field_{row.field}", language) for row in rows],
            "value": [row.value for row in rows],
            "kind": [origin_badge(row.kind, language) for row in rows],
            "note": [row.note for row in rows],
        }
    )
    edited = st.data_editor(
        frame,
        key=f"quotes_numbers_{key[-12:]}",
        hide_index=True,
        num_rows="fixed",
        disabled=["part", "owner", "field", "kind", "note"],
        column_config=_config(language),
        row_height=_ROW_HEIGHT,
        height=_ROW_HEIGHT * (min(len(rows), _ROWS_AT_MOST) + 1) + 2,
        alt=say("quotes.numbers_alt", language),
    )
    return {
        row.path: float(value)
        for row, value in zip(rows, edited["value"], strict=True)
        if not pd.isna(value) and float(value) != row.value
    }


def _owner(owner: str, language: Language) -> str:
    return text("quotes.every_team", language) if owner == "*" else owner


def _config(language: Language) -> "ColumnConfigMappingInput":
    words = st.column_config.TextColumn
    heads = ("part", "owner", "field", "value", "kind", "note")
    labels = {name: say(f"quotes.number_{name}", language) for name in heads}
    return {
        "part": words(labels["part"], width=120),
        "owner": words(labels["owner"], width=150),
        "field": words(labels["field"], width=210),
        "value": st.column_config.NumberColumn(labels["value"], width=100),
        "kind": words(labels["kind"], width=90),
        "note": words(labels["note"], width=420),
    }
