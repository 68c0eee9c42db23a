"""The next sale: when, how large, what that rests on, and the scenario made of it."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dashboards import state
from dashboards.i18n import Language, say
from dashboards.navigation import page_path
from dashboards.services import sale_forecast
from dashboards.services.order_files import Reading
from dashboards.services.sale_forecast import ForecastQuestion, Refused
from dashboards.state import CurrentPlan
from dashboards.widgets.origin import origin_badge
from sim.errors import ScenarioError
from sim.language import number_text

if TYPE_CHECKING:
    from streamlit.elements.lib.column_config_utils import ColumnConfigMappingInput

__all__ = ["forecast_form"]

_CHART_CONFIG = {"displayModeBar": False, "responsive": True}
_USUAL_GUESS = (5.0, 8.0, 12.0)
_MOST_TIMES = 40.0
_LONG_GAP_DAYS = 60
_FROM, _TO = "assumptions_sale_from", "assumptions_sale_to"


def forecast_form(reading: Reading, plan: CurrentPlan, language: Language) -> None:
    """Draw the questions about the sale, its forecast, and what to do with it."""
    st.subheader(say("assumptions.sale", language), anchor=False)
    question = _question(reading, plan, language)
    if question is None:
        return
    try:
        _forecast(question, language)
    except Refused as refusal:
        st.error(say("assumptions.no_forecast", language))
        st.text(str(refusal))
        return
    except KeyError:
        st.info(say("assumptions.drop_again", language))
        return
    _make(question, plan, language)


def _question(
    reading: Reading, plan: CurrentPlan, language: Language
) -> ForecastQuestion | None:
    begin, end = sale_forecast.sale_of_plan(plan.scenario)
    state.start_setting(_FROM, begin)
    state.start_setting(_TO, end)
    name, start, stop = st.columns([2, 2, 2])
    label = name.text_input(
        say("assumptions.sale_name", language),
        value=say("assumptions.sale_usual_name", language),
        max_chars=60,
        key="assumptions_sale_name",
        persist_state="session",
    )
    sale_from = start.datetime_input(
        say("assumptions.sale_from", language),
        key=_FROM,
        step=timedelta(hours=1),
        persist_state="session",
    )
    sale_to = stop.datetime_input(
        say("assumptions.sale_to", language),
        key=_TO,
        step=timedelta(hours=1),
        persist_state="session",
        help=say("assumptions.sale_to_help", language),
    )
    if sale_from >= sale_to:
        st.error(say("assumptions.sale_order", language))
        return None
    past = _past(language)
    guess = _guess(language, has_past=bool(past))
    words = label.strip()
    if not words:
        words = say("assumptions.sale_usual_name", language)
    return ForecastQuestion(reading, words, (sale_from, sale_to), past, guess)


def _past(language: Language) -> tuple[tuple[datetime, datetime], ...]:
    """Draw the table of past sales; return those with both ends, in order."""
    with st.expander(say("assumptions.past", language), expanded=True):
        st.caption(say("assumptions.past_about", language))
        moment = st.column_config.DatetimeColumn
        config: ColumnConfigMappingInput = {
            name: moment(
                say(f"assumptions.past_{name}", language),
                format="YYYY-MM-DD HH:mm",
                step=3600,
                required=True,
            )
            for name in ("from", "to")
        }
        typed = st.data_editor(
            pd.DataFrame(
                {
                    "from": pd.Series(dtype="datetime64[ns]"),
                    "to": pd.Series(dtype="datetime64[ns]"),
                }
            ),
            key="assumptions_past_sales",
            num_rows="dynamic",
            hide_index=True,
            column_config=config,
        )
    rows = typed.dropna()
    spans = [
        (first.to_pydatetime(), last.to_pydatetime())
        for first, last in zip(rows["from"], rows["to"], strict=True)
    ]
    wrong = [span for span in spans if span[0] >= span[1]]
    if wrong:
        st.error(say("assumptions.past_order", language))
    return tuple(span for span in spans if span not in wrong)


def _guess(language: Language, *, has_past: bool) -> tuple[float, float, float] | None:
    """Draw the size of the sale; None: as the past sales say."""
    options = ("past", "guess") if has_past else ("guess",)
    kind = st.radio(
        say("assumptions.size", language),
        options,
        format_func=lambda name: say(f"assumptions.size_{name}", language),
        horizontal=True,
        key=f"assumptions_size_{len(options)}",
    )
    if kind == "past":
        return None
    st.caption(say("assumptions.size_about", language))
    values = []
    for column, name, usual in zip(
        st.columns(3), ("low", "likely", "high"), _USUAL_GUESS, strict=True
    ):
        values.append(
            column.slider(
                say(f"assumptions.guess_{name}", language),
                min_value=0.5,
                max_value=_MOST_TIMES,
                value=usual,
                step=0.5,
                key=f"assumptions_guess_{name}",
                persist_state="session",
            )
        )
    low, likely, high = sorted(values)
    if values != [low, likely, high]:
        st.warning(say("assumptions.guess_sorted", language))
    return low, likely, high


def _forecast(question: ForecastQuestion, language: Language) -> None:
    total = sale_forecast.total(question, language)
    with st.container(key="assumptions_total", border=True):
        st.markdown(
            say(
                "assumptions.total",
                language,
                median=total.median,
                range=total.range,
                times=total.multiplier,
            )
        )
    st.caption(
        say(
            "assumptions.total_basis",
            language,
            replications=total.replications,
            seed=total.seed,
            digest=total.digest,
        )
    )
    gap = sale_forecast.days_between(question, language)
    if gap > _LONG_GAP_DAYS:
        days = number_text(gap, language)
        st.warning(say("assumptions.old_orders", language, days=days))
    is_dark = st.context.theme.type == "dark"
    drawn = sale_forecast.chart(question, language, is_dark=is_dark)
    st.plotly_chart(
        drawn.figure,
        key="assumptions_chart",
        theme=None,
        config=_CHART_CONFIG,
        alt=drawn.alt,
    )
    _factors(question, language)
    hot = sale_forecast.hot_days(question, language)
    if hot:
        st.warning(say("assumptions.hot_days", language, days="、".join(hot)))


def _factors(question: ForecastQuestion, language: Language) -> None:
    st.subheader(say("assumptions.factors", language), anchor=False)
    heads = [
        say(f"assumptions.factor_{name}", language)
        for name in ("name", "value", "range", "kind", "note")
    ]
    rows = [
        (row.name, row.value, row.range, origin_badge(row.kind, language), row.note)
        for row in sale_forecast.factor_rows(question, language)
    ]
    st.table(pd.DataFrame(rows, columns=heads), hide_index=True)


def _make(question: ForecastQuestion, plan: CurrentPlan, language: Language) -> None:
    """Offer the scenario with these orders, and lead on to the simulation."""
    st.caption(say("assumptions.make_about", language))
    if not st.button(
        say("assumptions.make", language), key="assumptions_make", type="primary"
    ):
        return
    try:
        key = sale_forecast.put_scenario(question, plan.scenario, language)
    except ScenarioError as error:
        st.error(say("assumptions.not_made", language))
        st.text(error.text(language))
        return
    state.set_plan(scenario=key)
    st.switch_page(page_path("simulation"))
