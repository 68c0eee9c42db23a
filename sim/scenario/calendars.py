"""Horizon and calendars: which days and hours count.

RMS keeps three calendars (受注, 発送, 問い合わせ), so a scenario has the same three.
"""

from datetime import date, datetime, timedelta
from functools import cache
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import BeforeValidator, Field, model_validator

from sim.scenario.base import Spec
from sim.scenario.clocktimes import GROUPS, WEEKDAYS, DayPattern, is_whole_minute
from sim.scenario.national_holidays import is_known, national_holidays

__all__ = [
    "Calendar",
    "CalendarName",
    "Calendars",
    "Horizon",
    "is_on",
    "known_timezones",
]

CalendarName = Literal["order", "shipping", "contact"]
"""受注, 発送 and 問い合わせ."""


class Horizon(Spec):
    """The time that is simulated."""

    start: datetime
    """First moment; a time without an offset is in the scenario's time zone."""
    end: datetime
    """Last moment; work that is open then is reported as open."""
    arrivals_end: datetime | None = None
    """No order arrives from here on; left out, orders arrive until the end."""
    grid_minutes: Annotated[int, Field(ge=1, le=1440)] = 15
    """Step of the backlog curves and of the arrival rate, in minutes."""

    @model_validator(mode="after")
    def _in_order(self) -> "Horizon":
        zones = {
            moment.tzinfo is None
            for moment in (self.start, self.end, self.arrivals_end)
            if moment is not None
        }
        if len(zones) > 1:
            msg = "horizon_mixed_zones"
            raise ValueError(msg)
        moments = (self.start, self.end, self.arrivals_end or self.end)
        if not all(map(is_whole_minute, moments)):
            msg = "whole_minutes"
            raise ValueError(msg)
        if not self.start < self.end:
            msg = "horizon_order"
            raise ValueError(msg)
        if self.end - self.start > timedelta(days=400):
            msg = "horizon_length"
            raise ValueError(msg)
        return self


class Calendar(Spec):
    """Days on which one kind of work is closed."""

    closed: tuple[DayPattern, ...] = ()
    """Closed days, such as ``["Sun", "holiday"]``."""
    open: tuple[DayPattern, ...] = ()
    """Days that are open all the same; they win over ``closed``."""


_Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


def _country(value: object) -> object:
    # TOML has no word for nothing
    return None if value == "none" else value


class Calendars(Spec):
    """The shop's three calendars and the national holidays they refer to."""

    holidays: Annotated[
        _Country | None,
        BeforeValidator(_country, json_schema_input_type=_Country | Literal["none"]),
    ] = "JP"
    """Country whose national holidays ``holiday`` means; "none" means no holidays."""
    order: Calendar = Calendar()
    """受注: days on which the shop accepts work on orders."""
    shipping: Calendar = Calendar()
    """発送: days on which parcels leave."""
    contact: Calendar = Calendar()
    """問い合わせ: days on which inquiries are answered."""

    @model_validator(mode="after")
    def _known_country(self) -> "Calendars":
        if self.holidays is not None and not is_known(self.holidays):
            msg = "unknown_country"
            raise ValueError(msg)
        return self

    def is_open(self, name: CalendarName, day: date) -> bool:
        """Return whether the calendar ``name`` is open on ``day``."""
        calendar: Calendar = getattr(self, name)
        if is_on(calendar.open, day, self.holidays):
            return True
        return not is_on(calendar.closed, day, self.holidays)

    def next_open(self, name: CalendarName, day: date, business_days: int = 0) -> date:
        """Return the open day ``business_days`` after the first one from ``day`` on.

        Raises
        ------
        ValueError
            No such day within 400 days: the calendar is never open.
        """
        left = business_days
        for offset in range(400):
            candidate = day + timedelta(days=offset)
            if self.is_open(name, candidate):
                if left == 0:
                    return candidate
                left -= 1
        msg = "calendar_never_open"
        raise ValueError(msg)

    def is_holiday(self, day: date) -> bool:
        """Return whether ``day`` is a national holiday."""
        return is_on(("holiday",), day, self.holidays)


def is_on(patterns: tuple[str, ...], day: date, country: str | None) -> bool:
    """Return whether any of the day patterns means ``day``."""
    return any(_means(pattern, day, country) for pattern in patterns)


def _means(pattern: str, day: date, country: str | None) -> bool:
    if pattern in WEEKDAYS:
        return WEEKDAYS[day.weekday()] == pattern
    if pattern in GROUPS:
        return WEEKDAYS[day.weekday()] in GROUPS[pattern]
    if pattern == "holiday":
        return country is not None and day in national_holidays(country, day.year)
    first, _, last = pattern.partition("..")
    return date.fromisoformat(first) <= day <= date.fromisoformat(last or first)


@cache
def known_timezones() -> frozenset[str]:
    """Return the names of all time zones; listing them takes 10 ms, so it is kept."""
    return frozenset(available_timezones())
