"""Keyed arrivals of a nonhomogeneous Poisson process with stepwise rates.

Per interval the count is drawn by inverting the Poisson law and every arrival then
takes a uniform place of its own, which is exact for a constant rate; no thinning is
involved, so nothing can go wrong at the edges, and intervals may have any widths.

An arrival is known by its case number: draw ``k`` of the interval with number ``j`` is
``j << 20 | k``.
The count is non-decreasing in the mean and the place of a draw depends on its case
number alone, so when all means grow the old cases stay, at their old ticks, and new
ones come in between.
Whoever numbers the intervals decides how much survives an edit: numbered by the minute
in which they start, the intervals that an edit does not touch keep their cases.
"""

from typing import Final, NoReturn

import numpy as np
from numpy.typing import NDArray

from sim.errors import Problem, ScenarioError
from sim.randomness.jit import compiled, integer, part
from sim.randomness.keys import check_key
from sim.randomness.poisson import poisson_quantile
from sim.randomness.purposes import COUNT, POSITION
from sim.randomness.variates import uniform

__all__ = [
    "DRAW_BITS",
    "MAX_DRAWS",
    "MAX_INTERVALS",
    "MAX_WIDTH_TICKS",
    "arrivals",
    "count_arrivals",
    "fill_arrivals",
]

DRAW_BITS: Final = 20
"""Bits of a case number that hold the draw; the 20 above hold the interval."""
MAX_INTERVALS: Final = 2**20
"""Numbers of intervals lie below this."""
MAX_DRAWS: Final = 2**DRAW_BITS
"""Most arrivals of one interval."""
MAX_WIDTH_TICKS: Final = 2**40
"""Widest interval, about 35 years of milliseconds."""

_MAX_MEAN = 0.99 * MAX_DRAWS  # 20 standard deviations below what cannot be numbered
_DRAW_MASK = MAX_DRAWS - 1
_ZERO = integer(0)
_COUNT = integer(COUNT)
_POSITION = integer(POSITION)


