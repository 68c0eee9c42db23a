"""What changed from one scenario to another: each changed input with both values.

Rows of a list (teams, shifts, steps, classes, demands …) are matched by their name, so
a team that comes in at the top does not make all others look changed.
Title, description, origins and the menu are no inputs: they change no number.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard

from sim.scenario.model import Scenario
from sim.scenario.paths import format_loc, row_names

__all__ = ["Change", "changes"]

_NO_INPUT = frozenset({"name", "description", "origins", "menu", "schema_version"})


@dataclass(frozen=True, slots=True)
class Change:
    """One input that is not the same in two scenarios."""

    path: str
    """Where it stands, such as ``teams[temps].shifts[0].heads``."""
    before: object
    """Value in the first scenario; None when it is not there."""
    after: object
    """Value in the second; None when it is not there."""


def changes(before: Scenario, after: Scenario) -> tuple[Change, ...]:
    """Return the inputs that differ, in the order of the file; none when equal.

    A row or table that only one of the two has is one change.
    """
    return tuple(_compared(_inputs(before), _inputs(after), ""))


def _inputs(scenario: Scenario) -> dict[str, object]:
    """Return the inputs as plain data, attached files by their SHA-256."""
    data = scenario.model_dump(mode="json", by_alias=True)
    kept = {key: value for key, value in data.items() if key not in _NO_INPUT}
    kept["attachments"] = {file.path: file.sha256 for file in scenario.attachments}
    return kept


def _compared(before: object, after: object, path: str) -> Iterator[Change]:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        if before.get("distribution") == after.get("distribution"):
            for key in dict.fromkeys([*before, *after]):
                yield from _compared(before.get(key), after.get(key), _at(path, key))
            return
    elif _is_rows(before) and _is_rows(after):
        yield from _compared_rows(before, after, path)
        return
    yield Change(path, before, after)


def _compared_rows(
    before: Sequence[Mapping[str, object]],
    after: Sequence[Mapping[str, object]],
    path: str,
) -> Iterator[Change]:
    keys = _row_keys(before), _row_keys(after)
    is_named = None not in keys
    old, new = (
        dict(zip(names if is_named and names else _numbers(rows), rows, strict=True))
        for names, rows in zip(keys, (before, after), strict=True)
    )
    for key in dict.fromkeys([*old, *new]):
        yield from _compared(old.get(key), new.get(key), f"{path}[{key}]")
    if list(old) != list(new) and set(old) == set(new):
        # rows in another order are another plan: teams are asked in file order
        yield Change(path, list(old), list(new))


def _numbers(rows: Sequence[object]) -> list[str]:
    return [str(number) for number in range(len(rows))]


def _row_keys(rows: Sequence[Mapping[str, object]]) -> list[str] | None:
    """Return a name for each row; None unless all have one and no two the same."""
    for place in (0, -1):
        names = [row_names({k: v for k, v in row.items() if v}) for row in rows]
        if not all(names):
            return None
        keys = [each[place] for each in names]
        if len(set(keys)) == len(keys) and "]" not in "".join(keys):
            return keys
    return None


def _at(path: str, key: str) -> str:
    return f"{path}.{format_loc((key,))}" if path else format_loc((key,))


def _is_rows(value: object) -> TypeGuard[Sequence[Mapping[str, object]]]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        return False
    return all(isinstance(row, Mapping) for row in value)
