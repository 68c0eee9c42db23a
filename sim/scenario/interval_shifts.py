"""Shifts from an interval table: what another system has planned, as a scenario has it.

The heads of each team and day are cut into layers: the first person works wherever at
least one is needed, the second wherever at least two are, and so on.
The heads of every interval are then exactly those of the table.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from itertools import groupby

from sim.errors import Problem, ScenarioError
from sim.scenario.intervals import IntervalRow
from sim.scenario.model import Scenario
from sim.scenario.teams import Shift

__all__ = ["with_interval_heads"]

Stretch = tuple[str, str]


def with_interval_heads(scenario: Scenario, rows: Sequence[IntervalRow]) -> Scenario:
    """Return the scenario with the shifts of the teams in the table replaced.

    Teams that the table does not name keep their shifts.

    Raises
    ------
    ScenarioError
        The table names a team that the scenario has not, or heads are not whole.
    """
    known = {team.name for team in scenario.teams}
    problems = [
        Problem(f"{row.skill} {row.start:%Y%m%d %H:%M}", rule, got)
        for row in rows
        for rule, got in _wrong(row, known)
    ]
    if problems:
        raise ScenarioError(problems)
    named = {row.skill for row in rows}
    teams = tuple(
        team.replace(shifts=tuple(_shifts(team.name, rows)))
        if team.name in named
        else team
        for team in scenario.teams
    )
    return scenario.replace(teams=teams)


def _wrong(row: IntervalRow, known: set[str]) -> Iterable[tuple[str, object]]:
    if row.skill not in known:
        yield "interval_team", row.skill
    if row.heads != int(row.heads):
        yield "interval_heads", row.heads


def _shifts(team: str, rows: Sequence[IntervalRow]) -> Iterable[Shift]:
    """Yield a shift for each stretch, its heads those who work exactly this stretch."""
    own = sorted((r for r in rows if r.skill == team), key=lambda row: row.start)
    days: dict[Stretch, dict[date, int]] = {}
    for day, group in groupby(own, key=lambda row: row.start.date()):
        for stretch in _stretches(list(group)):
            found = days.setdefault(stretch, {})
            found[day] = found.get(day, 0) + 1
    for (start, end), heads in sorted(days.items()):
        for count in sorted(set(heads.values())):
            worked = [day.isoformat() for day, n in sorted(heads.items()) if n == count]
            yield Shift(
                days=tuple(worked),
                from_=start,
                to=end,
                heads=count,
            )


def _stretches(day: Sequence[IntervalRow]) -> Iterable[Stretch]:
    """Yield each person's stretches of one day, layer by layer."""
    most = max((int(row.heads) for row in day), default=0)
    for layer in range(1, most + 1):
        begin: datetime | None = None
        last: datetime | None = None
        for row in day:
            is_needed = row.heads >= layer
            if begin is not None and (not is_needed or row.start != last):
                assert last is not None
                yield _clock(begin), _clock(last, is_end=True)
                begin = None
            if is_needed:
                begin = begin or row.start
                last = row.end
        if begin is not None and last is not None:
            yield _clock(begin), _clock(last, is_end=True)


def _clock(moment: datetime, *, is_end: bool = False) -> str:
    """Return a time of day; the midnight that ends a day is its 24:00."""
    return "24:00" if is_end and moment.time() == time.min else f"{moment:%H:%M}"
