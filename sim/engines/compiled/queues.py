"""Queues: a few sorted runs, and a pairing heap for what fits into none of them.

Cases come to a queue nearly in order, so most are put behind the last of a run; a run
is a list, woven through the cases themselves.
What comes too early for the end of every run goes into a heap, woven likewise.
A case is in one queue at most, so a queue needs no memory of its own, and nothing is
left behind when a case leaves from the middle.

The key is (``key``, ``order``): priority and ship-by (or entry) packed into one number,
then the place in the order of arrival, which also settles equal case numbers.

References
----------
Fredman, Sedgewick, Sleator & Tarjan (1986), The pairing heap: a new form of
self-adjusting heap, Algorithmica 1, doi:10.1007/BF01840439.
"""

import numpy as np
from numpy.typing import NDArray

from sim.engines.compiled.borrow import at, integer, kernel, prefetch
from sim.engines.compiled.state import HAS_WORK, NOBODY, RUNS, State

__all__ = ["join_queue", "pop_case", "remove_case"]

IN_RUN = -2
"""``child`` of a case in run 0 of its queue; one less for each further run."""

Records = NDArray[np.void]


@kernel
def join_queue(s: State, case: int, step: int) -> None:
    """Put a case, whose key is set and which is in no queue, into that of a step."""
    queue = s.queues[at(step)]
    place = _run_for(s, step, case)
    if place < RUNS:
        _append(s, step, place, case)
    else:
        queue["root"] = _pushed(s.nodes, integer(queue["root"]), case)
    if queue["count"] == 0 or _is_before(s.nodes, case, integer(queue["head"])):
        queue["head"] = case
    queue["count"] += 1
    s.counts[HAS_WORK] = 1


@kernel
def pop_case(s: State, step: int) -> int:
    """Take the head out of the queue of a step and return it."""
    case = integer(s.queues[at(step)]["head"])
    remove_case(s, step, case)
    return case


@kernel
def remove_case(s: State, step: int, case: int) -> None:
    """Take any case out of the queue of a step."""
    queue = s.queues[at(step)]
    place = IN_RUN - s.nodes[at(case)]["child"]
    if place >= 0:
        _unlink(s, step, place, case)
    else:
        queue["root"] = _removed(s.nodes, integer(queue["root"]), case)
    queue["count"] -= 1
    if case == queue["head"]:
        head = integer(_first(s, step))
        queue["head"] = head
        prefetch(s.cases, head)


@kernel
def _run_for(s: State, step: int, case: int) -> int:
    """Return the first run that a case may be put behind; RUNS when there is none."""
    key = s.nodes[at(case)]["key"]
    order = s.nodes[at(case)]["order"]
    free = RUNS
    for place in range(s.queues[at(step)]["n_runs"]):
        run = s.runs[at(step * RUNS + place)]
        if run["first"] == NOBODY:
            free = min(free, place)
        elif run["last_key"] < key or (
            run["last_key"] == key and run["last_order"] < order
        ):
            return place
    if free == RUNS and s.queues[at(step)]["n_runs"] < RUNS:
        free = integer(s.queues[at(step)]["n_runs"])
        s.queues[at(step)]["n_runs"] += 1
    return free


@kernel
def _append(s: State, step: int, place: int, case: int) -> None:
    """Put a case behind the last of a run."""
    run = s.runs[at(step * RUNS + place)]
    node = s.nodes[at(case)]
    node["child"] = IN_RUN - place
    node["next"] = NOBODY
    if run["first"] == NOBODY:
        node["back"] = NOBODY
        run["first"] = case
        run["first_key"] = node["key"]
        run["first_order"] = node["order"]
    else:
        node["back"] = run["last"]
        s.nodes[at(run["last"])]["next"] = case
    run["last"] = case
    run["last_key"] = node["key"]
    run["last_order"] = node["order"]


