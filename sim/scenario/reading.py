"""Reading a scenario: TOML text to a Scenario, or to all of its problems."""

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

from pydantic import ValidationError

from sim.errors import Problem, ScenarioError
from sim.scenario.attachments import attachments, decoded, read_bytes
from sim.scenario.checks import check
from sim.scenario.model import SCHEMA_VERSION, Scenario
from sim.scenario.outline import outline
from sim.scenario.problems import merged, problems_of

__all__ = ["UPGRADES", "load", "loads"]

Table = dict[str, object]

UPGRADES: Mapping[int, Callable[[Table], Table]] = {}
"""For each old schema version, what makes the next version of a raw file."""

_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)")


def load(path: Path | str) -> Scenario:
    """Return the scenario of a file, with the files that it refers to.

    Raises
    ------
    ScenarioError
        The file, or a file that it refers to, is wrong; all problems are listed.
    """
    path = Path(path)
    content, problems = read_bytes(path, path.name)
    if content is None:
        raise ScenarioError(problems)
    text, problems = decoded(content, path.name)
    if text is None:
        raise ScenarioError(problems)
    return loads(text, path.parent, name=path.name)


def loads(text: str, base_dir: Path | str, *, name: str = "scenario.toml") -> Scenario:
    """Return the scenario of a TOML text.

    Parameters
    ----------
    base_dir
        Folder to which the paths in the text are relative.
    name
        What messages call the file.

    Raises
    ------
    ScenarioError
        The text, or a file that it refers to, is wrong; all problems are listed.
    """
    raw = _upgraded(_raw(text, name))
    files, file_problems = attachments(raw, outline(raw), Path(base_dir))
    problems: list[Problem] = []
    scenario = None
    if "attachments" in raw:
        problems.append(Problem("attachments", "unknown_key", "attachments"))
    try:
        scenario = Scenario.model_validate({**raw, "attachments": tuple(files)})
    except ValidationError as error:
        problems += problems_of(error, raw)
    problems = merged([*problems, *check(raw), *file_problems])
    if scenario is None or problems:
        raise ScenarioError(problems)
    return scenario


def _raw(text: str, name: str) -> Table:
    if not text.strip():
        raise ScenarioError(Problem(name, "file_empty"))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(_syntax_problem(text, name, str(error))) from error


def _syntax_problem(text: str, name: str, message: str) -> Problem:
    """Return where the TOML is broken, with the line itself."""
    lines = text.splitlines()
    place = _TOML_PLACE.search(message)
    line, column = len(lines), len(lines[-1]) + 1
    if place is not None and place[1]:
        line, column = int(place[1]), int(place[2])
    values = {"message": _TOML_PLACE.sub("", message)}
    got = lines[line - 1].strip() if line <= len(lines) else None
    return Problem(f"{name}:{line}:{column}", "toml_syntax", got, values)


def _upgraded(raw: Table) -> Table:
    """Return the raw file in the present format."""
    version = raw.get("schema_version", SCHEMA_VERSION)
    if not isinstance(version, int) or isinstance(version, bool):
        return raw
    if version > SCHEMA_VERSION:
        values = {"newest": SCHEMA_VERSION}
        raise ScenarioError(
            Problem("schema_version", "schema_version_newer", version, values)
        )
    while version in UPGRADES:
        raw = UPGRADES[version](raw)
        version += 1
        raw["schema_version"] = version
    return raw
