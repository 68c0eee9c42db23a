"""見積: rate cards priced over the possible sales, both sides, in-house beside."""

import pandas as pd
import streamlit as st

from dashboards import state
from dashboards.i18n import Language, say
from dashboards.services import quotes
from dashboards.services.quotes import Asked
from dashboards.services.runs import Busy
from dashboards.widgets.job_progress import job_progress
from dashboards.widgets.plan_picker import plan_picker
from dashboards.widgets.rate_cards import rate_cards
from dashboards.widgets.style import put_style
from sim.language import number_text, text
from sim.report.word_tables import WordTable

_CHART_CONFIG = {"displayModeBar": False, "responsive": True}
_QUICK_SECONDS = 1.5
_TOPICS = ("labour", "terms", "data")


def show() -> None:
    """Draw the page."""
    language = state.language()
    put_style()
    st.title(say("quotes.title", language), anchor=False)
    st.caption(say("quotes.about", language))
    plan = plan_picker(language, key="quotes_scenario")
    if plan is None:
        return
    chosen = rate_cards(plan, language)
    if chosen is None:
        return
    asked, refused = quotes.fitting(chosen, language)
    for title, why in refused:
        st.error(say("quotes.does_not_fit", language, title=title))
        st.text(why)
    if asked is None or not (quotes.is_ready(asked) or _asked(asked, language)):
        return
    _answer(asked, language)


def _asked(asked: Asked, language: Language) -> bool:
    """Have the sales simulated; return whether they are there already."""
    known = quotes.progress(asked)
    if known is not None and known.state in ("failed", "cancelled"):
        key = "failed" if known.state == "failed" else "cancelled"
        st.error(say(f"quotes.{key}", language))
        st.text(quotes.problem_text(asked, language) or "")
        if not st.button(say("quotes.again", language), key="quotes_again"):
            return False
    try:
        quotes.ask(asked, state.session_id())
    except Busy:
        st.warning(say("quotes.busy", language))
        return False
    quotes.wait(asked, _QUICK_SECONDS)
    if quotes.is_ready(asked):
        return True
    job_progress(
        lambda: quotes.progress(asked),
        lambda: quotes.cancel(asked, state.session_id()),
        say("quotes.computing", language),
        language,
        key="quotes_job",
    )
    return False


def _answer(asked: Asked, language: Language) -> None:
    """Draw all offers side by side, then each quote."""
    with st.container(border=True, key="quotes_sentence"):
        st.markdown(f"**{quotes.offers_sentence(asked, language)}**")
    replications, seed, digest = quotes.basis(asked)
    st.caption(
        say(
            "quotes.basis",
            language,
            replications=number_text(replications, language),
            seed=seed,
            digest=digest[:12],
        )
    )
    titles = [quotes.card_title(each.card) for each in asked.wanted]
    tabs = st.tabs([say("quotes.side_by_side", language), *titles])
    with tabs[0]:
        _offers(asked, language)
    for number, tab in enumerate(tabs[1:]):
        with tab:
            _quote(asked, number, language)


def _offers(asked: Asked, language: Language) -> None:
    is_dark = st.context.theme.type == "dark"
    chart = quotes.offers_chart(asked, language, is_dark=is_dark)
    st.plotly_chart(
        chart.figure,
        key="quotes_chart_offers",
        theme=None,
        config=_CHART_CONFIG,
        alt=chart.alt,
    )
    for sentence in quotes.risk_price_sentences(asked, language):
        st.text(sentence)
    _table(quotes.offers_table(asked, language), has_caption=False)
    st.caption(text("quotes.in_house_of", language))
    _downloads(asked, language)


def _downloads(asked: Asked, language: Language) -> None:
    """Offer the report, the table and the data as files."""
    name = quotes.basis(asked)[2][:12]
    with st.container(horizontal=True):
        st.download_button(
            say("quotes.download_report", language),
            lambda: quotes.report_bytes(asked, language),
            file_name=say("quotes.report_file", language, digest=name),
            mime="text/html",
            key="quotes_report",
            on_click="ignore",
        )
        st.download_button(
            say("quotes.download_csv", language),
            quotes.offers_csv(asked, language),
            file_name=say("quotes.csv_file", language, digest=name),
            mime="text/csv",
            key="quotes_csv",
            on_click="ignore",
        )
        st.download_button(
            say("quotes.download_json", language),
            lambda: quotes.json_bytes(asked, language),
            file_name=say("quotes.json_file", language, digest=name),
            mime="application/json",
            key="quotes_json",
            on_click="ignore",
        )


def _quote(asked: Asked, number: int, language: Language) -> None:
    """Draw one quote: the answer, both sides, the risk, tables, notes."""
    answer, *risk = quotes.sentences(asked, number, language)
    st.text(answer)
    is_dark = st.context.theme.type == "dark"
    for chart in quotes.charts(asked, number, language, is_dark=is_dark):
        st.plotly_chart(
            chart.figure,
            key=f"quotes_chart_{number}_{chart.key}",
            theme=None,
            config=_CHART_CONFIG,
            alt=chart.alt,
        )
    st.subheader(text("quotes.risk_title", language), anchor=False)
    for sentence in risk:
        st.text(f"・{sentence}")
    for table in quotes.tables(asked, number, language):
        _table(table)
    _notes(asked, number, language)


def _table(table: WordTable, *, has_caption: bool = True) -> None:
    if has_caption:
        st.subheader(table.caption, anchor=False)
    st.table(pd.DataFrame(list(table.rows), columns=list(table.head)), hide_index=True)


def _notes(asked: Asked, number: int, language: Language) -> None:
    """Draw what to look at before signing, each with its source."""
    found = quotes.notes(asked, number, language)
    for topic in _TOPICS:
        of_topic = [note for note in found if note.topic == topic]
        if not of_topic:
            continue
        st.subheader(text(f"quotes.topic_{topic}", language), anchor=False)
        for note in of_topic:
            st.text(f"・{note.text}")
            if note.source:
                st.caption(text("quotes.source", language, source=note.source))
        if topic == "labour":
            st.caption(text("quotes.not_advice", language))


if __name__ == "__main__":
    show()
