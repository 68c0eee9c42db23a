"""Capacity: the most standard work that people can get done between two ticks.

It is an upper bound that holds in every sale: everybody comes, nobody waits for work,
learning is as fast as it can be, and work that outlasts a shift is counted apart.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.engines.people import TeamPlan
from sim.engines.program import Program
from sim.scenario.duties import shift_segments
from sim.scenario.menu_prices import as_shift
from sim.scenario.teams import Shift
from sim.staffing.luck import Rest
from sim.staffing.offer import Offer
from sim.units import ticks_from_hours

__all__ = [
    "Capacity",
    "Charges",
    "Grid",
    "capacity_of",
    "charges_of",
    "fastest_speeds",
    "pieces_of",
    "top_speed",
]

Floats = NDArray[np.float64]
Int64 = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Pairs of ticks that are looked at: every start with every later end."""

    starts: Int64
    """First ticks, increasing."""
    ends: Int64
    """Ticks by which work must be finished, increasing."""

    @property
    def shape(self) -> tuple[int, int]:
        """Number of starts and of ends."""
        return len(self.starts), len(self.ends)


@dataclass(frozen=True, slots=True, eq=False)
class Capacity:
    """What people get done for a set of steps between the ticks of a grid."""

    head: Floats
    """Standard ticks that one head of each choice gets done on duty, shape
    (n_choices, n_starts, n_ends)."""
    head_overruns: Floats
    """Tasks that one head may finish after an end of duty, same shape; a task that only
    escapes the slowing down of fatigue counts for the part that it gains."""
    base: Floats
    """Standard ticks of the people planned anyway, shape (n_starts, n_ends)."""
    base_overruns: Floats
    """Tasks that they may finish after an end of duty, same shape."""


def capacity_of(
    offer: Offer, program: Program, steps: tuple[int, ...], grid: Grid
) -> Capacity:
    """Return the capacity for some steps, by number, taken as one pool of work."""
    shape = grid.shape
    head = np.zeros((len(offer.choices), *shape))
    head_overruns = np.zeros_like(head)
    base, base_overruns = np.zeros(shape), np.zeros(shape)
    speeds = [top_speed(team, steps) for team in program.teams]
    for team, speed in zip(program.teams, speeds, strict=True):
        if speed == 0:
            continue
        for choice, person in _bought(offer, team):
            head[choice] = speed * person.paid_work(grid)
            head_overruns[choice] = person.overruns(grid)
        for heads, person in _planned(offer, team):
            base += heads * speed * person.paid_work(grid)
            base_overruns += heads * person.overruns(grid)
        called, calls = _on_call(offer, team, grid)
        base += speed * called
        base_overruns += calls
    return Capacity(head, head_overruns, base, base_overruns)


@dataclass(frozen=True, slots=True, eq=False)
class Charges:
    """What ends of duty may be worth between the ticks of a grid, in ticks."""

    head: Floats
    """Of one head of each choice, shape (n_choices, n_starts, n_ends)."""
    base: Floats
    """Of the people planned anyway, shape (n_starts, n_ends)."""


def charges_of(
    offer: Offer, program: Program, rests: Sequence[Rest | None], grid: Grid
) -> Charges:
    """Return the charges for ends of duty; ``rests`` tells their worth by team.

    What may be begun and not done on duty: at each end of duty, at the end of the
    stretch for whoever is on duty then, and, for the part that it gains, a task that
    escapes the slowing down of fatigue.
    """
    head = np.zeros((len(offer.choices), *grid.shape))
    base = np.zeros(grid.shape)
    for team, rest in zip(program.teams, rests, strict=True):
        if rest is None:
            continue
        for choice, person in _bought(offer, team):
            head[choice] = person.charge(grid, rest)
        for heads, person in _planned(offer, team):
            base += heads * person.charge(grid, rest)
        _, calls = _on_call(offer, team, grid)
        base += calls * rest.short
    return Charges(head, base)


def fastest_speeds(program: Program) -> Floats:
    """Return the highest speed of anybody who may do a step, by step; 0 for nobody."""
    return np.array(
        [
            max(
                (
                    t.speed[step.number]
                    for t in program.teams
                    if step.number in t.serves
                ),
                default=0.0,
            )
            for step in program.steps
        ]
    )


def top_speed(team: TeamPlan, steps: tuple[int, ...]) -> float:
    """Return the highest speed of a team at any of the steps; 0: it serves none."""
    return max((team.speed[step] for step in steps if step in team.serves), default=0.0)


