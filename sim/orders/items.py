"""Rows of one file as typed item lines, and what is odd about their cells.

A row without a readable order number or with an unreadable order time is rejected.
Any other cell that cannot be read is left out and noted; the row stays.
"""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sim.orders import cells
from sim.orders.base import Binding, State
from sim.orders.packing import unpacked
from sim.orders.reading import Batch
from sim.orders.schema import DAY_TWINS, MOMENT_COLUMNS

__all__ = ["Items", "OddCell", "item_rows"]

_SPOILED_ID = re.compile(r"\d(\.\d+)?[Ee]\+\d+|#{3,}|#(REF|NAME|VALUE|N/A)\S*")
_LARGEST_COUNT = 1e9
_FEW_WORDS = frozenset(
    (
        *("status", "shop", "channel", "payment_method", "class"),
        *("cancel_reason", "ship_by_kind"),
    )
)
_YEN = ("JPY", "jpy", "円", "¥")
_LIVE_FLAGS = ("N", "U")  # Robot-in: new, updated


@dataclass(frozen=True, slots=True)
class OddCell:
    """A cell that could not be used."""

    row: int
    """Row of the batch."""

    position: int
    """Column position in the file."""

    reason: str
    """Entry of ``problem.toml``."""

    is_row_kept: bool


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """The rows of one batch."""

    table: Any
    """Arrow table of typed columns, one row a row of the batch."""

    is_kept: cells.Mask
    """Rows that are not rejected."""

    odd_cells: list[OddCell]
    """Cells that were left out or cost their row; one reject a rejected row."""


def item_rows(batch: Batch, binding: Binding) -> Items:
    """Return the typed rows of a batch; moments are UTC without a zone."""
    return _ItemReader(batch, binding).items()


