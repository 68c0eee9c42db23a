"""The calendar: a binary heap of events in one array of records.

An event is a pair (key, what), ordered by both.
The key is ``tick << 16 | phase << 12 | step``, so a smaller key is an earlier tick, an
earlier phase of that tick or an earlier step in that phase; ``what`` is the number of a
case or a worker.
Two events are never equal unless they mean the same, so the order in which they come
out does not depend on the order in which they went in.
"""

import numpy as np
from numpy.typing import NDArray

from sim.engines.compiled.borrow import at, integer, kernel

__all__ = ["EVENT", "PHASE_SHIFT", "TICK_SHIFT", "pop_event", "push_event"]

EVENT = np.dtype([("key", np.int64), ("what", np.int64)])
TICK_SHIFT = 16
PHASE_SHIFT = 12

Records = NDArray[np.void]


@kernel
def push_event(heap: Records, n: int, key: int, what: int) -> int:
    """Put an event into a heap of ``n`` events and return ``n + 1``.

    Parameters
    ----------
    heap
        Records of :data:`EVENT`, longer than ``n``.
    n
        Events in the heap.
    key, what
        The event.
    """
    _rise(heap, n, key, what)
    return n + 1


@kernel
def pop_event(heap: Records, n: int, place: int) -> int:
    """Take the event at ``place`` out of a heap of ``n`` and return ``n - 1``.

    Place 0 is the earliest event; read it before taking it out.
    """
    n -= 1
    key = heap[at(n)]["key"]
    what = heap[at(n)]["what"]
    i = place
    child = 2 * i + 1
    while child + 1 < n:  # the gap sinks to the bottom, always to the earlier child
        left, right = heap[at(child)]["key"], heap[at(child + 1)]["key"]
        tie = heap[at(child + 1)]["what"] < heap[at(child)]["what"]
        child += integer((right < left) | ((right == left) & tie))  # no branch
        heap[at(i)]["key"] = heap[at(child)]["key"]
        heap[at(i)]["what"] = heap[at(child)]["what"]
        i = child
        child = 2 * i + 1
    if child < n:
        heap[at(i)]["key"] = heap[at(child)]["key"]
        heap[at(i)]["what"] = heap[at(child)]["what"]
        i = child
    if i < n:
        _rise(heap, i, key, what)
    return n


@kernel
def _rise(heap: Records, i: int, key: int, what: int) -> None:
    """Put an event into the gap at place ``i``, or above it."""
    while i > 0:
        parent = (i - 1) >> 1
        above = heap[at(parent)]["key"]
        if above < key or (above == key and heap[at(parent)]["what"] <= what):
            break
        heap[at(i)]["key"] = above
        heap[at(i)]["what"] = heap[at(parent)]["what"]
        i = parent
    heap[at(i)]["key"] = key
    heap[at(i)]["what"] = what
