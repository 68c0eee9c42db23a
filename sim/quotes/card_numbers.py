"""The numbers of a rate card one by one, to be read and changed on a screen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from sim.errors import Problem, RateCardError
from sim.quotes.files import in_house_of, rate_card_of
from sim.quotes.in_house import InHouse
from sim.quotes.rate_card import RateCard
from sim.scenario.paths import Loc, format_loc, locate, parse_path

__all__ = ["CardNumber", "card_numbers", "with_numbers"]

Kind = Literal["measured", "quoted", "assumption"]
_Money = TypeVar("_Money", RateCard, InHouse)
_NO_PRICE = ("schema_version", "origins", "valid")


@dataclass(frozen=True, slots=True)
class CardNumber:
    """One number of a rate card or of in-house costs."""

    path: str
    """Path, such as ``teams[0].yen_per_hour``."""
    part: str
    """Part of the file that it stands in, such as ``teams``."""
    owner: str
    """Team, fee, or number of the band or step; empty where there is only one."""
    field: str
    """Name of the number, such as ``yen_per_hour``."""
    value: float
    """The number."""
    kind: Kind
    """Where it comes from; what has no origin is an assumption."""
    note: str
    """Source, or the reason for the assumption; empty where none is written."""


def card_numbers(money: RateCard | InHouse) -> tuple[CardNumber, ...]:
    """Return all numbers, in the order of the file."""
    data = money.model_dump(mode="json", by_alias=True)
    origins = _origins(money, data)
    found = []
    for loc, owner, value in _leaves(data, (), ""):
        kind, note = _origin(origins, loc)
        found.append(
            CardNumber(
                path=format_loc(loc),
                part=str(loc[0]),
                owner=owner,
                field=str(loc[-1]),
                value=value,
                kind=kind,
                note=note,
            )
        )
    return tuple(found)


def with_numbers(money: _Money, values: Mapping[str, float]) -> _Money:
    """Return a copy with other numbers; values by path.

    Raises
    ------
    RateCardError
        A path leads nowhere, or a number cannot be; all problems are listed.
    """
    data = money.model_dump(mode="json", by_alias=True)
    problems = [
        Problem(path, "path_form", path)
        for path, value in values.items()
        if not _put(data, path, value)
    ]
    if problems:
        raise RateCardError(problems)
    if isinstance(money, RateCard):
        return rate_card_of(data)
    return in_house_of(data)


def _leaves(data: object, loc: Loc, owner: str) -> Iterator[tuple[Loc, str, float]]:
    """Yield (place, owner, number) of every number below a place."""
    if isinstance(data, Mapping):
        for key, inner in data.items():
            if loc or key not in _NO_PRICE:
                yield from _leaves(inner, (*loc, key), owner)
    elif isinstance(data, list):
        for number, row in enumerate(data):
            yield from _leaves(row, (*loc, number), _owner(row, number, len(data)))
    elif isinstance(data, int | float) and not isinstance(data, bool):
        yield loc, owner, float(data)


def _owner(row: object, number: int, rows: int) -> str:
    if not isinstance(row, Mapping):
        return ""
    name = row.get("name") or row.get("label")
    if name:
        return str(name)
    return str(number + 1) if rows > 1 else ""


def _origins(
    money: RateCard | InHouse, data: Mapping[str, object]
) -> list[tuple[Loc, Kind, str]]:
    """Return (place, kind, note) of each origin whose place is there."""
    found: list[tuple[Loc, Kind, str]] = []
    for origin in money.origins:
        tokens = parse_path(origin.of)
        place = None if tokens is None else locate(data, tokens)
        if place is not None:
            found.append((place[0], origin.kind, origin.note))
    return found


def _origin(origins: list[tuple[Loc, Kind, str]], loc: Loc) -> tuple[Kind, str]:
    """Return kind and note of the nearest origin that covers a place."""
    covering = [each for each in origins if loc[: len(each[0])] == each[0]]
    if not covering:
        return "assumption", ""
    _, kind, note = max(covering, key=lambda each: len(each[0]))
    return kind, note


def _put(data: object, path: str, value: float) -> bool:
    """Put a number into its place; return whether there is such a place."""
    tokens = parse_path(path)
    found = None if tokens is None else locate(data, tokens)
    if found is None:
        return False
    *above, last = found[0]
    for part in above:
        data = data[part]  # type: ignore[index]  # locate has been there
    data[last] = value  # type: ignore[index]
    return True
