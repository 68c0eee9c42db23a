"""A roster as shifts: the same people on all days, so that they learn and tire as such.

A roster says how many were there, not who. The fewest people are taken for the same
ones: where 3 worked on Monday and 4 on Tuesday, three worked on both days.
Two stints of as many heads with a short gap between them are one shift with a break.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from sim.forecast.roster import Roster, Stint
from sim.scenario.teams import Shift

__all__ = ["worked_shifts"]

_LONGEST_BREAK: Final = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class _Pattern:
    """Hours of a shift, the same on several days."""

    start: str
    end: str
    breaks: tuple[str, ...]


def worked_shifts(roster: Roster) -> tuple[Shift, ...]:
    """Return the shifts that the people of one team worked."""
    heads: dict[_Pattern, dict[date, int]] = {}
    for day, stints in _by_day(roster.stints).items():
        for run in _runs(stints):
            by_day = heads.setdefault(_pattern(run), {})
            by_day[day] = by_day.get(day, 0) + run[0].heads
    return tuple(
        _shift(pattern, days, count)
        for pattern, by_day in heads.items()
        for days, count in _layers(by_day)
    )


def _by_day(stints: Iterable[Stint]) -> dict[date, list[Stint]]:
    """Return the stints by the day on which they begin, none longer than a day."""
    found: dict[date, list[Stint]] = {}
    for stint in sorted(stints, key=lambda each: (each.start, each.end)):
        start = stint.start
        while start < stint.end:
            end = min(stint.end, start + timedelta(hours=23, minutes=59))
            piece = Stint(stint.team, start, end, stint.heads)
            found.setdefault(start.date(), []).append(piece)
            start = end
    return found


def _runs(stints: list[Stint]) -> list[list[Stint]]:
    """Return the stints of a day, those with a break between them together."""
    runs: list[list[Stint]] = []
    for stint in stints:
        fits = [
            run
            for run in runs
            if run[-1].heads == stint.heads
            and timedelta() < stint.start - run[-1].end <= _LONGEST_BREAK
        ]
        if fits:
            fits[0].append(stint)
        elif stint.heads:
            runs.append([stint])
    return runs


def _pattern(run: list[Stint]) -> _Pattern:
    return _Pattern(
        start=f"{run[0].start:%H:%M}",
        end=f"{run[-1].end:%H:%M}",
        breaks=tuple(
            f"{one.end:%H:%M}-{next_.start:%H:%M}" for one, next_ in pairwise(run)
        ),
    )


def _layers(by_day: dict[date, int]) -> list[tuple[tuple[date, ...], int]]:
    """Return sets of days with the number of people who worked on just these."""
    layers: dict[tuple[date, ...], int] = {}
    for number in range(1, max(by_day.values()) + 1):
        days = tuple(day for day, heads in sorted(by_day.items()) if heads >= number)
        layers[days] = layers.get(days, 0) + 1
    return list(layers.items())


def _shift(pattern: _Pattern, days: tuple[date, ...], heads: int) -> Shift:
    return Shift(
        days=tuple(day.isoformat() for day in days),
        from_=pattern.start,
        to=pattern.end,
        breaks=pattern.breaks,
        heads=heads,
    )
