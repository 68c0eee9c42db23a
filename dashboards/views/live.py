"""当日: the running sale against the plan, what is at risk, whom to call by when."""

from dataclasses import replace

import streamlit as st

from dashboards import people, state
from dashboards.i18n import Language, say
from dashboards.services import live, live_board, review
from dashboards.services.live import Followed
from dashboards.services.live_board import BoardText
from dashboards.services.runs import Busy
from dashboards.state import CurrentPlan
from dashboards.widgets.order_upload import order_upload
from dashboards.widgets.plan_picker import plan_picker
from dashboards.widgets.style import put_style
from dashboards.widgets.verdict import verdict_banner
from sim.errors import SimError

_EVERY = "10s"
_CHART_CONFIG = {"displayModeBar": False, "responsive": True}


def show() -> None:
    """Draw the page."""
    language = state.language()
    put_style()
    st.title(say("live.title", language), anchor=False)
    st.caption(say("live.about", language))
    plan = plan_picker(language, key="live_scenario")
    if plan is None:
        return
    sale = _source(plan, language)
    receipt = _receipt(language)
    if sale is not None and receipt is not None:
        _board(replace(sale, receipt=receipt), language)


def _receipt(language: Language) -> bytes | None:
    """Draw where the agreement is dropped; None while it is none."""
    dropped = st.file_uploader(
        say("review.receipt", language),
        type=["json"],
        key="live_receipt",
        help=say("live.receipt_help", language),
    )
    receipt = b"" if dropped is None else dropped.getvalue()
    if receipt:
        try:
            review.check_receipt(receipt, language)
        except review.Refused as refusal:
            st.error(say("review.no_receipt", language))
            st.text(str(refusal))
            return None
    return receipt


def _source(plan: CurrentPlan, language: Language) -> Followed | None:
    """Draw where the orders come from; None while there is nothing to follow."""
    kind = st.radio(
        say("live.source", language),
        ("folder", "upload"),
        format_func=lambda name: say(f"live.source_{name}", language),
        horizontal=True,
        key="live_source",
        persist_state="session",
    )
    if kind == "upload":
        reading = order_upload(language, key="live")
        return None if reading is None else Followed(plan.question, reading=reading)
    folder = _folder(language)
    if folder is None:
        return None
    is_replay = st.toggle(
        say("live.replay", language),
        key="live_replay",
        help=say("live.replay_help", language),
        persist_state="session",
    )
    return Followed(plan.question, folder=folder, is_replay=is_replay)


def _folder(language: Language) -> str | None:
    """Return the folder that is watched; only the operator names one on a server."""
    given = live.given_folder()
    if not people.is_alone():
        if not live.is_folder(given):
            st.info(say("live.no_given_folder", language))
            return None
        return given
    typed = st.text_input(
        say("live.folder", language),
        value=given,
        key="live_folder",
        help=say("live.folder_help", language),
        persist_state="session",
    ).strip()
    if not typed:
        st.info(say("live.name_folder", language))
        return None
    if not live.is_folder(typed):
        st.error(say("live.no_folder", language))
        return None
    return typed


@st.fragment(run_every=_EVERY)
def _board(sale: Followed, language: Language) -> None:
    """Draw the newest look again and again; the rest of the page stays free."""
    people.require()
    try:
        live.follow(sale, state.session_id())
    except Busy:
        st.warning(say("live.busy", language))
    seen = live.newest(sale)
    progress = live.progress(sale)
    if seen is None and progress is not None and progress.is_open:
        st.progress(
            progress.done / progress.total if progress.total else 0.0,
            text=say("live.first_look", language),
        )
        return
    error = live.problem(sale)
    if error is not None:
        st.error(say("live.failed", language))
        st.text(error.text(language) if isinstance(error, SimError) else "")
    if seen is None:
        return
    found = live_board.board_text(seen, language)
    _head(found, language)
    _said(found, language)
    is_dark = st.context.theme.type == "dark"
    for chart in live_board.charts(seen, language, is_dark=is_dark):
        st.plotly_chart(
            chart.figure,
            key=f"live_chart_{chart.key}",
            theme=None,
            config=_CHART_CONFIG,
            alt=chart.alt,
        )
    with st.expander(say("live.files", language)):
        st.html(f'<div class="hb-scroll hb-words">{found.files}</div>')
    digest, seed, replications = found.record
    st.caption(
        say(
            "live.record",
            language,
            digest=digest,
            seed=seed,
            replications=replications,
        )
    )


def _head(found: BoardText, language: Language) -> None:
    """Say how old the data is, and what cannot wait."""
    if not found.is_there:
        st.info(found.data)
    elif found.is_old:
        st.warning(found.data)
    else:
        st.caption(found.data)
    for problem in found.problems:
        st.warning(say("live.no_board", language))
        st.text(problem)
    for incident in found.incidents:
        st.error(say("live.incident", language), icon="🔔")
        st.text(incident)
    if found.unsent:
        st.warning(say("live.unsent", language, n=found.unsent))


def _said(found: BoardText, language: Language) -> None:
    if found.verdict is None:
        return
    verdict_banner(found.verdict)
    st.text(found.so_far)
    if found.calls:
        st.subheader(say("live.calls", language), anchor=False)
        for call in found.calls:
            st.text(call)
    for volume in found.volumes:
        st.text(volume)
    for table in found.tables:
        st.html(f'<div class="hb-scroll hb-words">{table}</div>')


if __name__ == "__main__":
    show()
