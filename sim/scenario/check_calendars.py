"""Checks of time: the zone is known, and a promise has open days to be kept on."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import get_args

from pydantic import ValidationError

from sim.errors import Problem
from sim.scenario.calendars import CalendarName, Calendars, known_timezones
from sim.scenario.classes import ShipBy
from sim.scenario.outline import Outline, rows_of, table_of
from sim.scenario.promises import DAYS_BEFORE

__all__ = ["calendar_problems"]

Table = Mapping[str, object]


def calendar_problems(raw: Table, _names: Outline) -> Iterator[Problem]:
    """Yield an unknown time zone and the calendars that are never open."""
    zone = raw.get("timezone", "Asia/Tokyo")
    if isinstance(zone, str) and zone not in known_timezones():
        yield Problem("timezone", "unknown_timezone", zone)
    try:
        calendars = Calendars.model_validate(raw.get("calendar", {}))
    except ValidationError:
        return
    days = _days(raw)
    seen: set[str] = set()
    for user, name, business_days in _users(raw):
        closed_from = _closed_from(calendars, name, business_days, days)
        if closed_from is not None and name not in seen:
            seen.add(name)
            values = {"day": closed_from.isoformat(), "user": user}
            yield Problem(f"calendar.{name}", "calendar_never_open", values=values)


def _users(raw: Table) -> Iterator[tuple[str, CalendarName, int]]:
    """Yield (place, calendar, business days) of the promises that need open days."""
    for number, row in rows_of(raw, "classes"):
        promise = _promise(row)
        if promise is not None:
            yield f"classes[{number}]", promise.calendar, promise.business_days
    for number, row in rows_of(raw, "triggers"):
        for name in get_args(CalendarName):
            if row.get("calendar") == name and "reply_within_hours" in row:
                yield f"triggers[{number}]", name, 0


def _promise(row: Table) -> ShipBy | None:
    """Return the calendar promise of a class, None when it has none."""
    try:
        promise = ShipBy.model_validate(row.get("ship_by"))
    except ValidationError:
        return None
    return None if promise.within_hours is not None else promise


def _days(raw: Table) -> list[date]:
    """Return the days on which orders may be placed; none when there is no horizon."""
    horizon = table_of(raw.get("horizon"))
    start, end = horizon.get("start"), horizon.get("end")
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return []
    count = min((end.date() - start.date()).days, 400) + DAYS_BEFORE + 1
    first = start.date() - timedelta(days=DAYS_BEFORE)
    return [first + timedelta(days=offset) for offset in range(count)]


def _closed_from(
    calendars: Calendars, name: CalendarName, business_days: int, days: list[date]
) -> date | None:
    """Return the first day after which the calendar is not open often enough."""
    for day in days:
        try:
            tomorrow = calendars.next_open(name, day + timedelta(days=1))
            calendars.next_open(name, tomorrow, business_days)
        except ValueError:
            return day
    return None
