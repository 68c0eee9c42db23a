"""Hours at hourly rates with premiums: for bills, for wages, for in-house work."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Literal, get_args

from sim.quotes.numbers import exact_product, quotient
from sim.quotes.prices import HourRate
from sim.quotes.quantities import TeamDay
from sim.scenario.calendars import is_on
from sim.units import TICKS_PER_HOUR

__all__ = [
    "HOUR_PARTS",
    "HourPart",
    "TeamHours",
    "hour_parts",
    "hours",
    "is_charged",
    "team_hours",
    "wages",
    "yen_of_ticks",
]

HourPart = Literal["hours", "overtime", "night", "holiday"]
HOUR_PARTS: tuple[HourPart, ...] = get_args(HourPart)
"""Parts of the price of an hour: all paid time at the base rate, then the premiums."""


@dataclass(frozen=True, slots=True)
class TeamHours:
    """Time of one team over all days, ticks."""

    hours: int = 0
    """All paid time."""
    overtime: int = 0
    """Overtime of it."""
    night: int = 0
    """Part between 22:00 and 05:00."""
    holiday: int = 0
    """Part on holidays of the rate."""

    def __add__(self, other: "TeamHours") -> "TeamHours":
        return TeamHours(
            *(
                getattr(self, part.name) + getattr(other, part.name)
                for part in fields(self)
            )
        )


def hours(ticks: int) -> Decimal:
    """Return ticks as hours, to far more digits than any rounding looks at."""
    return quotient(Decimal(ticks), TICKS_PER_HOUR)


def yen_of_ticks(ticks: int, yen_per_hour: Decimal) -> Decimal:
    """Return what so much time costs.

    The product comes first: 20 minutes at 1.5 yen an hour are half a yen exactly.
    """
    return quotient(exact_product(Decimal(ticks), yen_per_hour), TICKS_PER_HOUR)


def team_hours(
    days: Iterable[TeamDay], rates: Mapping[str, HourRate], holidays: str | None
) -> dict[str, TeamHours]:
    """Return the time of each team that has a rate, in the order of its first day.

    Parameters
    ----------
    days
        Days of teams.
    rates
        Rate of each team.
    holidays
        Country whose national holidays are meant.
    """
    found: dict[str, TeamHours] = {}
    for row in days:
        rate = rates.get(row.team)
        if rate is None:
            continue
        is_holiday = bool(rate.holiday_days) and is_charged(
            rate.holiday_days, row.day, holidays
        )
        time = TeamHours(
            row.paid_ticks,
            row.overtime_ticks,
            row.night_ticks,
            row.paid_ticks if is_holiday else 0,
        )
        found[row.team] = found.get(row.team, TeamHours()) + time
    return found


def hour_parts(
    rate: HourRate, time: TeamHours
) -> Iterator[tuple[HourPart, int, Decimal]]:
    """Yield (part, ticks, yen an hour) of a team's time; premiums of 0 are left out."""
    yield "hours", time.hours, rate.yen_per_hour
    for part in HOUR_PARTS[1:]:
        premium = (getattr(rate, part) - 1) * rate.yen_per_hour
        ticks = getattr(time, part)
        if premium and ticks:
            yield part, ticks, premium


def wages(
    days: Iterable[TeamDay], rates: Mapping[str, HourRate], holidays: str | None
) -> Decimal:
    """Return what the hours cost in all, yen, not rounded."""
    return sum(
        (
            yen_of_ticks(ticks, yen)
            for team, time in team_hours(days, rates, holidays).items()
            for _, ticks, yen in hour_parts(rates[team], time)
        ),
        Decimal(0),
    )


@lru_cache(maxsize=10_000)
def is_charged(patterns: tuple[str, ...], day: date, country: str | None) -> bool:
    """Return whether a day is one of the patterns; no pattern means every day."""
    return not patterns or is_on(patterns, day, country)
