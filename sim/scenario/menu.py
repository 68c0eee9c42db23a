"""Menu: the shifts that may be bought, at which price and under which rules.

The menu says what a planner *could* order; the heads that are ordered stand in the
shifts of the teams.
It changes nothing in a simulation: a search puts heads on it, and the answer is a
scenario whose teams have these shifts.
"""

from typing import Annotated

from pydantic import Field, model_validator

from sim.scenario.base import Name, NotNegative, Spec
from sim.scenario.calendars import CalendarName
from sim.scenario.clocktimes import ClockPeriod, ClockTime, DayPattern

__all__ = ["Menu", "MenuShift", "OpeningHours", "Ratio"]

MostHeads = Annotated[int, Field(ge=0, le=1000)]


class MenuShift(Spec):
    """A shift that may be bought, for any number of heads within its limits."""

    label: Annotated[str, Field(min_length=1, max_length=80)]
    """What the screen calls it; no two shifts of a menu have the same."""
    team: Name
    """Team that the people join."""
    days: Annotated[tuple[DayPattern, ...], Field(min_length=1)]
    """Days it is worked; whoever is bought works all of them."""
    calendar: CalendarName | None = None
    """Worked only on open days of this calendar; None means on all ``days``."""
    from_: Annotated[ClockTime, Field(alias="from")]
    """Start, time of day."""
    to: ClockTime
    """End; at or before ``from`` means the next day."""
    breaks: tuple[ClockPeriod, ...] = ()
    """Unpaid breaks, such as ``["12:00-13:00"]``."""
    max_heads: MostHeads
    """People at most: what the agency can send, or the room has seats for."""
    min_heads: Annotated[int, Field(ge=1, le=1000)] = 1
    """People at least, if the shift is used at all."""
    yen_per_hour: NotNegative | None = None
    """Price of an hour of one person, all premiums included."""
    yen_per_shift: NotNegative | None = None
    """Price of one person for one day of the shift, all premiums included.

    Where neither price stands, the price is what the team's cost gives for the hours,
    with its night and holiday premiums.
    """
    notice_days: Annotated[int, Field(ge=0, le=365)] = 0
    """It must be ordered this many days before its first day."""

    @model_validator(mode="after")
    def _makes_sense(self) -> "MenuShift":
        if self.yen_per_hour is not None and self.yen_per_shift is not None:
            msg = "menu_two_prices"
            raise ValueError(msg)
        if 0 < self.max_heads < self.min_heads:
            msg = "menu_min_above_max"
            raise ValueError(msg)
        return self


class Ratio(Spec):
    """Whenever ``members`` are on duty, enough ``leaders`` are in the house."""

    leaders: Name
    """Team of the people who lead."""
    members: Name
    """Team of the people who are led."""
    members_per_leader: Annotated[float, Field(gt=0, le=1000)]
    """People that one leader can lead; breaks do not count as being away."""


class OpeningHours(Spec):
    """Hours in which people may be in the house; a menu without any is always open."""

    days: Annotated[tuple[DayPattern, ...], Field(min_length=1)] = ("daily",)
    """Days they hold on."""
    from_: Annotated[ClockTime, Field(alias="from")]
    """Opening, time of day."""
    to: ClockTime
    """Closing; at or before ``from`` means the next day."""


class Menu(Spec):
    """Shifts that may be bought."""

    shifts: Annotated[tuple[MenuShift, ...], Field(min_length=1, max_length=60)]
    """The shifts, in the order in which tables show them."""
    ratios: tuple[Ratio, ...] = ()
    """Who must lead whom."""
    opening: tuple[OpeningHours, ...] = ()
    """No minute of a shift of the menu lies outside of these."""
    budget_yen: NotNegative | None = None
    """The menu may cost at most this; None means no limit."""
