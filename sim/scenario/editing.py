"""Editing a scenario file: change values and keep comments, order and layout."""

from collections.abc import Mapping, MutableMapping, MutableSequence
from pathlib import Path

import tomlkit
from tomlkit.exceptions import ParseError

from sim.errors import Problem, ScenarioError
from sim.scenario.attachments import decoded, read_bytes
from sim.scenario.fields import known_keys
from sim.scenario.paths import Named, Token, locate, parse_path, row_names
from sim.scenario.problems import unknown
from sim.scenario.reading import loads
from sim.scenario.writing import toml_value

__all__ = ["edit"]


def edit(
    source: Path | str,
    changes: Mapping[str, object],
    *,
    base_dir: Path | str | None = None,
) -> str:
    """Return the text of a scenario file with some values changed.

    Parameters
    ----------
    source
        A file (a Path), or the TOML text itself (a str).
    changes
        New value of each path, such as ``{"teams[agency].shifts[0].heads": 3}``.
        A key that the file leaves at its default may be set; None takes a key out.
    base_dir
        Folder to which the paths in the text are relative; None means that of the
        file, or the working folder.

    Raises
    ------
    ScenarioError
        A path leads nowhere, or the result is not a valid scenario.
    """
    text, folder = _source(source, base_dir)
    try:
        document = tomlkit.parse(text)
    except ParseError:
        loads(text, folder)  # says what is wrong, in hanboki's words
        raise
    problems: list[Problem] = []
    for path, value in changes.items():
        problems += _change(document, path, value)
    if problems:
        raise ScenarioError(problems)
    changed = tomlkit.dumps(document)
    loads(changed, folder)
    return changed


def _source(source: Path | str, base_dir: Path | str | None) -> tuple[str, Path]:
    if isinstance(source, str):
        return source, Path(base_dir or ".")
    content, problems = read_bytes(source, source.name)
    text = None
    if content is not None:
        text, problems = decoded(content, source.name)
    if text is None:
        raise ScenarioError(problems)
    return text, Path(base_dir or source.parent)


def _change(
    document: MutableMapping[str, object], path: str, value: object
) -> list[Problem]:
    """Put one value into the document, or return why there is no such place."""
    tokens = parse_path(path)
    if tokens is None:
        return [Problem(path, "path_form", path)]
    target: object = document
    for depth, token in enumerate(tokens[:-1]):
        if locate(target, (token,)) is None and _may_add(document, tokens, depth):
            _put(target, token, {})
        found = locate(target, (token,))
        if found is None:
            return [_unknown(document, path, tokens[: depth + 1])]
        target = found[1]
    last = tokens[-1]
    place = locate(target, (last,))
    if place is None and not _may_add(document, tokens, len(tokens) - 1):
        return [_unknown(document, path, tokens)]
    if value is not None:
        _put(target, last if place is None else place[0][0], value)
    elif place is not None:
        _take_out(target, place[0][0])
    return []


def _may_add(
    document: Mapping[str, object], tokens: tuple[Token, ...], depth: int
) -> bool:
    """Return whether the part at ``depth`` is a key that is only left out."""
    found = locate(document, tokens[:depth])
    if found is None or not isinstance(tokens[depth], str):
        return False
    loc, table = found
    if not isinstance(table, Mapping):
        return False
    keys = known_keys(document, loc)
    return not keys or tokens[depth] in keys


def _unknown(
    document: Mapping[str, object], path: str, tokens: tuple[Token, ...]
) -> Problem:
    found = locate(document, tokens[:-1])
    known: list[str] = []
    if found is not None:
        loc, data = found
        known = list(known_keys(document, loc))
        if isinstance(data, MutableSequence):
            known = [name for row in data for name in row_names(row)]
    last = tokens[-1]
    got = last.name if isinstance(last, Named) else last
    return unknown(path, "unknown_path", got, known, path=path, place=path)


def _put(target: object, part: Token, value: object) -> None:
    if isinstance(target, MutableMapping | MutableSequence):
        target[part] = toml_value(value)  # type: ignore[index]  # as in _take_out


def _take_out(target: object, part: str | int) -> None:
    if isinstance(target, MutableMapping | MutableSequence):
        del target[part]  # type: ignore[arg-type]  # a key of a table, a row of a list
