"""The promise: cut-offs, business days, pickups, closed days, target."""

from dataclasses import replace

import streamlit as st

from dashboards import state
from dashboards.i18n import Language, say
from dashboards.services import assumptions
from dashboards.services.assumptions import GateRow, PromiseRow, Promises
from dashboards.state import CurrentPlan
from sim.errors import ScenarioError
from sim.language import percent_text

__all__ = ["promise_form"]


def promise_form(plan: CurrentPlan, language: Language) -> None:
    """Draw the promise of a scenario as a form; applying it makes another scenario."""
    known = assumptions.promises(plan.scenario)
    mark = plan.scenario[-12:]
    with st.form(f"assumptions_promise_{mark}", border=False):
        st.subheader(say("assumptions.ship_by", language), anchor=False)
        st.caption(say("assumptions.ship_by_about", language))
        classes = tuple(_class(row, language, mark) for row in known.classes)
        st.subheader(say("assumptions.pickups", language), anchor=False)
        gates = tuple(_gate(row, language, mark) for row in known.gates)
        st.subheader(say("assumptions.closed", language), anchor=False)
        closed = _closed(known, language, mark)
        st.subheader(say("assumptions.target", language), anchor=False)
        share, probability = _target(known, language, mark)
        is_applied = st.form_submit_button(
            say("assumptions.apply", language), type="primary"
        )
    if is_applied:
        typed = Promises(classes, gates, closed, share, probability)
        _apply(plan, typed, language)


def _apply(plan: CurrentPlan, typed: Promises, language: Language) -> None:
    try:
        key = assumptions.put_promises(plan.scenario, plan.heads, typed, language)
    except ScenarioError as error:
        st.error(say("assumptions.not_applied", language))
        st.text(error.text(language))
        return
    state.set_plan(scenario=key, heads=plan.heads)
    st.rerun()


def _class(row: PromiseRow, language: Language, mark: str) -> PromiseRow:
    name, cutoff, days = st.columns([3, 2, 2], vertical_alignment="bottom")
    share = percent_text(row.share, language)
    name.text(say("assumptions.class_share", language, label=row.label, share=share))
    key = f"assumptions_class_{mark}_{row.order_class}"
    typed = cutoff.text_input(
        say("assumptions.cutoff", language), row.cutoff, key=f"{key}_cutoff"
    )
    number = days.number_input(
        say("assumptions.business_days", language),
        min_value=0,
        max_value=60,
        value=row.business_days,
        key=f"{key}_days",
    )
    return replace(row, cutoff=typed.strip(), business_days=int(number))


def _gate(row: GateRow, language: Language, mark: str) -> GateRow:
    times, capacity = st.columns([5, 2], vertical_alignment="bottom")
    key = f"assumptions_gate_{mark}_{row.path}"
    typed = times.text_input(
        say("assumptions.gate_times", language, label=row.label),
        row.at,
        key=f"{key}_at",
        help=say("assumptions.gate_help", language),
    )
    most = row.capacity
    if most is not None:
        most = int(
            capacity.number_input(
                say("assumptions.gate_capacity", language),
                min_value=0,
                max_value=1_000_000,
                value=most,
                key=f"{key}_capacity",
            )
        )
    return replace(row, at=typed, capacity=most)


def _closed(
    known: Promises, language: Language, mark: str
) -> dict[str, tuple[str, ...]]:
    chosen = {}
    for column, (name, days) in zip(
        st.columns(len(known.closed)), known.closed.items(), strict=True
    ):
        picked = column.multiselect(
            say(f"assumptions.closed_{name}", language),
            assumptions.CLOSED_DAYS,
            default=list(days),
            format_func=lambda day: say(f"assumptions.day_{day}", language),
            key=f"assumptions_closed_{mark}_{name}",
            placeholder=say("assumptions.closed_none", language),
        )
        chosen[name] = tuple(day for day in assumptions.CLOSED_DAYS if day in picked)
    return chosen


def _target(known: Promises, language: Language, mark: str) -> tuple[float, float]:
    left, right = st.columns(2)
    share = left.number_input(
        say("assumptions.missed_share", language),
        min_value=0.0,
        max_value=100.0,
        value=round(100 * known.missed_share, 4),
        step=0.5,
        key=f"assumptions_missed_{mark}",
    )
    probability = right.number_input(
        say("assumptions.with_probability", language),
        min_value=1.0,
        max_value=99.9,
        value=round(100 * known.with_probability, 4),
        step=1.0,
        key=f"assumptions_probability_{mark}",
    )
    return share / 100, probability / 100
