"""Queues: one pairing heap a step, woven through the cases themselves.

A case is in one queue at most, so a queue needs no memory of its own: each case has a
node with its key, its first child and its neighbours.
Putting in is O(1), taking out any case O(log n) on average, and nothing is left behind
when a case leaves from the middle.

The key is (``key``, ``order``): priority and ship-by (or entry) packed into one number,
then the place in the order of arrival, which also settles equal case numbers.

References
----------
Fredman, Sedgewick, Sleator & Tarjan (1986), The pairing heap: a new form of
self-adjusting heap, Algorithmica 1, doi:10.1007/BF01840439.
"""

import numpy as np
from numpy.typing import NDArray

from sim.engines.compiled.borrow import integer, kernel

__all__ = ["NOBODY", "NODE", "pop_case", "push_case", "remove_case"]

NOBODY = -1
NODE = np.dtype(
    [
        ("key", np.int64),
        ("order", np.int32),
        ("child", np.int32),
        ("next", np.int32),
        ("back", np.int32),  # the neighbour before, or the parent of a first child
    ]
)

Records = NDArray[np.void]


@kernel
def push_case(nodes: Records, root: int, case: int) -> int:
    """Put a case, whose key is set, into a queue and return the new head.

    Parameters
    ----------
    nodes
        Records of :data:`NODE`, one a case.
    root
        Head of the queue; :data:`NOBODY` when it is empty.
    case
        Case that is in no queue.
    """
    nodes[case]["child"] = NOBODY
    nodes[case]["next"] = NOBODY
    nodes[case]["back"] = NOBODY
    if root == NOBODY:
        return case
    return integer(_link(nodes, root, case))


@kernel
def pop_case(nodes: Records, root: int) -> int:
    """Take the head out of a queue and return the new head."""
    return integer(_merged(nodes, integer(nodes[root]["child"])))


@kernel
def remove_case(nodes: Records, root: int, case: int) -> int:
    """Take any case out of its queue and return the head."""
    if case == root:
        return integer(pop_case(nodes, root))
    before = nodes[case]["back"]
    after = nodes[case]["next"]
    if nodes[before]["child"] == case:
        nodes[before]["child"] = after
    else:
        nodes[before]["next"] = after
    if after != NOBODY:
        nodes[after]["back"] = before
    rest = _merged(nodes, integer(nodes[case]["child"]))
    if rest == NOBODY:
        return root
    return integer(_link(nodes, root, rest))


@kernel
def _link(nodes: Records, one: int, other: int) -> int:
    """Make the later of two heads the first child of the earlier, and return this."""
    mine = nodes[one]["key"]
    theirs = nodes[other]["key"]
    if theirs < mine or (
        theirs == mine and nodes[other]["order"] < nodes[one]["order"]
    ):
        one, other = other, one
    child = nodes[one]["child"]
    nodes[other]["next"] = child
    nodes[other]["back"] = one
    if child != NOBODY:
        nodes[child]["back"] = other
    nodes[one]["child"] = other
    nodes[one]["next"] = NOBODY
    nodes[one]["back"] = NOBODY
    return one


@kernel
def _merged(nodes: Records, first: int) -> int:
    """Merge a list of neighbours into one heap: pairs first, then from the right."""
    if first == NOBODY:
        return NOBODY
    last = NOBODY  # heads of the pairs, chained backwards by ``back``
    while first != NOBODY:
        second = nodes[first]["next"]
        if second == NOBODY:
            following = NOBODY
            head = first
        else:
            following = nodes[second]["next"]
            head = _link(nodes, first, second)
        nodes[head]["back"] = last
        last = head
        first = following
    root = last
    last = nodes[root]["back"]
    while last != NOBODY:
        before = nodes[last]["back"]
        root = _link(nodes, root, last)
        last = before
    nodes[root]["next"] = NOBODY
    nodes[root]["back"] = NOBODY
    return root
