"""Scenario files to choose from, and their shifts with other people in them."""

import os
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from math import isnan
from pathlib import Path

import numpy as np
import pandas as pd
from pydantic import ValidationError

from sim.errors import Problem, ScenarioError
from sim.language import Language
from sim.scenario.files import load
from sim.scenario.model import Scenario
from sim.scenario.problems import problems_of

__all__ = [
    "FOLDER_VARIABLE",
    "Shipped",
    "StaffRow",
    "description",
    "plan",
    "plan_heads",
    "shipped_scenarios",
    "staff_problems",
    "staff_rows",
]

FOLDER_VARIABLE = "HANBOKI_SCENARIOS"
"""Environment variable that names another folder of scenario files."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """A scenario file that can be chosen."""

    key: str
    """Name of the file without its ending; stable."""
    title: str
    """What the screen calls it."""


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

    @property
    def name(self) -> str:
        """Team and shift in one."""
        return f"{self.team} {self.shift}".strip()


def shipped_scenarios() -> tuple[Shipped, ...]:
    """Return the scenarios that can be chosen: the cases first, then by file name."""
    paths = sorted(
        _folder().glob("*.toml"),
        key=lambda path: (not path.stem.startswith("case"), path.stem),
    )
    return tuple(
        Shipped(path.stem, _title(path, path.stat().st_mtime_ns)) for path in paths
    )


def description(scenario: str) -> str:
    """Return what a scenario is about.

    Raises
    ------
    ScenarioError
        There is no such scenario, or its file is wrong.
    """
    return _scenario(scenario).description.strip()


def staff_rows(scenario: str) -> tuple[StaffRow, ...]:
    """Return one row a shift, in the order of the file.

    Raises
    ------
    ScenarioError
        There is no such scenario, or its file is wrong.
    """
    return tuple(
        StaffRow(
            team=team.label or team.name,
            shift=shift.label or "",
            days=shift.days,
            start=shift.from_,
            end=shift.to,
            breaks=shift.breaks,
            heads=shift.heads,
        )
        for team in _scenario(scenario).teams
        for shift in team.shifts
    )


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
    shifts = [shift for team in _scenario(scenario).teams for shift in team.shifts]
    found: list[Problem] = []
    for shift, row, typed in zip(shifts, staff_rows(scenario), heads, strict=True):
        value = _plain(typed)
        try:
            shift.replace(heads=value)
        except ValidationError as error:
            problems = problems_of(error, {"heads": value})
            found += [replace(problem, where=row.name) for problem in problems]
    return tuple(problem.text(language) for problem in found)


@lru_cache(maxsize=256)
def plan(scenario: str, heads: tuple[int, ...]) -> Scenario:
    """Return a scenario with the given heads in its shifts.

    Raises
    ------
    ScenarioError
        There is no such scenario, or its file is wrong.
    pydantic.ValidationError
        A number of heads is out of range.
    """
    base = _scenario(scenario)
    if heads == plan_heads(scenario):
        return base
    left = iter(heads)
    return base.replace(
        teams=tuple(
            team.replace(shifts=tuple(s.replace(heads=next(left)) for s in team.shifts))
            for team in base.teams
        )
    )


def _scenario(key: str) -> Scenario:
    for path in _folder().glob("*.toml"):
        if path.stem == key:
            return _loaded(path, path.stat().st_mtime_ns)
    raise ScenarioError(Problem(key, "file_missing", key))


@lru_cache(maxsize=64)
def _loaded(path: Path, changed_at: int) -> Scenario:  # noqa: ARG001  # part of the key
    return load(path)


@lru_cache(maxsize=64)
def _title(path: Path, changed_at: int) -> str:  # noqa: ARG001  # part of the key
    """Return the name that a file gives its scenario, without checking the rest."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return path.stem
    return str(raw.get("name") or path.stem)


def _folder() -> Path:
    """Return where the scenario files are: named, installed or in a checkout."""
    named = os.environ.get(FOLDER_VARIABLE)
    if named:
        return Path(named)
    package = Path(str(files("sim")))
    installed = package / "shipped" / "scenarios"
    return installed if installed.is_dir() else package.parent / "scenarios"


def _plain(value: object) -> object:
    """Return a typed cell as plain data; None when it is empty."""
    if value is None or value is pd.NA or (isinstance(value, float) and isnan(value)):
        return None
    return value.item() if isinstance(value, np.generic) else value
