"""Writing a scenario: a Scenario to a new TOML file and the CSV files beside it.

What is at its default is left out.
A changed scenario is better written into its old file (:mod:`sim.scenario.editing`),
which keeps the comments.
"""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import tomlkit
from tomlkit.items import AoT, Item, Table

from sim.errors import Problem, ScenarioError
from sim.scenario.model import Scenario

__all__ = ["dumps", "save", "toml_value", "write_atomically"]

Data = Mapping[str, object]
_ROWS_OF_THEIR_OWN = frozenset(
    {"teams.shifts", "menu.shifts", "menu.ratios", "menu.opening"}
)
"""Lists of tables inside a row that get sections of their own, not one line each."""


def save(scenario: Scenario, path: Path | str) -> None:
    """Write a scenario to ``path`` and the files that it refers to beside it.

    Each file is complete or not there at all.

    Raises
    ------
    ScenarioError
        A file that the scenario refers to would replace another one outside the
        folder of ``path``.
    """
    path = Path(path)
    targets = {
        (path.parent / file.path).resolve(): file for file in scenario.attachments
    }
    problems = [
        Problem(file.path, "attachment_in_the_way", str(target))
        for target, file in targets.items()
        if not _may_write(target, path.parent, file.text.encode())
    ]
    if problems:
        raise ScenarioError(problems)
    text = dumps(scenario)
    for target, file in targets.items():
        write_atomically(target, file.text.encode())
    write_atomically(path, text.encode())


def dumps(scenario: Scenario) -> str:
    """Return a scenario as TOML text, without the files that it refers to."""
    data = scenario.model_dump(mode="python", by_alias=True, exclude_defaults=True)
    document = tomlkit.document()
    for key, value in _ordered(scenario, data):
        document.add(key, _section(key, value))
    return tomlkit.dumps(document)


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        # a temporary file is private; give it what a new file would have
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def toml_value(value: object) -> Item:
    """Return a value as TOML writes it within one line."""
    if isinstance(value, Mapping):
        table = tomlkit.inline_table()
        for key, inner in value.items():
            if inner is not None:
                table.append(str(key), toml_value(inner))
        return table
    if isinstance(value, list | tuple):
        array = tomlkit.array()
        for inner in value:
            array.append(toml_value(inner))
        return array
    return tomlkit.item(_plain(value))


def _plain(value: object) -> object:
    """Return a number as a planner writes it: 110, not 110.0."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        # a negative zero has no whole number that means the same
        return value if str(value) == "-0.0" else int(value)
    return value


def _may_write(target: Path, folder: Path, content: bytes) -> bool:
    """Return whether a file may be written: in the folder, new, or the same."""
    if target.is_relative_to(folder.resolve()) or not target.exists():
        return True
    return target.is_file() and target.read_bytes() == content


def _ordered(scenario: Scenario, data: Data) -> list[tuple[str, object]]:
    """Return the top of the file: plain values first, then the tables."""
    full = {"schema_version": scenario.schema_version, "name": scenario.name, **data}
    if scenario.calendar.holidays is None:
        calendar = data.get("calendar")
        known = calendar if isinstance(calendar, Mapping) else {}
        full["calendar"] = {**known, "holidays": "none"}
    return sorted(
        full.items(), key=lambda pair: isinstance(pair[1], Mapping | list | tuple)
    )


def _section(path: str, value: object) -> Item:
    """Return a part of the file as sections of their own."""
    if isinstance(value, Mapping):
        table = tomlkit.table(is_super_table=path == "flow")
        for key, inner in value.items():
            _put(table, path, str(key), inner)
        return table
    if _is_rows(value):
        return _rows(path, value)
    return toml_value(value)


def _put(table: Table, path: str, key: str, value: object) -> None:
    below = f"{path}.{key}"
    if value is None:
        return
    if path == "flow" or (below in _ROWS_OF_THEIR_OWN and _is_rows(value)):
        table.append(key, _rows(below, value))
    else:
        table.append(key, toml_value(value))


def _rows(path: str, rows: object) -> AoT:
    array = tomlkit.aot()
    assert isinstance(rows, list | tuple)
    for row in rows:
        table = tomlkit.table()
        for key, inner in sorted(
            row.items(), key=lambda pair: f"{path}.{pair[0]}" in _ROWS_OF_THEIR_OWN
        ):
            _put(table, path, key, inner)
        array.append(table)
    return array


def _is_rows(value: object) -> bool:
    if not isinstance(value, list | tuple) or not value:
        return False
    return all(isinstance(row, Mapping) for row in value)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
