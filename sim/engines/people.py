"""The people of a program: numbered through all teams, with their planned duty."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.randomness.streams import stream_numbers
from sim.scenario.model import Scenario
from sim.scenario.teams import OnCall, Team
from sim.scenario.timetable import duty_segments
from sim.units import NEVER, ticks_from_hours, ticks_from_minutes

__all__ = ["ON_CALL", "CallPlan", "People", "TeamPlan", "number_people"]

ON_CALL = -1
"""Shift number of people on call."""


@dataclass(frozen=True, slots=True)
class CallPlan:
    """The on-call rule of a team; times in ticks."""

    watch: int
    """Number of the watched step."""
    above: int
    """People are called when more cases than this are queued."""
    every: int
    """Between two checks."""
    lead: int
    """From the call to the first tick on duty."""
    duration: int
    """On duty after a call."""
    max_calls: int
    """Calls at most."""
    workers: tuple[int, ...]
    """Numbers of the people who come."""


@dataclass(frozen=True, slots=True)
class TeamPlan:
    """One team; times in ticks, tables by step number."""

    number: int
    name: str
    serves: tuple[int, ...]
    """Numbers of the steps, by preference."""
    pick_due: bool
    """Take the earliest due of all queues, not the first queue by preference."""
    speed: tuple[float, ...]
    """Team speed × step speed."""
    error_share: tuple[float, ...]
    """Part of finished tasks that is wrong."""
    ramp_start: float
    ramp_ticks: int
    """Paid time until the speed is full; 0: no ramp."""
    fatigue_ticks: int
    """Paid time in a shift until fatigue begins; NEVER: no fatigue."""
    slowdown: float
    finishes: bool
    """Running tasks are finished at the end of a shift; otherwise paused."""
    absence: float
    """Chance that a person does not come on a day."""
    workers: tuple[int, ...]
    """Numbers of all people of the team, people on call last."""
    call: CallPlan | None


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Every person, and every stretch of planned duty by (worker, start)."""

    team: NDArray[np.int16]
    """Team of each person."""
    shift: NDArray[np.int32]
    """Shift of each person within the team; −1 for people on call."""
    person: NDArray[np.int32]
    """Number of each person within the shift or call."""
    absence_stream: NDArray[np.int64]
    """Random stream of each person's absence."""
    duty_worker: NDArray[np.int32]
    """Number of the person on duty."""
    duty_day: NDArray[np.int64]
    """Day on which the shift starts, from the first day of the horizon."""
    duty_start: NDArray[np.int64]
    """First tick on duty."""
    duty_end: NDArray[np.int64]
    """First tick after it."""
    duty_paid_before: NDArray[np.int64]
    """Paid ticks of the same shift on the same day before ``duty_start``."""

    def on_call_of(self, team: int) -> NDArray[np.int64]:
        """Return the numbers of the people on call of a team."""
        return np.flatnonzero((self.team == team) & (self.shift == ON_CALL))


def number_people(
    scenario: Scenario, steps: dict[str, int]
) -> tuple[tuple[TeamPlan, ...], People]:
    """Return the teams and their people; ``steps`` numbers the steps by name."""
    rows = [
        (team_number, shift_number, person, f"absence:{team.name}:{shift_number}")
        for team_number, team in enumerate(scenario.teams)
        for shift_number, heads in _rows(team)
        for person in range(heads)
    ]
    streams = stream_numbers(dict.fromkeys(row[3] for row in rows))
    numbers = {row[:3]: number for number, row in enumerate(rows)}
    duty = duty_segments(scenario)
    workers = [
        numbers[int(team), int(shift), int(person)]
        for team, shift, person in zip(duty.team, duty.shift, duty.person, strict=True)
    ]
    people = People(
        team=np.array([row[0] for row in rows], np.int16),
        shift=np.array([row[1] for row in rows], np.int32),
        person=np.array([row[2] for row in rows], np.int32),
        absence_stream=np.array([streams[row[3]] for row in rows], np.int64),
        duty_worker=np.array(workers, np.int32),
        duty_day=duty.day,
        duty_start=duty.start,
        duty_end=duty.end,
        duty_paid_before=duty.paid_before,
    )
    plans = tuple(
        _team_plan(number, team, steps, numbers)
        for number, team in enumerate(scenario.teams)
    )
    return plans, people


def _rows(team: Team) -> list[tuple[int, int]]:
    """Return (shift number, heads) of each group of people of a team."""
    rows = [(number, shift.heads) for number, shift in enumerate(team.shifts)]
    return rows if team.on_call is None else [*rows, (ON_CALL, team.on_call.heads)]


def _team_plan(
    number: int,
    team: Team,
    steps: dict[str, int],
    numbers: dict[tuple[int, int, int], int],
) -> TeamPlan:
    ramp, fatigue = team.ramp, team.fatigue
    return TeamPlan(
        number=number,
        name=team.name,
        serves=tuple(steps[name] for name in team.serves),
        pick_due=team.pick == "due",
        speed=tuple(team.speed * team.speed_by_step.get(name, 1.0) for name in steps),
        error_share=tuple(team.error_share.get(name, 0.0) for name in steps),
        ramp_start=1.0 if ramp is None else ramp.start,
        ramp_ticks=0 if ramp is None else ticks_from_hours(ramp.full_after_hours),
        fatigue_ticks=NEVER
        if fatigue is None
        else ticks_from_hours(fatigue.after_hours),
        slowdown=1.0 if fatigue is None else fatigue.slowdown,
        finishes=team.end_of_shift == "finish",
        absence=team.absence,
        workers=tuple(worker for key, worker in numbers.items() if key[0] == number),
        call=None
        if team.on_call is None
        else _call_plan(number, team.on_call, steps, numbers),
    )


def _call_plan(
    team: int,
    rule: OnCall,
    steps: dict[str, int],
    numbers: dict[tuple[int, int, int], int],
) -> CallPlan:
    return CallPlan(
        watch=steps[rule.watch],
        above=rule.above,
        every=ticks_from_minutes(rule.check_every_minutes),
        lead=ticks_from_hours(rule.lead_hours),
        duration=ticks_from_hours(rule.hours),
        max_calls=NEVER if rule.max_calls is None else rule.max_calls,
        workers=tuple(
            worker for key, worker in numbers.items() if key[:2] == (team, ON_CALL)
        ),
    )
