"""A scenario with other people in its shifts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import isnan
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pydantic import ValidationError

from dashboards.services import shelf
from sim.language import Language
from sim.scenario.menu import MenuShift
from sim.scenario.menu_prices import as_shift
from sim.scenario.model import Scenario
from sim.scenario.problems import problems_of
from sim.scenario.teams import Shift

if TYPE_CHECKING:
    from sim.errors import Problem

__all__ = [
    "StaffRow",
    "changed_rows",
    "plan",
    "plan_heads",
    "staff_problems",
    "staff_rows",
]


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A shift of a team, as the scenario has it."""

    team: str
    """What the screen calls the team."""
    shift: str
    """What the screen calls the shift; empty when it has no label."""
    days: tuple[str, ...]
    """Day patterns."""
    start: str
    """Start, HH:MM."""
    end: str
    """End, HH:MM."""
    breaks: tuple[str, ...]
    """Unpaid breaks, HH:MM-HH:MM."""
    heads: int
    """People on duty."""
    is_offered: bool = False
    """A shift of the menu: nobody works it until heads are put in."""

    @property
    def name(self) -> str:
        """Team and shift in one."""
        return f"{self.team} {self.shift}".strip()


def staff_rows(scenario: str) -> tuple[StaffRow, ...]:
    """Return one row a shift in the order of the file, then those of the menu.

    Raises
    ------
    ScenarioError
        There is no such scenario, or its file is wrong.
    """
    found = shelf.scenario(scenario)
    labels = {team.name: team.label or team.name for team in found.teams}
    planned = (
        _row(labels[team.name], shift) for team in found.teams for shift in team.shifts
    )
    offered = (
        replace(_row(labels[each.team], as_shift(each, 0)), is_offered=True)
        for each in _menu(found)
    )
    return (*planned, *offered)


def changed_rows(
    scenario: str, heads: Sequence[object]
) -> tuple[tuple[StaffRow, object], ...]:
    """Return the shifts whose heads differ from the scenario's, with the heads.

    Raises
    ------
    ScenarioError
        There is no such scenario, or its file is wrong.
    """
    both = zip(staff_rows(scenario), heads, strict=True)
    return tuple((row, value) for row, value in both if value != row.heads)


def plan_heads(scenario: str) -> tuple[int, ...]:
    """Return the heads of each shift as the scenario has them."""
    return tuple(row.heads for row in staff_rows(scenario))


def staff_problems(
    scenario: str, heads: Sequence[object], language: Language
) -> tuple[str, ...]:
    """Return what is wrong with typed heads, a sentence each; empty when all is well.

    Parameters
    ----------
    heads
        One value a shift; None or NaN for a cell that was emptied.
    """
    base = shelf.scenario(scenario)
    shifts = [shift for team in base.teams for shift in team.shifts]
    shifts += [as_shift(each, 0) for each in _menu(base)]
    found: list[Problem] = []
    for shift, row, typed in zip(shifts, staff_rows(scenario), heads, strict=True):
        value = _plain(typed)
        try:
            shift.replace(heads=value)
        except ValidationError as error:
            problems = problems_of(error, {"heads": value})
            found += [replace(problem, where=row.name) for problem in problems]
    return tuple(problem.text(language) for problem in found)


def plan(scenario: str, heads: tuple[int, ...]) -> Scenario:
    """Return a scenario with the given heads in its shifts.

    Raises
    ------
    ScenarioError
        There is no such scenario, or its file is wrong.
    pydantic.ValidationError
        A number of heads is out of range.
    """
    base = shelf.scenario(scenario)
    if heads == plan_heads(scenario):
        return base
    return _edited(scenario, heads, base.digest)


@lru_cache(maxsize=256)
def _edited(scenario: str, heads: tuple[int, ...], digest: str) -> Scenario:  # noqa: ARG001  # a file may change
    base = shelf.scenario(scenario)
    left = iter(heads)
    planned = {
        team.name: [shift.replace(heads=next(left)) for shift in team.shifts]
        for team in base.teams
    }
    # also those with 0 heads: who is absent then hangs on no other shift
    for each in _menu(base):
        planned[each.team].append(as_shift(each, next(left)))
    return base.replace(
        teams=tuple(
            team.replace(shifts=tuple(planned[team.name])) for team in base.teams
        )
    )


def _menu(scenario: Scenario) -> tuple[MenuShift, ...]:
    return () if scenario.menu is None else scenario.menu.shifts


def _row(team: str, shift: Shift) -> StaffRow:
    return StaffRow(
        team=team,
        shift=shift.label or "",
        days=shift.days,
        start=shift.from_,
        end=shift.to,
        breaks=shift.breaks,
        heads=shift.heads,
    )


def _plain(value: object) -> object:
    """Return a typed cell as plain data; None when it is empty."""
    if value is None or value is pd.NA or (isinstance(value, float) and isnan(value)):
        return None
    return value.item() if isinstance(value, np.generic) else value
