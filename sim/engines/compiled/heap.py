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

from sim.engines.compiled.borrow import kernel

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
    i = n
    while i > 0:
        parent = (i - 1) >> 1
        above = heap[parent]["key"]
        if above < key or (above == key and heap[parent]["what"] <= what):
            break
        heap[i]["key"] = above
        heap[i]["what"] = heap[parent]["what"]
        i = parent
    heap[i]["key"] = key
    heap[i]["what"] = what
    return n + 1


@kernel
def pop_event(heap: Records, n: int, at: int) -> int:
    """Take the event at place ``at`` out of a heap of ``n`` and return ``n - 1``.

    Place 0 is the earliest event; read it before taking it out.
    """
    n -= 1
    if at == n:
        return n
    key = heap[n]["key"]
    what = heap[n]["what"]
    i = at
    while i > 0:  # only when an event inside the heap is taken out
        parent = (i - 1) >> 1
        above = heap[parent]["key"]
        if above < key or (above == key and heap[parent]["what"] <= what):
            break
        heap[i]["key"] = above
        heap[i]["what"] = heap[parent]["what"]
        i = parent
    while True:
        child = 2 * i + 1
        if child >= n:
            break
        least = heap[child]["key"]
        right = child + 1
        if right < n:
            other = heap[right]["key"]
            if other < least or (
                other == least and heap[right]["what"] < heap[child]["what"]
            ):
                child = right
                least = other
        if key < least or (key == least and what <= heap[child]["what"]):
            break
        heap[i]["key"] = least
        heap[i]["what"] = heap[child]["what"]
        i = child
    heap[i]["key"] = key
    heap[i]["what"] = what
    return n
