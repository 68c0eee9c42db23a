"""Needs: the least work between two ticks in each of many possible sales.

An order whose work can begin at ``a`` at the earliest and must be finished by ``d`` at
the latest has all its work between the two.
So for every pair (a, d) and every sale, whoever keeps the promise must get done at
least the work of all such orders, but for the few orders that may be missed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.staffing.capacity import Grid
from sim.staffing.luck import Luck
from sim.staffing.sales import Sale

__all__ = ["StepSet", "is_lost", "least_work", "whole_work"]

Floats = NDArray[np.float64]
Int64 = NDArray[np.int64]

StepSet = tuple[int, ...]
"""Places of some work steps in :attr:`SaleReader.work_steps`, taken as one pool."""

_DROP_SHARES = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.998, 1.0)
"""Quantiles of the tasks at which the missed orders' work is bounded."""


def whole_work(sale: Sale, steps: StepSet, grid: Grid) -> Floats:
    """Return all the work of the steps between the ticks, shape (n_starts, n_ends).

    No bound, but near to what a plan needs in truth, because queues that are behind
    ship the late orders first and then miss many instead of few.
    """
    return np.asarray(_Work.of(sale, steps, grid).beyond([1.0])[0], np.float64)


def least_work(
    sale: Sale, steps: StepSet, grid: Grid, *, caps: Floats, luck: Luck
) -> Floats:
    """Return the least work on duty, shape (n_caps + 1, n_starts, n_ends).

    With cap ``β``, every overrun is worth at most ``β``, and what tasks have beyond
    ``β`` is taken off the need. The last one goes with the charges of ``luck``.

    The ``m`` missed orders have at most ``m · n · γ + Σ (w - γ)⁺`` of the work ``w`` of
    the tasks, for every ``γ``, where an order has ``n`` tasks in the set.
    """
    work = _Work.of(sale, steps, grid)
    levels = np.zeros(1)
    if len(work.ticks):
        levels = np.unique(np.quantile(work.ticks, _DROP_SHARES))
        levels[0] = 0.0
    # a duration is rounded to whole ticks, so a task may be half a tick shorter
    sums = work.beyond([1.0, luck.cap, *caps, *levels])
    total, cut = sums[0], sums[1]
    beyond, dropped = sums[2 : 2 + len(caps)], sums[2 + len(caps) :]
    spare = max(sale.spare, 0)
    dropped = dropped + spare * len(steps) * levels[:, None, None]
    least = total - dropped.min(axis=0) - beyond
    lucky = total - cut - spare * luck.missed - luck.extra
    return np.concatenate([least, lucky[None]])


def is_lost(sale: Sale, grid: Grid, gate_room: Floats | None) -> bool:
    """Return whether no staffing keeps the promise in a sale.

    Parameters
    ----------
    sale
        A possible sale.
    grid
        Ticks between which handovers are counted.
    gate_room
        Orders that the last gate can take between the ticks; None for no limit.
    """
    if sale.spare < 0:
        return True
    if gate_room is None:
        return False
    first, last = sale.handover
    handed = _Work(_cells(first, last, grid), np.ones(len(first)), grid)
    return bool(np.any(handed.beyond([0.0])[0] - gate_room > sale.spare))


@dataclass(frozen=True, slots=True, eq=False)
class _Work:
    """Tasks, each in its cell of the grid."""

    cells: Int64
    """Cell of each task; -1 for one that no pair of the grid holds."""
    ticks: Floats
    """Standard ticks."""
    grid: Grid

    @classmethod
    def of(cls, sale: Sale, steps: StepSet, grid: Grid) -> "_Work":
        """Return the tasks of a sale at the steps."""
        columns = list(steps)
        ticks = sale.ticks[:, columns].ravel()
        own = np.flatnonzero(ticks > 0)
        cells = _cells(
            sale.release[:, columns].ravel()[own],
            sale.latest[:, columns].ravel()[own],
            grid,
        )
        return cls(cells, ticks[own].astype(np.float64), grid)

    def beyond(self, levels: Sequence[float]) -> Floats:
        """Return what tasks have beyond each level, summed between every two ticks.

        Shape (n_levels, n_starts, n_ends).
        """
        order = np.argsort(self.cells, kind="stable")
        order = order[np.searchsorted(self.cells[order], 0) :]
        table = np.zeros((len(levels), *self.grid.shape))
        if len(order):
            ticks, cells = self.ticks[order], self.cells[order]
            firsts = np.flatnonzero(np.diff(cells, prepend=-1))
            parts = np.maximum(ticks - np.asarray(levels)[:, None], 0.0)
            sums = np.add.reduceat(parts, firsts, axis=1)
            table.reshape(len(levels), -1)[:, cells[firsts]] = sums
        later = np.cumsum(table[:, ::-1], axis=1)[:, ::-1]
        return np.asarray(np.cumsum(later, axis=2))


def _cells(release: Int64, latest: Int64, grid: Grid) -> Int64:
    """Return the cell of each task; -1 for one that no pair of the grid holds."""
    start = np.searchsorted(grid.starts, release, side="right") - 1
    end = np.searchsorted(grid.ends, latest, side="left")
    is_held = (start >= 0) & (end < len(grid.ends))
    return np.where(is_held, start * len(grid.ends) + end, -1)
