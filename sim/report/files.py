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
    """Write the HTML report to ``path``; an old file is replaced in one step."""
    write_atomically(path, html_report(result, language, base).encode())
