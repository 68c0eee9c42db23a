"""What is drawn with an order: class, value, promise, item, patience.

Orders stand in arrival order in parallel arrays; each value depends on the key of its
order only, never on its neighbours.
Sales of a short item are the exception: they are counted in arrival order.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.randomness.laws import LawTable, law_ticks, quantile
from sim.randomness.purposes import (
    CLASS,
    ITEM,
    LATE_PATIENCE,
    LATE_SHARE,
    PATIENCE,
    PATIENCE_SHARE,
    VALUE,
)
from sim.randomness.variates import uniform
from sim.units import NEVER, TICKS_PER_HOUR

__all__ = ["Attributes", "DrawTables", "draw_attributes", "sell_stock"]

Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]


class DrawTables(NamedTuple):
    """Tables by demand, class and item that the draws need."""

    class_bounds: Float64
    """Upper bounds of the classes, shape (n_demands, n_classes)."""
    item_bounds: Float64
    """Upper bounds of the items, shape (n_demands, n_items)."""
    value_law: Int64
    """Law of the value, by class."""
    due_first: Int64
    """Where the due table of each class begins, shape (n_classes + 1,)."""
    due_edges: Int64
    """Edges of all due tables; the k-th interval of a class ends at its k-th edge."""
    due_ticks: Int64
    """Ship-by of each interval."""
    due_after: Int64
    """Ticks from order to ship-by, by class; −1: by the table."""
    cancel_share: float
    cancel_law: int
    """Law of the hours until a change of mind; −1: nobody."""
    late_share: float
    late_law: int
    """Law of the hours from ship-by to giving up; −1: nobody."""
    auto_edges: Int64
    auto_ticks: Int64
    """When the mall cancels, by the tick of the order."""


class Attributes(NamedTuple):
    """Columns to be filled, shape (n_orders,)."""

    order_class: NDArray[np.int16]
    value_yen: Float64
    due: Int64
    item: NDArray[np.int16]
    cancel_at: Int64
    cancel_late_at: Int64
    auto_cancel_at: Int64


@njit(cache=True, nogil=True)
def draw_attributes(
    seed: np.uint64,
    replication: int,
    streams: Int64,
    draws: Int64,
    demands: NDArray[np.int16],
    arrived: Int64,
    is_open: NDArray[np.bool_],
    tables: DrawTables,
    laws: LawTable,
    out: Attributes,
) -> None:
    """Fill ``out`` for orders in any order.

    A class (not −1), value (not nan) or due tick (not −1) that is given is kept.
    What would have happened to an open order before tick 0 never happens.
    """
    for i in range(arrived.shape[0]):
        stream, draw, demand = streams[i], draws[i], demands[i]
        at = arrived[i]
        kind = int(out.order_class[i])
        if kind < 0:
            u = uniform(seed, replication, stream, draw, 0, 0, CLASS)
            kind = _first_above(tables.class_bounds[demand], u)
            kind = min(kind, tables.class_bounds.shape[1] - 1)
            out.order_class[i] = kind
        if np.isnan(out.value_yen[i]):
            u = uniform(seed, replication, stream, draw, 0, 0, VALUE)
            out.value_yen[i] = quantile(laws, tables.value_law[kind], u)
        if out.due[i] == -1:
            out.due[i] = _due(tables, kind, at)
        due = out.due[i]
        out.item[i] = -1
        if tables.item_bounds.shape[1] > 0 and not is_open[i]:
            u = uniform(seed, replication, stream, draw, 0, 0, ITEM)
            item = _first_above(tables.item_bounds[demand], u)
            if item < tables.item_bounds.shape[1]:
                out.item[i] = item
        out.cancel_at[i] = NEVER
        if tables.cancel_law >= 0:
            u = uniform(seed, replication, stream, draw, 0, 0, PATIENCE_SHARE)
            if u < tables.cancel_share:
                u = uniform(seed, replication, stream, draw, 0, 0, PATIENCE)
                tick = at + law_ticks(laws, tables.cancel_law, u, TICKS_PER_HOUR)
                out.cancel_at[i] = tick if tick >= 0 else NEVER
        out.cancel_late_at[i] = NEVER
        if tables.late_law >= 0 and due != NEVER:
            u = uniform(seed, replication, stream, draw, 0, 0, LATE_SHARE)
            if u < tables.late_share:
                u = uniform(seed, replication, stream, draw, 0, 0, LATE_PATIENCE)
                tick = due + law_ticks(laws, tables.late_law, u, TICKS_PER_HOUR)
                out.cancel_late_at[i] = tick if tick >= 0 else NEVER
        tick = tables.auto_ticks[np.searchsorted(tables.auto_edges, at, side="right")]
        out.auto_cancel_at[i] = tick if tick >= 0 else NEVER


@njit(cache=True, nogil=True)
def _first_above(bounds: Float64, u: float) -> int:
    """Return the first index whose bound lies above ``u``; the length if none does."""
    for index in range(bounds.shape[0]):
        if u < bounds[index]:
            return index
    return int(bounds.shape[0])


@njit(cache=True, nogil=True)
def _due(tables: DrawTables, kind: int, at: int) -> int:
    if tables.due_after[kind] >= 0:
        return int(at + tables.due_after[kind])
    first, last = tables.due_first[kind], tables.due_first[kind + 1]
    edges = tables.due_edges[first : last - 1]
    return int(tables.due_ticks[first + np.searchsorted(edges, at, side="right")])


@njit(cache=True, nogil=True)
def sell_stock(
    arrived: Int64,
    demands: NDArray[np.int16],
    items: NDArray[np.int16],
    units: Int64,
    sync: Int64,
    n_demands: int,
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return (turned away, oversold) for orders in arrival order.

    Parameters
    ----------
    arrived
        Ticks, ascending.
    demands, items
        Channel and item of each order; item −1 takes no stock.
    units
        Units on the shelf at the start, by item.
    sync
        Ticks between updates to the other channels, by item; 0 means at once.
    n_demands
        Number of channels.

    Notes
    -----
    A channel sees the units less its own sales less what the others had sold before
    the last sync.
    """
    n_items = units.shape[0]
    sold = np.zeros((n_items, n_demands), np.int64)
    published = np.zeros((n_items, n_demands), np.int64)
    last_sync = np.full(n_items, -1, np.int64)
    away = np.zeros(arrived.shape[0], np.bool_)
    oversold = np.zeros(arrived.shape[0], np.bool_)
    for i in range(arrived.shape[0]):
        item = items[i]
        if item < 0:
            continue
        number = arrived[i] // sync[item] if sync[item] > 0 else i
        if number != last_sync[item]:
            last_sync[item] = number
            for channel in range(n_demands):
                published[item, channel] = sold[item, channel]
        channel = demands[i]
        total = sold[item].sum()
        others = published[item].sum() - published[item, channel]
        if units[item] - sold[item, channel] - others <= 0:
            away[i] = True
            continue
        oversold[i] = total >= units[item]
        sold[item, channel] += 1
    return away, oversold
