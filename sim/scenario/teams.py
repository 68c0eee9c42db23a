"""Teams: who works when, how fast, how well, at which cost."""

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.base import Name, NotNegative, Share, Spec
from sim.scenario.calendars import CalendarName
from sim.scenario.clocktimes import ClockPeriod, ClockTime, DayPattern

__all__ = ["Cost", "Fatigue", "OnCall", "Ramp", "Shift", "Team"]

Speed = Annotated[float, Field(gt=0, le=100)]
Heads = Annotated[int, Field(ge=0, le=10_000)]
Premium = Annotated[float, Field(ge=1, le=10)]


class Ramp(Spec):
    """Learning: speed rises evenly from ``start`` to 1 over a person's paid hours."""

    start: Annotated[float, Field(gt=0, le=1)]
    """Part of full speed in the first minute."""
    full_after_hours: Annotated[float, Field(gt=0, le=2000)]
    """Paid hours after which the speed is full."""


class Fatigue(Spec):
    """Slowing down late in a shift."""

    after_hours: NotNegative
    """Paid hours of the shift after which it begins."""
    slowdown: Annotated[float, Field(ge=1, le=10)]
    """Factor on the minutes of a task from then on."""


class Shift(Spec):
    """Hours in which people of a team are on duty.

    Each shift has its own people; they are the same on all its days.
    """

    label: Annotated[str, Field(max_length=80)] | None = None
    """What the screen calls it."""
    days: Annotated[tuple[DayPattern, ...], Field(min_length=1)]
    """Days it is worked."""
    calendar: CalendarName | None = None
    """Worked only on open days of this calendar; None means on all ``days``."""
    from_: Annotated[ClockTime, Field(alias="from")]
    """Start, time of day."""
    to: ClockTime
    """End; at or before ``from`` means the next day."""
    breaks: tuple[ClockPeriod, ...] = ()
    """Unpaid breaks, such as ``["12:00-13:00"]``."""
    heads: Heads
    """People on duty; 0 is legal and means closed."""


class OnCall(Spec):
    """Extra people who come when a queue is long."""

    watch: str
    """Step whose queue is watched, ``step`` or ``flow.step``."""
    above: Annotated[int, Field(ge=0)]
    """They are called when more cases than this are in the queue."""
    check_every_minutes: Annotated[int, Field(ge=1, le=10_080)] = 60
    """The queue is looked at this often, from the start of the horizon."""
    lead_hours: NotNegative
    """Hours from the call to their first minute on duty."""
    heads: Heads
    """People who come."""
    hours: Annotated[float, Field(gt=0, le=24)]
    """Hours on duty after a call."""
    max_calls: Annotated[int, Field(ge=1, le=1000)] | None = None
    """Calls at most; None means no limit. A call waits until the last is over."""


class Cost(Spec):
    """What an hour of the team costs.

    Premiums add: an overtime hour at night costs
    ``yen_per_hour × (1 + (overtime − 1) + (night − 1))``.
    """

    yen_per_hour: NotNegative
    """Yen an hour on duty."""
    overtime: Premium = 1.0
    """Factor for work after the end of a shift or into a break."""
    night: Premium = 1.0
    """Factor between 22:00 and 05:00."""
    holiday: Premium = 1.0
    """Factor on the days in ``holiday_days``."""
    holiday_days: tuple[DayPattern, ...] = ("holiday",)
    """Days on which the holiday premium is paid."""


class Team(Spec):
    """People who can do the same work."""

    name: Name
    """Name of the team."""
    label: Annotated[str, Field(max_length=80)] | None = None
    """What the screen calls it; None means the name."""
    employer: Name
    """Who pays them: the shop, the agency."""
    serves: Annotated[tuple[str, ...], Field(min_length=1)]
    """Steps they work on, in order of preference, ``step`` or ``flow.step``."""
    pick: Literal["preference", "due"] = "preference"
    """Next case: from the first queue by preference, or the earliest due of all."""
    speed: Speed = 1.0
    """Standard minutes done in a minute."""
    speed_by_step: dict[str, Speed] = {}
    """Further factor on the speed at the named steps."""
    error_share: dict[str, Share] = {}
    """Part of finished tasks that is wrong, for each step; others 0."""
    ramp: Ramp | None = None
    """Learning; None means full speed from the start."""
    fatigue: Fatigue | None = None
    """Slowing down late in a shift; None means none."""
    absence: Share = 0.0
    """Chance that a person does not come on a day."""
    end_of_shift: Literal["finish", "pause"] = "finish"
    """What happens to a running task when the shift ends or a break begins."""
    cost: Cost | None = None
    """Cost; None means that it is not counted."""
    shifts: tuple[Shift, ...] = ()
    """When they work."""
    on_call: OnCall | None = None
    """Extra people on call; None means none."""
