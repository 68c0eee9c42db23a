"""The orders table: one row an order, whatever system it came from.

It holds what a plan needs (when, how much, what state) and nothing personal: no names,
no addresses, no free text.
A remark of the customer becomes the claim ``needs_person`` and is forgotten.
A replay needs ``ordered_at`` alone; ``class`` and ``value_yen`` are used when given.
The canonical file is UTF-8 CSV with ISO times that carry their offset.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa

from sim.errors import ImportDataError, Problem
from sim.orders import cells
from sim.orders.reading import Batch, OrderFile, open_order_file
from sim.orders.schema import COLUMNS, MOMENT_COLUMNS, Column
from sim.orders.writing import Kind, written

__all__ = [
    "COLUMNS",
    "MOMENT_COLUMNS",
    "Column",
    "empty_orders",
    "frame_of_columns",
    "orders_frame",
    "read_orders",
    "series_of",
    "write_orders",
]


_ARROW_KEPT: dict[Any, Any] = {
    pa.date32(): pd.ArrowDtype(pa.date32()),
    pa.string(): pd.StringDtype("pyarrow"),
    pa.bool_(): pd.BooleanDtype(),
}
_MAX_PROBLEMS = 20
_CLAIMS = {"true": True, "false": False}


def empty_orders(zone: ZoneInfo) -> pd.DataFrame:
    """Return an orders table without orders."""
    return orders_frame(pd.DataFrame(), zone)


def orders_frame(orders: pd.DataFrame, zone: ZoneInfo) -> pd.DataFrame:
    """Return ``orders`` with exactly the columns and dtypes of the schema.

    Columns that are missing are filled with "not known"; further columns are dropped.

    Raises
    ------
    ValueError
        A required column has gaps, or an amount is infinite.
    """
    columns = {name: orders[name] for name in orders.columns}
    for column in COLUMNS:
        if column.kind == "text" and column.name in columns:
            plain = pa.array(columns[column.name], pa.string(), from_pandas=True)
            columns[column.name] = series_of(cells.clean_text(plain))
    return frame_of_columns(columns, len(orders), zone)


def frame_of_columns(
    columns: dict[str, "pd.Series[Any]"], n_orders: int, zone: ZoneInfo
) -> pd.DataFrame:
    """Return an orders table made of ``columns``, as :func:`orders_frame` does.

    Its texts must be clean (:func:`sim.orders.cells.clean_text`).
    It takes the columns out of the dictionary one by one, so that a large table does
    not stand in memory twice.
    """
    nothing = pd.Series([None] * n_orders, dtype=object)
    typed = {
        column.name: _typed(columns.pop(column.name, nothing), column, zone)
        for column in COLUMNS
    }
    for column in COLUMNS:
        if column.is_required and bool(typed[column.name].isna().any()):
            msg = f"{column.name}: must be given for every order"
            raise ValueError(msg)
    if bool(np.isinf(typed["value_yen"].dropna().to_numpy(dtype=float)).any()):
        msg = "value_yen: must be finite"
        raise ValueError(msg)
    return pd.DataFrame(typed, copy=False)


def series_of(values: Any) -> "pd.Series[Any]":  # noqa: ANN401
    """Return an Arrow array as a pandas column of the schema's dtypes."""
    if pa.types.is_dictionary(values.type):
        values = values.cast(pa.string())
    if pa.types.is_timestamp(values.type):
        values = values.cast(pa.timestamp("ms", "UTC"))
    column: pd.Series[Any] = values.to_pandas(types_mapper=_ARROW_KEPT.get)
    column.name = None
    return column


def write_orders(orders: pd.DataFrame, path: Path) -> None:
    """Write an orders table as canonical CSV; :func:`read_orders` gives it back.

    Raises
    ------
    ValueError
        The table does not fit the schema.
    """
    zone = orders["ordered_at"].dt.tz
    frame = orders_frame(orders, zone)
    lists = [written(column.kind, frame[column.name]) for column in COLUMNS]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(column.name for column in COLUMNS)
        writer.writerows(zip(*lists, strict=True))


def read_orders(path: Path, *, timezone: str = "Asia/Tokyo") -> pd.DataFrame:
    """Return the orders table in a canonical CSV file.

    Only ``ordered_at`` must be there: an order without a number gets the number of its
    row, one without lines has one.
    ``timezone`` — zone of the answer, and of times that name none.

    Raises
    ------
    ImportDataError
        The file is no canonical orders file; up to 20 problems are named.
    """
    zone = ZoneInfo(timezone)
    file = open_order_file(path, encoding="utf-8-sig", delimiter=",")
    wanted = {
        position: column
        for column in COLUMNS
        if (position := file.header.position(column.name)) is not None
    }
    if "ordered_at" not in {column.name for column in wanted.values()}:
        raise ImportDataError(
            Problem(
                f"{file.name}:{file.header.line}",
                "orders_column_missing",
                values={"columns": "ordered_at"},
            )
        )
    reader = _CanonicalReader(file, wanted, cells.CellRules(zone, unset=()))
    return reader.orders(zone)


