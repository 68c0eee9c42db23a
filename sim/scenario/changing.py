"""Changing a scenario in memory: the same scenario with some numbers replaced.

A file is changed by :mod:`sim.scenario.editing`, which keeps its comments.
"""

from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from sim.errors import Problem, ScenarioError
from sim.scenario.base import Spec
from sim.scenario.checks import check
from sim.scenario.model import Scenario
from sim.scenario.paths import Named, Token, locate, parse_path, row_names
from sim.scenario.problems import merged, problems_of, unknown

__all__ = ["value_at", "with_values"]


def with_values(scenario: Scenario, values: Mapping[str, object]) -> Scenario:
    """Return a scenario with the values at some paths replaced, checked like a file.

    Parameters
    ----------
    values
        New value of each path, such as ``{"teams[temps].shifts[0].heads": 3}``; plain
        data or parts of a scenario. A key that stands at its default may be set.

    Raises
    ------
    ScenarioError
        A path leads nowhere, or the result is not a valid scenario.
    """
    data = _plain(scenario)
    assert isinstance(data, dict)
    problems = [
        problem
        for path, value in values.items()
        if (problem := _put(data, path, _plain(value))) is not None
    ]
    if problems:
        raise ScenarioError(problems)
    try:
        changed = Scenario.model_validate({**data, "attachments": scenario.attachments})
    except ValidationError as error:
        raise ScenarioError(
            merged([*problems_of(error, data), *check(data)])
        ) from error
    found = check(data)
    if found:
        raise ScenarioError(found)
    return changed


def value_at(scenario: Scenario, path: str) -> object:
    """Return what stands at a path, as plain data, defaults included; else None."""
    tokens = parse_path(path)
    data = scenario.model_dump(by_alias=True)
    found = None if tokens is None else locate(data, tokens)
    return None if found is None else found[1]


def _plain(value: object) -> object:
    """Return a value as tables and lists that may be changed, as a file has them."""
    if isinstance(value, Spec):
        value = value.model_dump(by_alias=True, exclude_unset=True)
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value


def _put(data: object, path: str, value: object) -> Problem | None:
    """Put a value into tables, or return why there is no such place."""
    tokens = parse_path(path)
    if tokens is None:
        return Problem(path, "path_form", path)
    above = _found(data, tokens[:-1])
    place = locate(above, tokens[-1:])
    last = tokens[-1] if place is None else place[0][0]
    is_key = isinstance(above, dict) and isinstance(last, str)
    if is_key or (isinstance(above, list) and place is not None):
        above[last] = value  # type: ignore[index]  # a key of a table, a row of a list
        return None
    rows = above if isinstance(above, list) else []
    known = [name for row in rows for name in row_names(row)]
    got = last.name if isinstance(last, Named) else last
    return unknown(path, "unknown_path", got, known, path=path, place=path)


def _found(data: object, tokens: Sequence[Token]) -> object:
    """Return the table or list at a place; tables that are left out are added."""
    for token in tokens:
        found = locate(data, (token,))
        if found is not None:
            data = found[1]
        elif isinstance(data, dict) and isinstance(token, str):
            data[token] = {}
            data = data[token]
        else:
            return None
    return data
