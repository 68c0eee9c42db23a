"""A replication in counts: from its trajectory, or by an engine that counts itself.

Every table is made from a :class:`~sim.engines.tally.Tally`.
An engine that keeps a log is counted here, row by row of its trajectory; an engine that
counts while it runs gets the :class:`~sim.engines.tally.TallyPlan` of a frame, and its
tally is the same, number for number.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.engines.tally import Details, Tally, TallyPlan
from sim.measures import (
    arrivals,
    backlog,
    by_class,
    by_day,
    costs,
    departures,
    load,
    replies,
    staff,
    waits,
)
from sim.measures.frame import Frame
from sim.measures.observation import Observation

__all__ = ["plan_of", "tally_of"]


def tally_of(seen: Observation, *, details: bool = True) -> Tally:
    """Return the counts of a trajectory; without ``details`` those of the headline."""
    cases, n = seen.trajectory.cases, seen.n_orders
    return Tally(
        orders=by_class.count(seen),
        yen=costs.count_yen(seen),
        marks=np.array(
            [
                np.count_nonzero(cases.crossed[:n]),
                np.count_nonzero(cases.misshipped[:n]),
                len(seen.trajectory.turned_away),
            ],
            np.int64,
        ),
        replies=replies.count(seen),
        backlog=backlog.count_open(seen),
        paid=costs.count_paid(seen),
        details=_details(seen) if details else None,
    )


def _details(seen: Observation) -> Details:
    return Details(
        by_day=by_day.count(seen),
        inside=backlog.count_inside(seen),
        stays=waits.count(seen),
        hours=staff.count(seen),
        arrivals=arrivals.count(seen),
        entries=load.count(seen),
        departures=departures.count(seen),
    )


@lru_cache(maxsize=16)
def plan_of(frame: Frame) -> TallyPlan:
    """Return what an engine needs to know to count for the tables of a frame."""
    sets = list(dict.fromkeys(each for pair in frame.premiums for each in pair))
    of_team = [[sets.index(each) for each in pair] for pair in frame.premiums]
    hours = frame.hours
    return TallyPlan(
        n_groups=len(frame.shops),
        group_of_demand=frame.shop_of_demand,
        grid_step=frame.grid_step,
        n_grid=len(frame.grid),
        hour_origin=hours.origin,
        hour_width=hours.width,
        n_hours=hours.count,
        midnights=frame.midnights,
        set_starts=_joined([each.starts for each in sets]),
        set_ends=_joined([each.ends for each in sets]),
        set_first=np.cumsum([0, *(len(each.starts) for each in sets)]),
        team_sets=np.array(of_team, np.int64).reshape(-1, 2),
    )


def _joined(parts: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.concatenate([np.empty(0, np.int64), *parts])
