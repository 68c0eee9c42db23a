"""Order classes: what was promised to whom."""

from typing import Annotated

from pydantic import Field, model_validator

from sim.scenario.base import Name, NotNegative, Spec
from sim.scenario.calendars import CalendarName
from sim.scenario.clocktimes import ClockTime
from sim.scenario.distributions import Constant, Distribution

__all__ = ["OrderClass", "ShipBy"]


class ShipBy(Spec):
    """The latest moment of carrier handover that keeps the promise.

    Either a rule over a calendar (``cutoff``, ``business_days``) or a plain number of
    hours after the order (``within_hours``).
    An order exactly at the cut-off belongs to the next business day.
    """

    cutoff: ClockTime = "24:00"
    """Orders before this time of day count for the same day."""
    cutoff_closed_soon: ClockTime | None = None
    """Cut-off on Saturdays, Sundays and holidays; None means the same."""
    business_days: Annotated[int, Field(ge=0, le=60)] = 0
    """Business days after the day that the order counts for."""
    by: ClockTime = "24:00"
    """Time of day of the ship-by on its day; 24:00 is the end of the day."""
    calendar: CalendarName = "shipping"
    """Calendar whose open days are business days."""
    within_hours: Annotated[float, Field(gt=0, le=10_000)] | None = None
    """Hours after the order; replaces the calendar rule."""

    @model_validator(mode="after")
    def _one_rule(self) -> "ShipBy":
        rule = {"cutoff", "cutoff_closed_soon", "business_days", "by", "calendar"}
        if self.within_hours is not None and self.model_fields_set & rule:
            msg = "ship_by_one_rule"
            raise ValueError(msg)
        return self


class OrderClass(Spec):
    """Orders that share a promise, a value and a priority."""

    name: Name
    """Name of the class."""
    label: Annotated[str, Field(max_length=80)] | None = None
    """What the screen calls it; None means the name."""
    share: NotNegative
    """Part of all orders; the shares of all classes sum to 1."""
    ship_by: ShipBy | None = None
    """When it must be handed over; None means that it is never due."""
    value_yen: Distribution = Constant(distribution="constant", value=0)
    """Value of an order, yen."""
    priority: Annotated[int, Field(ge=-100, le=100)] = 0
    """Higher goes first in every queue."""
