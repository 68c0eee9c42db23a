"""What is drawn with an order: class, value, promise, item, patience.

Orders stand in arrival order in parallel arrays; each value depends on the key of its
order only, never on its neighbours.
Sales of a short item are the exception: they are counted in arrival order.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.randomness.jit import compiled, integer, part
from sim.randomness.laws import LawTable, law_ticks, quantile
from sim.randomness.purposes import (
    CLASS,
    ITEM,
    LATE_SHARE,
    PATIENCE_SHARE,
)
from sim.randomness.variates import uniform_pair
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
    key, due_places = (seed, replication), tables.due_first[:-1].copy()
    _draw(key, streams, draws, demands, arrived, is_open, tables, laws, due_places, out)


@compiled
def _draw(
    key: tuple[np.uint64, int],
    streams: Int64,
    draws: Int64,
    demands: NDArray[np.int16],
    arrived: Int64,
    is_open: NDArray[np.bool_],
    tables: DrawTables,
    laws: LawTable,
    due_places: Int64,
    out: Attributes,
) -> None:
    """Draw each kind of attribute in turn."""
    _draw_promises(key, streams, draws, demands, arrived, tables, laws, due_places, out)
    _draw_stock(key, streams, draws, demands, is_open, tables, out)
    _draw_patience(key, streams, draws, arrived, tables, laws, out)


@part
def _draw_promises(
    key: tuple[np.uint64, int],
    streams: Int64,
    draws: Int64,
    demands: NDArray[np.int16],
    arrived: Int64,
    tables: DrawTables,
    laws: LawTable,
    due_places: Int64,
    out: Attributes,
) -> None:
    """Fill in class, value, ship-by and the tick at which the mall cancels.

    ``due_places`` — where the due table of each class begins; is changed.
    """
    n_classes = tables.class_bounds.shape[1]
    n_auto = tables.auto_edges.shape[0]
    auto_place = integer(0)
    for i in range(arrived.shape[0]):
        demand, at = demands[i], arrived[i]
        kind = int(out.order_class[i])
        if kind < 0 or np.isnan(out.value_yen[i]):
            class_u, value_u = _pair(key, streams[i], draws[i], integer(CLASS))
            if kind < 0:
                kind = _first_above(tables.class_bounds, demand, class_u)
                kind = min(kind, n_classes - 1)
                out.order_class[i] = kind
            if np.isnan(out.value_yen[i]):
                out.value_yen[i] = quantile(laws, tables.value_law[kind], value_u)
        if out.due[i] == -1:
            if tables.due_after[kind] >= 0:
                out.due[i] = at + tables.due_after[kind]
            else:
                last = tables.due_first[kind + 1] - 1
                first, place = tables.due_first[kind], due_places[kind]
                place = _interval(tables.due_edges, first, last, place, at)
                due_places[kind] = place
                out.due[i] = tables.due_ticks[place]
        auto_place = _interval(tables.auto_edges, integer(0), n_auto, auto_place, at)
        tick = tables.auto_ticks[auto_place]
        out.auto_cancel_at[i] = tick if tick >= 0 else NEVER


@part
def _draw_stock(
    key: tuple[np.uint64, int],
    streams: Int64,
    draws: Int64,
    demands: NDArray[np.int16],
    is_open: NDArray[np.bool_],
    tables: DrawTables,
    out: Attributes,
) -> None:
    """Fill in the item that is ordered."""
    n_items = tables.item_bounds.shape[1]
    for i in range(streams.shape[0]):
        out.item[i] = -1
        if n_items > 0 and not is_open[i]:
            u, _ = _pair(key, streams[i], draws[i], integer(ITEM))
            item = _first_above(tables.item_bounds, demands[i], u)
            if item < n_items:
                out.item[i] = item


@part
def _draw_patience(
    key: tuple[np.uint64, int],
    streams: Int64,
    draws: Int64,
    arrived: Int64,
    tables: DrawTables,
    laws: LawTable,
    out: Attributes,
) -> None:
    """Fill in when customers change their mind, and when they give up."""
    for i in range(streams.shape[0]):
        out.cancel_at[i] = NEVER
        if tables.cancel_law >= 0:
            share_u, time_u = _pair(key, streams[i], draws[i], integer(PATIENCE_SHARE))
            if share_u < tables.cancel_share:
                out.cancel_at[i] = _after(laws, tables.cancel_law, time_u, arrived[i])
        out.cancel_late_at[i] = NEVER
        if tables.late_law >= 0 and out.due[i] != NEVER:
            share_u, time_u = _pair(key, streams[i], draws[i], integer(LATE_SHARE))
            if share_u < tables.late_share:
                late = _after(laws, tables.late_law, time_u, out.due[i])
                out.cancel_late_at[i] = late


@part
def _pair(
    key: tuple[np.uint64, int], stream: int, draw: int, purpose: int
) -> tuple[float, float]:
    """Return the values of an order for an even purpose and the one after it."""
    zero = integer(0)
    return uniform_pair(key[0], key[1], stream, draw, zero, zero, purpose >> 1)


@part
def _after(laws: LawTable, law: int, u: float, tick: int) -> int:
    """Return the tick some hours after another; NEVER for one before tick 0."""
    at = tick + law_ticks(laws, law, u, TICKS_PER_HOUR)
    return at if at >= 0 else NEVER


@part
def _first_above(bounds: Float64, row: int, u: float) -> int:
    """Return the first column whose bound lies above ``u``; their number if none."""
    for index in range(bounds.shape[1]):
        if u < bounds[row, index]:
            return index
    return int(bounds.shape[1])


@part
def _interval(edges: Int64, first: int, last: int, place: int, at: int) -> int:
    """Return the first place from ``first`` to ``last`` whose edge lies after ``at``.

    ``last`` is returned when there is none.
    The search begins at ``place``, because orders mostly come in order of time.
    """
    while place < last and edges[place] <= at:
        place += 1
    while place > first and edges[place - 1] > at:
        place -= 1
    return place


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
    away, oversold = np.zeros((2, len(arrived)), np.bool_)
    sold, published = np.zeros((2, len(units), n_demands), np.int64)
    last_sync = np.full(len(units), -1, np.int64)
    _sell(
        arrived, demands, items, units, sync, sold, published, last_sync, away, oversold
    )
    return away, oversold


@compiled
def _sell(
    arrived: Int64,
    demands: NDArray[np.int16],
    items: NDArray[np.int16],
    units: Int64,
    sync: Int64,
    sold: Int64,
    published: Int64,
    last_sync: Int64,
    away: NDArray[np.bool_],
    oversold: NDArray[np.bool_],
) -> None:
    """Mark who is turned away and what is oversold; all other memory is lent."""
    n_demands = sold.shape[1]
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
        total = others = 0
        for other in range(n_demands):
            total += sold[item, other]
            others += published[item, other] if other != channel else 0
        if units[item] - sold[item, channel] - others <= 0:
            away[i] = True
            continue
        oversold[i] = total >= units[item]
        sold[item, channel] += 1
