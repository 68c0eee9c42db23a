"""Interval tables: work and heads by interval and team, as workforce systems exchange.

One row an interval and team, UTF-8 with comma, seven columns::

    skill,start,end,tasks,task time,after-task time,heads
    desk,20261205 09:00,20261205 09:30,12.5,138,0,3

``skill`` is a team of the scenario; ``start`` and ``end`` are local times, written
yyyyMMdd HH:mm; ``tasks`` are the cases that are expected to arrive for the team,
``task time`` their mean work in seconds and ``after-task time`` further seconds, which
hanboki counts within the task time; ``heads`` are people on duty.
Intervals last 15, 30 or 60 minutes and cover the whole horizon.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from sim.errors import Problem, ScenarioError
from sim.scenario.duties import duty_segments
from sim.scenario.model import Scenario
from sim.scenario.workload import work_by_step
from sim.units import TICKS_PER_MINUTE

__all__ = [
    "COLUMNS",
    "IntervalMinutes",
    "IntervalRow",
    "interval_rows",
    "read_intervals",
    "written_intervals",
]

IntervalMinutes = Literal[15, 30, 60]
COLUMNS: Final = (
    "skill",
    "start",
    "end",
    "tasks",
    "task time",
    "after-task time",
    "heads",
)
"""Columns of the file, in order."""

Floats = NDArray[np.float64]
_FORMAT = "%Y%m%d %H:%M"
_HOUR = 60


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """One interval of one team."""

    skill: str
    """Team of the scenario."""
    start: datetime
    """Start, local time without zone."""
    end: datetime
    """End, local time without zone."""
    tasks: float
    """Cases expected to arrive for the team."""
    task_seconds: float
    """Mean work of a case."""
    after_task_seconds: float
    """Further work of a case after it has left."""
    heads: float
    """People on duty, on average over the interval."""


def interval_rows(
    scenario: Scenario, minutes: IntervalMinutes
) -> tuple[IntervalRow, ...]:
    """Return the rows of all teams, team by team in the order of the file.

    The cases of an hour are spread evenly over its intervals; a step that several teams
    serve is divided by their planned time and speed.
    """
    start = scenario.aware(scenario.horizon.start).replace(tzinfo=None)
    width = minutes * TICKS_PER_MINUTE
    count = -(-scenario.end_tick // width)
    heads = _heads(scenario, count, width)
    cases, work = _tasks(scenario)
    each = _HOUR // minutes
    step = timedelta(minutes=minutes)
    return tuple(
        IntervalRow(
            skill=team.name,
            start=start + place * step,
            end=start + (place + 1) * step,
            tasks=float(cases[number, place // each] / each),
            task_seconds=_mean_seconds(
                cases[number, place // each], work[number, place // each]
            ),
            after_task_seconds=0.0,
            heads=float(heads[number, place]),
        )
        for number, team in enumerate(scenario.teams)
        for place in range(count)
    )


def written_intervals(rows: Sequence[IntervalRow]) -> bytes:
    """Return rows as the bytes of a CSV file; reading it gives the same rows."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        numbers = (row.tasks, row.task_seconds, row.after_task_seconds, row.heads)
        writer.writerow(
            [
                row.skill,
                f"{row.start:{_FORMAT}}",
                f"{row.end:{_FORMAT}}",
                *(_number(value) for value in numbers),
            ]
        )
    return stream.getvalue().encode()


