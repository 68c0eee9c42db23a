"""The mapping of one source's columns, which a planner saves once and uses again.

It is a TOML file: canonical name → column name, and how cells are written.
"""

import codecs
import tomllib
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import tomlkit
from pydantic import AfterValidator, Field, ValidationError

from sim.errors import ImportDataError, Problem
from sim.orders.base import FIELDS, Role, ShipByKind
from sim.orders.cells import UNSET
from sim.scenario.base import Spec

__all__ = ["MappedColumns", "Mapping", "attribute", "load_mapping", "save_mapping"]


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
    imported_at: str | None = None
    """When the order system took the order in."""
    printed_at: str | None = None
    """When the packing slip was printed."""
    shipped_at: str | None = None
    """Shipping, as a time or as a day."""
    shipped_on: str | None = None
    """Day of shipping, beside a time of reporting it."""
    cancelled_at: str | None = None
    """Cancellation, as a time or as a day."""
    cancel_reason: str | None = None
    """Why it was cancelled."""
    ship_by: str | None = None
    """Latest or planned time or day of shipping; see ``ship_by_kind``."""
    is_one_day: str | None = None
    """Flag that says the order must ship within one business day."""
    status: str | None = None
    """State of the order."""
    cancel_flag: str | None = None
    """Flag that says the order is cancelled."""
    line_flag: str | None = None
    """Flag that says the item line no longer counts."""
    channel: str | None = None
    """Mall or other channel."""
    shop: str | None = None
    """Shop."""
    units: str | None = None
    """Pieces on the row."""
    value_yen: str | None = None
    """Amount in yen."""
    currency: str | None = None
    """Currency of the amount; an amount that is not in JPY is left out."""
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
        given = {name: getattr(self, attribute(name)) for name in FIELDS}
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
    role: Role = "mall"
    """mall: where orders are made; oms: an order system; part: adds to other files."""
    ship_by_kind: ShipByKind | None = None
    """Whether ship_by is a limit of the mall, a promise or a plan."""
    packs_lines: bool = False
    """Whether a cell may hold several item lines, as ``L1=2&L2=1``."""
    timezone: Annotated[str, AfterValidator(_known_zone)] | None = None
    """Zone of times that name none; None means that of the import."""
    encoding: Annotated[str, AfterValidator(_known_encoding)] | None = None
    """Encoding of the file; None means that it is found out."""
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    """Sign between cells; None means that it is found out."""


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


def attribute(field: str) -> str:
    """Return how a field is called in Python; ``class`` is a word of its own."""
    return "class_" if field == "class" else field