@kernel
def _unlink(s: State, step: int, place: int, case: int) -> None:
    """Take a case out of its run."""
    run = s.runs[at(step * RUNS + place)]
    before = integer(s.nodes[at(case)]["back"])
    after = integer(s.nodes[at(case)]["next"])
    if before == NOBODY:
        run["first"] = after
        if after != NOBODY:
            run["first_key"] = s.nodes[at(after)]["key"]
            run["first_order"] = s.nodes[at(after)]["order"]
    else:
        s.nodes[at(before)]["next"] = after
    if after != NOBODY:
        s.nodes[at(after)]["back"] = before
    elif before != NOBODY:
        run["last"] = before
        run["last_key"] = s.nodes[at(before)]["key"]
        run["last_order"] = s.nodes[at(before)]["order"]


@kernel
def _first(s: State, step: int) -> int:
    """Return the first case of a queue; NOBODY when it is empty."""
    queue = s.queues[at(step)]
    if queue["count"] == 0:
        queue["n_runs"] = 0
        return NOBODY
    best = integer(queue["root"])
    key = integer(0)
    order = integer(0)
    if best != NOBODY:
        key = integer(s.nodes[at(best)]["key"])
        order = integer(s.nodes[at(best)]["order"])
    for place in range(queue["n_runs"]):
        run = s.runs[at(step * RUNS + place)]
        if run["first"] != NOBODY and (
            best == NOBODY
            or run["first_key"] < key
            or (run["first_key"] == key and run["first_order"] < order)
        ):
            best = integer(run["first"])
            key = integer(run["first_key"])
            order = integer(run["first_order"])
    return best


@kernel
def _is_before(nodes: Records, one: int, other: int) -> bool:
    """Return whether a case goes before another."""
    mine, theirs = nodes[at(one)]["key"], nodes[at(other)]["key"]
    if mine != theirs:
        return bool(mine < theirs)
    return bool(nodes[at(one)]["order"] < nodes[at(other)]["order"])


@kernel
def _pushed(nodes: Records, root: int, case: int) -> int:
    """Put a case into a heap and return the new root."""
    nodes[at(case)]["child"] = NOBODY
    nodes[at(case)]["next"] = NOBODY
    nodes[at(case)]["back"] = NOBODY
    if root == NOBODY:
        return integer(case)
    return integer(_link(nodes, root, case))


@kernel
def _removed(nodes: Records, root: int, case: int) -> int:
    """Take any case out of a heap and return the root."""
    rest: int = _merged(nodes, integer(nodes[at(case)]["child"]))
    if case == root:
        return rest
    before = nodes[at(case)]["back"]
    after = nodes[at(case)]["next"]
    if nodes[at(before)]["child"] == case:
        nodes[at(before)]["child"] = after
    else:
        nodes[at(before)]["next"] = after
    if after != NOBODY:
        nodes[at(after)]["back"] = before
    if rest == NOBODY:
        return root
    return integer(_link(nodes, root, rest))


@kernel
def _link(nodes: Records, one: int, other: int) -> int:
    """Make the later of two heads the first child of the earlier, and return this."""
    if _is_before(nodes, other, one):
        one, other = other, one
    child = nodes[at(one)]["child"]
    nodes[at(other)]["next"] = child
    nodes[at(other)]["back"] = one
    if child != NOBODY:
        nodes[at(child)]["back"] = other
    nodes[at(one)]["child"] = other
    nodes[at(one)]["next"] = NOBODY
    nodes[at(one)]["back"] = NOBODY
    return integer(one)


@kernel
def _merged(nodes: Records, first: int) -> int:
    """Merge a list of neighbours into one heap: pairs first, then from the right."""
    if first == NOBODY:
        return integer(NOBODY)
    last = integer(NOBODY)  # heads of the pairs, chained backwards by ``back``
    while first != NOBODY:
        second = integer(nodes[at(first)]["next"])
        if second == NOBODY:
            following = integer(NOBODY)
            head = first
        else:
            following = integer(nodes[at(second)]["next"])
            prefetch(nodes, following)
            head = _link(nodes, first, second)
        nodes[at(head)]["back"] = last
        last = head
        first = following
    root = last
    last = integer(nodes[at(root)]["back"])
    while last != NOBODY:
        before = integer(nodes[at(last)]["back"])
        prefetch(nodes, before)
        root = _link(nodes, root, last)
        last = before
    nodes[at(root)]["next"] = NOBODY
    nodes[at(root)]["back"] = NOBODY
    return root
