"""Duty, work and overtime of each team, hour by hour.

Busy time holds all work, overtime too; so the use of a team is busy ÷ (duty + overtime)
and never above 1.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.engines.tally import BUSY, DUTY, OVERTIME, Details
from sim.measures.frame import ALL, Frame, product_rows
from sim.measures.observation import Observation
from sim.measures.schema import kpi_names
from sim.measures.spans import Spans, ticks_by_bin
from sim.units import TICKS_PER_MINUTE

__all__ = ["count", "keys", "values"]

Int64 = NDArray[np.int64]


def keys(frame: Frame) -> pd.DataFrame:
    """Return the rows: team, KPI, hour; the team ``*`` is the last."""
    rows = product_rows(
        team=(*frame.teams, ALL), kpi=kpi_names("staff"), at=frame.hour_moments()
    )
    return rows[["at", "team", "kpi"]]


def count(seen: Observation) -> Int64:
    """Return the ticks of duty, overtime and work, shape (3, n_teams, n_hours)."""
    parts = {DUTY: seen.duty, OVERTIME: seen.overtime, BUSY: seen.work}
    return np.stack([_by_hour(seen, parts[kind]) for kind in sorted(parts)])


def values(found: Details) -> NDArray[np.float64]:
    """Return the values, in the order of the rows."""
    by_team = np.moveaxis(found.hours[[DUTY, BUSY, OVERTIME]], 0, 1)
    full = np.concatenate((by_team, by_team.sum(axis=0, keepdims=True)))
    return (full / TICKS_PER_MINUTE).ravel()


def _by_hour(seen: Observation, spans: Spans) -> Int64:
    frame = seen.frame
    team = seen.team_of(spans)
    return ticks_by_bin(spans.start, spans.end, team, len(frame.teams), frame.hours)
