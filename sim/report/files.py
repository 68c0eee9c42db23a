"""Writing a report so that nobody ever sees half of it."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from sim.experiments import Result
from sim.language import Language
from sim.report.html import html_report

__all__ = ["write_report"]

_READABLE = 0o644


def write_report(
    result: Result, path: Path, language: Language, base: Result | None = None
) -> None:
    """Write the HTML report to ``path``; an old file is replaced in one step.

    The file is written beside its place and then moved, so an interrupted run leaves
    the old report, or none.
    """
    document = html_report(result, language, base)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".html")
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(document)
        unfinished.chmod(_READABLE)
        unfinished.replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            unfinished.unlink()
        raise
