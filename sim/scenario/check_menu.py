"""Checks of the menu: known teams, one label a shift, a price, and opening hours."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from pydantic import ValidationError

from sim.errors import Problem
from sim.scenario.calendars import Calendars, is_on
from sim.scenario.clocktimes import minutes_of
from sim.scenario.menu import Menu, MenuShift, OpeningHours
from sim.scenario.outline import Outline, rows_of, table_of, text_of
from sim.scenario.paths import Loc, format_loc
from sim.scenario.problems import unknown

__all__ = ["menu_problems"]

Table = Mapping[str, object]
Span = tuple[int, int]
"""First and last minute, counted from 00:00 of the first day of the horizon."""

MINUTES_A_DAY = 1440


def menu_problems(raw: Table, _names: Outline) -> Iterator[Problem]:
    """Yield what the menu of a raw file says wrongly."""
    menu = table_of(raw.get("menu"))
    teams = {text_of(row.get("name")): row for _, row in rows_of(raw, "teams")}
    seen: dict[str, int] = {}
    for number, row in rows_of(menu, "shifts"):
        loc: Loc = ("menu", "shifts", number)
        name, label = text_of(row.get("team")), text_of(row.get("label"))
        if name and name not in teams:
            yield unknown((*loc, "team"), "unknown_team", name, teams)
        elif name and not _has_price(row, teams[name]):
            yield Problem(format_loc(loc), "menu_no_price", name)
        if label in seen:
            other = format_loc(("menu", "shifts", seen[label]))
            values = {"other": other}
            yield Problem(format_loc(loc), "duplicate_menu_shift", label, values=values)
        elif label:
            seen[label] = number
    for number, row in rows_of(menu, "ratios"):
        for key in ("leaders", "members"):
            name = text_of(row.get(key))
            if name and name not in teams:
                place: Loc = ("menu", "ratios", number, key)
                yield unknown(place, "unknown_team", name, teams)
        if row.get("leaders") and row.get("leaders") == row.get("members"):
            where = format_loc(("menu", "ratios", number))
            yield Problem(where, "menu_leads_itself", text_of(row.get("leaders")))
    yield from _opening_hours(raw)


def _has_price(row: Table, team: Table) -> bool:
    return any(key in row for key in ("yen_per_hour", "yen_per_shift")) or bool(
        table_of(team.get("cost"))
    )


def _opening_hours(raw: Table) -> Iterator[Problem]:
    """Yield the shifts that reach out of the opening hours, with the first such day."""
    try:
        menu = Menu.model_validate(raw.get("menu"))
        calendars = Calendars.model_validate(raw.get("calendar", {}))
    except ValidationError:
        return
    if not menu.opening:
        return
    days = _days(raw)
    is_open = _open_spans(menu.opening, calendars, days)
    for number, shift in enumerate(menu.shifts):
        for index, day in enumerate(days):
            span = _span(index, shift.from_, shift.to)
            inside = any(low <= span[0] and span[1] <= high for low, high in is_open)
            if _is_worked(shift, calendars, day) and not inside:
                where = format_loc(("menu", "shifts", number))
                values = {"day": day.isoformat()}
                got = f"{shift.from_}-{shift.to}"
                yield Problem(where, "menu_outside_opening", got, values=values)
                break


def _is_worked(shift: MenuShift, calendars: Calendars, day: date) -> bool:
    if not is_on(shift.days, day, calendars.holidays):
        return False
    return shift.calendar is None or calendars.is_open(shift.calendar, day)


def _open_spans(
    opening: tuple[OpeningHours, ...], calendars: Calendars, days: list[date]
) -> list[Span]:
    """Return the opening hours over all days, touching ones joined."""
    spans = sorted(
        _span(index, hours.from_, hours.to)
        for hours in opening
        for index, day in enumerate(days)
        if is_on(hours.days, day, calendars.holidays)
    )
    joined: list[Span] = []
    for low, high in spans:
        if joined and low <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], high))
        else:
            joined.append((low, high))
    return joined


def _span(day: int, start: str, end: str) -> Span:
    low, high = minutes_of(start), minutes_of(end)
    high += MINUTES_A_DAY if high <= low else 0
    return low + day * MINUTES_A_DAY, high + day * MINUTES_A_DAY


def _days(raw: Table) -> list[date]:
    """Return the days on which a shift of the horizon may begin."""
    horizon = table_of(raw.get("horizon"))
    start, end = horizon.get("start"), horizon.get("end")
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return []
    first = start.date() - timedelta(days=2)
    count = min((end.date() - first).days, 400) + 1
    return [first + timedelta(days=offset) for offset in range(count)]