def read_intervals(
    content: bytes, *, name: str = "intervals.csv"
) -> tuple[IntervalRow, ...]:
    """Return the rows of a CSV file.

    Parameters
    ----------
    name
        What messages call the file.

    Raises
    ------
    ScenarioError
        The file is wrong; all problems are listed with their line, rule and value.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScenarioError(Problem(name, "not_utf8")) from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [each for each in COLUMNS if each not in (reader.fieldnames or ())]
    if missing:
        values = {"columns": ", ".join(missing)}
        raise ScenarioError(Problem(f"{name}:1", "interval_columns", values=values))
    rows: list[IntervalRow] = []
    problems: list[Problem] = []
    seen: dict[tuple[str, datetime], int] = {}
    for cells in reader:
        line = reader.line_num
        row, found = _row(cells, f"{name}:{line}")
        problems += found
        if row is None:
            continue
        first = seen.setdefault((row.skill, row.start), line)
        if first != line:
            where = f"{name}:{line}:start"
            other = {"other": first}
            problems.append(Problem(where, "interval_twice", cells["start"], other))
        rows.append(row)
    if problems:
        raise ScenarioError(problems)
    return tuple(rows)


def _row(
    cells: Mapping[str, str | None], where: str
) -> tuple[IntervalRow | None, list[Problem]]:
    """Return the row of one line, or everything that is wrong with it."""
    problems: list[Problem] = []
    moments: list[datetime] = []
    numbers: list[float] = []
    for column in COLUMNS[1:3]:
        try:
            moments.append(datetime.strptime(cells[column] or "", _FORMAT))  # noqa: DTZ007 - local time
        except ValueError:
            problems.append(
                Problem(f"{where}:{column}", "interval_moment", cells[column])
            )
    for column in COLUMNS[3:]:
        value = _parsed(cells[column])
        if value is None:
            problems.append(
                Problem(f"{where}:{column}", "interval_number", cells[column])
            )
        else:
            numbers.append(value)
    if not cells["skill"]:
        problems.append(Problem(f"{where}:skill", "interval_skill"))
    if problems:
        return None, problems
    start, end = moments
    length = (end - start) / timedelta(minutes=1)
    if length not in get_args(IntervalMinutes):
        return None, [Problem(f"{where}:end", "interval_length", cells["end"])]
    return IntervalRow(str(cells["skill"]), start, end, *numbers), []


def _parsed(cell: str | None) -> float | None:
    """Return a number that is finite and not negative; None for anything else."""
    try:
        value = float(cell or "")
    except ValueError:
        return None
    return value if 0 <= value < float("inf") else None


def _number(value: float) -> str:
    """Return the shortest text that reads back as the same number."""
    return str(int(value)) if value == int(value) else repr(value)


def _heads(scenario: Scenario, count: int, width: int) -> Floats:
    """Return people on duty, shape (n_teams, n_intervals), averaged over each."""
    duties = duty_segments(scenario)
    heads = np.zeros((len(scenario.teams), count))
    for team, start, end in zip(duties.team, duties.start, duties.end, strict=True):
        for place in range(int(start) // width, -(-int(end) // width)):
            inside = min(end, (place + 1) * width) - max(start, place * width)
            heads[team, place] += inside / width
    # sums of thirds may be a hair beside the whole number they are
    return np.asarray(np.round(heads, 9), np.float64)


def _tasks(scenario: Scenario) -> tuple[Floats, Floats]:
    """Return expected cases and their minutes, both (n_teams, n_hours)."""
    steps = work_by_step(scenario)
    n_hours = len(steps[0].cases) if steps else 1
    cases = np.zeros((len(scenario.teams), n_hours))
    work = np.zeros_like(cases)
    for step in steps:
        for team, part in _parts(scenario, step.written):
            cases[team] += part * step.cases
            work[team] += part * step.minutes
    return cases, work


def _parts(scenario: Scenario, written: str) -> Iterator[tuple[int, float]]:
    """Yield each team that serves a step with its part of the work."""
    duties = duty_segments(scenario)
    serving = [n for n, team in enumerate(scenario.teams) if written in team.serves]
    weights = []
    for number in serving:
        own = duties.team == number
        ticks = float((duties.end[own] - duties.start[own]).sum())
        team = scenario.teams[number]
        weights.append(ticks * team.speed * team.speed_by_step.get(written, 1.0))
    total = sum(weights)
    for number, weight in zip(serving, weights, strict=True):
        yield number, weight / total if total else 1 / len(serving)


def _mean_seconds(cases: float, minutes: float) -> float:
    return float(60 * minutes / cases) if cases else 0.0
