"""Which rows of which files speak of the same order, and which of them count.

Within one role (mall, order system, part) an order is its number and its seller: shops
may use the same number, and a row that names no shop belongs to the shop that another
row of the same number names.
Of several files of one role that hold an order, one is taken: the one that knows the
latest moment of it, else the file with the newest order, else the later one.

Across roles, and between files of order systems that name shops in different columns,
an order is matched by its number alone, because each system names shops its own way.
The match is not made when the number belongs to two sellers on one side, or when the
order times are more than a day apart.
A row of a part file (a shipping report, a file of item lines) that finds no order is
rejected.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sim.orders.base import ROLES, Role
from sim.orders.cells import Mask
from sim.orders.schema import STAGE_COLUMNS

__all__ = [
    "Codes",
    "Matching",
    "lonely_parts",
    "matched",
    "older_copies",
    "second_copies",
    "timeless",
]

Codes = np.ndarray[tuple[int], np.dtype[np.int64]]

_PART = ROLES.index("part")
_DAY = 24 * 60 * 60 * 1000
_AMBIGUOUS = -2


@dataclass(frozen=True, slots=True, eq=False)
class Matching:
    """The order of each row and the role of its file."""

    order: Codes
    """A number that is the same for rows of one order."""

    role: Codes
    """Position in ``ROLES`` of the row's file."""

    n_unmerged: int = 0
    """Order numbers that files of several roles hold and that stay several orders."""

    @property
    def n_rows(self) -> int:
        """Rows."""
        return len(self.order)

    @property
    def is_mixed(self) -> bool:
        """Whether files of several roles are there."""
        return self.n_rows > 0 and bool(self.role.min() != self.role.max())

    def without(self, refused: Mask) -> "Matching":
        """Return the matching of the rows that are not refused."""
        return replace(self, order=self.order[~refused], role=self.role[~refused])

    def renumbered(self) -> "Matching":
        """Return the matching with orders numbered from 0 without gaps."""
        is_there = np.bincount(self.order) > 0
        if is_there.all():
            return self
        number = np.cumsum(is_there) - 1
        return replace(self, order=np.asarray(number[self.order], dtype=np.int64))


def matched(rows: Any, files: Sequence[tuple[Role, str]]) -> Matching:  # noqa: ANN401
    """Return which order each row belongs to.

    ``files`` — role of each file, and the column in which it names the shop.
    """
    if not rows.num_rows:
        nothing = np.zeros(0, dtype=np.int64)
        return Matching(nothing, nothing)
    _, by_id = np.unique(rows["order_key"].to_numpy(), return_inverse=True)
    groups = sorted({_group(*file) for file in files}, key=lambda g: ROLES.index(g[0]))
    if len(groups) == 1:
        role = np.broadcast_to(np.int64(ROLES.index(groups[0][0])), (len(by_id),))
        return Matching(_by_seller(rows, by_id), role)
    file = rows["file"].to_numpy()
    roles = np.array([ROLES.index(role) for role, _ in files], dtype=np.int64)
    group = np.array([groups.index(_group(*each)) for each in files])[file]
    # sellers are compared inside a group; the number alone links the groups
    order = _by_seller(rows, by_id * len(groups) + group)
    linked = _linked(order, by_id, group, _times(rows, order))
    return Matching(linked, roles[file], _n_unmerged(linked, by_id, group))


def second_copies(rows: Any, matching: Matching) -> Mask:  # noqa: ANN401
    """Return the rows that repeat an item line of the same file."""
    if "line_key" not in rows.column_names:
        return np.zeros(matching.n_rows, dtype=np.bool_)
    has_key = rows["line_key"].is_valid().to_numpy()
    if not has_key.any():
        return np.zeros(matching.n_rows, dtype=np.bool_)
    key = pd.DataFrame(
        {
            "order": matching.order,
            "file": rows["file"].to_numpy(),
            "line": rows["line_key"].fill_null(0).to_numpy(),
        }
    )
    return np.asarray(key.duplicated().to_numpy() & has_key)


def lonely_parts(rows: Any, matching: Matching) -> Mask:  # noqa: ANN401
    """Return the rows of part files whose order no other file holds."""
    del rows
    is_part = matching.role == _PART
    if not is_part.any():
        return np.asarray(is_part)
    n_orders = int(matching.order.max()) + 1
    has_witness = np.zeros(n_orders, dtype=np.bool_)
    has_witness[matching.order[~is_part]] = True
    return np.asarray(is_part & ~has_witness[matching.order])


