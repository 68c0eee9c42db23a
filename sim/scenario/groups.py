"""Groups: teams and the work steps they share, with work and capacity on paper."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.scenario.model import Scenario
from sim.scenario.teams import Team
from sim.scenario.workload import (
    StepWork,
    served_by,
    staff_minutes_by_hour,
    work_by_step,
)

__all__ = ["Group", "groups"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Teams that share steps, directly or through other teams, and these steps."""

    teams: tuple[str, ...]
    """Teams in file order; empty for a step that nobody serves."""
    steps: tuple[str, ...]
    """Work steps, as ``serves`` writes them."""
    work_minutes: Floats
    """Standard minutes of work that arrive in each hour of the horizon."""
    capacity_minutes: Floats
    """Standard minutes that the teams get done in each hour of the horizon."""

    @property
    def name(self) -> str:
        """Name for tables: the teams, or the step that nobody serves."""
        return "+".join(self.teams or self.steps)


def groups(scenario: Scenario) -> list[Group]:
    """Return the groups of a scenario, by their first work step.

    Capacity is paid minutes × (1 − absence) × speed, and × the mean speed at the steps
    served, weighted by their work.
    """
    works = work_by_step(scenario)
    paid = staff_minutes_by_hour(scenario)
    result = []
    for steps, teams in _components(scenario, works):
        capacity = np.zeros(paid.shape[1])
        for index, team in enumerate(scenario.teams):
            if team in teams:
                capacity += paid[index] * _effect(team, steps)
        result.append(
            Group(
                teams=tuple(team.name for team in scenario.teams if team in teams),
                steps=tuple(work.written for work in steps),
                work_minutes=np.sum([work.minutes for work in steps], axis=0),
                capacity_minutes=capacity,
            )
        )
    return result


def _components(
    scenario: Scenario, works: list[StepWork]
) -> list[tuple[list[StepWork], list[Team]]]:
    """Return the connected parts of the graph of steps and teams."""
    parts: list[tuple[list[StepWork], list[Team]]] = []
    for work in works:
        steps, teams = [work], served_by(scenario, work.written)
        kept = []
        for other_steps, other_teams in parts:
            if any(team in other_teams for team in teams):
                steps = other_steps + steps
                teams = other_teams + [t for t in teams if t not in other_teams]
            else:
                kept.append((other_steps, other_teams))
        parts = [*kept, (steps, teams)]
    return parts


def _effect(team: Team, steps: list[StepWork]) -> float:
    """Return the standard minutes that a paid minute of the team gets done."""
    served = [work for work in steps if work.written in team.serves]
    weights = [work.minutes.sum() for work in served]
    factors = [team.speed_by_step.get(work.written, 1.0) for work in served]
    mean = np.average(factors, weights=weights) if sum(weights) else np.mean(factors)
    return float((1 - team.absence) * team.speed * mean)
