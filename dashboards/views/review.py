"""振り返り: what was predicted, what came, why, and what to change next time."""

import streamlit as st

from dashboards import people, state
from dashboards.i18n import Language, say
from dashboards.navigation import page_path
from dashboards.services import order_files, review
from dashboards.services.order_files import Reading
from dashboards.services.review import Asked, Refused, ReviewText
from dashboards.services.runs import Busy
from dashboards.state import CurrentPlan
from dashboards.widgets.job_progress import job_progress
from dashboards.widgets.order_upload import order_upload
from dashboards.widgets.plan_picker import plan_picker
from dashboards.widgets.style import put_style
from sim.errors import ScenarioError

_CHART_CONFIG = {"displayModeBar": False, "responsive": True}
_QUICK_SECONDS = 0.5
_ZONE = "Asia/Tokyo"


def show() -> None:
    """Draw the page."""
    language = state.language()
    people.require()
    put_style()
    st.title(say("review.title", language), anchor=False)
    st.caption(say("review.about", language))
    plan = plan_picker(language, key="review_scenario")
    if plan is None:
        return
    st.subheader(say("review.orders", language), anchor=False)
    reading = order_upload(language, key="review")
    if reading is None:
        st.info(say("review.drop_orders", language))
        return
    asked = _known(plan, reading, language)
    if asked is not None:
        _review(asked, language)


def _known(plan: CurrentPlan, reading: Reading, language: Language) -> Asked | None:
    """Draw what else is known of the sale; None while a file is wrong."""
    with st.expander(say("review.more", language), expanded=True):
        st.caption(say("review.more_about", language))
        left, right = st.columns(2)
        dropped = left.file_uploader(
            say("review.roster", language),
            type=["csv"],
            key="review_roster",
            help=say("review.roster_help", language),
        )
        with right:
            contacts = _counted("contacts", language)
        agreed = st.file_uploader(
            say("review.receipt", language),
            type=["json"],
            key="review_receipt",
            help=say("review.receipt_help", language),
        )
        left, right = st.columns(2)
        with left:
            wrong_orders = _counted("wrong_orders", language)
        with right:
            replied_in_time = _counted("replied_in_time", language)
    receipt = b"" if agreed is None else agreed.getvalue()
    if receipt and not _is_receipt(receipt, language):
        return None
    roster = ""
    if dropped is not None:
        try:
            roster = review.roster_text(
                dropped.getvalue(), dropped.name, _ZONE, language
            )
        except Refused as refusal:
            st.error(say("review.no_roster", language))
            st.text(str(refusal))
            return None
    return Asked(
        plan.question,
        reading,
        roster,
        contacts=contacts,
        wrong_orders=wrong_orders,
        replied_in_time=replied_in_time,
        receipt=receipt,
        keeps_scores=people.is_alone(),
    )


def _counted(name: str, language: Language) -> int | None:
    """Draw where a count that no file tells is typed; None while it is empty."""
    return st.number_input(
        say(f"review.{name}", language),
        min_value=0,
        value=None,
        key=f"review_{name}",
        placeholder=say("review.not_counted", language),
    )


def _is_receipt(receipt: bytes, language: Language) -> bool:
    try:
        review.check_receipt(receipt, language)
    except Refused as refusal:
        st.error(say("review.no_receipt", language))
        st.text(str(refusal))
        return False
    return True


def _review(asked: Asked, language: Language) -> None:
    """Draw the review, or how far it is, or the button that begins it."""
    progress = review.progress(asked)
    if progress is not None and progress.is_open:
        job_progress(
            lambda: review.progress(asked),
            lambda: review.cancel(asked, state.session_id()),
            say("review.running", language),
            language,
            key="review",
        )
        return
    found = review.review_text(asked, language)
    if found is not None:
        _answer(asked, found, language)
        return
    if progress is not None and progress.state == "failed":
        st.error(say("review.failed", language))
        st.text(review.problem_text(asked, language) or "")
    if st.button(say("review.begin", language), key="review_begin", type="primary"):
        _begin(asked, language)


def _begin(asked: Asked, language: Language) -> None:
    if order_files.imported(asked.reading) is None:
        st.info(say("review.drop_orders", language))
        return
    try:
        review.ask(asked, state.session_id())
    except Busy:
        st.warning(say("review.busy", language))
        return
    review.wait(asked, _QUICK_SECONDS)
    st.rerun()


def _answer(asked: Asked, found: ReviewText, language: Language) -> None:
    with st.container(border=True, key="review_answer"):
        for sentence in found.sentences:
            st.text(sentence)
    for sentence in found.unknown:
        st.caption(sentence)
    is_dark = st.context.theme.type == "dark"
    drawn = review.chart(asked, language, is_dark=is_dark)
    st.plotly_chart(
        drawn.figure,
        key="review_chart_causes",
        theme=None,
        config=_CHART_CONFIG,
        alt=drawn.alt,
    )
    for table in found.tables:
        st.html(f'<div class="hb-scroll hb-words">{table}</div>')
    _agreed(found, language)
    _scores(found, language)
    _next(asked, found, language)
    _downloads(asked, language)


def _agreed(found: ReviewText, language: Language) -> None:
    """Draw agreed against delivered, the bill and the work log."""
    if not found.agreed:
        return
    st.subheader(say("review.agreed", language), anchor=False)
    for sentence in found.agreed:
        st.text(sentence)
    for table in found.agreed_tables:
        st.html(f'<div class="hb-scroll hb-words">{table}</div>')


def _scores(found: ReviewText, language: Language) -> None:
    """Draw how good the forecasts were, sale by sale."""
    st.subheader(say("review.scores", language), anchor=False)
    if found.scores_problem:
        st.warning(say("review.no_scores", language))
        st.text(found.scores_problem)
    st.text(found.scores)
    st.html(f'<div class="hb-scroll hb-words">{found.scores_table}</div>')
    st.caption(say("review.scores_about", language))


def _next(asked: Asked, found: ReviewText, language: Language) -> None:
    """Offer the plan with what was learned."""
    if not found.has_lessons:
        st.info(say("review.no_lessons", language))
        return
    if not st.button(say("review.next", language), key="review_next"):
        return
    try:
        key = review.put_next(asked, language)
    except ScenarioError as error:
        st.error(say("review.no_next", language))
        st.text(error.text(language))
        return
    state.set_plan(scenario=key)
    st.switch_page(page_path("simulation"))


def _downloads(asked: Asked, language: Language) -> None:
    files = {
        "pdf": ("application/pdf", lambda: review.pdf(asked, language)),
        "html": ("text/html", lambda: review.html(asked, language)),
        "patch": ("application/toml", lambda: review.patch(asked, language)),
    }
    digest = asked.reading.digest[:8]
    with st.container(horizontal=True):
        for name, (mime, content) in files.items():
            st.download_button(
                say(f"review.download_{name}", language),
                content,
                file_name=say(f"review.file_{name}", language, digest=digest),
                mime=mime,
                key=f"review_download_{name}",
                on_click="ignore",
            )


if __name__ == "__main__":
    show()
