"""From rows of files to one orders table; every row is kept or rejected with a reason.

Rows are item lines: what belongs to the order is taken once, from the first row that
says it; pieces are added up.
Rows are held as typed Arrow columns, some tens of bytes each, so two million of them
fit into a laptop.
An order that several files hold is taken from one file only: the one that knows the
latest moment of it, else the file with the newest order, else the later one.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sim.errors import ImportDataError, Problem
from sim.orders import cells
from sim.orders.base import Binding
from sim.orders.items import Items, OddCell, item_rows
from sim.orders.personal import is_personal
from sim.orders.reading import Batch, OrderFile
from sim.orders.report import (
    MAX_FINDINGS,
    FileReport,
    Finding,
    ImportReport,
    shortened,
)
from sim.orders.table import MOMENT_COLUMNS, frame_of_columns, series_of

__all__ = ["Gathering"]

_Codes = np.ndarray[tuple[int], np.dtype[np.int64]]
_FIRST_SAID = (
    *MOMENT_COLUMNS,
    "shipped_on",
    "status",
    "channel",
    "shop",
    "delivery_date",
    "payment_method",
    "class",
)


@dataclass(slots=True, eq=False)
class _Tally:
    """What one file has brought so far."""

    file: OrderFile
    binding: Binding
    read: int = 0
    kept: int = 0
    rejected: int = 0
    blank: int = 0


@dataclass(slots=True, eq=False)
class Gathering:
    """Collects the rows of some files and groups them into orders."""

    zone: ZoneInfo
    _tallies: list[_Tally] = field(default_factory=list)
    _parts: list[Any] = field(default_factory=list)
    _reasons: Counter[str] = field(default_factory=Counter)
    _left_out: Counter[tuple[str, str]] = field(default_factory=Counter)
    _findings: list[Finding] = field(default_factory=list)

    def add(
        self,
        file: OrderFile,
        binding: Binding,
        on_bytes: Callable[[int], None] | None = None,
    ) -> None:
        """Read all rows of a file."""
        tally = _Tally(file, binding)
        number = len(self._tallies)
        self._tallies.append(tally)
        for batch in file.batches(binding.positions, on_bytes):
            self._add_batch(tally, number, batch)

    def finished(self) -> tuple[pd.DataFrame, ImportReport]:
        """Return the orders, oldest first, and what became of the rows.

        Raises
        ------
        ImportDataError
            No row is left that says when an order was made.
        """
        if not self._parts:
            raise self._nothing_left()
        rows = pa.concat_tables(self._parts).unify_dictionaries()
        self._parts.clear()
        codes = _order_codes(rows)
        for find, reason in (
            (_second_copies, "orders_line_twice"),
            (_older_copies, "orders_other_file_newer"),
            (_timeless, "orders_time_unknown"),
        ):
            refused = find(rows, codes)
            if refused.any():
                self._reject_gathered(rows, refused, reason)
                rows, codes = rows.filter(pa.array(~refused)), codes[~refused]
        if not len(codes):
            raise self._nothing_left()
        _, codes = np.unique(codes, return_inverse=True)  # without the refused orders
        columns = {name: rows[name] for name in rows.column_names}
        del rows
        grouped = _grouped(columns, codes)
        pa.default_memory_pool().release_unused()
        orders = frame_of_columns(grouped, len(grouped["order_id"]), self.zone)
        return orders, self._report(orders)

    def _add_batch(self, tally: _Tally, number: int, batch: Batch) -> None:
        tally.blank += batch.n_blank
        n_rows = len(batch.lines) + len(batch.ragged) + len(batch.repeated_headers)
        tally.read += n_rows
        for line, n_cells in batch.ragged:
            self._reject(tally, line, "", str(n_cells), "orders_cell_count")
        for line in batch.repeated_headers:
            self._reject(tally, line, "", "", "orders_header_again")
        if not batch.lines:
            return
        items = item_rows(batch, tally.binding)
        for odd in items.odd_cells:
            self._note(tally, batch, odd)
        self._keep(tally, number, batch, items)

    def _keep(self, tally: _Tally, number: int, batch: Batch, items: Items) -> None:
        size = len(batch.lines)
        lines = pa.array(batch.lines, pa.int32())
        files = pa.array(np.full(size, number, dtype=np.int16))
        table = items.table.append_column("line", lines).append_column("file", files)
        kept = table.filter(pa.array(items.is_kept))
        tally.kept += kept.num_rows
        self._parts.append(kept)

    def _note(self, tally: _Tally, batch: Batch, odd: OddCell) -> None:
        column = tally.file.header.names[odd.position]
        value = shortened(batch.columns[odd.position][odd.row])
        line = batch.lines[odd.row]
        if odd.is_row_kept:
            self._left_out[column, odd.reason] += 1
            self._find(tally, line, column, value, odd.reason, is_row_kept=True)
        else:
            self._reject(tally, line, column, value, odd.reason)

    def _reject(
        self, tally: _Tally, line: int, column: str, value: str, reason: str
    ) -> None:
        tally.rejected += 1
        self._reasons[reason] += 1
        self._find(tally, line, column, value, reason, is_row_kept=False)

    def _find(
        self,
        tally: _Tally,
        line: int,
        column: str,
        value: str,
        reason: str,
        *,
        is_row_kept: bool,
    ) -> None:
        if len(self._findings) < MAX_FINDINGS:
            name = tally.file.name
            self._findings.append(
                Finding(name, line, column, value, reason, is_row_kept)
            )

    def _reject_gathered(self, rows: Any, refused: cells.Mask, reason: str) -> None:  # noqa: ANN401
        places = np.flatnonzero(refused)
        n_shown = max(0, MAX_FINDINGS - len(self._findings))
        for row in places[:n_shown].tolist():
            tally = self._tallies[rows["file"][row].as_py()]
            position = tally.binding.columns.get("order_id")
            column = "" if position is None else tally.file.header.names[position]
            value = shortened(rows["order_id"][row].as_py())
            line = rows["line"][row].as_py()
            self._find(tally, line, column, value, reason, is_row_kept=False)
        self._reasons[reason] += len(places)
        by_file = np.bincount(rows["file"].to_numpy()[places])
        for tally, count in zip(self._tallies, by_file.tolist(), strict=False):
            tally.kept -= count
            tally.rejected += count

    def _nothing_left(self) -> ImportDataError:
        n_read = sum(tally.read for tally in self._tallies)
        names = ", ".join(tally.file.name for tally in self._tallies[:5])
        if not n_read:
            return ImportDataError(Problem(names, "orders_no_rows"))
        first = Problem(names, "orders_none_kept", values={"rows": n_read})
        return ImportDataError([first, *(f.problem for f in self._findings[:5])])

    def _report(self, orders: pd.DataFrame) -> ImportReport:
        return ImportReport(
            files=tuple(_file_report(tally) for tally in self._tallies),
            orders=len(orders),
            first_at=orders["ordered_at"].iloc[0].to_pydatetime(),
            last_at=orders["ordered_at"].iloc[-1].to_pydatetime(),
            rejected_by_reason=dict(self._reasons.most_common()),
            cells_left_out=dict(self._left_out.most_common()),
            findings=tuple(self._findings),
        )


def _file_report(tally: _Tally) -> FileReport:
    names = tally.file.header.names
    binding = tally.binding
    bound = {names[position] for position in binding.positions}
    rest = [name for name in names if name and name not in bound]
    plain = [name for name in rest if not is_personal(name)]
    return FileReport(
        name=tally.file.name,
        source=binding.source,
        encoding=tally.file.encoding,
        delimiter=tally.file.delimiter,
        read=tally.read,
        kept=tally.kept,
        rejected=tally.rejected,
        blank=tally.blank,
        used=tuple((fieldname, names[p]) for fieldname, p in binding.columns.items()),
        person_columns=tuple(names[p] for p in binding.person_columns),
        unused=tuple(name for name in plain if name in binding.known_names),
        unknown=tuple(name for name in plain if name not in binding.known_names),
        personal=tuple(name for name in rest if is_personal(name)),
    )


def _order_codes(rows: Any) -> _Codes:  # noqa: ANN401
    """Return a number per row that is the same for rows of one order.

    Shops may use the same order number; a row that names no shop belongs to the shop
    that another row of the same number names.
    """
    _, by_id = np.unique(rows["order_key"].to_numpy(), return_inverse=True)
    if not len(by_id):
        return np.zeros(0, dtype=np.int64)
    shop, channel = _codes(rows["shop"]), _codes(rows["channel"])
    seller = (shop + 1) * (int(channel.max()) + 2) + channel + 1  # 0: names none
    n_ids = int(by_id.max()) + 1
    named = np.flatnonzero(seller > 0)[::-1]
    first_seller = np.zeros(n_ids, dtype=np.int64)
    first_seller[by_id[named]] = seller[named]
    seller = np.where(seller == 0, first_seller[by_id], seller)
    _, codes = np.unique(seller * n_ids + by_id, return_inverse=True)
    return np.asarray(codes, dtype=np.int64)


def _codes(values: Any) -> _Codes:  # noqa: ANN401
    encoded = values.dictionary_encode().combine_chunks()
    indices = pc.fill_null(encoded.indices, -1)
    return np.asarray(indices.to_numpy(zero_copy_only=False), dtype=np.int64)


def _second_copies(rows: Any, codes: Any) -> cells.Mask:  # noqa: ANN401
    """Return the rows that repeat an item line of the same file."""
    has_key = rows["line_key"].is_valid().to_numpy()
    if not has_key.any():
        return np.zeros(len(codes), dtype=np.bool_)
    key = pd.DataFrame(
        {
            "order": codes,
            "file": rows["file"].to_numpy(),
            "line": rows["line_key"].fill_null(0).to_numpy(),
        }
    )
    return np.asarray(key.duplicated().to_numpy() & has_key)


def _older_copies(rows: Any, codes: Any) -> cells.Mask:  # noqa: ANN401
    """Return the rows of orders that another file knows better."""
    file = rows["file"].to_numpy().astype(np.int64)
    n_files = int(file.max(initial=0)) + 1
    if n_files == 1:
        return np.zeros(len(codes), dtype=np.bool_)
    earliest = np.iinfo(np.int64).min
    newest = np.full(n_files, earliest)
    np.maximum.at(newest, file, _stamps(rows["ordered_at"], earliest))
    rank = np.lexsort((np.arange(n_files), newest)).argsort()
    latest = np.full(len(codes), earliest)
    for name in MOMENT_COLUMNS:
        np.maximum(latest, _stamps(rows[name], earliest), out=latest)
    pairs, pair = np.unique(codes * n_files + file, return_inverse=True)
    knows = np.full(len(pairs), earliest)
    np.maximum.at(knows, pair, latest)
    order, its_file = np.divmod(pairs, n_files)
    by_merit = np.lexsort((rank[its_file], knows, order))
    is_best = np.zeros(len(pairs), dtype=np.bool_)
    is_best[by_merit] = np.append(np.diff(order[by_merit]) != 0, True)
    return np.asarray(~is_best[pair])


def _timeless(rows: Any, codes: Any) -> cells.Mask:  # noqa: ANN401
    """Return the rows of orders of which no row says when they were made."""
    has_time = rows["ordered_at"].is_valid().to_numpy()
    n_timed = np.bincount(codes, weights=has_time)
    return np.asarray(n_timed[codes] == 0)


def _stamps(moments: Any, missing: int) -> Any:  # noqa: ANN401
    return moments.cast(pa.int64()).fill_null(missing).to_numpy()


def _grouped(rows: dict[str, Any], codes: _Codes) -> "dict[str, pd.Series[Any]]":
    """Return columns with one row an order, oldest first.

    Takes the columns out of ``rows`` one by one, so that rows and orders never stand
    in memory together.
    """
    n_orders = int(codes.max()) + 1
    keys = {
        name: _first_said(rows[name], codes, n_orders, None)
        for name in ("ordered_at", "order_id")
    }
    by_age = [(name, "ascending") for name in keys]
    order = pc.sort_indices(pa.table(keys), sort_keys=by_age).to_numpy()
    del keys
    pa.default_memory_pool().release_unused()
    said = ("order_id", *_FIRST_SAID)
    groups = {
        name: series_of(_first_said(rows.pop(name), codes, n_orders, order))
        for name in said
    }
    counts = {
        "lines": pa.array(np.bincount(codes, minlength=n_orders)),
        "units": _sums(rows.pop("units"), codes, n_orders),
        "value_yen": pc.coalesce(
            _first_said(rows.pop("order_value"), codes, n_orders, None),
            _sums(rows.pop("line_value"), codes, n_orders),
        ),
        "needs_person": _any(rows.pop("needs_person"), codes, n_orders),
        "is_cancelled": _any(rows.pop("is_cancelled"), codes, n_orders),
    }
    groups |= {name: series_of(v.take(pa.array(order))) for name, v in counts.items()}
    return groups


def _first_said(values: Any, codes: Any, n_orders: int, order: Any) -> Any:  # noqa: ANN401
    """Return the first value of each order; ``order`` sorts the answer, if given."""
    said = np.flatnonzero(values.is_valid().to_numpy())[::-1]
    first = np.full(n_orders, -1, dtype=np.int64)
    first[codes[said]] = said  # backwards, so that the first one stays
    if order is not None:
        first = first[order]
    whole = values.combine_chunks()
    return whole.take(pa.array(first, mask=first < 0))


def _sums(values: Any, codes: Any, n_orders: int) -> Any:  # noqa: ANN401
    is_known = values.is_valid().to_numpy()
    numbers = np.asarray(values.fill_null(0).to_numpy(), dtype=float)
    totals = np.bincount(codes, weights=numbers, minlength=n_orders)
    n_known = np.bincount(codes, weights=is_known, minlength=n_orders)
    return pa.array(totals, mask=n_known == 0)


def _any(values: Any, codes: Any, n_orders: int) -> Any:  # noqa: ANN401
    is_known: Sequence[bool] = values.is_valid().to_numpy()
    is_true = values.fill_null(False).to_numpy()
    n_known = np.bincount(codes, weights=is_known, minlength=n_orders)
    n_true = np.bincount(codes, weights=is_true, minlength=n_orders)
    return pa.array(n_true > 0, mask=n_known == 0)