def arrivals(
    edges: NDArray[np.int64],
    means: NDArray[np.float64],
    *,
    numbers: NDArray[np.int64] | None = None,
    seed: int,
    replication: int,
    stream: int,
    where: str = "demand",
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the ticks and the case numbers of all arrivals of one stream.

    Both have shape ``(n_arrivals,)`` and are ordered by tick, then case number.

    Parameters
    ----------
    edges
        Edges of the intervals, ticks, shape ``(n + 1,)``, strictly increasing.
        An arrival of interval ``j`` is at ``edges[j]`` or later and before
        ``edges[j + 1]``.
    means
        Expected number of arrivals in each interval, shape ``(n,)``, 0 or more;
        0 gives none.
    numbers
        Number of each interval, shape ``(n,)``, increasing; None counts from 0.
    seed, replication, stream
        First fields of the key (:mod:`sim.randomness.keys`).
    where
        What the stream belongs to, for messages.

    Raises
    ------
    ScenarioError
        There are more intervals, or more arrivals expected in one of them, than case
        numbers can hold, or a field of the key is out of its range.
    ValueError
        The edges or numbers do not increase, edges are too far apart, the shapes do not
        match, or a mean is negative or not a number.
    """
    edges = np.ascontiguousarray(edges, dtype=np.int64)
    means = np.ascontiguousarray(means, dtype=np.float64)
    if numbers is None:
        numbers = np.arange(len(means), dtype=np.int64)
    _check_grid(edges, means)
    _check_numbers(numbers, means)
    if len(numbers) and numbers[-1] >= MAX_INTERVALS:
        _refuse(where, "too_many_intervals", int(numbers[-1]) + 1, MAX_INTERVALS)
    check_key(where, seed=seed, replication=replication, stream=stream)
    counts = np.empty(len(means), dtype=np.int64)
    total = count_arrivals(np.uint64(seed), replication, stream, numbers, means, counts)
    if total < 0:
        _refuse(where, "too_many_arrivals", float(means.max()), int(_MAX_MEAN))
    ticks = np.empty(total, dtype=np.int64)
    cases = np.empty(total, dtype=np.int64)
    fill_arrivals(
        np.uint64(seed), replication, stream, numbers, edges, counts, ticks, cases
    )
    return ticks, cases


@compiled
def count_arrivals(
    seed: np.uint64,
    replication: int,
    stream: int,
    numbers: NDArray[np.int64],
    means: NDArray[np.float64],
    counts: NDArray[np.int64],
) -> int:
    """Fill in the number of arrivals of each interval and return their sum.

    Return -1, and leave the rest of ``counts`` unset, when more arrivals are expected
    in an interval than can be numbered.

    Parameters
    ----------
    seed, replication, stream
        First fields of the key.
    numbers
        Number of each interval, shape ``(n,)``.
    means
        Expected counts, shape ``(n,)``, level and day factors included.
    counts
        Receives the counts, shape ``(n,)``.
    """
    total = 0
    for j in range(len(means)):
        counts[j] = 0
        if means[j] > _MAX_MEAN:
            return -1
        if means[j] > 0.0:
            u = uniform(seed, replication, stream, numbers[j], _ZERO, _ZERO, _COUNT)
            counts[j] = poisson_quantile(means[j], u)
        total += counts[j]
    return total


@compiled
def fill_arrivals(
    seed: np.uint64,
    replication: int,
    stream: int,
    numbers: NDArray[np.int64],
    edges: NDArray[np.int64],
    counts: NDArray[np.int64],
    ticks: NDArray[np.int64],
    cases: NDArray[np.int64],
) -> None:
    """Fill in the arrivals, ordered by tick, then case number.

    Parameters
    ----------
    seed, replication, stream
        As given to :func:`count_arrivals`.
    numbers
        Number of each interval, shape ``(n,)``.
    edges
        Edges of the intervals, ticks, shape ``(n + 1,)``.
    counts
        Counts of :func:`count_arrivals`, shape ``(n,)``.
    ticks, cases
        Receive ticks and case numbers, shape ``(sum of counts,)``.
    """
    start = integer(0)
    for j in range(len(counts)):
        stop = start + counts[j]
        width = edges[j + 1] - edges[j]
        for k in range(counts[j]):
            case = (numbers[j] << DRAW_BITS) | k
            u = uniform(seed, replication, stream, case, _ZERO, _ZERO, _POSITION)
            offset = min(np.int64(u * width), width - 1)
            # one number that sorts by offset, then draw
            ticks[start + k] = (offset << DRAW_BITS) | k
        _sort(ticks, start, stop)
        for i in range(start, stop):
            cases[i] = (numbers[j] << DRAW_BITS) | (ticks[i] & _DRAW_MASK)
            ticks[i] = edges[j] + (ticks[i] >> DRAW_BITS)
        start = stop


@part
def _sort(values: NDArray[np.int64], start: int, stop: int) -> None:
    """Sort the values from place ``start`` to before ``stop`` (Shell, Knuth's gaps).

    Numba's own sort takes long to compile, and to load whatever it belongs to.
    """
    gap = 1
    while 3 * gap < stop - start:
        gap = 3 * gap + 1
    while gap > 0:
        for i in range(start + gap, stop):
            value, place = values[i], i
            while place - gap >= start and values[place - gap] > value:
                values[place] = values[place - gap]
                place -= gap
            values[place] = value
        gap //= 3


def _check_grid(edges: NDArray[np.int64], means: NDArray[np.float64]) -> None:
    if edges.ndim != 1 or means.ndim != 1 or len(edges) != len(means) + 1:
        shapes = f"{edges.shape} and {means.shape}"
        msg = f"edges and means: must have shapes (n + 1,) and (n,), got {shapes}"
        raise ValueError(msg)
    widths = np.diff(edges)
    wrong_widths = widths[(widths <= 0) | (widths > MAX_WIDTH_TICKS)]
    if len(wrong_widths):
        msg = f"edges: steps must be 1 to {MAX_WIDTH_TICKS}, got {wrong_widths[:5]}"
        raise ValueError(msg)
    wrong_means = means[~(means >= 0)]
    if len(wrong_means):
        msg = f"means: must be >= 0, got {wrong_means[:5]}"
        raise ValueError(msg)


def _check_numbers(numbers: NDArray[np.int64], means: NDArray[np.float64]) -> None:
    if numbers.shape != means.shape or (len(numbers) and numbers[0] < 0):
        msg = f"numbers: must be one an interval, from 0 on, got {numbers[:5]}"
        raise ValueError(msg)
    if np.any(np.diff(numbers) <= 0):
        msg = f"numbers: must increase, got {numbers[:5]}"
        raise ValueError(msg)


def _refuse(where: str, rule: str, got: float, limit: int) -> NoReturn:
    raise ScenarioError(Problem(where, rule, got, {"limit": limit}))
