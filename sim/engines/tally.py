"""What a replication is counted into, where nobody needs to know who did what when.

An engine that counts while it runs keeps no log.
It knows nothing of shops, nights or reports: a :class:`TallyPlan` says in numbers where
the edges of time lie and how the demands are grouped, and a :class:`Tally` holds the
counts.
Everything is a whole number (ticks, cases, orders) or a sum that does not depend on the
order of its terms, so a tally is the same however it was counted.
"""

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "BUSY",
    "DUTY",
    "OVERTIME",
    "WAIT_PERCENT",
    "YEN_STEPS",
    "Details",
    "Tally",
    "TallyPlan",
    "in_yen_steps",
    "percentile_places",
]

Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]

DUTY: Final = 0
"""Time on duty."""
OVERTIME: Final = 1
"""Work outside the person's duty: after a shift, into a break."""
BUSY: Final = 2
"""All work, overtime too."""

YEN_STEPS: Final = 1024
"""Yen are summed in whole steps of this part of a yen: such a sum is exact."""

WAIT_PERCENT: Final = 90
"""Percentile of the waits that a tally keeps."""


@dataclass(frozen=True, slots=True, eq=False)
class TallyPlan:
    """Where the edges of time lie and how demands are grouped; times in ticks."""

    n_groups: int
    """Groups of demands."""
    group_of_demand: Int64
    """Number of the group of each demand."""
    grid_step: int
    """Between two points at which the cases are counted; the first is tick 0."""
    n_grid: int
    """Number of these points; the last is not after the end of the horizon."""
    hour_origin: int
    """First tick of the first hour; not after tick 0."""
    hour_width: int
    n_hours: int
    """Hours that cover the horizon."""
    midnights: Int64
    """First tick of each day; what comes before the second is of the first day."""
    set_starts: Int64
    """First tick of each piece of the sets of premium time, set after set."""
    set_ends: Int64
    """First tick after each piece; at most the next start of the same set."""
    set_first: Int64
    """Where the pieces of each set begin, shape (n_sets + 1,)."""
    team_sets: Int64
    """Sets of premium time of each team, shape (n_teams, 2)."""


@dataclass(frozen=True, slots=True, eq=False)
class Details:
    """The part of a tally that only tables need, not the headline."""

    by_day: Int64
    """Orders by day, shape (n_days, n_groups, n_classes, 5): arrived; due; missed, by
    ship-by; shipped; cancelled."""
    inside: Int64
    """Cases at each step, shape (n_steps, n_grid)."""
    stays: Int64
    """Shape (n_steps, 6): stays; summed waits; longest wait; the two waits between
    which the percentile lies; summed lengths."""
    hours: Int64
    """Ticks of duty, overtime and work, shape (3, n_teams, n_hours)."""
    arrivals: Int64
    """New orders, shape (n_demands, n_hours)."""
    entries: Int64
    """Cases that enter a step, shape (2, n_steps, n_classes, n_hours): first work and
    rework."""
    departures: Int64
    """Cases that left, were held back and are late, for each departure of each gate,
    shape (n_departures, 3)."""


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """The counts of one replication."""

    orders: Int64
    """Orders by fate, shape (n_groups, n_classes, n_outcomes, 2); the last index is
    whether the ship-by lies inside the horizon."""
    yen: Float64
    """Value of the orders by outcome, in whole :data:`YEN_STEPS`."""
    marks: Int64
    """Orders that crossed a request, orders misshipped, customers turned away."""
    replies: Int64
    """Started cases, shape (n_flows - 1, 4): all; done; done in time; judged."""
    backlog: Int64
    """Open orders, shape (n_grid,)."""
    paid: Int64
    """Ticks of duty and overtime, shape (2, n_teams, 3): all; in the first and in the
    second set of premium time of the team."""
    details: Details | None
    """None where only the headline was asked for."""

    def first_difference(self, other: "Tally") -> str | None:
        """Return which count differs, or None where all are equal."""
        pairs: list[tuple[object, object]] = [(self, other)]
        if self.details is not None and other.details is not None:
            pairs.append((self.details, other.details))
        for mine, theirs in pairs:
            for item in fields(mine):  # type: ignore[arg-type]
                one, two = getattr(mine, item.name), getattr(theirs, item.name)
                if item.name == "details":
                    if (one is None) != (two is None):
                        return "details: only one has them"
                elif one.dtype != two.dtype or not np.array_equal(one, two):
                    return f"{item.name}: {one.tolist()} and {two.tolist()}"
        return None


def in_yen_steps(yen: Float64) -> Float64:
    """Return values in whole steps of 1 / :data:`YEN_STEPS` yen.

    Sums of such numbers are exact up to 2**53 steps, so their order does not matter.
    """
    steps: Float64 = np.rint(yen * YEN_STEPS)
    return steps


def percentile_places(count: int) -> tuple[int, int]:
    """Return the places, from 0, between which the percentile of ``count`` waits lies.

    ``count`` is 1 or more.
    """
    below = WAIT_PERCENT * (count - 1) // 100
    return below, min(below + 1, count - 1)
