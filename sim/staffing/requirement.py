"""Requirement: how many heads each step needs, hour by hour, beside the plan.

Two answers for the same busy sale:

*offered*
    People that would be at work if nobody ever waited (modified offered load: the mean
    number in a system without queues, which lags behind the arrivals).
*needed*
    People that are needed if work waits until it must be done: the evenest pace within
    the hours in which somebody may work that still meets every ship-by.
    The stretch with the most work an open hour sets the pace there; it is taken out,
    and the next one is looked for (critical intervals, Yao, Demers and Shenker).

References
----------
Jennings, O. B., Mandelbaum, A., Massey, W. A. & Whitt, W. (1996). Server staffing to
meet time-varying demand. Management Science 42(10), 1383-1394.
Yao, F., Demers, A. & Shenker, S. (1995). A scheduling model for reduced CPU energy.
Proceedings of the 36th Annual Symposium on Foundations of Computer Science, 374-382.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.engines.population import expected_orders
from sim.engines.program import Program, compile_program
from sim.staffing.capacity import Grid, capacity_of, fastest_speeds, pieces_of
from sim.staffing.offer import Heads, Offer
from sim.staffing.sales import Sale, SaleReader
from sim.units import TICKS_PER_HOUR

__all__ = ["REQUIREMENT_COLUMNS", "even_pace", "requirement_table"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

REQUIREMENT_COLUMNS = ("at", "step", "offered", "needed", "planned")
"""``at`` is the start of the hour; heads are people of speed 1."""
_FIRST, _SALES = 9_000_000, 200


def requirement_table(offer: Offer, heads: Heads, *, seed: int) -> pd.DataFrame:
    """Return heads by hour and work step for the sale at the asked certainty.

    The sale is the one of 200 whose expected orders are exceeded in as few sales as the
    promise may be missed in.

    Parameters
    ----------
    offer
        What can be bought.
    heads
        The plan.
    seed
        Seed of every random value.
    """
    program = compile_program(offer.scenario)
    number = _sale_number(offer, program, seed)
    reader = SaleReader(program, fastest_speeds(program))
    sale = reader.read(seed=seed, number=number)
    n_hours = -(-program.end // TICKS_PER_HOUR)
    edges = np.arange(n_hours + 1, dtype=np.int64) * TICKS_PER_HOUR
    is_open = _open_hours(offer, edges)
    clock = offer.scenario.clock
    moments = pd.DatetimeIndex([clock.moment(int(tick)) for tick in edges[:-1]])
    parts = []
    for place, step in enumerate(reader.work_steps):
        part = pd.DataFrame({"at": moments, "step": program.steps[step].name})
        part["offered"] = _offered(sale, place, n_hours)
        part["needed"] = _needed(sale, place, n_hours, is_open)
        part["planned"] = _planned(offer, program, step, heads, edges)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def even_pace(work: Floats, is_open: Bools) -> Floats:
    """Return the evenest work an hour that does everything in time.

    Parameters
    ----------
    work
        Work by first and last hour in which it may be done, shape (n_hours, n_hours).
    is_open
        Hours in which somebody may work, shape (n_hours,).

    Returns
    -------
    array
        Work done in each hour; work that no open hour can take is left out.
    """
    work = work.copy()
    free = is_open.astype(np.float64)
    pace = np.zeros(len(free))
    for _ in range(len(free)):
        within = np.cumsum(np.cumsum(work[::-1], axis=0)[::-1], axis=1)
        hours = np.cumsum(free)
        room = hours[None, :] - (hours - free)[:, None]
        heavy = np.divide(
            within, room, out=np.zeros_like(within), where=(room > 0) & (within > 1e-9)
        )
        first, last = np.unravel_index(np.argmax(heavy), heavy.shape)
        if heavy[first, last] <= 0:
            break
        span = slice(int(first), int(last) + 1)
        taken = free[span] > 0
        pace[span][taken] = heavy[first, last]
        free[span] = 0.0
        work[first : last + 1, first : last + 1] = 0.0
        _push_out(work, int(first), int(last))
    return pace


def _push_out(work: Floats, first: int, last: int) -> None:
    """Move work that reaches into a stretch that is full to its edges."""
    inside = work[first : last + 1, last + 1 :].sum(axis=0)
    work[first : last + 1, last + 1 :] = 0.0
    if last + 1 < len(work):
        work[last + 1, last + 1 :] += inside
    before = work[:first, first : last + 1].sum(axis=1)
    work[:first, first : last + 1] = 0.0
    if first > 0:
        work[:first, first - 1] += before


def _sale_number(offer: Offer, program: Program, seed: int) -> int:
    numbers = range(_FIRST, _FIRST + _SALES)
    orders = expected_orders(program, seed=seed, replications=numbers)
    asked = offer.scenario.target.with_probability
    place = min(int(np.ceil(asked * _SALES)), _SALES) - 1
    return _FIRST + int(np.argsort(orders, kind="stable")[place])


def _open_hours(offer: Offer, edges: NDArray[np.int64]) -> Bools:
    is_open = np.zeros(len(edges) - 1, np.bool_)
    for start, end in pieces_of(offer):
        is_open |= (edges[:-1] < end) & (start < edges[1:])
    return is_open


def _offered(sale: Sale, place: int, n_hours: int) -> Floats:
    """Return the mean number of people at work without queues, by hour."""
    ticks = sale.ticks[:, place]
    own = ticks > 0
    if not own.any():
        return np.zeros(n_hours)
    hour = np.minimum(sale.release[own, place] // TICKS_PER_HOUR, n_hours - 1)
    arriving = np.bincount(hour, ticks[own], n_hours) / TICKS_PER_HOUR
    rate = TICKS_PER_HOUR / float(ticks[own].mean())
    left = np.exp(-rate)
    level, mean = 0.0, np.empty(n_hours)
    for k, target in enumerate(arriving):
        mean[k] = target + (level - target) * (1.0 - left) / rate
        level = target + (level - target) * left
    return mean


def _needed(sale: Sale, place: int, n_hours: int, is_open: Bools) -> Floats:
    ticks = sale.ticks[:, place]
    own = ticks > 0
    first = np.minimum(-(-sale.release[own, place] // TICKS_PER_HOUR), n_hours - 1)
    last = np.clip(sale.latest[own, place] // TICKS_PER_HOUR - 1, 0, n_hours - 1)
    cell = np.minimum(first, last) * n_hours + last
    work = np.bincount(cell, ticks[own], n_hours * n_hours) / TICKS_PER_HOUR
    return even_pace(work.reshape(n_hours, n_hours), is_open)


def _planned(
    offer: Offer,
    program: Program,
    step: int,
    heads: Heads,
    edges: NDArray[np.int64],
) -> Floats:
    grid = Grid(edges[:-1], edges[1:])
    capacity = capacity_of(offer, program, (step,), grid)
    total = np.tensordot(np.array(heads, np.float64), capacity.head, 1) + capacity.base
    return np.asarray(np.diagonal(total) / TICKS_PER_HOUR)
