"""Work that arrives for each team against the time it has, hour by hour.

The work of an hour is that of the cases that enter the queues of a team's steps in it:
the mean standard minutes of their class, divided by the speed of the team at the step.
Where several teams serve a step, each is counted with a part of it, in proportion to
its planned duty × speed (equal parts, where nobody has planned duty).
"""

from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.engines.program import Program
from sim.engines.tally import DUTY, Details
from sim.measures.frame import ALL, Frame, product_rows
from sim.measures.observation import Observation
from sim.measures.schema import kpi_names
from sim.scenario.distributions import mean_of
from sim.scenario.flow import WorkStep
from sim.units import TICKS_PER_MINUTE

__all__ = ["count", "keys", "team_minutes", "values"]

Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]


def keys(frame: Frame) -> pd.DataFrame:
    """Return the rows: team, KPI, hour; the team ``*`` is the last."""
    rows = product_rows(
        team=(*frame.teams, ALL), kpi=kpi_names("load"), at=frame.hour_moments()
    )
    return rows[["at", "team", "kpi"]]


def values(frame: Frame, found: Details) -> Float64:
    """Return the values, in the order of the rows."""
    work = np.zeros((len(frame.teams), frame.hours.count))
    entries = found.entries.reshape(-1, frame.hours.count)
    minutes = team_minutes(frame.program)
    # sums in a written order: the same bits on every machine
    for team, kind in np.argwhere(minutes > 0):
        work[team] += minutes[team, kind] * entries[kind]
    by_team = np.stack((work, found.hours[DUTY] / TICKS_PER_MINUTE), axis=1)
    full = np.concatenate((by_team, by_team.sum(axis=0, keepdims=True)))
    return full.ravel()


@lru_cache(maxsize=8)
def team_minutes(program: Program) -> Float64:
    """Return the minutes that one entry means for each team, shape (n_teams, n_kinds).

    The kinds are (first work or rework, step, class), the last running fastest.
    """
    standard = _standard_minutes(program)
    speed = np.array([team.speed for team in program.teams]).reshape(
        len(program.teams), len(program.steps)
    )
    per_step = _parts(program, speed) / speed
    minutes: Float64 = per_step[:, None, :, None] * standard
    return minutes.reshape(len(program.teams), standard.size)


def count(seen: Observation) -> Int64:
    """Return the cases that enter a step, shape (2, n_steps, n_classes, n_hours)."""
    visits, hours = seen.trajectory.visits, seen.frame.hours
    n_steps, n_classes = len(seen.frame.steps), len(seen.frame.classes)
    rows = np.flatnonzero(~seen.is_rest)
    hour = (visits.entered[rows] - hours.origin) // hours.width
    order_class = seen.trajectory.cases.order_class[visits.case[rows]]
    kind = (visits.visit[rows] > 0) * np.int64(n_steps) + visits.step[rows]
    cell = (kind * n_classes + order_class) * hours.count + hour
    n_kinds = 2 * n_steps * n_classes
    counts = np.bincount(cell, minlength=n_kinds * hours.count)
    return counts.reshape(2, n_steps, n_classes, hours.count)


def _standard_minutes(program: Program) -> Float64:
    """Return mean standard minutes, shape (2, n_steps, n_classes); 0 where no work."""
    classes = [entry.name for entry in program.scenario.classes]
    minutes = np.zeros((2, len(program.steps), len(classes)))
    for number, (_, step) in enumerate(program.scenario.steps()):
        if isinstance(step, WorkStep):
            first = [
                mean_of(step.minutes_by_class.get(name, step.minutes))
                for name in classes
            ]
            minutes[0, number] = first
            again = step.rework_minutes
            minutes[1, number] = first if again is None else mean_of(again)
    return minutes


def _parts(program: Program, speed: Float64) -> Float64:
    """Return the part of each step's work that a team is counted with."""
    people = program.people
    planned = np.zeros(len(program.teams))
    np.add.at(
        planned,
        people.team[people.duty_worker],
        (people.duty_end - people.duty_start).astype(np.float64),
    )
    serves = np.zeros_like(speed)
    for team in program.teams:
        serves[team.number, list(team.serves)] = 1.0
    weight = serves * planned[:, None] * speed
    weight = np.where(weight.sum(axis=0) > 0, weight, serves)
    whole = np.maximum(weight.sum(axis=0), np.finfo(np.float64).tiny)
    parts: Float64 = weight / whole
    return parts
