"""Every number with its origin: filter, read, correct."""

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dashboards import state
from dashboards.i18n import Language, say
from dashboards.services import assumptions
from dashboards.services.assumptions import InputRow, Kind
from dashboards.state import CurrentPlan
from dashboards.widgets.origin import origin_badge
from sim.errors import ScenarioError
from sim.language import number_text, text

if TYPE_CHECKING:
    from streamlit.elements.lib.column_config_utils import ColumnConfigMappingInput

__all__ = ["input_table"]

_ROW_HEIGHT = 38
_ROWS_AT_MOST = 18


def input_table(plan: CurrentPlan, language: Language) -> None:
    """Draw the numbers of a scenario; applying changes makes another scenario."""
    rows = assumptions.input_rows(plan.scenario, language)
    _counts(rows, language)
    shown, mark = _filtered(rows, plan, language)
    if not shown:
        st.info(say("assumptions.no_inputs", language))
        return
    badges = {origin_badge(kind, language): kind for kind in assumptions.KINDS}
    signs = {kind: badge for badge, kind in badges.items()}
    frame = pd.DataFrame(
        {
            "part": [text(f"inputs.part_{row.part}", language) for row in shown],
            "owner": [row.owner for row in shown],
            "quantity": [row.quantity for row in shown],
            "value": [row.value for row in shown],
            "kind": [signs[row.kind] for row in shown],
            "note": [row.note for row in shown],
        }
    )
    edited = st.data_editor(
        frame,
        key=f"assumptions_inputs_{plan.scenario[-12:]}_{mark}",
        hide_index=True,
        num_rows="fixed",
        disabled=["part", "owner", "quantity", "note"],
        column_config=_config(list(badges), language),
        row_height=_ROW_HEIGHT,
        height=_ROW_HEIGHT * (min(len(shown), _ROWS_AT_MOST) + 1) + 2,
        alt=say("assumptions.inputs_alt", language),
    )
    values = {
        row.path: float(value)
        for row, value in zip(shown, edited["value"], strict=True)
        if not pd.isna(value) and float(value) != row.value
    }
    kinds: dict[str, Kind] = {
        row.path: badges[badge]
        for row, badge in zip(shown, edited["kind"], strict=True)
        if badges[badge] != row.kind
    }
    _apply(plan, values, kinds, language)


def _counts(rows: tuple[InputRow, ...], language: Language) -> None:
    """Say how many numbers are measured, quoted, assumed."""
    words = [
        f"{origin_badge(kind, language)} "
        + number_text(sum(row.kind == kind for row in rows), language)
        for kind in assumptions.KINDS
    ]
    st.caption(say("assumptions.inputs_about", language) + "  " + " / ".join(words))


def _filtered(
    rows: tuple[InputRow, ...], plan: CurrentPlan, language: Language
) -> tuple[list[InputRow], str]:
    """Draw the filters; return the rows that pass, and a name of the filter."""
    left, right = st.columns(2)
    parts = left.multiselect(
        say("assumptions.filter_part", language),
        assumptions.parts(plan.scenario),
        format_func=lambda part: text(f"inputs.part_{part}", language),
        key="assumptions_filter_part",
        placeholder=say("assumptions.filter_all", language),
        persist_state="session",
    )
    kinds = right.multiselect(
        say("assumptions.filter_kind", language),
        assumptions.KINDS,
        format_func=lambda kind: origin_badge(kind, language),
        key="assumptions_filter_kind",
        placeholder=say("assumptions.filter_all", language),
        persist_state="session",
    )
    shown = [
        row
        for row in rows
        if (not parts or row.part in parts) and (not kinds or row.kind in kinds)
    ]
    return shown, "-".join([*parts, *kinds])


def _config(badges: list[str], language: Language) -> "ColumnConfigMappingInput":
    words = st.column_config.TextColumn
    heads = ("part", "owner", "quantity", "value", "kind", "note")
    labels = {name: say(f"assumptions.input_{name}", language) for name in heads}
    return {
        "part": words(labels["part"], width=130),
        "owner": words(labels["owner"], width=170),
        "quantity": words(labels["quantity"], width=220),
        "value": st.column_config.NumberColumn(labels["value"], width=90),
        "kind": st.column_config.SelectboxColumn(
            labels["kind"], options=badges, required=True, width=110
        ),
        "note": words(labels["note"], width=420),
    }


def _apply(
    plan: CurrentPlan,
    values: dict[str, float],
    kinds: dict[str, Kind],
    language: Language,
) -> None:
    changed = len({*values, *kinds})
    if changed:
        st.text(say("assumptions.changed", language, n=number_text(changed, language)))
    if not st.button(
        say("assumptions.apply", language),
        key="assumptions_apply",
        type="primary",
        disabled=not changed,
    ):
        return
    try:
        key = assumptions.put_inputs(plan.scenario, plan.heads, values, kinds, language)
    except ScenarioError as error:
        st.error(say("assumptions.not_applied", language))
        st.text(error.text(language))
        return
    state.set_plan(scenario=key, heads=plan.heads)
    st.rerun()
