"""The rows of all tables of one scenario: its shops, hours, days and grid.

A frame depends on the program only, so every replication fills the same rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.engines.program import Program
from sim.measures.spans import Bins, TimeSet
from sim.scenario.calendars import is_on
from sim.units import TICKS_PER_HOUR, TICKS_PER_MINUTE

__all__ = ["ALL", "Frame", "product_rows"]

ALL = "*"
"""Name of the total in the columns shop, channel, order_class, step and team."""

NIGHT_BEGINS, NIGHT_ENDS = time(22), time(5)

Int64 = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Frame:
    """What the tables of a scenario have in common."""

    program: Program
    """The program that is run."""

    @cached_property
    def shops(self) -> tuple[str, ...]:
        """Shops, in the order of the scenario."""
        return _distinct(demand.shop for demand in self.program.scenario.demand)

    @cached_property
    def shop_of_demand(self) -> Int64:
        """Number of the shop of each demand."""
        demands = self.program.scenario.demand
        return np.array([self.shops.index(entry.shop) for entry in demands], np.int64)

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """Order classes, in the order of the scenario."""
        return tuple(entry.name for entry in self.program.scenario.classes)

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """Steps of all flows, by number."""
        return tuple(step.name for step in self.program.steps)

    @cached_property
    def teams(self) -> tuple[str, ...]:
        """Teams, by number."""
        return tuple(team.name for team in self.program.teams)

    @cached_property
    def started_flows(self) -> tuple[str, ...]:
        """Flows other than that of the orders; flow number 1 is the first."""
        return self.program.flows[1:]

    @cached_property
    def grid(self) -> Int64:
        """Ticks at which the backlog is looked at, from 0 to the end of the horizon."""
        step = self.grid_step
        return np.arange(0, self.program.end + 1, step, dtype=np.int64)

    @cached_property
    def grid_step(self) -> int:
        """Ticks between two points of the grid."""
        return self.program.scenario.horizon.grid_minutes * TICKS_PER_MINUTE

    @cached_property
    def hours(self) -> Bins:
        """Full hours of the clock that cover the horizon."""
        clock = self.program.scenario.clock
        origin = clock.tick(clock.start.replace(minute=0, second=0, microsecond=0))
        count = -(-(self.program.end - origin) // TICKS_PER_HOUR)
        return Bins(origin, TICKS_PER_HOUR, count)

    @cached_property
    def days(self) -> tuple[date, ...]:
        """Days, in the scenario's zone, that the horizon touches."""
        clock = self.program.scenario.clock
        first, last = clock.day(0), clock.day(self.program.end - 1)
        return tuple(
            first + timedelta(days=offset) for offset in range((last - first).days + 1)
        )

    @cached_property
    def midnights(self) -> Int64:
        """Tick at which each of the days begins."""
        clock = self.program.scenario.clock
        return np.array([clock.midnight(day) for day in self.days], np.int64)

    @cached_property
    def nights(self) -> TimeSet:
        """Hours of the night premium, 22:00 to 05:00 of the next day."""
        clock = self.program.scenario.clock
        before = self.days[0] - timedelta(days=1)
        evenings = (before, *self.days)
        return _time_set(
            (clock.tick_on(day, NIGHT_BEGINS) for day in evenings),
            (clock.tick_on(day + timedelta(days=1), NIGHT_ENDS) for day in evenings),
        )

    @cached_property
    def premiums(self) -> tuple[tuple[TimeSet, TimeSet], ...]:
        """Hours of the night and of the holiday premium of each team, by number."""
        patterns = [
            () if team.cost is None else team.cost.holiday_days
            for team in self.program.scenario.teams
        ]
        days = {each: self._premium_days(each) for each in dict.fromkeys(patterns)}
        return tuple((self.nights, days[each]) for each in patterns)

    def _premium_days(self, patterns: tuple[str, ...]) -> TimeSet:
        """Return the days, from midnight to midnight, that the day patterns mean."""
        clock = self.program.scenario.clock
        country = self.program.scenario.calendar.holidays
        days = [day for day in self.days if is_on(patterns, day, country)]
        return _time_set(
            (clock.midnight(day) for day in days),
            (clock.midnight(day + timedelta(days=1)) for day in days),
        )

    def day_numbers(self, ticks: Int64) -> Int64:
        """Return the number of the day of each tick; 0 for ticks before the start."""
        number = np.searchsorted(self.midnights, ticks, side="right") - 1
        return np.maximum(number, 0)

    def moments(self, ticks: Int64) -> pd.DatetimeIndex:
        """Return ticks as aware moments in the scenario's zone."""
        scenario = self.program.scenario
        start = pd.Timestamp(scenario.clock.start).tz_convert("UTC")
        since = pd.to_timedelta(ticks, unit="ms")
        moments: pd.DatetimeIndex = (start + since).tz_convert(scenario.timezone)
        return moments.as_unit("ms")

    def hour_moments(self) -> pd.DatetimeIndex:
        """Return the start of each hour."""
        hours = self.hours
        numbers = np.arange(hours.count, dtype=np.int64)
        return self.moments(hours.origin + hours.width * numbers)


def product_rows(**columns: object) -> pd.DataFrame:
    """Return one row for each combination of the values; the last column runs fastest.

    A column is a tuple of values or a ``DatetimeIndex``.
    """
    values = [
        column if isinstance(column, pd.DatetimeIndex) else pd.Index(list(column))  # type: ignore[call-overload]
        for column in columns.values()
    ]
    lengths = [len(column) for column in values]
    rows: dict[str, pd.Index] = {}
    for place, (name, column) in enumerate(zip(columns, values, strict=True)):
        inner = int(np.prod(lengths[place + 1 :], dtype=np.int64))
        outer = int(np.prod(lengths[:place], dtype=np.int64))
        taken = np.tile(np.repeat(np.arange(len(column)), inner), outer)
        rows[name] = column.take(taken)
    return pd.DataFrame(rows)


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _time_set(starts: Iterable[int], ends: Iterable[int]) -> TimeSet:
    return TimeSet(np.array([*starts], np.int64), np.array([*ends], np.int64))
