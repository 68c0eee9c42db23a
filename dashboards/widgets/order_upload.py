"""Order files: drop them, see what was recognised and rejected, correct the columns."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dashboards import state
from dashboards.i18n import Language, say
from dashboards.services import order_files
from dashboards.services.order_files import Imported, OrderFile, Reading
from dashboards.services.runs import Busy
from dashboards.widgets.job_progress import job_progress
from sim.language import number_text, text

if TYPE_CHECKING:
    from sim.orders import ImportReport

__all__ = ["order_upload"]

_READING = "assumptions_reading"
_TYPES = ["csv", "txt", "tsv", "zip", "json"]
_QUICK_SECONDS = 1.5
_ROWS_SHOWN = 200


def order_upload(
    language: Language, *, key: str = "assumptions", has_sample: bool = False
) -> Reading | None:
    """Draw the drop area and what became of the files; return what can be used.

    Parameters
    ----------
    key
        Beginning of the keys of the widgets: the page's name.
    has_sample
        Offer the orders that come with hanboki.
    """
    st.caption(say("assumptions.orders_about", language))
    dropped = st.file_uploader(
        say("assumptions.drop", language),
        type=_TYPES,
        accept_multiple_files=True,
        key=f"{key}_files",
        help=say("assumptions.drop_help", language),
    )
    files = tuple(OrderFile(file.name, file.getvalue()) for file in dropped or ())
    if has_sample and st.button(
        say("assumptions.use_sample", language), key=f"{key}_sample"
    ):
        files = order_files.sample()
        _ask(order_files.reading_of(files), files, language)
    elif files and not _is_of(files):
        _ask(order_files.reading_of(files), files, language)
    reading: Reading | None = st.session_state.get(_READING)
    return None if reading is None else _outcome(reading, files, language)


def _is_of(files: Sequence[OrderFile]) -> bool:
    """Return whether the files on the page are those that were read last."""
    reading: Reading | None = st.session_state.get(_READING)
    return reading is not None and (
        reading.digest == order_files.reading_of(files).digest
    )


def _ask(reading: Reading, files: Sequence[OrderFile], language: Language) -> None:
    try:
        order_files.ask(reading, files, state.session_id())
    except Busy:
        st.warning(say("assumptions.busy", language))
        return
    st.session_state[_READING] = reading
    order_files.wait(reading, _QUICK_SECONDS)


def _outcome(
    reading: Reading, files: Sequence[OrderFile], language: Language
) -> Reading | None:
    """Draw what became of the files; return the reading when there are orders."""
    progress = order_files.progress(reading)
    if progress is None:
        st.info(say("assumptions.drop_again", language))
        return None
    if progress.is_open:
        job_progress(
            lambda: order_files.progress(reading),
            lambda: order_files.cancel(reading, state.session_id()),
            say("assumptions.reading", language),
            language,
            key="assumptions_import",
        )
        return None
    found = order_files.imported(reading)
    if found is None:
        st.error(say("assumptions.read_failed", language))
        return None
    if found.report is None:
        words = "unreadable_columns" if found.header else "unreadable"
        st.error(say(f"assumptions.{words}", language))
        st.text("\n".join(problem.text(language) for problem in found.problems))
    else:
        _summary(found.report, language)
        _findings(found.report, reading, language)
    if found.header:
        _columns(reading, found, files, language)
    return reading if found.orders is not None else None


def _summary(report: "ImportReport", language: Language) -> None:
    """Say how many orders there are, and what each file was taken for."""
    st.success(report.text(language).split("\n", 1)[0])
    labels = ("orders_found", "rows_read", "rows_rejected")
    values = (report.orders, report.read, report.rejected)
    for column, label, value in zip(st.columns(4), labels, values, strict=False):
        column.metric(
            say(f"assumptions.{label}", language), number_text(value, language)
        )
    rows = [
        {
            say("assumptions.file", language): row.name,
            say("assumptions.recognised", language): text(
                f"orders.source_{row.source}", language
            ),
            say("assumptions.rows_read", language): number_text(row.read, language),
            say("assumptions.rows_used", language): number_text(row.kept, language),
            say("assumptions.rows_rejected", language): number_text(
                row.rejected, language
            ),
            say("assumptions.personal", language): number_text(row.personal, language),
        }
        for row in order_files.file_rows(report)
    ]
    st.table(pd.DataFrame(rows), hide_index=True)


def _findings(report: "ImportReport", reading: Reading, language: Language) -> None:
    """List what could not be used, each row with its reason."""
    if not report.n_findings:
        return
    count = number_text(report.n_findings, language)
    with st.expander(say("assumptions.findings", language, n=count)):
        rows = [
            {
                say("assumptions.file", language): row.file,
                say("assumptions.line", language): row.line,
                say("assumptions.column", language): row.column,
                say("assumptions.value", language): row.value,
                say("assumptions.reason", language): row.reason,
            }
            for row in order_files.finding_rows(report, language)[:_ROWS_SHOWN]
        ]
        st.dataframe(pd.DataFrame(rows), hide_index=True, key="assumptions_findings")
        st.download_button(
            say("assumptions.findings_csv", language),
            order_files.rejects_csv(report, language),
            file_name=say(
                "assumptions.findings_file", language, digest=reading.digest[:8]
            ),
            mime="text/csv",
            key="assumptions_findings_csv",
            on_click="ignore",
        )


def _columns(
    reading: Reading, found: Imported, files: Sequence[OrderFile], language: Language
) -> None:
    """Let the planner say which column means what, and read the files again."""
    start = {**dict(found.guess), **dict(reading.columns)}
    nothing = say("assumptions.no_column", language)
    with (
        st.expander(
            say("assumptions.columns", language), expanded=found.report is None
        ),
        st.form("assumptions_columns", border=False),
    ):
        st.caption(say("assumptions.columns_about", language))
        chosen: dict[str, str | None] = {}
        grid = st.columns(2)
        for place, field in enumerate(order_files.MAPPED_FIELDS):
            options = [None, *found.header]
            known = start.get(field)
            with grid[place % 2]:
                chosen[field] = st.selectbox(
                    say(f"assumptions.field_{field}", language),
                    options,
                    index=options.index(known) if known in options else 0,
                    format_func=lambda name: nothing if name is None else str(name),
                    key=f"assumptions_column_{reading.digest[:8]}_{field}",
                )
        is_asked = st.form_submit_button(say("assumptions.read_again", language))
    if is_asked and not files:
        st.info(say("assumptions.drop_again", language))
    elif is_asked:
        pairs = [(field, name) for field, name in chosen.items() if name is not None]
        _ask(order_files.with_columns(reading, pairs), files, language)
        st.rerun()