def older_copies(rows: Any, matching: Matching) -> Mask:  # noqa: ANN401
    """Return the rows of orders that another file of the same role knows better."""
    file = rows["file"].to_numpy().astype(np.int64)
    n_files = int(file.max(initial=0)) + 1
    if n_files == 1:
        return np.zeros(matching.n_rows, dtype=np.bool_)
    earliest = int(np.iinfo(np.int64).min)
    newest = np.full(n_files, earliest)
    np.maximum.at(newest, file, _stamps(rows["ordered_at"], earliest))
    rank = np.lexsort((np.arange(n_files), newest)).argsort()
    latest = np.full(matching.n_rows, earliest)
    for name in set(STAGE_COLUMNS) & set(rows.column_names):
        np.maximum(latest, _stamps(rows[name], earliest), out=latest)
    witness = matching.order * len(ROLES) + matching.role
    pairs, pair = np.unique(witness * n_files + file, return_inverse=True)
    knows = np.full(len(pairs), earliest)
    np.maximum.at(knows, pair, latest)
    order, its_file = np.divmod(pairs, n_files)
    by_merit = np.lexsort((rank[its_file], knows, order))
    is_best = np.zeros(len(pairs), dtype=np.bool_)
    is_best[by_merit] = np.append(np.diff(order[by_merit]) != 0, True)
    # reports of parts add to each other, each with its own parcels
    return np.asarray(~is_best[pair] & (matching.role != _PART))


def timeless(rows: Any, matching: Matching) -> Mask:  # noqa: ANN401
    """Return the rows of orders of which no row says when they were made."""
    if not matching.n_rows:
        return np.zeros(0, dtype=np.bool_)
    has_time = rows["ordered_at"].is_valid().to_numpy()
    n_timed = np.bincount(matching.order, weights=has_time)
    return np.asarray(n_timed[matching.order] == 0)


def _by_seller(rows: Any, by_id: Any) -> Codes:  # noqa: ANN401
    """Return a number per row that tells the numbers of different sellers apart."""
    shop, channel = _word_codes(rows["shop"]), _word_codes(rows["channel"])
    if shop.min() == shop.max() and channel.min() == channel.max():
        return np.asarray(by_id, dtype=np.int64)  # one seller, as in most files
    seller = (shop + 1) * (int(channel.max()) + 2) + channel + 1  # 0: names none
    n_ids = int(by_id.max()) + 1
    named = np.flatnonzero(seller > 0)[::-1]
    first_seller = np.zeros(n_ids, dtype=np.int64)
    first_seller[by_id[named]] = seller[named]
    seller = np.where(seller == 0, first_seller[by_id], seller)
    _, codes = np.unique(seller * n_ids + by_id, return_inverse=True)
    return np.asarray(codes, dtype=np.int64)


def _group(role: Role, shop_column: str) -> tuple[Role, str]:
    """Return what files must share to name a shop in the same way."""
    return (role, shop_column if role == "oms" else "")


def _times(rows: Any, order: Codes) -> Codes:  # noqa: ANN401
    """Return the order time of each order in milliseconds, a large number for none."""
    unknown = int(np.iinfo(np.int64).max)
    times = np.full(int(order.max()) + 1, unknown)
    np.minimum.at(times, order, _stamps(rows["ordered_at"], unknown))
    return times


def _linked(order: Codes, by_id: Any, group: Codes, times: Codes) -> Codes:  # noqa: ANN401
    """Return the orders with those of one number in several groups made one."""
    linked = order.copy()
    best = np.full(int(by_id.max()) + 1, -1, dtype=np.int64)
    for number in range(int(group.max()) + 1):  # the best witness comes first
        is_here = group == number
        pairs = np.unique(np.stack([by_id[is_here], order[is_here]]), axis=1)
        ids, counts = np.unique(pairs[0], return_counts=True)
        is_alone = np.isin(pairs[0], ids[counts == 1])
        its_id, its_order = pairs[0][is_alone], pairs[1][is_alone]
        many = np.setdiff1d(ids, its_id)
        is_new = best[its_id] == -1
        best[its_id[is_new]] = its_order[is_new]
        best[many] = _AMBIGUOUS
        is_same = (best[its_id] >= 0) & _are_near(times, best[its_id], its_order)
        target = np.arange(len(times))
        target[its_order[is_same]] = best[its_id[is_same]]
        linked[is_here] = target[order[is_here]]
    return linked


def _n_unmerged(linked: Codes, by_id: Any, group: Codes) -> int:  # noqa: ANN401
    """Return how many numbers of several groups are still several orders."""
    n_orders, n_groups = (
        np.bincount(np.unique(np.stack([by_id, of]), axis=1)[0])
        for of in (linked, group)
    )
    return int(np.sum((n_orders > 1) & (n_groups > 1)))


def _are_near(times: Codes, one: Codes, other: Codes) -> Mask:
    """Return which pairs of orders may be the same one by their order times."""
    unknown = np.iinfo(np.int64).max
    first, second = times[one], times[other]
    is_unknown = (first == unknown) | (second == unknown)
    apart = np.abs(np.where(is_unknown, 0, first) - np.where(is_unknown, 0, second))
    return np.asarray(apart <= _DAY)


def _word_codes(values: Any) -> Codes:  # noqa: ANN401
    encoded = values.dictionary_encode().combine_chunks()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.chunk(0)
    indices = pc.fill_null(encoded.indices, -1)
    return np.asarray(indices.to_numpy(zero_copy_only=False), dtype=np.int64)


def _stamps(moments: Any, missing: int) -> Any:  # noqa: ANN401
    return moments.cast(pa.int64()).fill_null(missing).to_numpy()
