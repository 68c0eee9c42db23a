"""Writing a report so that nobody ever sees half of it."""

from pathlib import Path

from sim.experiments import Result
from sim.language import Language
from sim.report.html import html_report
from sim.scenario.writing import write_atomically

__all__ = ["write_report"]


def write_report(
    result: Result, path: Path, language: Language, base: Result | None = None
) -> None:
    """Write the report to ``path``; an old file is replaced in one step.

    The ending of the name says what it is: ``.pdf`` is the summary on paper, ``.xlsx``
    the tables as an Excel file, anything else the whole report as HTML.

    Parameters
    ----------
    base
        Plan that the cards of the HTML report compare with; None means none.
    """
    write_atomically(path, _content(result, path.suffix.lower(), language, base))


def _content(
    result: Result, ending: str, language: Language, base: Result | None
) -> bytes:
    if ending == ".pdf":
        from sim.report.result_pdf import result_pdf

        return result_pdf(result, language)
    if ending == ".xlsx":
        from sim.report.result_excel import result_xlsx

        return result_xlsx(result, language)
    return html_report(result, language, base).encode()
