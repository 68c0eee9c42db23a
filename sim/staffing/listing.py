"""Listing: all plans below a price that meet linear conditions, cheapest first."""

import numpy as np
from numpy.typing import NDArray

from sim.staffing.offer import Heads, Offer
from sim.staffing.relaxation import Rows

__all__ = ["plans_below"]

Floats = NDArray[np.float64]
_TOLERANCE = 1e-9
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
    tight = _tightest(offer, rows)
    matrix = np.concatenate(
        [tight.coefficients, *(rule.coefficients[None] for rule in offer.rules)]
    )
    low = np.concatenate(
        [tight.need - tight.base, [-rule.constant for rule in offer.rules]]
    )
    scale = np.maximum(np.abs(matrix).max(axis=1, initial=0.0), 1.0)
    matrix, low = matrix / scale[:, None], low / scale
    # the dearest choices first: the price then cuts off most
    order = np.argsort(-offer.prices, kind="stable")
    top = np.array(offer.most, np.float64)
    helps = np.maximum(matrix, 0.0) * top
    partial = np.zeros((1, len(offer.choices)))
    paid = np.zeros(1)
    reached = np.zeros((1, len(matrix)))
    left = helps.sum(axis=1)
    for choice in order:
        levels = np.array(offer.choices[choice].levels, np.float64)
        if len(partial) * len(levels) > 10 * most:
            return None
        left = left - helps[:, choice]
        paid = (paid[:, None] + levels * offer.prices[choice]).ravel()
        step = levels[:, None] * matrix[:, choice]
        reached = np.repeat(reached, len(levels), axis=0) + np.tile(
            step, (len(reached), 1)
        )
        partial = np.repeat(partial, len(levels), axis=0)
        partial[:, choice] = np.tile(levels, len(partial) // len(levels))
        may = (paid < yen - 0.5) & np.all(reached + left >= low - _TOLERANCE, axis=1)
        partial, paid, reached = partial[may], paid[may], reached[may]
        if len(partial) > most:
            return None
    meets = partial @ rows.coefficients.T + rows.base >= rows.need * (1 - _TOLERANCE)
    by_price = np.argsort(paid, kind="stable")
    plans = (
        tuple(int(n) for n in partial[row]) for row in by_price if np.all(meets[row])
    )
    return [plan for plan in plans if offer.obeys(plan)]


def _tightest(offer: Offer, rows: Rows) -> Rows:
    """Return the rows that leave least room when half of everything is bought."""
    half = 0.5 * np.array(offer.most, np.float64)
    room = rows.slack(half) / np.maximum(rows.need, 1.0)
    return rows.at(np.argsort(room, kind="stable")[:_MOST_ROWS])
