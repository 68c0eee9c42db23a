"""Promises: the tick at which an order or a reply is due.

The calendar rule of a class is constant between midnights and cut-offs, so that it is
a small table instead of a computation for each order.
"""

from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.scenario.calendars import CalendarName, Calendars
from sim.scenario.classes import OrderClass, ShipBy
from sim.scenario.clocktimes import minutes_of
from sim.scenario.duties import MINUTES_A_DAY, local_tick
from sim.scenario.model import Scenario
from sim.units import NEVER, Clock, ticks_from_hours

__all__ = ["DAYS_BEFORE", "due_table", "due_ticks", "open_segments"]

Ints = NDArray[np.int64]

DAYS_BEFORE = 60
"""Days before the horizon for which due tables hold (orders of the opening backlog)."""
DAYS_AFTER = 1_100
"""Days after the horizon that are looked at to find open hours of a calendar."""


def due_ticks(scenario: Scenario, order_class: OrderClass, ticks: ArrayLike) -> Ints:
    """Return the due tick of orders of a class that arrive at ``ticks``.

    :data:`~sim.units.NEVER` where the class has no promise.
    """
    arrivals = np.asarray(ticks, np.int64)
    promise = order_class.ship_by
    if promise is not None and promise.within_hours is not None:
        return arrivals + ticks_from_hours(promise.within_hours)
    edges, dues = due_table(scenario, order_class)
    return dues[np.searchsorted(edges, arrivals, side="right")]


def due_table(scenario: Scenario, order_class: OrderClass) -> tuple[Ints, Ints]:
    """Return the calendar rule of a class as (edges, dues), read-only.

    An arrival at tick t is due at ``dues[searchsorted(edges, t, side="right")]``; there
    is one more due than edges.
    The table holds from 60 days before the horizon to its end.
    A class without a promise has no edges and the one due :data:`~sim.units.NEVER`.

    An order on a closed day counts for the next open day, as if before its cut-off.
    An order exactly at the cut-off counts for the next open day.
    ``by = "24:00"`` is the last tick of the day; at another time, that very tick is
    still on time.

    Raises
    ------
    ValueError
        The promise is a number of hours (``within_hours``), which is not a table: the
        due tick is the arrival plus these hours.
    """
    promise = order_class.ship_by
    if promise is None:
        return _frozen([]), _frozen([NEVER])
    if promise.within_hours is not None:
        msg = f"class {order_class.name} is due within hours, not by a calendar"
        raise ValueError(msg)
    first = scenario.aware(scenario.horizon.start).date() - timedelta(DAYS_BEFORE)
    last = scenario.aware(scenario.horizon.end).date()
    return _due_table(scenario.calendar, promise, scenario.clock, first, last)


@lru_cache(maxsize=64)
def _due_table(
    calendars: Calendars, promise: ShipBy, clock: Clock, first: date, last: date
) -> tuple[Ints, Ints]:
    edges: list[int] = []
    dues: list[int] = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        for minute, counts_for in _stretches(calendars, promise, day):
            due = _due(calendars, promise, clock, counts_for)
            if dues and dues[-1] == due:
                continue
            edges.append(local_tick(clock, day, minute))
            dues.append(due)
    return _frozen(edges[1:]), _frozen(dues)


def open_segments(scenario: Scenario, calendar_name: CalendarName) -> tuple[Ints, Ints]:
    """Return (starts, ends) of the open time of a calendar, in ticks, read-only.

    Open days that follow each other are one segment.
    The segments reach from 60 days before the horizon to 1,100 days after its end.
    """
    first = scenario.aware(scenario.horizon.start).date() - timedelta(DAYS_BEFORE)
    last = scenario.aware(scenario.horizon.end).date() + timedelta(DAYS_AFTER)
    return _open_segments(scenario.calendar, calendar_name, scenario.clock, first, last)


@lru_cache(maxsize=16)
def _open_segments(
    calendars: Calendars, name: CalendarName, clock: Clock, first: date, last: date
) -> tuple[Ints, Ints]:
    starts: list[int] = []
    ends: list[int] = []
    was_open = False
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        is_open = calendars.is_open(name, day)
        if is_open != was_open:
            (starts if is_open else ends).append(clock.midnight(day))
        was_open = is_open
    if was_open:
        ends.append(clock.midnight(last + timedelta(days=1)))
    return _frozen(starts), _frozen(ends)


def _stretches(
    calendars: Calendars, promise: ShipBy, day: date
) -> list[tuple[int, date]]:
    """Return (first minute of the day, day the orders count for) of a day's parts."""
    today = calendars.next_open(promise.calendar, day)
    if today != day:
        return [(0, today)]
    cutoff = promise.cutoff
    is_short = day.weekday() >= 5 or calendars.is_holiday(day)
    if is_short and promise.cutoff_closed_soon is not None:
        cutoff = promise.cutoff_closed_soon
    minute = minutes_of(cutoff)
    if minute >= MINUTES_A_DAY:
        return [(0, day)]
    tomorrow = calendars.next_open(promise.calendar, day + timedelta(days=1))
    return [(0, day), (minute, tomorrow)] if minute else [(0, tomorrow)]


def _due(calendars: Calendars, promise: ShipBy, clock: Clock, counts_for: date) -> int:
    day = calendars.next_open(promise.calendar, counts_for, promise.business_days)
    minute = minutes_of(promise.by)
    tick = local_tick(clock, day, minute)
    return tick - 1 if minute == MINUTES_A_DAY else tick


def _frozen(values: list[int]) -> Ints:
    array = np.array(values, np.int64)
    array.flags.writeable = False
    return array
