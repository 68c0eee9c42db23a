"""Needs: the least work between two ticks in each of many possible sales.

An order whose work can begin at ``a`` at the earliest and must be finished by ``d`` at
the latest has all its work between the two.
So for every pair (a, d) and every sale, whoever keeps the promise must get done at
least the work of all such orders, but for the few orders that may be missed.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.staffing.capacity import Grid
from sim.staffing.luck import Luck
from sim.staffing.sales import Sale

__all__ = ["Needs", "StepSet", "needs_of"]

Floats = NDArray[np.float64]
Int64 = NDArray[np.int64]

StepSet = tuple[int, ...]
"""Places of some work steps in :attr:`SaleReader.work_steps`, taken as one pool."""

_DROP_SHARES = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.998)
"""Quantiles of the tasks at which the missed orders' work is bounded; see _needs."""


@dataclass(frozen=True, slots=True, eq=False)
class Needs:
    """Least standard ticks by step set, sale and pair of the grid."""

    steps: StepSet
    """The steps whose work is summed."""
    caps: Floats
    """Ticks that an overrun is charged with, shape (n_caps,)."""
    ticks: Floats
    """Least work on duty, shape (n_sales, n_caps + 1, n_starts, n_ends).

    With cap ``β``, every overrun is worth at most ``β``, and what tasks have beyond
    ``β`` is taken off the need. The last one goes with the charges of :class:`Luck`.
    It is inf where no staffing keeps the promise."""
    plain: Floats
    """All the work, nothing taken off, shape (n_sales, n_starts, n_ends).

    No bound, but near to what a plan needs in truth, because queues that are behind
    ship the late orders first and then miss many instead of few."""


def needs_of(
    sales: Iterable[Sale],
    sets: tuple[StepSet, ...],
    grid: Grid,
    *,
    caps: Sequence[Floats],
    luck: Sequence[Luck],
    gate_room: Floats | None,
    cancelled: Callable[[], None],
) -> tuple[Needs, ...]:
    """Return the needs of some sales.

    Parameters
    ----------
    sales
        Possible sales.
    sets
        Sets of steps to sum over.
    grid
        Ticks between which work is summed.
    caps
        Caps of each set, ticks.
    luck
        What chance can do, by set.
    gate_room
        Orders that the last gate can take between the ticks; None for no limit.
    cancelled
        Called between sales; raises to stop.
    """
    found: list[list[Floats]] = [[] for _ in sets]
    for sale in sales:
        cancelled()
        is_lost = sale.spare < 0 or _jams(sale, grid, gate_room)
        for place, steps in enumerate(sets):
            need = _needs(sale, steps, grid, caps[place], luck[place])
            found[place].append(np.full_like(need, np.inf) if is_lost else need)
    return tuple(
        Needs(steps, own_caps, needs[:, :-1], needs[:, -1])
        for steps, own_caps, needs in zip(sets, caps, map(np.array, found), strict=True)
    )


def _needs(sale: Sale, steps: StepSet, grid: Grid, caps: Floats, luck: Luck) -> Floats:
    """Return the least work on duty, and all work, shape (n_caps + 2, …, n_ends).

    The ``m`` missed orders have at most ``m · n · γ + Σ (w - γ)⁺`` of the work ``w`` of
    the tasks, for every ``γ``, where an order has ``n`` tasks in the set.
    """
    columns = list(steps)
    ticks = sale.ticks[:, columns].ravel()
    own = np.flatnonzero(ticks > 0)
    tasks = ticks[own].astype(np.float64)
    cells = _cells(
        sale.release[:, columns].ravel()[own],
        sale.latest[:, columns].ravel()[own],
        grid,
    )

    def beyond(level: float) -> Floats:
        return _within(cells, np.maximum(tasks - level, 0.0), grid)

    # a duration is rounded to whole ticks, so a task may be half a tick shorter
    total = _within(cells, np.maximum(tasks - 1.0, 0.0), grid)
    levels = np.quantile(tasks, _DROP_SHARES) if len(tasks) else np.zeros(1)
    levels[0] = 0.0
    spare = max(sale.spare, 0)
    dropped = np.full(grid.shape, np.inf)
    for level in np.unique(levels):
        dropped = np.minimum(dropped, spare * len(steps) * level + beyond(level))
    lucky = np.minimum(total, luck.missed_ticks(spare)) + beyond(luck.cap)
    least = [total - dropped - beyond(cap) for cap in caps]
    return np.array([*least, total - lucky - luck.extra, total])


def _jams(sale: Sale, grid: Grid, room: Floats | None) -> bool:
    """Return whether more orders must leave than the gate can take."""
    if room is None:
        return False
    first, last = sale.handover
    leaving = _within(_cells(first, last, grid), np.ones(len(first)), grid)
    return bool(np.any(leaving - room > sale.spare))


def _cells(release: Int64, latest: Int64, grid: Grid) -> Int64:
    """Return the cell of each task; -1 for one that no pair of the grid holds."""
    start = np.searchsorted(grid.starts, release, side="right") - 1
    end = np.searchsorted(grid.ends, latest, side="left")
    is_held = (start >= 0) & (end < len(grid.ends))
    return np.where(is_held, start * len(grid.ends) + end, -1)


def _within(cells: Int64, weights: Floats, grid: Grid) -> Floats:
    """Return the sum of the weights between every start and end."""
    n_cells = len(grid.starts) * len(grid.ends)
    held = cells >= 0
    table = np.bincount(cells[held], weights[held], n_cells).reshape(grid.shape)
    return np.asarray(np.cumsum(np.cumsum(table[::-1], axis=0)[::-1], axis=1))
