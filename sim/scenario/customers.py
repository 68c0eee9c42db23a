"""What customers, the mall and stock do to orders, and work that work creates."""

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.base import Name, NotNegative, Share, Spec
from sim.scenario.calendars import CalendarName
from sim.scenario.distributions import Distribution

__all__ = ["AutoCancel", "Cancel", "Customers", "Stock", "Trigger", "TriggerEvent"]

TriggerEvent = Literal["arrived", "late", "shipped", "cancelled", "oversold", "error"]


class Trigger(Spec):
    """Something that happens to an order and starts a case in another flow.

    One order starts the case of one trigger at most once.
    """

    when: TriggerEvent
    """What must happen; ``error`` is an error found after shipping."""
    share: Share = 1.0
    """Chance that it starts a case."""
    start: Name
    """Flow of the new case."""
    delay_minutes: Distribution | None = None
    """Time until the new case arrives; None means at once."""
    reply_within_hours: Annotated[float, Field(gt=0, le=10_000)] | None = None
    """When the new case is due, in hours after it arrives; None means never."""
    calendar: CalendarName | None = None
    """Only hours of this calendar's open days count; None means all hours."""
    priority: Annotated[int, Field(ge=-100, le=100)] = 0
    """Priority of the new case; higher goes first."""


class Cancel(Spec):
    """Customers who change their mind after a while."""

    share: Share
    """Part of the orders."""
    after_hours: Distribution
    """Time until then, in hours."""
    through: Name | None = None
    """Flow of a request that someone must work off; None means cancelled at once."""


class AutoCancel(Spec):
    """The mall cancels orders that nobody confirmed (楽天市場: 14 days, on day 15)."""

    step: Name
    """Step of the order flow that must be done."""
    days: Annotated[int, Field(ge=1, le=365)] = 14
    """Days after the day of the order; cancelled at the start of the day after them."""


class Customers(Spec):
    """How customers and the mall cancel."""

    cancel: Cancel | None = None
    """Change of mind, counted from the order."""
    cancel_when_late: Cancel | None = None
    """Counted from the ship-by of an order that has not been shipped."""
    auto_cancel: AutoCancel | None = None
    """Cancellation by the mall."""


class Stock(Spec):
    """An item whose units several channels sell from one shelf."""

    item: Annotated[str, Field(min_length=1, max_length=80)]
    """Name of the item."""
    shop: Name | None = None
    """Shop; None means the only one."""
    units: Annotated[int, Field(ge=0)]
    """Units on the shelf at the start."""
    share: Annotated[dict[Name, Share], Field(min_length=1)]
    """Part of a channel's orders that want the item."""
    sync_minutes: NotNegative
    """Minutes between stock updates to the other channels; 0 means at once."""
    found_at: Name | None = None
    """Step at whose end a missing unit is noticed; None means the first work step."""
