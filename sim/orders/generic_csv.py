"""Any order CSV, by a mapping of its columns that a planner saves once per source.

The mapping is a TOML file: canonical name → column name, and how cells are written.
:func:`guess_mapping` proposes one from the names it knows of other systems, and says
for each column why.
"""

import codecs
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import tomlkit
from pydantic import AfterValidator, Field, ValidationError

from sim.errors import ImportDataError, Problem
from sim.orders.aliases import ALIASES, CHANNELS, PERSON_ALIASES
from sim.orders.base import FIELDS, Binding, State, StateWords, missing_column
from sim.orders.cells import UNSET, CellRules
from sim.orders.personal import is_personal
from sim.orders.reading import Header, OrderFile, normal_name
from sim.scenario.base import Spec

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

_CANCEL_WORDS = ("キャンセル", "取消", "取り消し", "cancel", "void")


def _known_encoding(name: str) -> str:
    try:
        codecs.lookup(name)
    except LookupError:
        raise ValueError(name) from None
    return name


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (LookupError, OSError, ValueError):
        raise ValueError(name) from None
    return name


class MappedColumns(Spec):
    """Names of the columns that hold each thing; None when there is none."""

    order_id: str | None = None
    """Order number; without it every row is an order."""
    ordered_at: str | None = None
    """Date and time of the order."""
    order_date: str | None = None
    """Date of the order, when date and time stand in two columns."""
    order_time: str | None = None
    """Time of day of the order, when date and time stand in two columns."""
    confirmed_at: str | None = None
    """When the order was confirmed."""
    fixed_at: str | None = None
    """When the payment side settled."""
    ship_instructed_at: str | None = None
    """Release to ship."""
    shipped_at: str | None = None
    """Shipping, as a time or as a day."""
    cancelled_at: str | None = None
    """Cancellation."""
    status: str | None = None
    """State of the order."""
    cancel_flag: str | None = None
    """Flag that says the order is cancelled."""
    channel: str | None = None
    """Mall or other channel."""
    shop: str | None = None
    """Shop."""
    units: str | None = None
    """Pieces on the row."""
    value_yen: str | None = None
    """Amount in yen."""
    delivery_date: str | None = None
    """Delivery day asked for."""
    payment_method: str | None = None
    """Way of payment."""
    class_: str | None = Field(default=None, alias="class")
    """Order class of the scenario."""
    parcel_id: str | None = None
    """Parcel of the item line."""
    line_id: str | None = None
    """Number of the item line, to see rows that come twice."""

    def named(self) -> dict[str, str]:
        """Return field → column name, for the columns that are given."""
        given = {name: getattr(self, _attribute(name)) for name in FIELDS}
        return {name: str(column) for name, column in given.items() if column}


class Mapping(Spec):
    """How one source writes its orders."""

    schema_version: Literal[1] = 1
    """Version of this file format."""
    name: str = ""
    """Name of the source, for the planner."""
    columns: MappedColumns
    """Which column holds what."""
    needs_person: tuple[str, ...] = ()
    """Columns that mean, when they say something, that a person must look."""
    channel: str | None = None
    """Channel of all orders, when no column tells."""
    shop: str | None = None
    """Shop of all orders, when no column tells."""
    cancelled_statuses: tuple[str, ...] = ()
    """States that mean cancelled; empty means any that says キャンセル or cancel."""
    not_lost: tuple[str, ...] = ()
    """Values of the cancel flag that lose no order, such as split or merged slips."""
    formats: tuple[str, ...] = ()
    """Further ways of writing times, as strptime names them."""
    unset: tuple[str, ...] = UNSET
    """Cells that mean nothing."""
    value_per: Literal["order", "line"] = "order"
    """Whether the amount is that of the order or of the item line."""
    timezone: Annotated[str, AfterValidator(_known_zone)] | None = None
    """Zone of times that name none; None means that of the import."""
    encoding: Annotated[str, AfterValidator(_known_encoding)] | None = None
    """Encoding of the file; None means that it is found out."""
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    """Sign between cells; None means that it is found out."""


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

    def bind(self, file: OrderFile, zone: ZoneInfo) -> Binding:
        """Return which column means what.

        Raises
        ------
        ImportDataError
            The mapping names a column that the file lacks or that is personal, or
            nothing says when the order was made.
        """
        mapping = self._mapping(file.header)
        columns = _positions(file, mapping)
        if "ordered_at" not in columns and not {"order_date", "order_time"} <= set(
            columns
        ):
            raise missing_column(file, ("ordered_at",))
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
        )

    def _mapping(self, header: Header) -> Mapping:
        return self.mapping or guess_mapping(header.names).mapping


def guess_mapping(header: Sequence[str]) -> Guess:
    """Return a mapping proposed from the column names, with its evidence."""
    names = {normal_name(name): name for name in reversed(header)}
    # "Name" is the order number of Shopify and the customer's name of everybody else
    absent = set() if "Lineitem quantity" in names else {"shopify"}
    found: dict[str, str] = {}
    evidence: list[Evidence] = []
    for field, aliases in ALIASES.items():
        for alias, system in aliases:
            column = names.get(normal_name(alias))
            if column and system not in absent and not is_personal(column):
                found[field] = column
                evidence.append(Evidence(field, column, system))
                break
    people = [
        Evidence("needs_person", names[normal_name(alias)], system)
        for alias, system in PERSON_ALIASES
        if normal_name(alias) in names and system not in absent
    ]
    systems = {entry.system for entry in evidence if entry.field == "order_id"}
    channel = CHANNELS.get(systems.pop()) if systems else None
    mapping = Mapping(
        columns=MappedColumns(**{_attribute(k): v for k, v in found.items()}),
        needs_person=tuple(entry.column for entry in people),
        channel=None if "channel" in found else channel,
    )
    return Guess(mapping, (*evidence, *people))


def load_mapping(path: Path) -> Mapping:
    """Return the mapping in a TOML file.

    Raises
    ------
    ImportDataError
        The file is missing, no TOML, or says something unknown.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ImportDataError(Problem(path.name, "orders_file_missing")) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problem = Problem(path.name, "orders_mapping_syntax", str(error))
        raise ImportDataError(problem) from error
    try:
        return Mapping.model_validate(content)
    except ValidationError as error:
        raise ImportDataError(
            Problem(
                f"{path.name}: {'.'.join(map(str, found['loc']))}",
                "orders_mapping_wrong",
                found["input"] if isinstance(found["input"], str | int) else None,
            )
            for found in error.errors()
        ) from error


def save_mapping(mapping: Mapping, path: Path) -> None:
    """Write a mapping as TOML; :func:`load_mapping` gives it back."""
    content = mapping.model_dump(mode="json", by_alias=True, exclude_none=True)
    path.write_text(tomlkit.dumps(content), encoding="utf-8", newline="\n")


def _attribute(field: str) -> str:
    return "class_" if field == "class" else field


def _positions(file: OrderFile, mapping: Mapping) -> dict[str, int]:
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
