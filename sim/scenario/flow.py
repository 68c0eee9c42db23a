"""Flows: the steps a case walks through, in order."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.scenario.base import Name, Share, Spec
from sim.scenario.calendars import CalendarName
from sim.scenario.clocktimes import ClockTime, is_whole_minute
from sim.scenario.distributions import Distribution

__all__ = [
    "ORDER_FLOW",
    "GateStep",
    "Step",
    "Stop",
    "WaitStep",
    "WorkStep",
    "share_of",
    "written_step",
]

ORDER_FLOW = "order"
"""Name of the flow that every order walks."""


class _Step(Spec):
    step: Name
    """Name of the step."""
    label: Annotated[str, Field(max_length=80)] | None = None
    """What the screen calls it; None means the name."""
    share: Share | dict[Name, Share] = 1.0
    """Part of the cases that the step applies to; the rest passes at once.

    A table gives it for each class, ``default`` for the others.
    """
    completes: Literal["shipped"] | None = None
    """``shipped``: leaving this step is the handover to the carrier."""


class WorkStep(_Step):
    """Work of a person: the case queues for a team."""

    kind: Literal["work"]
    minutes: Distribution
    """Standard minutes of one case."""
    minutes_by_class: dict[Name, Distribution] = {}
    """Standard minutes of the named classes, in place of ``minutes``."""
    discipline: Literal["due", "fifo"] = "due"
    """Queue order within a priority: earliest ship-by, or first come."""
    rework_minutes: Distribution | None = None
    """Standard minutes of doing it again after an error; None means ``minutes``."""
    error_found_after_minutes: Distribution | None = None
    """Time until an error of this step is found; None means at once."""


class WaitStep(_Step):
    """A time that nobody works on: payment, drying, a system's delay.

    Every case waits on its own, so a wait is also a station of infinite servers.
    """

    kind: Literal["wait"]
    minutes: Distribution
    """Length of the wait, in minutes."""
    minutes_by_class: dict[Name, Distribution] = {}
    """Length for the named classes, in place of ``minutes``."""


class Stop(Spec):
    """A stretch of time in which nothing leaves: a system that is down."""

    from_: Annotated[datetime, Field(alias="from")]
    """First moment."""
    to: datetime
    """First moment after it."""

    @model_validator(mode="after")
    def _in_order(self) -> "Stop":
        if (self.from_.tzinfo is None) != (self.to.tzinfo is None):
            msg = "event_mixed_zones"
            raise ValueError(msg)
        if not (is_whole_minute(self.from_) and is_whole_minute(self.to)):
            msg = "whole_minutes"
            raise ValueError(msg)
        if not self.from_ < self.to:
            msg = "event_order"
            raise ValueError(msg)
        return self


class GateStep(_Step):
    """Departures at fixed times: carrier pickup, a batch import."""

    kind: Literal["gate"]
    at: tuple[ClockTime, ...] = ()
    """Times of day of the departures."""
    every_minutes: Annotated[int, Field(ge=1, le=1440)] | None = None
    """Departures all day, this many minutes apart, in place of ``at``."""
    calendar: CalendarName | None = None
    """Departures only on open days of this calendar; None means every day."""
    capacity: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    """Cases a departure; None means no limit."""
    stopped: tuple[Stop, ...] = ()
    """Stretches of time without departures, such as an import that is down."""
    discipline: Literal["due", "fifo"] = "due"
    """Who leaves first when the capacity is short."""


Step = Annotated[WorkStep | WaitStep | GateStep, Field(discriminator="kind")]


def share_of(step: Step, order_class: str) -> float:
    """Return the part of the cases of a class that a step applies to."""
    if isinstance(step.share, dict):
        return step.share.get(order_class, step.share.get("default", 1.0))
    return step.share


def written_step(flow: str, step: str) -> str:
    """Return ``step`` for the order flow, ``flow.step`` for the others."""
    return step if flow == ORDER_FLOW else f"{flow}.{step}"
