"""Stretches of time: how long they last in each hour, off duty, or within set hours.

Everything is counted in whole ticks, so parts sum exactly to the whole.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.units import TICKS_PER_HOUR

__all__ = ["Bins", "Spans", "TimeSet", "off_duty", "ticks_by_bin"]

Int64 = NDArray[np.int64]


class Spans(NamedTuple):
    """Stretches of time of people, one row each, ``start <= t < end``."""

    worker: NDArray[np.int32]
    """Number of the person."""
    start: Int64
    """First tick."""
    end: Int64
    """First tick after it."""

    def at(self, rows: Int64 | NDArray[np.bool_]) -> "Spans":
        """Return some of the rows."""
        return Spans(self.worker[rows], self.start[rows], self.end[rows])

    @property
    def ticks(self) -> int:
        """Length of all rows."""
        return int((self.end - self.start).sum())


@dataclass(frozen=True, slots=True)
class Bins:
    """Bins of one width that follow each other."""

    origin: int
    """First tick of the first bin."""
    width: int
    """Ticks of a bin."""
    count: int
    """Number of bins."""


@dataclass(frozen=True, slots=True, eq=False)
class TimeSet:
    """Hours that count, such as the nights: disjoint pieces of time."""

    starts: Int64
    """First tick of each piece, increasing."""
    ends: Int64
    """First tick after each piece; at most the next start."""

    def ticks_within(self, start: Int64, end: Int64) -> Int64:
        """Return how many ticks of each ``start <= t < end`` lie in the set."""
        return self._before(end) - self._before(start)

    def _before(self, tick: Int64) -> Int64:
        lengths = np.cumsum(self.ends - self.starts)
        begun = np.searchsorted(self.starts, tick, side="right")
        total = np.concatenate(([0], lengths))[begun]
        last_end = np.concatenate(([0], self.ends))[begun]
        left = np.where(begun > 0, np.maximum(last_end - tick, 0), 0)
        return np.asarray(total - left, np.int64)


def off_duty(work: Spans, duty: Spans, end: int) -> Spans:
    """Return the parts of ``work`` that lie outside the person's own ``duty``.

    Parameters
    ----------
    work
        Stretches of work, in any order, within ``0 <= t < end``.
    duty
        Stretches of duty by (worker, start); those of one person are disjoint.
    end
        End of the horizon, ticks.

    Notes
    -----
    The persons' time axes are laid end to end, so that the gaps between all stretches
    of duty are one increasing list.
    """
    work = work.at(~_is_surely_on_duty(work, duty, end))
    axis = duty.worker.astype(np.int64) * (end + 1)
    gap_start = np.concatenate(([np.iinfo(np.int64).min], axis + duty.end))
    gap_end = np.concatenate((axis + duty.start, [np.iinfo(np.int64).max]))
    offset = work.worker.astype(np.int64) * (end + 1)
    low, high = work.start + offset, work.end + offset
    first = np.searchsorted(gap_end, low, side="right")
    outside = np.flatnonzero(gap_start[first] < high)
    first, low, high = first[outside], low[outside], high[outside]
    pieces = np.searchsorted(gap_start, high, side="left") - first
    row = np.repeat(np.arange(len(outside)), pieces)
    gap = first[row] + np.arange(len(row)) - np.repeat(_before(pieces), pieces)
    start = np.maximum(gap_start[gap], low[row])
    stop = np.minimum(gap_end[gap], high[row])
    row, start, stop = (part[start < stop] for part in (row, start, stop))
    shift = offset[outside][row]
    return Spans(work.worker[outside][row], start - shift, stop - shift)


def _is_surely_on_duty(work: Spans, duty: Spans, end: int) -> NDArray[np.bool_]:
    """Return which work lies in one stretch of duty that began by its full hour.

    A quick look in a table; the few that it leaves open are looked at exactly.
    """
    n_hours = end // TICKS_PER_HOUR + 1
    n_workers = 1 + int(max(work.worker.max(initial=-1), duty.worker.max(initial=-1)))
    first = -(-duty.start // TICKS_PER_HOUR)
    hours = np.maximum((duty.end - 1) // TICKS_PER_HOUR + 1 - first, 0)
    row = np.repeat(np.arange(len(hours)), hours)
    hour = first[row] + np.arange(len(row)) - np.repeat(_before(hours), hours)
    duty_until = np.zeros((n_workers, n_hours), np.int64)
    duty_until[duty.worker[row], hour] = duty.end[row]
    return work.end <= duty_until[work.worker, work.start // TICKS_PER_HOUR]


def ticks_by_bin(
    start: Int64, end: Int64, group: NDArray[np.integer], n_groups: int, bins: Bins
) -> Int64:
    """Return the ticks that stretches last in each bin, shape (n_groups, n_bins).

    Parameters
    ----------
    start, end
        Stretches ``start <= t < end`` within the bins, ticks.
    group
        Number of the row that a stretch counts for.
    n_groups
        Number of rows.
    bins
        The bins.

    Notes
    -----
    A stretch adds the rest of the bin in which it starts and all later bins, and takes
    away the same for its end.
    """
    # ends on the very last edge fall into one bin more
    shape = (n_groups, bins.count + 1)
    started, rest_of_start = _edge_sums(start, group, shape, bins)
    ended, rest_of_end = _edge_sums(end, group, shape, bins)
    change = started - ended
    running = np.cumsum(change, axis=1) - change
    total: Int64 = running * bins.width + rest_of_start - rest_of_end
    return total[:, :-1]


def _edge_sums(
    tick: Int64, group: NDArray[np.integer], shape: tuple[int, int], bins: Bins
) -> tuple[Int64, Int64]:
    """Return how many ticks fall in each bin, and their summed distance to its end."""
    since = tick - bins.origin
    in_bin = since // bins.width
    rest = (in_bin + 1) * bins.width - since
    cell = group * np.int64(shape[1]) + in_bin
    size = shape[0] * shape[1]
    count = np.bincount(cell, minlength=size).reshape(shape)
    # exact: sums of whole numbers below 2**53
    summed = np.bincount(cell, weights=rest, minlength=size).reshape(shape)
    return count.astype(np.int64), summed.astype(np.int64)


def _before(counts: Int64) -> Int64:
    """Return for each entry the sum of the entries before it."""
    return np.asarray(np.cumsum(counts) - counts, np.int64)
