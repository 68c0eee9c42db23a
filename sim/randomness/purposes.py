"""What random values are drawn for: the last field of a key.

Purposes ``2k`` and ``2k + 1`` share one Philox block, so a pair of values that are
needed together costs one evaluation
(:func:`sim.randomness.variates.uniform_pair` of block ``k``).
A number, once used, keeps its meaning: a new meaning takes a new number.
"""

from typing import Final

__all__ = [
    "ABSENCE",
    "CLASS",
    "COUNT",
    "DAY",
    "ERROR",
    "FOUND",
    "ITEM",
    "LATE_PATIENCE",
    "LATE_SHARE",
    "LEVEL",
    "PATIENCE",
    "PATIENCE_SHARE",
    "POSITION",
    "SHARE",
    "TRIGGER_DELAY",
    "TRIGGER_SHARE",
    "VALUE",
    "WORK",
]

WORK: Final = 0
"""Duration of the task, wait or rework; keyed by step and visit."""
ERROR: Final = 1
"""Whether the task went wrong; keyed by step and visit."""
SHARE: Final = 2
"""Whether the step applies to the case; keyed by step."""
FOUND: Final = 3
"""Delay until the error is found; keyed by step and visit."""

CLASS: Final = 16
"""Class of the case; like all of 16-31 drawn once a case, at step 0, visit 0."""
VALUE: Final = 17
"""Value of the order."""
ITEM: Final = 18
"""Item that is ordered."""
PATIENCE_SHARE: Final = 20
"""Whether the customer ever loses patience."""
PATIENCE: Final = 21
"""Time until patience ends, from arrival."""
LATE_SHARE: Final = 22
"""Whether the customer cancels once the order is late."""
LATE_PATIENCE: Final = 23
"""Time until that cancellation, from the missed ship-by."""

LEVEL: Final = 32
"""Demand level of a group of streams, once a replication."""
DAY: Final = 33
"""Demand factor of one day; the case is the number of the day."""
COUNT: Final = 34
"""Number of arrivals in one interval; the case is the number of the interval."""
POSITION: Final = 35
"""Place of an arrival inside its interval; the case is the case."""
ABSENCE: Final = 36
"""Whether a worker stays away."""

TRIGGER_SHARE: Final = 64
"""Whether a trigger starts a case; keyed by the stream of the cases it starts."""
TRIGGER_DELAY: Final = 65
"""Delay of that case; keyed in the same way."""
