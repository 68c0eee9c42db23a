"""An importer that is told by words: which names its source gives to its columns.

Most sources differ in their words alone.
Such a source is one class with tables; how a header is recognised, scored and bound is
the same for all of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Literal
from zoneinfo import ZoneInfo

from sim.orders.base import (
    Binding,
    Role,
    ShipByKind,
    State,
    bound_columns,
    missing_column,
)
from sim.orders.cells import UNSET, CellRules
from sim.orders.reading import Header, RowFile, normal_name

__all__ = ["Confidence", "Score", "VocabularyImporter"]

Confidence = Literal["H", "M", "L", "U"]
"""How well the header is known: H official or two sources, M one plain source, L old or
derived, U not public (a starting guess that a person must confirm)."""

_TELLING_WEIGHT = 0.7
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Score:
    """How much a header speaks for a source."""

    value: float
    """0 to 1: 0.7 × what the telling columns weigh, of what is needed (at most 1), plus
    0.3 × share of the header's columns that the source is known to have; halved when
    order number or order time cannot be bound."""

    is_enough: bool
    """Whether the file may be read as this source without asking."""

    telling: tuple[str, ...]
    """Columns that speak for the source, heaviest first."""

    known: int
    """Columns of the header that the source is known to have."""

    columns: int
    """Columns of the header."""


class VocabularyImporter:
    """Reads the files of one source by the names of its columns."""

    name: ClassVar[str]
    """Stable name of the source."""

    confidence: ClassVar[Confidence]
    """How well the header of the source is known."""

    role: ClassVar[Role] = "mall"
    channel: ClassVar[str | None] = None
    """Channel of all orders of the source."""

    aliases: ClassVar[Mapping[str, tuple[str, ...]]]
    """Field → names of its column, likeliest first."""

    renamed: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType({})
    """Field → names that copies and shop templates use instead."""

    people: ClassVar[tuple[str, ...]] = ()
    """Columns that, when they say something, mean that a person must look."""

    telling: ClassVar[Mapping[str, int]]
    """Column → how much it speaks for this source and for no other."""

    needed: ClassVar[int] = 3
    """Weight of telling columns that is enough to take a file as this source."""

    vocabulary: ClassVar[tuple[str, ...]] = ()
    """Further columns the source is known to have."""

    states: ClassVar[Mapping[str, str]] = _NOTHING
    """Status code → label."""

    cancelled: ClassVar[frozenset[str]] = frozenset()
    """Codes, and words without a code, of cancelled orders."""

    not_lost: ClassVar[frozenset[str]] = frozenset()
    """Values of the cancel flag that lose no order."""

    unset: ClassVar[tuple[str, ...]] = UNSET
    ship_by_kind: ClassVar[ShipByKind | None] = None
    packs_lines: ClassVar[bool] = False
    no_time_means_kept: ClassVar[bool] = False

    def recognises(self, header: Header) -> bool:
        """Return whether a file with this header comes from the source."""
        return self.score(header).is_enough

    def score(self, header: Header) -> Score:
        """Return how much a header speaks for this source."""
        names = {name for name in header.names if name}
        weights = {normal_name(name): n for name, n in self.telling.items()}
        found = sorted(names & weights.keys(), key=lambda name: -weights[name])
        weight = sum(weights[name] for name in found)
        known = len(names & self.known_names())
        columns = self.columns_of(header)
        is_bound = self._has_order(columns)
        value = _TELLING_WEIGHT * min(1.0, weight / self.needed)
        value += (1 - _TELLING_WEIGHT) * known / max(1, len(names)) if found else 0
        # a file without an order time is refused with the names of the columns it lacks
        is_enough = (
            "order_id" in columns
            and weight >= self.needed
            and self.confidence in ("H", "M")
        )
        value = round(value if is_bound else value / 2, 3)
        return Score(value, is_enough, tuple(found), known, len(names))

    def bind(self, file: RowFile, zone: ZoneInfo) -> Binding:
        """Return which column means what.

        Raises
        ------
        ImportDataError
            The columns of the order number or of the order time are not there.
        """
        columns = self.columns_of(file.header)
        if "order_id" not in columns:
            raise missing_column(file, self.aliases["order_id"][:1])
        if not self._has_order(columns):
            raise missing_column(file, self._time_names())
        positions = (file.header.position(name) for name in self.people)
        people = tuple(dict.fromkeys(p for p in positions if p is not None))
        constants = {"channel": self.channel} if self.channel else {}
        return Binding(
            source=self.name,
            columns=MappingProxyType(columns),
            person_columns=people,
            rules=CellRules(zone, unset=self.unset),
            state=self.state,
            constants=MappingProxyType(constants),
            shop_of_order=self._shop_of_order(),
            not_lost=self.not_lost,
            role=self._role_of(columns),
            ship_by_kind=self.ship_by_kind,
            packs_lines=self.packs_lines,
            no_time_means_kept=self.no_time_means_kept,
            telling=self.score(file.header).telling,
            known_names=self.known_names(),
        )

    def columns_of(self, header: Header) -> dict[str, int]:
        """Return field → position of its column, as this source names them."""
        return self._chosen(bound_columns(header, self._all_aliases()), header)

    def state(self, cell: str) -> State:
        """Return what a status cell means, written as code or as label."""
        plain = normal_name(cell)
        code = plain if plain in self.states else self._codes().get(plain, plain)
        label = self.states.get(code)
        if label is None:
            return State(cell, True if code in self.cancelled else None)
        return State(label, code in self.cancelled if self.cancelled else None)

    def known_names(self) -> frozenset[str]:
        """Return all column names the source is known to have, as they are compared."""
        bound = (name for names in self.aliases.values() for name in names)
        names = (*bound, *self.people, *self.telling, *self.vocabulary)
        return frozenset(map(normal_name, names))

    def _all_aliases(self) -> dict[str, tuple[str, ...]]:
        fields = {**self.aliases, **self.renamed}
        return {
            field: (*self.aliases.get(field, ()), *self.renamed.get(field, ()))
            for field in fields
        }

    def _codes(self) -> dict[str, str]:
        return {label: code for code, label in self.states.items()}

    def _chosen(self, columns: dict[str, int], header: Header) -> dict[str, int]:
        """Return the columns to read; a source may change its mind by the header."""
        del header
        return columns

    def _has_order(self, columns: Mapping[str, int]) -> bool:
        has_time = "ordered_at" in columns or {"order_date", "order_time"} <= set(
            columns
        )
        return "order_id" in columns and (has_time or self.role == "part")

    def _shop_of_order(self) -> Callable[[str], str | None] | None:
        """Return what gives the shop from an order number, if the number names it."""
        return None

    def _role_of(self, columns: Mapping[str, int]) -> Role:
        """Return what a file with these columns is to an order."""
        del columns
        return self.role

    def _time_names(self) -> tuple[str, ...]:
        halves = [self.aliases.get(name) for name in ("order_date", "order_time")]
        pair = (" + ".join(names[0] for names in halves if names),)
        return (self.aliases["ordered_at"][0], *(pair if all(halves) else ()))
