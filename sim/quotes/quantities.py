"""What is counted for a bill: orders, inquiries, hours, sales.

The same record holds what one simulated sale counts and what really happened.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType

__all__ = ["CancelledShift", "Quantities", "TeamDay"]

_NONE: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class TeamDay:
    """What a team did on one day."""

    day: date
    """Day on which the time lies, from midnight to midnight."""
    team: str
    """Name of the team."""
    employer: str
    """Who employs it."""
    paid_ticks: int = 0
    """Duty and overtime, ticks."""
    overtime_ticks: int = 0
    """Part of it that is overtime."""
    night_ticks: int = 0
    """Part of it between 22:00 and 05:00."""
    standby_heads: int = 0
    """People kept on call on that day."""
    calls: int = 0
    """Calls of them on that day."""


@dataclass(frozen=True, slots=True)
class CancelledShift:
    """A shift that was ordered and then cancelled."""

    day: date
    """Day on which it would have begun."""
    team: str
    """Name of the team."""
    employer: str
    """Who employs it."""
    paid_ticks: int
    """Duty of all its people, ticks."""
    notice_hours: Decimal
    """Hours from the cancellation to the start."""


@dataclass(frozen=True, slots=True)
class Quantities:
    """What a bill is made from."""

    orders: Mapping[date, int]
    """Orders that arrived on each day."""
    shipped: int = 0
    """Orders that were shipped."""
    ordered_yen: Decimal = Decimal(0)
    """Value of all orders that arrived."""
    shipped_yen: Decimal = Decimal(0)
    """Value of the orders that were shipped."""
    started: Mapping[str, int] = field(default_factory=lambda: _NONE)
    """Cases of each flow other than the orders' that began."""
    answered: Mapping[str, int] = field(default_factory=lambda: _NONE)
    """Those of them that were answered."""
    team_days: tuple[TeamDay, ...] = ()
    """Time, standby and calls of all teams."""
    cancelled: tuple[CancelledShift, ...] = ()
    """Shifts that were ordered and then cancelled."""

    @property
    def arrived(self) -> int:
        """Orders that arrived."""
        return sum(self.orders.values())

    @property
    def busiest_day_orders(self) -> int:
        """Orders of the day with the most."""
        return max(self.orders.values(), default=0)

    def of_employer(self, employer: str) -> Iterator[TeamDay]:
        """Yield the days of an employer's teams."""
        return (row for row in self.team_days if row.employer == employer)
