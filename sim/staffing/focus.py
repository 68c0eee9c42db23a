"""Focus: the pairs of ticks that decide, found on sales that prove nothing.

The fewer conditions there are, the less has to be granted to chance in each; so the
conditions of a proof are chosen first, by other sales.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.staffing.capacity import Grid
from sim.staffing.cheapest import cheapest
from sim.staffing.offer import Offer
from sim.staffing.relaxation import Relaxation
from sim.staffing.rows import Rows

__all__ = ["Focus", "focused"]

_NEAR = 0.05
_MOST_STARTS, _MOST_ENDS = 5, 12
_MOST_TIGHT = 8
"""Pairs of one step set in which luck is bounded."""
_TURNS = (0.0, 0.4, -0.4)


@dataclass(frozen=True, slots=True, eq=False)
class Focus:
    """What a proof looks at, and what is typical there."""

    grid: Grid
    """Every start with every later end."""
    tight: tuple[NDArray[np.bool_], ...]
    """The pairs in which luck is bounded, by step set, shape (n_starts, n_ends)."""
    ends: tuple[float, ...]
    """Ends of duty of a cheap plan, by step set."""
    spare: float
    """Orders that may be missed in a sale."""


def focused(offer: Offer, pilot: Relaxation, likely: Rows) -> Focus:
    """Return the conditions that are nearly reached by cheap plans.

    Where the menu cannot meet the likely conditions, those that are missed by most when
    all is bought.
    """
    plans = _cheap_plans(offer, likely)
    room = np.full(len(likely), np.inf)
    for plan in plans:
        room = np.minimum(room, likely.slack(plan) / likely.need)
    near = np.argsort(room, kind="stable")
    near = near[room[near] <= room.min(initial=0.0) + _NEAR]
    starts = list(dict.fromkeys(likely.start[near].tolist()))[:_MOST_STARTS]
    ends = list(dict.fromkeys(likely.end[near].tolist()))[:_MOST_ENDS]
    if not starts:  # whoever is planned anyway is enough, so nothing is tight
        starts, ends = [int(pilot.grid.starts[0])], [int(pilot.grid.ends[-1])]
    grid = Grid(np.unique(starts).astype(np.int64), np.unique(ends).astype(np.int64))
    tight = tuple(
        _tight(grid, likely, room, number) for number in range(len(pilot.capacities))
    )
    return Focus(grid, tight, _ends(pilot, plans[0]), pilot.spare)


def _cheap_plans(offer: Offer, likely: Rows) -> list[NDArray[np.float64]]:
    """Return the cheapest plans under prices that favour other shifts."""
    numbers = np.arange(len(offer.choices))
    plans = []
    for turn in _TURNS:
        prices = offer.prices * (1.0 + turn * np.where(numbers % 2, 1.0, -1.0))
        found = cheapest(offer, likely, prices=prices)
        if found is None:
            return [np.array(offer.most, np.float64)]
        plans.append(np.array(found.heads, np.float64))
    return plans


def _tight(
    grid: Grid, likely: Rows, room: NDArray[np.float64], number: int
) -> NDArray[np.bool_]:
    """Return the pairs of a step set with the least room."""
    mask = np.zeros(grid.shape, np.bool_)
    is_own = (
        (likely.steps == number)
        & np.isin(likely.start, grid.starts)
        & np.isin(likely.end, grid.ends)
    )
    own = np.flatnonzero(is_own)
    own = own[np.argsort(room[own], kind="stable")][:_MOST_TIGHT]
    starts = np.searchsorted(grid.starts, likely.start[own])
    ends = np.searchsorted(grid.ends, likely.end[own])
    mask[starts, ends] = True
    return mask


def _ends(pilot: Relaxation, plan: NDArray[np.float64]) -> tuple[float, ...]:
    """Return the ends of duty of a plan by the last tick that matters."""
    return tuple(
        float((np.tensordot(plan, own.head_overruns, 1) + own.base_overruns).max())
        for own in pilot.capacities
    )