class _ItemReader:
    """Reads the columns of one batch and notes odd cells."""

    def __init__(self, batch: Batch, binding: Binding) -> None:
        self._batch = batch
        self._binding = binding
        self._size = len(batch.lines)
        self._is_kept = np.ones(self._size, dtype=np.bool_)
        self._odd: list[OddCell] = []

    def items(self) -> Items:
        """Return all columns that the file can say anything about."""
        columns = {"order_id": self._order_ids(), "ordered_at": self._ordered_at()}
        for name in MOMENT_COLUMNS[1:]:
            is_end = name == "cancelled_at"
            columns |= self._cancelled() if is_end else self._moments(name)
        if "shipped_on" in self._binding.columns:
            columns["shipped_on"] = self._days("shipped_on")
        columns |= self._states(columns)
        columns["shop"] = self._shops(columns["order_id"])
        columns["channel"] = self._text("channel")
        for name in ("payment_method", "class", "cancel_reason"):
            if name in self._binding.columns:
                columns[name] = self._text(name)
        for name in columns.keys() & _FEW_WORDS:  # a number a row instead of a word
            columns[name] = columns[name].dictionary_encode()
        columns["order_key"] = _keys(columns["order_id"].fill_null(""))
        columns |= self._line_keys()
        columns |= self._pieces()
        if "delivery_date" in self._binding.columns:
            columns["delivery_date"] = self._days("delivery_date")
        if "is_one_day" in self._binding.columns:
            says = cells.claims(self._raw("is_one_day"))
            columns["is_one_day"] = pa.array(says, pa.bool_())
        columns |= self._money_and_people()
        return Items(pa.table(columns), self._is_kept, self._odd)

    def _order_ids(self) -> Any:  # noqa: ANN401
        position = self._binding.columns.get("order_id")
        if position is None:  # every row is an order; its line is its name
            return pa.array([f"L{line}" for line in self._batch.lines], pa.string())
        ids = self._text("order_id")
        self._reject(_is_null(ids), position, "orders_id_missing")
        spoiled = cells.translated(ids, lambda i: _SPOILED_ID.fullmatch(i) is not None)
        is_spoiled = np.array([found is True for found in spoiled], dtype=np.bool_)
        self._reject(is_spoiled, position, "orders_id_spoiled")
        return ids

    def _ordered_at(self) -> Any:  # noqa: ANN401
        columns = self._binding.columns
        empty = cells.Moments(
            pa.nulls(self._size, pa.timestamp("ms")),
            pa.nulls(self._size, pa.date32()),
            np.zeros(self._size, dtype=np.bool_),
        )
        whole = (
            cells.moments(self._raw("ordered_at"), self._binding.rules)
            if "ordered_at" in columns
            else empty
        )
        halves = empty
        if {"order_date", "order_time"} <= set(columns):
            joined = pc.binary_join_element_wise(
                cells.clean_text(self._raw("order_date")),
                cells.clean_text(self._raw("order_time")),
                " ",
            )
            halves = cells.moments(joined, self._binding.rules)
        at = pc.coalesce(whole.at, halves.at)
        is_missing = _is_null(at)
        position = columns.get("ordered_at", columns.get("order_date", 0))
        is_bad = is_missing & (whole.is_bad | halves.is_bad)
        self._reject(is_bad, position, "orders_moment_wrong")
        has_day_only = is_missing & ~is_bad & ~_is_null(whole.on)
        self._reject(has_day_only, position, "orders_time_missing")
        return at

    def _moments(self, name: str) -> dict[str, Any]:
        """Return the times of a column, and its dates where dates have a column."""
        field = "ship_by" if name == "ship_by_at" else name
        position = self._binding.columns.get(field)
        if position is None:
            return {}
        found = cells.moments(self._array(position), self._binding.rules)
        self._leave_out(found.is_bad, position, "orders_moment_wrong")
        twin = DAY_TWINS.get(name)
        is_day = ~_is_null(found.on)
        if twin is None:
            self._leave_out(is_day, position, "orders_time_missing")
            return {name: found.at}
        columns = {name: found.at, twin: found.on} if is_day.any() else {name: found.at}
        if field == "ship_by":
            columns |= self._ship_by(found)
        return columns

    def _ship_by(self, found: cells.Moments) -> dict[str, Any]:
        """Return the day to ship by, also of a moment, and what it means."""
        moments = pd.DatetimeIndex(found.at.to_numpy(zero_copy_only=False), tz="UTC")
        wall = moments.tz_convert(self._binding.rules.zone).tz_localize(None)
        days = pa.array(wall.to_numpy().astype("datetime64[D]"), from_pandas=True)
        day = pc.coalesce(found.on, days)
        kind = pa.scalar(self._binding.ship_by_kind, pa.string())
        kinds = pc.if_else(day.is_valid(), kind, pa.scalar(None, pa.string()))
        return {"ship_by": day, "ship_by_kind": kinds}

    def _days(self, name: str) -> Any:  # noqa: ANN401
        raw = self._raw(name)
        found = cells.days(raw, self._binding.rules)
        position = self._binding.columns.get(name)
        if position is not None and found.is_bad.any():
            # wishes such as 最短 are words, not damaged dates
            says = cells.claims(raw)
            self._leave_out(found.is_bad & says, position, "orders_day_wrong")
        return found.on

    def _states(self, columns: dict[str, Any]) -> dict[str, Any]:
        status = self._text("status")
        states = cells.translated(status, self._binding.state)
        known: list[State | None] = list(states)
        labels = [None if state is None else state.label for state in known]
        told = [None if state is None else state.is_cancelled for state in known]
        is_cancelled = pa.array(told, pa.bool_())
        if "cancel_flag" in self._binding.columns:
            is_cancelled = pc.coalesce(self._cancel_flags(), is_cancelled)
        if "cancelled_at" in columns:
            kept = False if self._binding.no_time_means_kept else None
            rest = pc.coalesce(is_cancelled, pa.scalar(kept, pa.bool_()))
            is_lost = ~_is_null(columns["cancelled_at"])
            if "cancelled_on" in columns:
                is_lost |= ~_is_null(columns["cancelled_on"])
            is_cancelled = pc.if_else(pa.array(is_lost), True, rest)
        return {
            "status": pa.array(labels, pa.string()),
            "is_cancelled": is_cancelled,
        }

    def _cancelled(self) -> dict[str, Any]:
        """Return cancellations without those of slips that were split or merged."""
        columns = self._moments("cancelled_at")
        not_lost = self._binding.not_lost
        if columns and not_lost and "cancel_flag" in self._binding.columns:
            flags = self._text("cancel_flag")
            is_slip = pc.is_in(flags, value_set=pa.array(sorted(not_lost)))
            return {n: pc.if_else(is_slip, None, v) for n, v in columns.items()}
        return columns

    def _cancel_flags(self) -> Any:  # noqa: ANN401
        not_lost = self._binding.not_lost

        def is_lost(flag: str) -> bool:
            return flag not in not_lost and cells.says_something(flag)

        flags = cells.translated(self._text("cancel_flag"), is_lost)
        return pa.array(flags, pa.bool_())

    def _shops(self, order_ids: Any) -> Any:  # noqa: ANN401
        told = self._text("shop")
        from_order = self._binding.shop_of_order
        if from_order is None:
            return told
        # an order number in doubt is no reason to lose the order
        named = pa.array([i and from_order(i) for i in order_ids.to_pylist()])
        return pc.coalesce(told, named.cast(pa.string()))

    def _line_keys(self) -> dict[str, Any]:
        """Return a number that tells the item lines of an order apart."""
        if "line_id" not in self._binding.columns:
            return {}
        line_id = self._text("line_id")
        parcel_id = self._text("parcel_id").fill_null("")
        joined = pc.binary_join_element_wise(parcel_id, line_id.fill_null(""), "\t")
        keys = pc.if_else(pa.array(_is_null(line_id)), None, _keys(joined))
        return {"line_key": keys}

    def _pieces(self) -> dict[str, Any]:
        """Return pieces, and item lines where one cell may hold several."""
        position = self._binding.columns.get("units")
        if position is None:
            return {"units": pa.nulls(self._size, pa.float64())}
        raw = self._raw("units")
        if not self._binding.packs_lines:
            return {"units": self._live(self._counts(raw, position))}
        row, single = unpacked(raw.to_pylist())
        found = self._counts(pa.array(single, pa.string()), position, rows=row)
        sums = pa.table({"row": row, "units": found}).group_by("row").aggregate(
            [("units", "sum"), ("units", "count")]
        )  # fmt: skip
        units = np.full(self._size, np.nan)
        units[sums["row"].to_numpy()] = sums["units_sum"].fill_null(np.nan).to_numpy()
        n_lines = np.bincount(row, minlength=self._size)
        whole = pa.array(units, from_pandas=True)
        return {"units": self._live(whole), "n_lines": pa.array(n_lines, pa.int64())}

    def _counts(self, raw: Any, position: int, rows: Any = None) -> Any:  # noqa: ANN401
        """Return numbers of pieces; ``rows`` says which row each cell belongs to."""
        found = cells.amounts(raw, self._binding.rules)
        numbers = found.value.to_numpy(zero_copy_only=False)
        with np.errstate(invalid="ignore"):
            is_odd = np.isfinite(numbers) & (
                (numbers != np.round(numbers)) | (np.abs(numbers) > _LARGEST_COUNT)
            )
        is_refused = found.is_bad | is_odd
        if rows is not None:
            by_row = np.bincount(rows, weights=is_refused, minlength=self._size)
            is_refused = by_row > 0
        self._leave_out(is_refused, position, "orders_number_wrong")
        return pc.if_else(pa.array(is_odd), None, found.value)

    def _live(self, units: Any) -> Any:  # noqa: ANN401
        """Return the pieces with those of item lines that no longer count as 0."""
        if "line_flag" not in self._binding.columns:
            return units
        flags = cells.translated(self._text("line_flag"), _is_deleted)
        is_deleted = np.array([flag is True for flag in flags], dtype=np.bool_)
        return pc.if_else(pa.array(is_deleted), 0.0, units)

    def _money_and_people(self) -> dict[str, Any]:
        position = self._binding.columns.get("value_yen")
        claimed = np.zeros(self._size, dtype=np.bool_)
        columns = {}
        if position is not None:
            found = cells.amounts(self._array(position), self._binding.rules)
            self._leave_out(found.is_bad, position, "orders_number_wrong")
            claimed |= found.is_unset
            is_foreign = self._is_foreign() & ~_is_null(found.value)
            self._leave_out(is_foreign, position, "orders_currency_other")
            value = pc.if_else(pa.array(is_foreign), None, found.value)
            per = "order_value" if self._binding.value_per == "order" else "line_value"
            columns[per] = value
        for person_column in self._binding.person_columns:
            claimed |= cells.claims(self._array(person_column))
        is_unknown = ~claimed if not self._binding.person_columns else None
        needs_person = pa.array(claimed, mask=is_unknown)
        return columns | {"needs_person": needs_person.cast(pa.bool_())}

    def _is_foreign(self) -> cells.Mask:
        """Return which amounts are in another currency than yen."""
        if "currency" not in self._binding.columns:
            return np.zeros(self._size, dtype=np.bool_)
        words = self._text("currency")
        is_yen = pc.is_in(words, value_set=pa.array(_YEN))
        is_other = pc.and_(words.is_valid(), pc.invert(is_yen))
        return np.asarray(is_other.to_numpy(zero_copy_only=False), dtype=np.bool_)

    def _text(self, name: str) -> Any:  # noqa: ANN401
        constant = self._binding.constants.get(name)
        text = cells.clean_text(self._raw(name))
        return text if constant is None else text.fill_null(constant)

    def _raw(self, name: str) -> Any:  # noqa: ANN401
        position = self._binding.columns.get(name)
        if position is None:
            return pa.nulls(self._size, pa.string())
        return self._array(position)

    def _array(self, position: int) -> Any:  # noqa: ANN401
        return pa.array(self._batch.columns[position], pa.string())

    def _reject(self, is_odd: cells.Mask, position: int, reason: str) -> None:
        for row in np.flatnonzero(is_odd & self._is_kept).tolist():
            self._odd.append(OddCell(row, position, reason, is_row_kept=False))
        self._is_kept &= ~is_odd

    def _leave_out(self, is_odd: cells.Mask, position: int, reason: str) -> None:
        for row in np.flatnonzero(is_odd & self._is_kept).tolist():
            self._odd.append(OddCell(row, position, reason, is_row_kept=True))


def _keys(words: Any) -> Any:  # noqa: ANN401
    """Return a 64-bit number for each word, the same for the same word.

    Two different words of a million share a number with a chance of 3 in 100 million.
    """
    return pa.array(pd.util.hash_array(words.to_numpy(zero_copy_only=False)))


def _is_deleted(flag: str) -> bool:
    return flag.upper() not in _LIVE_FLAGS and cells.says_something(flag)


def _is_null(values: Any) -> cells.Mask:  # noqa: ANN401
    return np.asarray(values.is_null().to_numpy(zero_copy_only=False), dtype=np.bool_)
