"""Focus: the pairs of ticks that decide, found on sales that prove nothing.

The fewer conditions there are, the less has to be granted to chance in each; so the
conditions of a proof are chosen first, by other sales.
"""

import numpy as np

from sim.staffing.capacity import Grid
from sim.staffing.cheapest import cheapest
from sim.staffing.offer import Offer
from sim.staffing.relaxation import Relaxation, Rows

__all__ = ["focused"]

_NEAR = 0.05
_MOST_STARTS, _MOST_ENDS = 5, 12
_TURNS = (0.0, 0.4, -0.4)


def focused(offer: Offer, pilot: Relaxation, likely: Rows) -> Grid | None:
    """Return the ticks of the conditions that are nearly reached by cheap plans.

    None when the menu cannot meet the conditions, so that none is singled out.
    """
    numbers = np.arange(len(offer.choices))
    room = np.full(len(likely), np.inf)
    for turn in _TURNS:
        # the cheapest plan under prices that favour other shifts
        prices = offer.prices * (1.0 + turn * np.where(numbers % 2, 1.0, -1.0))
        found = cheapest(offer, likely, prices=prices)
        if found is None:
            return None
        slack = likely.slack(np.array(found.heads, np.float64)) / likely.need
        room = np.minimum(room, slack)
    near = np.argsort(room, kind="stable")
    near = near[room[near] <= _NEAR]
    starts = list(dict.fromkeys(likely.start[near].tolist()))[:_MOST_STARTS]
    ends = list(dict.fromkeys(likely.end[near].tolist()))[:_MOST_ENDS]
    if not starts:
        return pilot.grid
    return Grid(np.unique(starts).astype(np.int64), np.unique(ends).astype(np.int64))
