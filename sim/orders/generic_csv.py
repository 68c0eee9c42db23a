"""Any order CSV, by a mapping of its columns that a planner saves once per source.

:func:`guess_mapping` proposes one from the names it knows of other systems, and says
for each column why.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from zoneinfo import ZoneInfo

from sim.errors import ImportDataError, Problem
from sim.orders.aliases import ALIASES, CHANNELS, PERSON_ALIASES
from sim.orders.base import Binding, State, StateWords, missing_column
from sim.orders.cells import CellRules
from sim.orders.mapping import (
    MappedColumns,
    Mapping,
    attribute,
    load_mapping,
    save_mapping,
)
from sim.orders.personal import is_personal
from sim.orders.reading import Header, RowFile, normal_name
from sim.orders.sources import SOURCES, guess_source, importer_named
from sim.orders.vocabulary import VocabularyImporter

__all__ = [
    "Evidence",
    "GenericImporter",
    "Guess",
    "MappedColumns",
    "Mapping",
    "guess_mapping",
    "load_mapping",
    "save_mapping",
]

_LIKELY = 0.5
_CANCEL_WORDS = ("キャンセル", "取消", "取り消し", "cancel", "void")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a column was proposed for a field."""

    field: str
    """Canonical name, or ``needs_person``."""

    column: str
    """Column of the file."""

    system: str
    """System that is known to name the column so."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A proposed mapping."""

    mapping: Mapping
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class GenericImporter:
    """Reads any CSV, by a mapping or, without one, by a guess."""

    mapping: Mapping | None = None

    @property
    def name(self) -> str:
        """Stable name of the source."""
        return "generic"

    def recognises(self, header: Header) -> bool:
        """Return whether the mapping, or a guess, finds the order time."""
        columns = self._mapping(header).columns
        wanted = columns.ordered_at or columns.order_date
        return wanted is not None and header.position(wanted) is not None

    def bind(self, file: RowFile, zone: ZoneInfo) -> Binding:
        """Return which column means what.

        Raises
        ------
        ImportDataError
            The mapping names a column that the file lacks or that is personal, or
            nothing says when the order was made.
        """
        mapping = self._mapping(file.header)
        columns = _positions(file, mapping)
        wanted = "order_id" if mapping.role == "part" else "ordered_at"
        has_halves = {"order_date", "order_time"} <= columns.keys()
        if wanted not in columns and not (wanted == "ordered_at" and has_halves):
            raise missing_column(file, (wanted,))
        constants = {"channel": mapping.channel, "shop": mapping.shop}
        own_zone = ZoneInfo(mapping.timezone) if mapping.timezone else zone
        people = (file.header.position(name) for name in mapping.needs_person)
        return Binding(
            source=self.name,
            columns=MappingProxyType(columns),
            person_columns=tuple(p for p in people if p is not None),
            rules=CellRules(own_zone, mapping.formats, mapping.unset),
            state=_state_words(mapping.cancelled_statuses),
            constants=MappingProxyType({k: v for k, v in constants.items() if v}),
            not_lost=frozenset(mapping.not_lost),
            value_per=mapping.value_per,
            role=mapping.role,
            ship_by_kind=mapping.ship_by_kind,
            packs_lines=mapping.packs_lines,
        )

    def _mapping(self, header: Header) -> Mapping:
        return self.mapping or guess_mapping(header.names).mapping


def guess_mapping(header: Sequence[str], source: str | None = None) -> Guess:
    """Return a mapping proposed from the column names, with its evidence.

    ``source`` — take the names of this source first; None asks all known names.

    Raises
    ------
    KeyError
        There is no such source.
    """
    names = {normal_name(name): name for name in reversed(header)}
    found: dict[str, str] = {}
    evidence: list[Evidence] = []
    known = None if source is None else importer_named(source)
    if known is not None:
        seen = Header(tuple(map(normal_name, header)), 1, "")
        for field, position in known.columns_of(seen).items():
            found[field] = header[position]
            evidence.append(Evidence(field, header[position], known.name))
    # "Name" is the order number of Shopify and the customer's name of everybody else
    absent = set() if "Lineitem quantity" in names else {"shopify"}
    for field, aliases in ALIASES.items():
        for alias, system in aliases:
            column = names.get(normal_name(alias))
            if field not in found and column and system not in absent:
                if is_personal(column):
                    continue
                found[field] = column
                evidence.append(Evidence(field, column, system))
    people = [
        Evidence("needs_person", names[normal_name(alias)], system)
        for alias, system in PERSON_ALIASES
        if normal_name(alias) in names and system not in absent
    ]
    mapping = _mapping_of(header, found, people, evidence, known)
    return Guess(mapping, (*evidence, *people))


def _mapping_of(
    header: Sequence[str],
    found: dict[str, str],
    people: Sequence[Evidence],
    evidence: Sequence[Evidence],
    known: VocabularyImporter | None,
) -> Mapping:
    columns = MappedColumns(**{attribute(k): v for k, v in found.items()})
    needs_person = tuple(dict.fromkeys(entry.column for entry in people))
    if known is None:
        likely = next(iter(guess_source(header)), None)
        is_likely = likely is not None and likely.score >= _LIKELY
        role = importer_named(likely.source).role if likely and is_likely else "mall"
        systems = {entry.system for entry in evidence if entry.field == "order_id"}
        channel = CHANNELS.get(systems.pop()) if systems else None
        kinds = {each.name: each.ship_by_kind for each in SOURCES}
        told = [kinds.get(e.system) for e in evidence if e.field == "ship_by"]
        return Mapping(
            columns=columns,
            needs_person=needs_person,
            channel=None if "channel" in found else channel,
            ship_by_kind=told[0] if told else None,
            role=role,
        )
    labels = (known.states.get(code, code) for code in known.cancelled)
    return Mapping(
        name=known.name,
        columns=columns,
        needs_person=needs_person,
        channel=None if "channel" in found else known.channel,
        cancelled_statuses=tuple(sorted({*known.cancelled, *labels})),
        not_lost=tuple(sorted(known.not_lost)),
        role=known.role,
        ship_by_kind=known.ship_by_kind,
        packs_lines=known.packs_lines,
    )


def _positions(file: RowFile, mapping: Mapping) -> dict[str, int]:
    named = mapping.columns.named()
    problems = []
    for where, name in (
        *named.items(),
        *(("needs_person", name) for name in mapping.needs_person),
    ):
        place = f"{file.name}:{file.header.line}:{where}"
        if file.header.position(name) is None:
            problems.append(Problem(place, "orders_mapping_column", name))
        elif is_personal(name):
            problems.append(Problem(place, "orders_column_personal", name))
    if problems:
        raise ImportDataError(problems)
    positions = {field: file.header.position(name) for field, name in named.items()}
    return {field: p for field, p in positions.items() if p is not None}


def _state_words(cancelled: tuple[str, ...]) -> StateWords:
    listed = frozenset(map(normal_name, cancelled))

    def state(cell: str) -> State:
        plain = normal_name(cell)
        if listed:
            return State(cell, plain in listed)
        if any(word in plain.lower() for word in _CANCEL_WORDS):
            return State(cell, is_cancelled=True)
        # a bare code tells nothing; a word that names no cancellation does
        return State(cell, None if plain.isdigit() else False)

    return state
