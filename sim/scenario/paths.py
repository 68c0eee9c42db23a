"""Paths: how a place of a scenario file is written.

``teams[1].shifts[0].heads`` is one.
A row of a list is named by its number or by what identifies it:
``teams[agency].shifts[0].heads``, ``flow.order[confirm].minutes.mean``,
``demand[apparel-a]``, ``demand[apparel-a:rakuten]``.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

__all__ = ["Loc", "Named", "Token", "format_loc", "locate", "parse_path", "row_names"]

Loc = tuple[str | int, ...]
"""A place as keys and row numbers, from the top of the file."""

_BARE = re.compile(r"[^\s.\[\]\"'=#]+")
_TOKEN = re.compile(
    r'\[(?P<row>[^\]]+)\]|\.?"(?P<quoted>[^"]+)"|\.?(?P<bare>[^.\[\]"]+)'
)


class Named(NamedTuple):
    """A row of a list, by name."""

    name: str


Token = str | int | Named
"""One part of a written path: a key, a row number or a row's name."""


def format_loc(loc: Loc) -> str:
    """Return a place as text.

    >>> format_loc(("teams", 1, "shifts", 0, "heads"))
    'teams[1].shifts[0].heads'
    """
    text = ""
    for part in loc:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            key = part if _BARE.fullmatch(part) else f'"{part}"'
            text += f".{key}" if text else key
    return text


def parse_path(path: str) -> tuple[Token, ...] | None:
    """Return the parts of a written path, None when it is not one.

    >>> parse_path("teams[agency].shifts[0]")
    ('teams', Named(name='agency'), 'shifts', 0)
    """
    tokens: list[Token] = []
    position = 0
    while position < len(path):
        match = _TOKEN.match(path, position)
        if match is None or (position == 0) == path.startswith((".", "["), position):
            return None
        row = match["row"]
        if row is None:
            tokens.append(match["quoted"] or match["bare"])
        else:
            tokens.append(int(row) if row.isdecimal() else Named(row))
        position = match.end()
    return tuple(tokens) or None


def locate(data: object, tokens: Sequence[Token]) -> tuple[Loc, object] | None:
    """Return the place that ``tokens`` mean in ``data`` and what is there.

    None when there is no such place.
    """
    loc: list[str | int] = []
    for token in tokens:
        part = _part(data, token)
        if part is None:
            return None
        loc.append(part)
        data = data[part]  # type: ignore[index]  # _part has looked
    return tuple(loc), data


def row_names(row: object) -> tuple[str, ...]:
    """Return the names by which a path may call a row of a list."""
    if not isinstance(row, Mapping):
        return ()
    names = [str(row[key]) for key in ("name", "step", "item", "shop") if key in row]
    if "shop" in row and "item" not in row:
        names.append(f"{row['shop']}:{row.get('channel', 'rakuten')}")
    if "label" in row:
        names.append(str(row["label"]))
    return tuple(names)


def _part(data: object, token: Token) -> str | int | None:
    """Return the key or the row number that a token means in ``data``."""
    if isinstance(token, str):
        return token if isinstance(data, Mapping) and token in data else None
    if not isinstance(data, Sequence) or isinstance(data, str):
        return None
    if isinstance(token, int):
        return token if token < len(data) else None
    for number, row in enumerate(data):
        if token.name in row_names(row):
            return number
    return None
