"""人員案: the cheapest staffing with its proof, and what stands beside it."""

from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from dashboards import state
from dashboards.i18n import Language, say
from dashboards.services import staffing
from dashboards.services.answers import Chart
from dashboards.services.staffing import Kind, Wanted
from dashboards.widgets.on_request import Wording, Work, on_request
from dashboards.widgets.plan_picker import plan_picker
from dashboards.widgets.style import put_style
from sim.report.word_tables import WordTable

_CHART_CONFIG = {"displayModeBar": False, "responsive": True}
_EXAMPLE = "case1-staffing-search"
_TABS = ("plan", "frontier", "compare", "marginal", "requirement", "room", "how")
_MOST_COMPARED = 3


def show() -> None:
    """Draw the page."""
    language = state.language()
    put_style()
    st.title(say("staffing.title", language), anchor=False)
    st.caption(say("staffing.about", language))
    plan = plan_picker(language, key="staffing_scenario")
    if plan is None:
        return
    if not staffing.has_menu(plan.scenario):
        st.info(say("staffing.no_menu", language))
        st.button(
            say("staffing.open_example", language),
            key="staffing_example",
            on_click=_open_example,
        )
        return
    asked = staffing.wanted(plan.question)
    if _is_there(asked, "search", say("staffing.find", language), language):
        _answer(asked, language)


def _open_example() -> None:
    state.set_plan(scenario=_EXAMPLE)


def _is_there(asked: Wanted, kind: Kind, label: str, language: Language) -> bool:
    """Have something worked out when the button is pressed; return whether it is."""
    give_up = partial(staffing.stop, asked)
    if kind != "search":
        give_up = partial(staffing.cancel, asked, kind, state.session_id())
    work = Work(
        is_ready=partial(staffing.is_ready, asked, kind),
        progress=partial(staffing.progress, asked, kind),
        ask=partial(staffing.ask, asked, kind, state.session_id()),
        stop=give_up,
        problem_text=partial(staffing.problem_text, asked, kind, language),
    )
    wording = Wording(
        begin=label,
        running=say(f"staffing.running_{kind}", language),
        failed=say("staffing.failed", language),
        busy=say("staffing.busy", language),
    )
    job, button = f"staffing_{kind}_job", f"staffing_{kind}_begin"
    return on_request(work, wording, language, key=job, button=button)


def _answer(asked: Wanted, language: Language) -> None:
    first, *rest = staffing.sentences(asked, language)
    with st.container(border=True, key="staffing_sentence"):
        st.markdown(f"**{first}**")
    for sentence in rest:
        st.text(sentence)
    heads = staffing.heads_of_plan(asked)
    if heads is None:
        return
    _use(asked, None, language)
    tabs = st.tabs([say(f"staffing.tab_{name}", language) for name in _TABS])
    draw = (_plan, _frontier, _compare, _marginal, _requirement, _room, _how)
    for tab, part in zip(tabs, draw, strict=True):
        with tab:
            part(asked, language)


def _use(asked: Wanted, place: int | None, language: Language) -> None:
    """Offer to put a plan into the pages that talk about the current plan."""
    st.button(
        say("staffing.use", language),
        key=f"staffing_use_{place}",
        help=say("staffing.use_help", language),
        on_click=_put,
        args=(asked, place),
    )


def _put(asked: Wanted, place: int | None) -> None:
    heads = staffing.heads_of_plan(asked, place)
    state.set_plan(scenario=asked.scenario, heads=heads)


def _plan(asked: Wanted, language: Language) -> None:
    _draw(staffing.plan_chart(asked, language, is_dark=_is_dark()))
    for table in staffing.tables(asked, language):
        _table(table)
    st.download_button(
        say("staffing.download_report", language),
        lambda: staffing.report_bytes(asked, language),
        file_name=say("staffing.report_file", language),
        mime="text/html",
        key="staffing_report",
        on_click="ignore",
    )


def _frontier(asked: Wanted, language: Language) -> None:
    if not _is_there(asked, "frontier", say("staffing.frontier", language), language):
        return
    sentence, table = staffing.frontier_words(asked, language)
    st.text(sentence)
    _draw(staffing.frontier_chart_of(asked, language, is_dark=_is_dark()))
    _table(table)
    names = staffing.frontier_plans(asked, language)
    place = st.selectbox(
        say("staffing.pick", language),
        range(len(names)),
        format_func=names.__getitem__,
        key="staffing_point",
    )
    _use(asked, place, language)


def _compare(asked: Wanted, language: Language) -> None:
    if not staffing.is_ready(asked, "frontier"):
        st.info(say("staffing.frontier_first", language))
        return
    names = staffing.frontier_plans(asked, language)
    places = st.multiselect(
        say("staffing.compared", language),
        range(len(names)),
        default=list(range(len(names)))[-2:],
        format_func=names.__getitem__,
        max_selections=_MOST_COMPARED,
        key="staffing_compared",
    )
    if len(places) < 2:
        st.info(say("staffing.two_at_least", language))
        return
    both = replace(asked, compared=tuple(sorted(places)))
    if not _is_there(both, "compare", say("staffing.compare", language), language):
        return
    for sentence in staffing.comparison_sentences(both, language):
        st.text(sentence)
    for chart in staffing.comparison_charts(both, language, is_dark=_is_dark()):
        _draw(chart)
    for table in staffing.chance_words(both, language):
        _table(table)


def _marginal(asked: Wanted, language: Language) -> None:
    if _is_there(asked, "marginal", say("staffing.marginal", language), language):
        _draw(staffing.marginal_chart_of(asked, language, is_dark=_is_dark()))
        _table(staffing.marginal_table_of(asked, language))


def _requirement(asked: Wanted, language: Language) -> None:
    _draw(staffing.requirement_chart_of(asked, language, is_dark=_is_dark()))


def _room(asked: Wanted, language: Language) -> None:
    if not _is_there(asked, "room", say("staffing.room", language), language):
        return
    for sentence, table in staffing.room_words(asked, language):
        st.markdown(f"**{sentence}**")
        _table(table)


def _how(asked: Wanted, language: Language) -> None:
    for sentence in staffing.basis(asked, language):
        st.text(sentence)


def _draw(chart: Chart) -> None:
    st.plotly_chart(
        chart.figure,
        key=f"staffing_chart_{chart.key}",
        theme=None,
        config=_CHART_CONFIG,
        alt=chart.alt,
    )


def _table(table: WordTable) -> None:
    st.subheader(table.caption, anchor=False)
    st.table(pd.DataFrame(list(table.rows), columns=list(table.head)), hide_index=True)


def _is_dark() -> bool:
    return st.context.theme.type == "dark"


if __name__ == "__main__":
    show()
