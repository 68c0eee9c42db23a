"""What chance has decided about the work of orders, before anybody does it.

The minutes of an order at a step are drawn from its key, so they are the same whatever
the staffing; what must be done at least can therefore be told without a run.
"""

import numpy as np
from numpy.typing import NDArray

from sim.randomness.jit import compiled
from sim.randomness.laws import LawTable, law_ticks
from sim.randomness.purposes import SHARE, WORK
from sim.randomness.variates import uniform
from sim.units import TICKS_PER_MINUTE

__all__ = ["NO_VISIT", "draw_work"]

Int64 = NDArray[np.int64]

NO_VISIT = -1
"""Ticks at a step that an order does not visit."""


@compiled
def draw_work(
    seed: np.uint64,
    replication: int,
    streams: Int64,
    draws: Int64,
    order_class: NDArray[np.int16],
    start_step: NDArray[np.int16],
    is_open: NDArray[np.bool_],
    shares: NDArray[np.float64],
    law_of: Int64,
    laws: LawTable,
    out: Int64,
) -> None:
    """Fill ``out`` with the standard ticks of each order's first visit to each step.

    Parameters
    ----------
    seed, replication
        Key of the sale.
    streams, draws, order_class, start_step, is_open
        Columns of the orders, shape (n_orders,); an open order stands at its step.
    shares
        Part of the orders that visit the step, shape (n_steps, n_classes).
    law_of
        Row of the law, −1 for a gate, shape (n_steps, n_classes).
    laws
        Laws in minutes.
    out
        Ticks, 0 at a gate, :data:`NO_VISIT` where the order passes by; shape
        (n_orders, n_steps).
    """
    for i in range(out.shape[0]):
        kind = order_class[i]
        for step in range(out.shape[1]):
            if step < start_step[i]:
                out[i, step] = NO_VISIT
                continue
            share = shares[step, kind]
            stands = is_open[i] and step == start_step[i]
            if not stands and share < 1.0:
                u = uniform(seed, replication, streams[i], draws[i], step, 0, SHARE)
                if u >= share:
                    out[i, step] = NO_VISIT
                    continue
            law = law_of[step, kind]
            if law < 0:
                out[i, step] = 0
            else:
                u = uniform(seed, replication, streams[i], draws[i], step, 0, WORK)
                out[i, step] = law_ticks(laws, law, u, TICKS_PER_MINUTE)
