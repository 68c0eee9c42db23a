"""検証: this installation held against theory, and how to read the numbers."""

from functools import partial
from html import escape

import streamlit as st

from dashboards import state
from dashboards.i18n import Language, say
from dashboards.services import verify
from dashboards.services.verify import Row
from dashboards.widgets.job_progress import job_progress
from dashboards.widgets.style import put_style
from sim.language import text

_ATTEMPT = "verify_attempt"
_TERMS = (
    "replication",
    "probability",
    "range",
    "interval",
    "difference",
    "seed",
    "missed",
    "limits",
)
_HEADS = ("verdict", "what", "expected", "found", "tolerance")


def show() -> None:
    """Draw the page."""
    language = state.language()
    put_style()
    st.title(say("verify.title", language), anchor=False)
    checks, reading = st.tabs(
        [say("verify.checks", language), say("verify.reading", language)]
    )
    with checks:
        _checks(language)
    with reading:
        _reading(language)


def _checks(language: Language) -> None:
    st.markdown(say("verify.about", language))
    attempt = state.start_setting(_ATTEMPT, 0)
    found = verify.rows(attempt, language)
    progress = verify.progress(attempt)
    is_running = progress is not None and progress.is_open
    st.button(
        say("verify.again" if found else "verify.begin", language),
        key="verify_begin",
        type="primary",
        disabled=is_running,
        on_click=_begin,
    )
    if progress is not None and is_running:
        job_progress(
            partial(verify.progress, attempt),
            partial(verify.cancel, attempt, state.session_id()),
            say("verify.running", language, total=progress.total),
            language,
            key="verify",
        )
    elif verify.is_failed(attempt):
        st.error(say("verify.broken", language))
    if found is not None:
        _table(found, language)


def _begin() -> None:
    attempt = int(st.session_state.get(_ATTEMPT, 0))
    if verify.progress(attempt) is not None:
        attempt += 1
        st.session_state[_ATTEMPT] = attempt
    verify.begin(attempt, state.session_id())


def _table(found: tuple[Row, ...], language: Language) -> None:
    failed = sum(not row.is_passed for row in found)
    key = "cli.verify_some_failed" if failed else "cli.verify_all_passed"
    words = text(key, language, count=len(found), failed=failed)
    kind = "misses" if failed else "meets"
    symbol = "×" if failed else "○"
    heads = "".join(
        f'<th scope="col">{escape(text(f"cli.verify_head_{head}", language))}</th>'
        for head in _HEADS
    )
    st.html(
        f'<div class="hb-verdict hb-{kind}" role="status">'
        f'<div class="hb-symbol" aria-hidden="true">{symbol}</div>'
        f'<p class="hb-heading">{escape(words)}</p></div>'
        f'<div class="hb-scroll"><table class="hb-numbers hb-checks"><thead><tr>{heads}'
        f"</tr></thead><tbody>{''.join(map(_row, found))}</tbody></table></div>"
    )
    st.caption(
        say(
            "verify.basis",
            language,
            replications=verify.REPLICATIONS,
            seed=verify.seed(),
        )
    )


def _row(row: Row) -> str:
    kind = "hb-good" if row.is_passed else "hb-bad"
    symbol = "○" if row.is_passed else "×"
    return (
        f'<tr class="{kind}"><td><b>{symbol} {escape(row.verdict)}</b></td>'
        f'<th scope="row">{escape(row.what)}</th><td>{escape(row.expected)}</td>'
        f"<td>{escape(row.found)}</td><td>{escape(row.tolerance)}</td></tr>"
    )


def _reading(language: Language) -> None:
    """Say in plain words what the numbers on all pages mean."""
    st.markdown(say("verify.reading_about", language))
    entries = "".join(
        f"<dt>{escape(say(f'verify.{term}_term', language))}</dt>"
        f"<dd>{escape(say(f'verify.{term}_words', language))}</dd>"
        for term in _TERMS
    )
    st.html(f'<dl class="hb-terms">{entries}</dl>')


if __name__ == "__main__":
    show()
