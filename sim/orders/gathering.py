"""From rows of files to one orders table; every row is kept or rejected with a reason.

Rows are item lines: what belongs to the order is taken once, from the first row that
says it; pieces are added up.
Rows are held as typed Arrow columns, some tens of bytes each, so two million of them
fit into a laptop.
What becomes of an order that several files hold is said in
:mod:`sim.orders.matching` and :mod:`sim.orders.grouping`.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa

from sim.errors import ImportDataError, Problem
from sim.orders import cells
from sim.orders.base import Binding, Role
from sim.orders.grouping import Grouped, grouped
from sim.orders.items import Items, OddCell, item_rows
from sim.orders.matching import (
    Matching,
    lonely_parts,
    matched,
    older_copies,
    second_copies,
    timeless,
)
from sim.orders.personal import is_personal
from sim.orders.reading import Batch, RowFile
from sim.orders.report import (
    MAX_FINDINGS,
    FileReport,
    Finding,
    ImportReport,
    shortened,
)
from sim.orders.table import frame_of_columns

__all__ = ["Gathering"]

_Found = Callable[[Any, Matching], cells.Mask]


@dataclass(slots=True, eq=False)
class _Tally:
    """What one file has brought so far."""

    file: RowFile
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
        file: RowFile,
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
        rows = pa.concat_tables(self._parts, promote_options="default")
        rows = rows.unify_dictionaries()
        self._parts.clear()
        matching = matched(rows, [_witness(tally) for tally in self._tallies])
        pa.default_memory_pool().release_unused()
        steps: tuple[tuple[_Found, str], ...] = (
            (second_copies, "orders_line_twice"),
            (lonely_parts, "orders_part_alone"),
            (older_copies, "orders_other_file_newer"),
            (timeless, "orders_time_unknown"),
        )
        for find, reason in steps:
            refused = find(rows, matching)
            if refused.any():
                self._reject_gathered(rows, refused, reason)
                rows = rows.filter(pa.array(~refused))
                matching = matching.without(refused)
        if not matching.n_rows:
            raise self._nothing_left()
        columns = {name: rows[name] for name in rows.column_names}
        del rows
        result = grouped(columns, matching.renumbered())
        pa.default_memory_pool().release_unused()
        n_orders = len(result.columns["order_id"])
        orders = frame_of_columns(result.columns, n_orders, self.zone)
        return orders, self._report(orders, result)

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

    def _report(self, orders: pd.DataFrame, result: Grouped) -> ImportReport:
        return ImportReport(
            files=tuple(_file_report(tally) for tally in self._tallies),
            orders=len(orders),
            merged_orders=result.merged_orders,
            merged_rows=result.merged_rows,
            unmerged_numbers=result.unmerged_numbers,
            first_at=orders["ordered_at"].iloc[0].to_pydatetime(),
            last_at=orders["ordered_at"].iloc[-1].to_pydatetime(),
            rejected_by_reason=dict(self._reasons.most_common()),
            cells_left_out=dict(self._left_out.most_common()),
            findings=tuple(self._findings),
        )


def _witness(tally: _Tally) -> tuple[Role, str]:
    """Return the role of a file and the column in which it names the shop."""
    position = tally.binding.columns.get("shop")
    names = tally.file.header.names
    return tally.binding.role, "" if position is None else names[position]


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
        telling=binding.telling,
    )
