"""Listing: all plans below a price that meet linear conditions, cheapest first."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse.csgraph import connected_components

from sim.staffing.offer import Heads, Offer
from sim.staffing.rows import Rows

__all__ = ["plans_below"]

Floats = NDArray[np.float64]
_TOLERANCE = 1e-9
_YEN = 1.0
"""What the prices of the solver may be off; only what is dearer yet is dropped."""
_MOST_ROWS = 60
"""Rows that are looked at while plans are half made; whole plans meet them all."""


def plans_below(
    offer: Offer, rows: Rows, yen: float, *, most: int = 20_000
) -> list[Heads] | None:
    """Return the plans whose people cost less than ``yen``, cheapest first.

    All that keep the limits, the rules and the budget and meet the conditions; None
    where the list would grow longer than ``most`` on the way.

    Parameters
    ----------
    offer
        What can be bought.
    rows
        Conditions.
    yen
        Price of the people bought that is not reached.
    most
        Plans, whole or half made, that are kept at most.
    """
    if np.any(np.isinf(rows.need) & (rows.need > 0)):
        return []
    relaxed = _relaxed(offer, rows)
    if relaxed is None:
        return []
    groups = _groups(relaxed.matrix)
    least = np.bincount(groups, offer.prices * relaxed.heads)
    partial, paid = np.zeros((1, len(offer.choices))), np.zeros(1)
    owed = float(least.sum())
    for number, least_yen in enumerate(least):
        own = np.flatnonzero(groups == number)
        sums = _parts(offer, relaxed, own, yen - (least.sum() - least_yen), most)
        if sums is None:
            return None
        owed -= least_yen
        sums = sums[np.argsort(sums @ offer.prices, kind="stable")]
        own_paid = sums @ offer.prices
        fits = np.searchsorted(own_paid, yen - 0.5 + _YEN - owed - paid)
        if fits.sum() > most:
            return None
        one = np.repeat(np.arange(len(paid)), fits)
        other = np.arange(len(one)) - np.repeat(np.cumsum(fits) - fits, fits)
        partial, paid = partial[one] + sums[other], paid[one] + own_paid[other]
    partial, paid = partial[paid < yen - 0.5], paid[paid < yen - 0.5]
    meets = partial @ rows.coefficients.T + rows.base >= rows.need * (1 - _TOLERANCE)
    by_price = np.argsort(paid, kind="stable")
    plans = (
        tuple(int(n) for n in partial[row]) for row in by_price if np.all(meets[row])
    )
    return [plan for plan in plans if offer.obeys(plan)]


def _parts(
    offer: Offer,
    relaxed: "_Relaxed",
    own: NDArray[np.intp],
    yen: float,
    most: int,
) -> Floats | None:
    """Return what may be bought of the choices of one group for less than ``yen``.

    Shape (n_parts, n_choices); None where they become too many.
    """
    touched = np.any(relaxed.matrix[:, own] != 0.0, axis=1)
    matrix, low = relaxed.matrix[touched], relaxed.low[touched]
    prices = relaxed.prices[touched]
    helps = np.maximum(matrix, 0.0) * np.array(offer.most, np.float64)
    least = np.minimum(relaxed.reduced * np.array(offer.most), 0.0)
    order = own[np.argsort(-offer.prices[own], kind="stable")]
    partial = np.zeros((1, len(offer.choices)))
    for done, choice in enumerate(order, start=1):
        levels = np.array(offer.choices[choice].levels, np.float64)
        if len(partial) * len(levels) > 10 * most:
            return None
        partial = np.repeat(partial, len(levels), axis=0)
        partial[:, choice] = np.tile(levels, len(partial) // len(levels))
        later = order[done:]
        missing = low - partial @ matrix.T
        # further people cannot take away from what is reached, but by a ratio
        only_helps = np.all(matrix[:, later] >= 0.0, axis=1)
        owed = np.where(only_helps, np.maximum(missing, 0.0), missing)
        price = partial @ offer.prices + owed @ prices + least[later].sum()
        left = helps[:, later].sum(axis=1) + _TOLERANCE
        may = (price < yen - 0.5 + _YEN) & np.all(missing <= left, axis=1)
        partial = partial[may]
        if len(partial) > most:
            return None
    return partial


def _groups(matrix: Floats) -> NDArray[np.int32]:
    """Return the group of each choice; choices of two groups share no condition."""
    together = (matrix != 0.0).T.astype(np.int64) @ (matrix != 0.0)
    _, group = connected_components(together, directed=False)
    return np.asarray(group, np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class _Relaxed:
    """Conditions and rules ``A x >= b``, and their prices ``π >= 0`` (dual values).

    Who is still to be bought costs ``c·x = π·A x + (c - π A)·x``: at least ``π`` times
    what is missing, and the reduced prices ``c - π A``.
    """

    matrix: Floats
    low: Floats
    prices: Floats
    reduced: Floats
    heads: Floats
    """The cheapest heads, whole or not."""


def _relaxed(offer: Offer, rows: Rows) -> _Relaxed | None:
    """Solve the program without whole numbers; None where nothing meets the rows."""
    matrix = np.concatenate(
        [rows.coefficients, *(rule.coefficients[None] for rule in offer.rules)]
    )
    low = np.concatenate(
        [rows.need - rows.base, [-rule.constant for rule in offer.rules]]
    )
    scale = np.maximum(np.abs(matrix).max(axis=1, initial=0.0), 1.0)
    matrix, low = matrix / scale[:, None], low / scale
    top = np.array(offer.most, np.float64)
    found = linprog(
        offer.prices, A_ub=-matrix, b_ub=-low, bounds=[(0.0, n) for n in top]
    )
    if found.x is None:
        return None
    prices = np.maximum(-found.ineqlin.marginals, 0.0)
    near = np.lexsort((matrix @ found.x - low, prices == 0.0))[:_MOST_ROWS]
    return _Relaxed(
        matrix=matrix[near],
        low=low[near],
        prices=prices[near],
        reduced=offer.prices - prices @ matrix,
        heads=found.x,
    )
