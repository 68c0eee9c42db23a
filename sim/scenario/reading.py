"""Reading a scenario: TOML text to a Scenario, or to all of its problems."""

from collections.abc import Callable, Mapping
from pathlib import Path

from pydantic import ValidationError

from sim.errors import Problem, ScenarioError
from sim.scenario.attachments import attachments, decoded, read_bytes
from sim.scenario.checks import check
from sim.scenario.model import SCHEMA_VERSION, Scenario
from sim.scenario.outline import outline
from sim.scenario.problems import merged, problems_of
from sim.scenario.toml import RawTable, raw_table

__all__ = ["UPGRADES", "load", "loads"]

UPGRADES: Mapping[int, Callable[[RawTable], RawTable]] = {}
"""For each old schema version, what makes the next version of a raw file."""


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
    table, problems = raw_table(text, name)
    if table is None:
        raise ScenarioError(problems)
    raw = _upgraded(table)
    files, file_problems = attachments(raw, outline(raw), Path(base_dir))
    problems = []
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


def _upgraded(raw: RawTable) -> RawTable:
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
