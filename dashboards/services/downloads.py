"""Files to take along from an answer: summary, tables, staffing, chart, scenario."""

from functools import lru_cache
from typing import Final, Literal

from dashboards.i18n import Language
from dashboards.services.plans import plan
from dashboards.services.questions import Question, digest
from dashboards.services.runs import result
from sim.charts import ship_by_moments
from sim.charts.printed import printed_backlog
from sim.report.result_excel import result_xlsx
from sim.report.result_pdf import result_pdf
from sim.report.staffing_excel import staffing_xlsx
from sim.scenario.files import dumps

__all__ = ["FILES", "FileKind", "file_bytes", "file_name", "mime_type"]

FileKind = Literal["summary", "tables", "staffing", "chart", "scenario"]

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TYPES: Final[dict[FileKind, tuple[str, str]]] = {
    "summary": ("pdf", "application/pdf"),
    "tables": ("xlsx", _EXCEL),
    "staffing": ("xlsx", _EXCEL),
    "chart": ("png", "image/png"),
    "scenario": ("toml", "application/toml"),
}
FILES: Final[tuple[FileKind, ...]] = tuple(_TYPES)
"""All kinds, in the order in which they are offered."""
_FILES_KEPT = 16
_DIGITS = 12


@lru_cache(maxsize=_FILES_KEPT)
def file_bytes(kind: FileKind, question: Question, language: Language) -> bytes:
    """Return a file of an answer.

    Raises
    ------
    KeyError
        The question is not answered.
    """
    match kind:
        case "summary":
            return result_pdf(result(question), language)
        case "tables":
            return result_xlsx(result(question), language)
        case "chart":
            found = result(question)
            marks = ship_by_moments(found.scenario)
            png = printed_backlog(found.tables.backlog, language, ship_by=marks)
            return png or b""
        case "staffing":
            return staffing_xlsx(plan(question.scenario, question.heads), language)
        case "scenario":
            return dumps(plan(question.scenario, question.heads)).encode()


def file_name(kind: FileKind, question: Question) -> str:
    """Return the name of a file; it says which plan it is of."""
    return f"hanboki-{kind}-{digest(question)[:_DIGITS]}.{_TYPES[kind][0]}"


def mime_type(kind: FileKind) -> str:
    """Return what a browser takes the file for."""
    return _TYPES[kind][1]
