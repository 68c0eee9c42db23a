"""From rows of the same order to the one row of the orders table.

What belongs to the order is taken once, from the first row that says it; pieces are
added up.

When a mall file and a file of an order system hold the order, they are merged:

- order time, state, seller, payment and amount are those of the mall;
- of two times of one stage (confirmed, fixed, released, imported, printed, shipped,
  cancelled) the earliest counts: systems report what another one did before;
- a time is more specific than a date, so a date never replaces one; it stands in its
  own column, the earliest of two;
- a claim is true when any file says so;
- item lines and pieces are those of the first file that has pieces, so that nothing is
  counted twice.

The day of shipping of an order in several parcels is that of its last parcel.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sim.orders.base import ROLES
from sim.orders.matching import Codes, Matching
from sim.orders.schema import DAY_TWINS, STAGE_COLUMNS
from sim.orders.table import series_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Grouped", "grouped"]

_EARLIEST = (*STAGE_COLUMNS[1:], *(d for d in DAY_TWINS.values() if d != "ship_by"))
_FIRST = (
    *("ordered_at", "ship_by_at", "ship_by", "ship_by_kind", "status", "channel"),
    *("shop", "delivery_date", "payment_method", "class", "cancel_reason"),
)
_CLAIMS = ("needs_person", "is_cancelled", "is_one_day")
_AGE = ("ordered_at", "order_id")


@dataclass(frozen=True, slots=True, eq=False)
class Grouped:
    """Orders, oldest first, as columns."""

    columns: "dict[str, pd.Series[Any]]"

    merged_orders: int
    """Orders that files of several roles hold."""

    merged_rows: int
    """Rows that only added to an order of a better witness."""

    unmerged_numbers: int
    """Order numbers of several roles that were not merged."""


def grouped(rows: dict[str, Any], matching: Matching) -> Grouped:
    """Return the orders; ``matching`` must number them from 0 without gaps.

    Takes the columns out of ``rows`` one by one, so that rows and orders never stand
    in memory together.
    """
    return _Grouping(rows, matching).result()


class _Grouping:
    """Reduces columns of rows to columns of orders."""

    def __init__(self, rows: dict[str, Any], matching: Matching) -> None:
        self._rows = rows
        self._order = matching.order
        self._role = matching.role
        self._n = int(matching.order.max()) + 1
        self._is_mixed = matching.is_mixed
        self._n_unmerged = matching.n_unmerged

    def result(self) -> Grouped:
        by_age = self._by_age()
        pa.default_memory_pool().release_unused()
        counts = self._counts()
        groups = {}
        for name in ("order_id", *_FIRST, *_EARLIEST):
            if name in self._rows:
                groups[name] = series_of(self._column(name).take(by_age))
        groups |= {name: series_of(v.take(by_age)) for name, v in counts.items()}
        merged = self._merged()
        return Grouped(groups, *merged, self._n_unmerged)

    def _by_age(self) -> Any:  # noqa: ANN401
        keys = {name: self._first(self._rows[name]) for name in _AGE}
        by_age = [(name, "ascending") for name in _AGE]
        return pc.sort_indices(pa.table(keys), sort_keys=by_age)

    def _column(self, name: str) -> Any:  # noqa: ANN401
        values = self._rows.pop(name)
        if name == "shipped_on":
            return self._extreme(values, is_last=True)
        if self._is_mixed and name in _EARLIEST:
            return self._extreme(values, is_last=False)
        return self._first(values)

    def _counts(self) -> dict[str, Any]:
        units = self._rows.pop("units")
        counts_here = self._counting_rows(units)
        lines = self._rows.pop("n_lines", None)
        weights = None if lines is None else lines.fill_null(1).to_numpy()
        if self._is_mixed:
            weights = np.where(counts_here, 1 if weights is None else weights, 0)
        n_lines = np.bincount(self._order, weights=weights, minlength=self._n)
        found = {
            "lines": pa.array(n_lines.astype(np.int64)),
            "units": self._sums(units, counts_here),
        }
        value = self._value(counts_here)
        if value is not None:
            found["value_yen"] = value
        for name in _CLAIMS:
            if name in self._rows:
                found[name] = self._any(self._rows.pop(name))
        return found

    def _value(self, counts_here: Any) -> Any | None:  # noqa: ANN401
        of_order = self._rows.pop("order_value", None)
        of_lines = self._rows.pop("line_value", None)
        whole = None if of_order is None else self._first(of_order)
        if of_lines is None:
            return whole
        total = self._sums(of_lines, counts_here)
        return total if whole is None else pc.coalesce(whole, total)

    def _counting_rows(self, units: Any) -> Any:  # noqa: ANN401
        """Return which rows' lines and pieces count; None means all."""
        if not self._is_mixed:
            return None
        is_known = units.is_valid().to_numpy()
        known = self._best_role(is_known)
        best = np.where(known < len(ROLES), known, self._best_role(None))
        return self._role == best[self._order]

    def _best_role(self, is_asked: Any) -> Codes:  # noqa: ANN401
        best = np.full(self._n, len(ROLES), dtype=np.int64)
        some = slice(None) if is_asked is None else is_asked
        np.minimum.at(best, self._order[some], self._role[some])
        return best

    def _merged(self) -> tuple[int, int]:
        if not self._is_mixed:
            return 0, 0
        is_extra = self._role != self._best_role(None)[self._order]
        return len(np.unique(self._order[is_extra])), int(is_extra.sum())

    def _first(self, values: Any) -> Any:  # noqa: ANN401
        """Return what the best role says first of each order."""
        said = np.flatnonzero(values.is_valid().to_numpy())
        if self._is_mixed:
            said = said[np.argsort(self._role[said], kind="stable")]
        first = np.full(self._n, -1, dtype=np.int64)
        first[self._order[said[::-1]]] = said[::-1]  # backwards: the first one stays
        return _chunk(values).take(pa.array(first, mask=first < 0))

    def _extreme(self, values: Any, *, is_last: bool) -> Any:  # noqa: ANN401
        """Return the earliest or, of one role, the last said; then the earliest."""
        kind = values.type
        size = pa.int32() if pa.types.is_date32(kind) else pa.int64()
        numbers = _chunk(values).cast(size).cast(pa.int64())
        none = int(np.iinfo(np.int64).max)
        answer = np.full(self._n, none)
        is_valid = values.is_valid().to_numpy()
        plain = numbers.fill_null(0).to_numpy()
        for role in range(len(ROLES)):
            here = is_valid & (self._role == role) if self._is_mixed else is_valid
            found = np.full(self._n, -none if is_last else none)
            reduce = np.maximum if is_last else np.minimum
            reduce.at(found, self._order[here], plain[here])
            found[found == -none] = none
            answer = np.minimum(answer, found)
            if not self._is_mixed:
                break
        whole = pa.array(np.where(answer == none, 0, answer), mask=answer == none)
        return whole.cast(size).cast(kind)

    def _sums(self, values: Any, counts_here: Any) -> Any:  # noqa: ANN401
        is_known = values.is_valid().to_numpy()
        if counts_here is not None:
            is_known = is_known & counts_here
        numbers = np.asarray(values.fill_null(0).to_numpy(), dtype=float)
        numbers = np.where(is_known, numbers, 0.0)
        totals = np.bincount(self._order, weights=numbers, minlength=self._n)
        n_known = np.bincount(self._order, weights=is_known, minlength=self._n)
        return pa.array(totals, mask=n_known == 0)

    def _any(self, values: Any) -> Any:  # noqa: ANN401
        is_known = values.is_valid().to_numpy()
        is_true = values.fill_null(False).to_numpy()
        n_known = np.bincount(self._order, weights=is_known, minlength=self._n)
        n_true = np.bincount(self._order, weights=is_true, minlength=self._n)
        return pa.array(n_true > 0, mask=n_known == 0)


def _chunk(values: Any) -> Any:  # noqa: ANN401
    whole = values.combine_chunks()
    return whole if not isinstance(whole, pa.ChunkedArray) else pa.concat_arrays(
        whole.chunks
    )  # fmt: skip
