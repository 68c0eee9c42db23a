"""Rate cards and in-house costs as TOML files, with all problems of a file at once."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import tomlkit
from pydantic import ValidationError

from sim.errors import Problem, RateCardError
from sim.quotes.in_house import InHouse
from sim.quotes.rate_card import RATE_CARD_VERSION, RateCard
from sim.scenario.attachments import decoded, read_bytes
from sim.scenario.checks import path_problems
from sim.scenario.outline import rows_of, text_of
from sim.scenario.paths import format_loc
from sim.scenario.problems import merged, problems_of
from sim.scenario.toml import RawTable, raw_table
from sim.scenario.writing import toml_value, write_atomically

__all__ = [
    "dumps",
    "in_house_of",
    "load_in_house",
    "load_rate_card",
    "loads_in_house",
    "loads_rate_card",
    "rate_card_of",
    "save",
]

_Money = TypeVar("_Money", RateCard, InHouse)

_ROWS = ("fixed", "surge", "teams", "origins")


def load_rate_card(path: Path | str) -> RateCard:
    """Return the rate card of a file.

    Raises
    ------
    RateCardError
        The file is wrong; all problems are listed.
    """
    return _parsed(_text(Path(path)), Path(path).name, RateCard)


def loads_rate_card(text: str, *, name: str = "rates.toml") -> RateCard:
    """Return the rate card of a TOML text; ``name`` is what messages call it.

    Raises
    ------
    RateCardError
        The text is wrong; all problems are listed.
    """
    return _parsed(text, name, RateCard)


def rate_card_of(content: Mapping[str, object]) -> RateCard:
    """Return the rate card of plain data, such as ``model_dump(mode="json")`` gives.

    Raises
    ------
    RateCardError
        The data is wrong; all problems are listed.
    """
    return _checked(dict(content), RateCard)


def in_house_of(content: Mapping[str, object]) -> InHouse:
    """Return the in-house costs of plain data.

    Raises
    ------
    RateCardError
        The data is wrong; all problems are listed.
    """
    return _checked(dict(content), InHouse)


def load_in_house(path: Path | str) -> InHouse:
    """Return the in-house costs of a file.

    Raises
    ------
    RateCardError
        The file is wrong; all problems are listed.
    """
    return _parsed(_text(Path(path)), Path(path).name, InHouse)


def loads_in_house(text: str, *, name: str = "in-house.toml") -> InHouse:
    """Return the in-house costs of a TOML text.

    Raises
    ------
    RateCardError
        The text is wrong; all problems are listed.
    """
    return _parsed(text, name, InHouse)


def dumps(money: RateCard | InHouse) -> str:
    """Return a rate card or in-house costs as TOML text; defaults are left out."""
    data = money.model_dump(mode="python", by_alias=True, exclude_defaults=True)
    full = {"schema_version": money.schema_version, **data}
    document = tomlkit.document()
    for key, value in sorted(full.items(), key=lambda pair: _is_table(pair[1])):
        if value is None:
            continue
        if key in _ROWS:
            document.add(key, _rows(value))
        elif isinstance(value, Mapping):
            document.add(key, _table(value))
        else:
            document.add(key, toml_value(value))
    return tomlkit.dumps(document)


def save(money: RateCard | InHouse, path: Path | str) -> None:
    """Write a rate card or in-house costs to a new TOML file."""
    write_atomically(Path(path), dumps(money).encode())


def _text(path: Path) -> str:
    content, problems = read_bytes(path, path.name)
    if content is not None:
        text, problems = decoded(content, path.name)
        if text is not None:
            return text
    raise RateCardError(problems)


def _parsed(text: str, name: str, model: type[_Money]) -> _Money:
    raw, problems = raw_table(text, name, parse_float=Decimal)
    if raw is None:
        raise RateCardError(problems)
    return _checked(raw, model)


def _checked(raw: RawTable, model: type[_Money]) -> _Money:
    version = raw.get("schema_version", RATE_CARD_VERSION)
    if isinstance(version, int) and version > RATE_CARD_VERSION:
        values = {"newest": RATE_CARD_VERSION}
        raise RateCardError(
            Problem("schema_version", "schema_version_newer", version, values)
        )
    problems: list[Problem] = []
    money = None
    try:
        money = model.model_validate(raw)
    except ValidationError as error:
        problems += problems_of(error, raw, model)
    problems = merged([*problems, *_cross_checks(raw, model)])
    if money is None or problems:
        raise RateCardError(problems)
    return money


def _cross_checks(raw: RawTable, model: type[_Money]) -> Iterator[Problem]:
    for number, row in rows_of(raw, "origins"):
        path = text_of(row.get("of"))
        if path:
            yield from path_problems(raw, path, ("origins", number, "of"), model)
    yield from _twice(raw, ("teams",))
    basis = raw.get("cost_basis")
    if isinstance(basis, Mapping):
        yield from _twice(dict(basis), ("cost_basis", "teams"))


def _twice(raw: RawTable, place: tuple[str, ...]) -> Iterator[Problem]:
    """Yield a problem for each team that stands in two rows."""
    first: dict[str, int] = {}
    for number, row in rows_of(raw, place[-1]):
        name = text_of(row.get("name"))
        if not name:
            continue
        if name in first:
            where = format_loc((*place, number, "name"))
            other = format_loc((*place, first[name]))
            yield Problem(where, "duplicate_team", name, {"other": other})
        first.setdefault(name, number)


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping | list | tuple)


def _table(data: Mapping[str, object]) -> tomlkit.items.Table:
    table = tomlkit.table()
    for key, value in sorted(data.items(), key=lambda pair: pair[0] in _ROWS):
        if value is None:
            continue
        table.append(key, _rows(value) if key in _ROWS else toml_value(value))
    return table


def _rows(rows: object) -> tomlkit.items.AoT:
    array = tomlkit.aot()
    assert isinstance(rows, list | tuple)
    for row in rows:
        array.append(_table(row))
    return array
