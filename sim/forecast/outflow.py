"""How fast a shop works off its orders, measured before and carried on after.

Two laws, both by hour of the week:

capacity
    At most so many orders leave in an hour, however many wait: a fixed crew.
    Measured in hours at whose end orders of before the hour still waited, in the fuller
    half of such hours, sales included; an hour of the week in which orders leave but
    never had to wait can do as many as its neighbours on that weekday.
pace
    A fixed part of those that wait leaves in an hour, however many they are: many
    sellers, each with a rhythm of its own.

An order can leave after a delay at the earliest, the fastest usual handling.
The law that reproduces the backlog of the last weeks before the split is taken.
With a capacity or a roster orders leave first come, first served, so waits are the
distance between the cumulative curves of arrivals and departures; at a pace, chance
decides who leaves.

References
----------
Newell, G. F. (1982). Applications of Queueing Theory, 2nd ed., chapter 1 (cumulative
curves).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from sim.forecast.counts import Bools, Floats, Ints

__all__ = [
    "Outflow",
    "PaceWaits",
    "flow_out",
    "measure_outflow",
    "open_by_age",
    "pace_waits",
    "waits",
]

_CHECK_DAYS = 14
_FIT_DAYS = 56
_FEWEST_HOURS = 2


@dataclass(frozen=True, slots=True, eq=False)
class Outflow:
    """How orders leave."""

    law: Literal["capacity", "pace", "roster"]
    rate: Floats
    """Orders an hour, or for ``pace`` the part of those that wait; shape ``(168,)``, or
    by hour of the test for ``roster``."""
    delay_hours: int
    """No order leaves earlier after its arrival."""
    n_standing: int
    """Hours with a standing queue that it was measured in."""
    errors: dict[str, float]
    """Mean absolute error of each law on the last weeks before the split, orders."""


def measure_outflow(
    arrived: Floats, left: Floats, cells: Ints, delay_hours: int
) -> Outflow:
    """Return the law by which orders left a shop.

    Parameters
    ----------
    arrived, left
        Orders by hour, shape ``(n,)``; what was open before counts in the first hour.
    cells
        Hour of the week of each hour.
    delay_hours
        Fastest usual handling.
    """
    kept = slice(max(0, len(arrived) - _FIT_DAYS * 24), len(arrived))
    ready = _ready(arrived, delay_hours)
    before = np.concatenate([[0.0], np.cumsum(ready - left)[:-1]])
    waiting = before + ready
    standing = before - left >= 1
    capacity = _capacity(left, waiting, cells, standing)
    cell = cells[kept]
    of_waiting = np.bincount(cell, weights=np.maximum(waiting[kept], 0), minlength=168)
    of_left = np.bincount(cell, weights=left[kept], minlength=168)
    pace: Floats = np.minimum(of_left / np.maximum(of_waiting, 1e-9), 1.0)
    laws = {
        "capacity": Outflow("capacity", capacity, delay_hours, int(standing.sum()), {}),
        "pace": Outflow("pace", pace, delay_hours, 0, {}),
    }
    last = min(_CHECK_DAYS * 24, len(arrived) // 2)
    errors = {
        name: _error(law, arrived, left, cells, last) for name, law in laws.items()
    }
    best = laws[min(errors, key=lambda name: errors[name])]
    return Outflow(best.law, best.rate, delay_hours, best.n_standing, errors)


def flow_out(
    outflow: Outflow, open_before: Floats, arrived: Floats, cells: Ints
) -> Floats:
    """Return the departures by hour, shape ``(draws, n)``.

    Parameters
    ----------
    open_before
        Orders open at the start by how many hours ago they came, shape ``(k,)``, the
        oldest first and the last hour before the start last.
    arrived
        Arrivals, shape ``(draws, n)``.
    cells
        Hour of the week of each hour, shape ``(n,)``.
    """
    n = arrived.shape[1]
    past = np.broadcast_to(open_before, (len(arrived), len(open_before)))
    full = np.concatenate([past, arrived], axis=1)
    ready = np.cumsum(full, axis=1)
    first = len(open_before)
    shift = outflow.delay_hours
    left = np.empty_like(arrived, dtype=np.float64)
    gone = np.zeros(len(arrived))
    step = _step(outflow, cells)
    for hour in range(n):
        at = first + hour - shift
        reach = ready[:, at] if at >= 0 else np.zeros(len(arrived))
        waiting = np.maximum(reach - gone, 0.0)
        left[:, hour] = np.minimum(step(hour, waiting), waiting)
        gone += left[:, hour]
    return left


def waits(open_before: float, arrived: Floats, left: Floats) -> Floats:
    """Return the hours that the orders of each hour wait, first come, first served.

    Those who have not left by the end wait until then; NaN where nobody came.
    Shapes ``(n,)``.
    """
    come = open_before + np.cumsum(arrived)
    middle = come - arrived / 2
    hour = np.arange(len(arrived))
    out = np.searchsorted(np.cumsum(left), middle - 1e-9)
    return np.where(arrived > 0, np.maximum(out - hour, 0.0), np.nan)


class PaceWaits(NamedTuple):
    """What becomes of the orders of each hour at a pace, shape ``(n,)`` each."""

    mean_hours: Floats
    variance: Floats
    """Of the hours of one order."""
    late: Floats
    """Chance of waiting longer than promised."""


def pace_waits(outflow: Outflow, cells: Ints, promise_hours: float) -> PaceWaits:
    """Return the waits of the law ``pace``, where chance decides who leaves.

    Those who have not left by the end wait until then.
    """
    n = len(cells)
    stay = 1 - outflow.rate[cells]
    mean, variance, late = np.empty(n), np.empty(n), np.empty(n)
    for hour in range(n):
        first = min(hour + outflow.delay_hours, n)
        remaining = np.cumprod(stay[first:])
        more = remaining.sum()
        square = ((2 * np.arange(len(remaining)) + 1) * remaining).sum()
        mean[hour], variance[hour] = first - hour + more, square - more**2
        at = int(np.floor(promise_hours)) - (first - hour)
        is_stuck = at < 0 or first >= n
        late[hour] = 1.0 if is_stuck else remaining[min(at, n - first - 1)]
    return PaceWaits(mean, variance, late)


def _step(outflow: Outflow, cells: Ints) -> Callable[[int, Floats], Floats]:
    by_hour = outflow.rate if outflow.law == "roster" else outflow.rate[cells]
    if outflow.law == "pace":
        return lambda hour, waiting: np.asarray(waiting * by_hour[hour])
    return lambda hour, waiting: np.full(len(waiting), by_hour[hour])


def _ready(arrived: Floats, delay_hours: int) -> Floats:
    if not delay_hours:
        return arrived
    return np.concatenate([np.zeros(delay_hours), arrived[:-delay_hours]])


def _capacity(out: Floats, waiting: Floats, cell: Ints, standing: Bools) -> Floats:
    """Return the orders that leave in each hour of the week while a queue stands."""
    rate = np.full(168, np.nan)
    seen = np.zeros(168)
    for place in range(168):
        here = cell == place
        busy = here & standing
        seen[place] = out[here].max(initial=0)
        if np.count_nonzero(busy) >= _FEWEST_HOURS:
            fuller = busy & (waiting >= np.median(waiting[busy]))
            rate[place] = out[fuller].mean()
    for place in np.flatnonzero(np.isnan(rate)).tolist():
        day = slice(place // 24 * 24, place // 24 * 24 + 24)
        others = rate[day][rate[day] > 0]
        usual = float(np.median(others)) if len(others) else 0.0
        # nobody is there at an hour at which no order ever left
        rate[place] = max(seen[place], usual) if seen[place] > 0 else 0.0
    return rate


def _error(
    law: Outflow, arrived: Floats, left: Floats, cells: Ints, last: int
) -> float:
    """Return how far the law misses the backlog of the last hours, given arrivals."""
    split = len(arrived) - last
    before = open_by_age(arrived[:split], left[:split])
    predicted = flow_out(law, before, arrived[None, split:], cells[split:])[0]
    return float(np.abs(np.cumsum(predicted - left[split:])).mean())


def open_by_age(arrived: Floats, left: Floats) -> Floats:
    """Return the orders that are open at the end by hour of arrival, oldest first."""
    come, gone = np.cumsum(arrived), float(left.sum())
    still = np.minimum(arrived, np.maximum(come - gone, 0.0))
    return np.asarray(still)