@dataclass(frozen=True, slots=True, eq=False)
class _Person:
    """One person of a shift: stretches of duty, and pieces of even change of speed."""

    start: Int64
    """First tick of each piece."""
    end: Int64
    at_start: Floats
    """Speed at the start of a piece, as a part of the full one."""
    growth: Floats
    """Change of the speed a tick."""
    stretches: tuple[tuple[int, int, int], ...]
    """First tick, onset of fatigue and end of each stretch of duty; the onset is the
    end where there is none within."""
    escapes: float
    """Part of a task that is gained by having begun before the onset of fatigue."""
    finishes: bool
    """Whether the running task is finished after the end of duty."""

    @classmethod
    def of(cls, offer: Offer, shift: Shift, team: TeamPlan) -> "_Person":
        """Return one person of a shift of a team."""
        pieces: list[tuple[int, int, float, float]] = []
        stretches: list[tuple[int, int, int]] = []
        before = 0
        for _, start, end, paid in shift_segments(offer.scenario, shift):
            tired = start + max(team.fatigue_ticks - paid, 0)
            learned = start + max(team.ramp_ticks - before, 0)
            changes = {tick for tick in (tired, learned) if start < tick < end}
            for low, high in pairwise(sorted({start, end} | changes)):
                pace = _pace(team, before + low - start, is_tired=low >= tired)
                pieces.append((low, high, *pace))
            stretches.append((start, tired if start < tired < end else end, end))
            before += end - start
        table = np.array(pieces, np.float64).reshape(-1, 4)
        return cls(
            start=table[:, 0].astype(np.int64),
            end=table[:, 1].astype(np.int64),
            at_start=table[:, 2],
            growth=table[:, 3],
            stretches=tuple(stretches),
            escapes=1.0 - 1.0 / team.slowdown,
            finishes=team.finishes,
        )

    def paid_work(self, grid: Grid) -> Floats:
        """Return the standard ticks at full speed 1 between all ticks of the grid."""
        by_start, by_end = self._until(grid.starts), self._until(grid.ends)
        return np.maximum(by_end[None, :] - by_start[:, None], 0.0)

    def overruns(self, grid: Grid) -> Floats:
        """Return how many tasks can be carried over a limit between all ticks."""
        total = np.zeros(grid.shape)
        for _, tired, end in self.stretches:
            if tired < end:
                total += self.escapes * _holds(grid, tired)
            if self.finishes:
                total += _holds(grid, end)
        return total

    def charge(self, grid: Grid, rest: Rest) -> Floats:
        """Return what the ends of duty are worth between all ticks of the grid."""
        total = np.zeros(grid.shape)
        for start, tired, end in self.stretches:
            begins = np.maximum(grid.starts, start)[:, None]
            stops = np.minimum(grid.ends, end)
            is_on = begins < stops
            if tired < end:
                is_tired = _holds(grid, tired)
                gained = self.escapes * rest.after(tired - begins)
                total += np.where(is_tired, gained, 0.0)
                # the task that escapes fatigue reaches into the rest of the stretch
                begins = np.where(is_tired, tired + int(rest.least), begins)
            total += np.where(is_on, rest.after(stops - begins), 0.0)
        return total

    def _until(self, ticks: Int64) -> Floats:
        inside = np.clip(ticks[:, None], self.start, self.end) - self.start
        done = inside * self.at_start + 0.5 * self.growth * inside * inside
        return np.asarray(done.sum(axis=1), np.float64)


def _bought(offer: Offer, team: TeamPlan) -> Iterator[tuple[int, "_Person"]]:
    """Yield (number of a choice, one head of it) of a team."""
    for choice in offer.choices:
        if choice.team == team.number:
            yield choice.number, _Person.of(offer, as_shift(choice.shift, 1), team)


def _planned(offer: Offer, team: TeamPlan) -> Iterator[tuple[int, "_Person"]]:
    """Yield (heads, one of them) of each shift of a team that is planned anyway."""
    for shift in offer.scenario.teams[team.number].shifts:
        yield shift.heads, _Person.of(offer, shift, team)


def _holds(grid: Grid, tick: int) -> NDArray[np.bool_]:
    """Return whether ``tick`` lies between each pair of ticks."""
    return np.asarray((grid.starts[:, None] < tick) & (tick < grid.ends))


def _pace(team: TeamPlan, experience: int, *, is_tired: bool) -> tuple[float, float]:
    """Return (part of the full speed, its growth a tick)."""
    slow = team.slowdown if is_tired else 1.0
    if experience >= team.ramp_ticks:
        return 1.0 / slow, 0.0
    growth = (1.0 - team.ramp_start) / team.ramp_ticks
    return (team.ramp_start + growth * experience) / slow, growth / slow


def _on_call(offer: Offer, team: TeamPlan, grid: Grid) -> tuple[Floats, Floats]:
    """Return the most duty, in ticks, and ends of duty of people on call."""
    rule = offer.scenario.teams[team.number].on_call
    between = np.maximum(grid.ends - grid.starts[:, None], 0).astype(np.float64)
    if rule is None:
        return between * 0.0, between * 0.0
    each = ticks_from_hours(rule.hours)
    calls = np.ceil(between / each) + 1
    if rule.max_calls is not None:
        calls = np.minimum(calls, rule.max_calls)
    duty = np.minimum(between, calls * each)
    return rule.heads * duty, rule.heads * calls


def pieces_of(offer: Offer) -> Iterator[tuple[int, int]]:
    """Yield (first tick, first tick after it) of every piece of duty there can be."""
    for choice in offer.choices:
        if choice.levels[-1]:
            for _, start, end, _ in shift_segments(
                offer.scenario, as_shift(choice.shift, 1)
            ):
                yield start, end
    for team in offer.scenario.teams:
        for shift in team.shifts:
            if shift.heads:
                for _, start, end, _ in shift_segments(offer.scenario, shift):
                    yield start, end
