"""Duty segments: every stretch in which one person of a shift is on duty.

A shift row of a team is expanded over its days; breaks cut a day's duty into segments.
People on call are not here: they come when a queue asks for them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.scenario.calendars import is_on
from sim.scenario.clocktimes import minutes_of, period_minutes
from sim.scenario.model import Scenario
from sim.scenario.teams import Shift
from sim.units import Clock

__all__ = ["Duties", "duty_segments", "local_tick", "shift_segments"]

Ints = NDArray[np.int64]
MINUTES_A_DAY = 1440


@dataclass(frozen=True, slots=True, eq=False)
class Duties:
    """Duty segments, one row each, sorted by team, shift, person and start.

    All arrays are int64, read-only and of one length.
    """

    team: Ints
    """Team, index in the file."""
    shift: Ints
    """Shift row, index within the team."""
    person: Ints
    """Person, index within the shift row."""
    day: Ints
    """Day on which the shift starts, in days from the day of the horizon's start."""
    start: Ints
    """First tick on duty, ≥ 0."""
    end: Ints
    """First tick after it, at most the end of the horizon."""
    paid_before: Ints
    """Paid ticks of this shift on this day before ``start``, breaks left out."""

    def __len__(self) -> int:
        return len(self.start)


def duty_segments(scenario: Scenario) -> Duties:
    """Return all duty segments within the horizon.

    A segment that the horizon cuts keeps its ``paid_before`` from the true start of
    the shift.
    """
    parts = [
        _of_shift(scenario, team_index, shift_index, shift)
        for team_index, team in enumerate(scenario.teams)
        for shift_index, shift in enumerate(team.shifts)
        if shift.heads
    ]
    table = np.concatenate(parts) if parts else np.empty((0, 7), np.int64)
    table.flags.writeable = False
    return Duties(*(_column(table, index) for index in range(7)))


def local_tick(clock: Clock, day: date, minutes: int) -> int:
    """Return the tick of a local clock time, ``minutes`` after 00:00 of ``day``.

    1440 minutes and more are times of the following days.
    """
    later, minute = divmod(minutes, MINUTES_A_DAY)
    moment = datetime.combine(
        day + timedelta(days=later),
        time(minute // 60, minute % 60),
        tzinfo=clock.zone,
    )
    return clock.tick(moment)


def shift_segments(
    scenario: Scenario, shift: Shift
) -> Iterator[tuple[int, int, int, int]]:
    """Yield (day, start, end, paid_before) of one person of a shift, in time order.

    The values are those of :class:`Duties`; the heads of the shift do not matter.
    """
    first = scenario.aware(scenario.horizon.start).date()
    last = scenario.aware(scenario.horizon.end).date()
    # a shift from 24:00 to 24:00 reaches two days further
    for offset in range(-2, (last - first).days + 1):
        day = first + timedelta(days=offset)
        if not _is_worked(scenario, shift, day):
            continue
        paid = 0
        for start_minute, end_minute in _paid_periods(shift):
            start = local_tick(scenario.clock, day, start_minute)
            end = local_tick(scenario.clock, day, end_minute)
            cut_start, cut_end = max(start, 0), min(end, scenario.end_tick)
            if cut_start < cut_end:
                yield offset, cut_start, cut_end, paid + cut_start - start
            paid += max(end - start, 0)


def _of_shift(scenario: Scenario, team: int, row: int, shift: Shift) -> Ints:
    """Return the rows of one shift, shape ``(n_segments × heads, 7)``."""
    own = np.array(list(shift_segments(scenario, shift)), np.int64).reshape(-1, 4)
    table = np.empty((shift.heads, len(own), 7), np.int64)
    table[:, :, 0] = team
    table[:, :, 1] = row
    table[:, :, 2] = np.arange(shift.heads)[:, None]
    table[:, :, 3:] = own
    return table.reshape(-1, 7)


def _is_worked(scenario: Scenario, shift: Shift, day: date) -> bool:
    calendar = scenario.calendar
    if not is_on(shift.days, day, calendar.holidays):
        return False
    return shift.calendar is None or calendar.is_open(shift.calendar, day)


def _paid_periods(shift: Shift) -> list[tuple[int, int]]:
    """Return the shift without its breaks, in minutes from 00:00 of its day."""
    start, end = minutes_of(shift.from_), minutes_of(shift.to)
    if end <= start:
        end += MINUTES_A_DAY
    edges = {start, end}
    breaks = []
    for pause in shift.breaks:
        pause_start, pause_end = period_minutes(pause)
        if pause_end <= pause_start:
            pause_end += MINUTES_A_DAY
        # the same break, seen from the day before, the day and the day after
        for shifted in (-MINUTES_A_DAY, 0, MINUTES_A_DAY):
            low, high = max(pause_start + shifted, start), min(pause_end + shifted, end)
            if low < high:
                breaks.append((low, high))
                edges |= {low, high}
    pieces = [
        piece
        for piece in pairwise(sorted(edges))
        if not any(low <= piece[0] < high for low, high in breaks)
    ]
    return _joined(pieces)


def _joined(pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the pieces with touching ones joined."""
    joined: list[tuple[int, int]] = []
    for low, high in pieces:
        if joined and joined[-1][1] == low:
            joined[-1] = (joined[-1][0], high)
        else:
            joined.append((low, high))
    return joined


def _column(table: Ints, index: int) -> Ints:
    column = np.ascontiguousarray(table[:, index])
    column.flags.writeable = False
    return column
