"""What an importer is: it knows one kind of file and says which column means what.

An importer reads no rows.
It answers one question about a header with a :class:`Binding`; reading, checking and
grouping rows into orders is the same for every source (:mod:`sim.orders.gathering`).
A new source is therefore one file with one class.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, Protocol, get_args
from zoneinfo import ZoneInfo

from sim.errors import ImportDataError, Problem
from sim.orders.cells import CellRules
from sim.orders.personal import is_personal
from sim.orders.reading import Header, RowFile

__all__ = [
    "FIELDS",
    "ROLES",
    "Binding",
    "Importer",
    "Role",
    "ShipByKind",
    "State",
    "StateWords",
    "bound_columns",
    "missing_column",
]

FIELDS: tuple[str, ...] = (
    "order_id",
    "ordered_at",
    "order_date",
    "order_time",
    "confirmed_at",
    "fixed_at",
    "ship_instructed_at",
    "imported_at",
    "printed_at",
    "shipped_at",
    "shipped_on",
    "cancelled_at",
    "cancel_reason",
    "ship_by",
    "is_one_day",
    "status",
    "cancel_flag",
    "line_flag",
    "channel",
    "shop",
    "units",
    "value_yen",
    "currency",
    "delivery_date",
    "payment_method",
    "class",
    "parcel_id",
    "line_id",
)
"""What a column may be bound to. ``order_date`` and ``order_time`` are the two halves
of ``ordered_at``; ``parcel_id`` and ``line_id`` tell item lines apart; ``line_flag``
says that an item line no longer counts; an amount in a ``currency`` other than yen is
left out."""

Role = Literal["mall", "oms", "part"]
"""What a file is to an order: ``mall`` is where it was made (a mall or a cart), ``oms``
is the order system that works on it, ``part`` adds to orders of other files only."""

ROLES: tuple[Role, ...] = get_args(Role)
"""Roles, best witness of an order first."""

ShipByKind = Literal["deadline", "promise", "plan"]
"""Whether ``ship_by`` is the mall's limit, what the customer was told, or a plan."""


@dataclass(frozen=True, slots=True)
class State:
    """What a status cell means."""

    label: str
    is_cancelled: bool | None
    """None when the word does not tell."""


StateWords = Callable[[str], State]
"""Gives the meaning of one status cell."""


@dataclass(frozen=True, slots=True)
class Binding:
    """Which column of one file feeds which field, and how its cells are read."""

    source: str
    """Name of the importer."""

    columns: Mapping[str, int]
    """Field → position of its column."""

    person_columns: tuple[int, ...]
    """Columns that, when they say something, mean that a person must look."""

    rules: CellRules
    state: StateWords

    constants: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Fields that are the same for every order of the file."""

    shop_of_order: Callable[[str], str | None] | None = None
    """Gives the shop from the order number, when the number names it."""

    not_lost: frozenset[str] = frozenset()
    """Values of ``cancel_flag`` that do not lose the order (split or merged slips)."""

    value_per: Literal["order", "line"] = "order"
    """Whether the amount is that of the order or that of the item line."""

    role: Role = "mall"

    ship_by_kind: ShipByKind | None = None
    """Kind of ``ship_by``, when the source has one."""

    packs_lines: bool = False
    """Whether a cell may hold all item lines of the order, as ``L1=2&L2=1``."""

    no_time_means_kept: bool = False
    """Whether an order without a cancellation time is known not to be cancelled."""

    telling: tuple[str, ...] = ()
    """Columns that speak for the source, heaviest first."""

    known_names: frozenset[str] = frozenset()
    """Column names the source is known to have, used or not."""

    @property
    def positions(self) -> tuple[int, ...]:
        """Positions of all columns that must be read, sorted."""
        return tuple(sorted({*self.columns.values(), *self.person_columns}))


class Importer(Protocol):
    """Knows the files of one source."""

    @property
    def name(self) -> str:
        """Stable name of the source, as ``rms``."""
        ...

    def recognises(self, header: Header) -> bool:
        """Return whether a file with this header comes from the source."""
        ...

    def bind(self, file: RowFile, zone: ZoneInfo) -> Binding:
        """Return which column means what.

        Raises
        ------
        ImportDataError
            A column without which there is no order is not there.
        """
        ...


def bound_columns(
    header: Header, aliases: Mapping[str, tuple[str, ...]]
) -> dict[str, int]:
    """Return field → position, by the first alias that the header has.

    Columns with personal data are never bound.
    """
    found: dict[str, int] = {}
    for name, candidates in aliases.items():
        for candidate in candidates:
            position = header.position(candidate)
            if position is not None and not is_personal(candidate):
                found[name] = position
                break
    return found


def missing_column(file: RowFile, names: tuple[str, ...]) -> ImportDataError:
    """Return the error that says which columns the file lacks."""
    where = f"{file.name}:{file.header.line}"
    got = ", ".join(file.header.names[:5])
    values = {"columns": " / ".join(names)}
    return ImportDataError(Problem(where, "orders_column_missing", got, values))
