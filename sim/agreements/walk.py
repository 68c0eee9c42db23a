"""Walking through a document: each value with its path and the words for its place.

Rows of a list are named by what tells them apart (the day, the team, the side and
level), not by their number: a row that is put in first does not change all others.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sim.scenario.base import Spec
from sim.scenario.fields import written_name

__all__ = ["ROW_NAMES", "Leaf", "Place", "RowName", "leaves"]

ROW_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "Party": ("kind",),
    "DayVolume": ("day",),
    "PromisedTime": ("order_class",),
    "OnCallRule": ("team", "step"),
    "Capacity": ("day", "team"),
    "ContactPoint": ("side", "level"),
    "SopItem": ("item",),
    "ReplyTemplate": ("case",),
    "LinkedSystem": ("name",),
    "LabourNote": ("rule",),
    "Clause": ("title",),
    "KpiLine": ("kpi",),
    "TeamRate": ("name",),
    "HourRate": ("name",),
    "FixedFee": ("label",),
    "Surge": ("label",),
    "CancellationStep": ("within_hours",),
    "Band": ("up_to",),
    "Origin": ("of",),
}
"""Fields that tell the rows of a list apart, for each kind of row."""


@dataclass(frozen=True, slots=True)
class RowName:
    """Which row of a list."""

    model: type[Spec]
    """Kind of row."""
    values: tuple[tuple[str, object], ...]
    """Its naming fields with their values; empty means that the number must do."""
    number: int
    """Its number among rows of the same name, from 1; by position without a name."""

    @property
    def key(self) -> str:
        """What stands in the brackets of a path."""
        words = "/".join(_plain(value) for _, value in self.values)
        if not words:
            return str(self.number)
        return words if self.number == 1 else f"{words}#{self.number}"


Place = tuple[tuple[type[Spec], str] | RowName | str, ...]
"""From the top: field of a record, row of a list, key of a table."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value of a document."""

    path: str
    """Such as ``volume.days[2026-12-05].high``."""
    place: Place
    """The same, with what words need."""
    model: type[Spec]
    """Record that the value stands in."""
    field: str
    """Field of that record."""
    value: object
    """The value itself; an empty list or table is a value."""
    row: str
    """Path of the row that it stands in; empty outside of lists."""


def leaves(spec: Spec) -> Iterator[Leaf]:
    """Yield every value of a record, in the order of its fields."""
    yield from _of_record(spec, "", (), "")


def _of_record(spec: Spec, path: str, place: Place, row: str) -> Iterator[Leaf]:
    for field in type(spec).model_fields:
        name = written_name(type(spec), field)
        below = f"{path}.{name}" if path else name
        where = (*place, (type(spec), field))
        yield from _of_value(spec, field, getattr(spec, field), below, where, row)


def _of_value(
    spec: Spec, field: str, value: object, path: str, place: Place, row: str
) -> Iterator[Leaf]:
    if isinstance(value, Spec):
        yield from _of_record(value, path, place, row)
    elif isinstance(value, Mapping) and value:
        for key, inner in value.items():
            below = f"{path}[{key}]"
            yield from _of_value(spec, field, inner, below, (*place, key), row)
    elif isinstance(value, tuple) and value and isinstance(value[0], Spec):
        yield from _of_rows(value, path, place)
    else:
        yield Leaf(path, place, type(spec), field, value, row)


def _of_rows(rows: tuple[Spec, ...], path: str, place: Place) -> Iterator[Leaf]:
    seen: dict[tuple[tuple[str, object], ...], int] = {}
    for position, spec in enumerate(rows, start=1):
        names = ROW_NAMES.get(type(spec).__name__, ())
        values = tuple((each, getattr(spec, each)) for each in names)
        seen[values] = seen.get(values, 0) + 1
        name = RowName(type(spec), values, seen[values] if values else position)
        below = f"{path}[{name.key}]"
        yield from _of_record(spec, below, (*place, name), below)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
