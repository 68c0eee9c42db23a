"""TOML text to a raw table, or to the place where the text is broken."""

import re
import tomllib
from collections.abc import Callable

from sim.errors import Problem

__all__ = ["RawTable", "raw_table"]

RawTable = dict[str, object]

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)")


def raw_table(
    text: str, name: str, *, parse_float: Callable[[str], object] = float
) -> tuple[RawTable | None, list[Problem]]:
    """Return the table of a TOML text, or what keeps it from being read.

    Parameters
    ----------
    name
        What messages call the file.
    parse_float
        What makes a value of a number with a decimal point.
    """
    if not text.strip():
        return None, [Problem(name, "file_empty")]
    try:
        return tomllib.loads(text, parse_float=parse_float), []
    except tomllib.TOMLDecodeError as error:
        return None, [_syntax_problem(text, name, str(error))]


def _syntax_problem(text: str, name: str, message: str) -> Problem:
    """Return where the TOML is broken, with the line itself."""
    lines = text.splitlines()
    place = _PLACE.search(message)
    line, column = len(lines), len(lines[-1]) + 1
    if place is not None and place[1]:
        line, column = int(place[1]), int(place[2])
    values = {"message": _PLACE.sub("", message)}
    got = lines[line - 1].strip() if line <= len(lines) else None
    return Problem(f"{name}:{line}:{column}", "toml_syntax", got, values)