class _CanonicalReader:
    """Collects the columns and the problems of one canonical file."""

    def __init__(
        self, file: OrderFile, wanted: dict[int, Column], rules: cells.CellRules
    ) -> None:
        self._file = file
        self._wanted = wanted
        self._rules = rules
        self._problems: list[Problem] = []

    def orders(self, zone: ZoneInfo) -> pd.DataFrame:
        parts = [
            pa.table(
                {
                    column.name: self._column(batch, position, column)
                    for position, column in self._wanted.items()
                }
            )
            for batch in self._batches()
        ]
        if self._problems:
            raise ImportDataError(self._problems[:_MAX_PROBLEMS])
        table = pa.concat_tables(parts)
        frame = pd.DataFrame(
            {name: series_of(table[name]) for name in table.column_names}
        )
        for name, filler in (
            ("order_id", pd.Series(range(1, len(frame) + 1)).astype(str)),
            ("lines", pd.Series(1, index=frame.index)),
        ):
            given = frame.get(name, pd.Series(None, index=frame.index, dtype=object))
            frame[name] = given.where(given.notna(), filler)
        return orders_frame(frame, zone)

    def _batches(self) -> Iterator[Batch]:
        for batch in self._file.batches(tuple(self._wanted)):
            for line, n_cells in batch.ragged:
                self._add(line, None, "orders_cell_count", n_cells)
            yield batch

    def _column(self, batch: Batch, position: int, column: Column) -> Any:  # noqa: ANN401
        raw = batch.columns[position]
        text = cells.clean_text(pa.array(raw, pa.string()))
        values, is_bad = self._values(text, column)
        if column.is_required and column.name == "ordered_at":
            is_bad = is_bad | values.is_null().to_numpy(zero_copy_only=False)
        for row in np.flatnonzero(is_bad):
            self._add(batch.lines[row], position, _RULES[column.kind], raw[row])
        return values

    def _values(self, text: Any, column: Column) -> tuple[Any, cells.Mask]:  # noqa: ANN401
        match column.kind:
            case "moment":
                found = cells.moments(text, self._rules)
                has_day = found.on.is_valid().to_numpy(zero_copy_only=False)
                return found.at, found.is_bad | has_day
            case "day":
                day = cells.days(text, self._rules)
                return day.on, day.is_bad
            case "count" | "amount":
                number = cells.amounts(text, self._rules)
                is_bad = number.is_bad
                if column.kind == "count":
                    is_bad = is_bad | _has_fraction(number.value)
                return number.value, is_bad
            case "claim":
                said = cells.translated(text, lambda word: _CLAIMS.get(word, word))
                is_bad = np.array([isinstance(word, str) for word in said], dtype=bool)
                known = [None if isinstance(word, str) else word for word in said]
                return pa.array(known, pa.bool_()), is_bad
            case "text":
                return text, np.zeros(len(text), dtype=np.bool_)

    def _add(self, line: int, position: int | None, rule: str, got: object) -> None:
        if len(self._problems) < _MAX_PROBLEMS:
            column = "" if position is None else f":{self._file.header.names[position]}"
            where = f"{self._file.name}:{line}{column}"
            self._problems.append(Problem(where, rule, got))


_RULES: dict[Kind, str] = {
    "moment": "orders_moment_wrong",
    "day": "orders_day_wrong",
    "count": "orders_number_wrong",
    "amount": "orders_number_wrong",
    "claim": "orders_claim_wrong",
}


def _has_fraction(value: Any) -> cells.Mask:  # noqa: ANN401
    plain = value.to_numpy(zero_copy_only=False)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.isfinite(plain) & (plain != np.round(plain)))


def _typed(
    values: "pd.Series[Any]", column: Column, zone: ZoneInfo
) -> "pd.Series[Any]":
    dtype: Any = column.dtype(zone)
    values = values.reset_index(drop=True)
    if column.kind == "moment":
        if isinstance(values.dtype, pd.DatetimeTZDtype) and values.dtype.unit == "ms":
            moved: pd.Series[Any] = values.dt.tz_convert(zone)
            return moved
        return pd.to_datetime(values, utc=True).dt.tz_convert(zone).astype(dtype)
    if column.kind == "count" and values.dtype == object:
        return pd.to_numeric(values).astype(dtype)
    return values.astype(dtype)
