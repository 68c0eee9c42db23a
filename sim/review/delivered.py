"""Agreed against delivered: volume, times, quality, hours, and the bill of what came.

The bill is that of :mod:`sim.quotes.billing` under the rate card of the locked
agreement, from orders, roster and calls as they were. Where a file that the rate card
charges by is missing there is no bill: a guess is not to be paid.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd

from sim.forecast.roster import Roster
from sim.forecast.update import owners
from sim.quotes.actuals import actual_quantities
from sim.quotes.billing import Bill, bill
from sim.quotes.quantities import Quantities
from sim.quotes.rate_card import RateCard
from sim.review.actuals import Actuals, due_and_missed
from sim.review.agreed import Agreed
from sim.review.promises import KeptPromise, Part, kept_promises
from sim.scenario.classes import ShipBy
from sim.scenario.model import Scenario
from sim.units import TICKS_PER_HOUR

__all__ = [
    "Calls",
    "Delivered",
    "DeliveredClass",
    "DeliveredHours",
    "DeliveredVolume",
    "Need",
    "delivered",
]

Calls = Mapping[tuple[str, date], int]
"""Calls of people on call, by team and day."""
Need = Literal["card", "roster", "contacts", "shipped", "values"]
"""What the bill cannot be made without, and no file tells."""


@dataclass(frozen=True, slots=True)
class DeliveredVolume:
    """Orders that came beside an agreed band."""

    day: date | None
    """Day of the orders; None means all days of the agreement."""
    low: int
    high: int
    orders: int
    """Orders that came."""


@dataclass(frozen=True, slots=True)
class DeliveredClass:
    """Promised time of a class, and how it was kept."""

    label: str
    """What the document calls the class; empty: orders whose class no file tells."""
    ship_by: ShipBy | None
    """What is promised."""
    due: int
    """Orders whose ship-by lies in the horizon."""
    missed: int | None
    """Those not handed over by then; None without shipping stamps."""
    missed_open: int = 0
    """Further ones, if their class is another than the one with the latest ship-by."""


@dataclass(frozen=True, slots=True)
class DeliveredHours:
    """Hours of a team that the agency made ready, and those that it was there."""

    label: str
    """What the document calls the team."""
    agreed: float
    """Paid hours of the document's capacity."""
    worked: float | None
    """Paid hours by the roster; None without one."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What was delivered, beside what was agreed."""

    agreed: Agreed
    volume: tuple[DeliveredVolume, ...]
    """A row a day, then all days together."""
    classes: tuple[DeliveredClass, ...]
    promises: tuple[KeptPromise, ...]
    """Promised shares: missed orders, errors, replies in time."""
    hours: tuple[DeliveredHours, ...]
    bill: Bill | None
    """What is to be paid under the locked rate card; None where a file is missing."""
    needs: tuple[Need, ...]
    """What the bill is missing."""

    @property
    def kept_missed(self) -> KeptPromise:
        """The promised missed share, and what it came to."""
        return next(each for each in self.promises if each.kind == "missed")

    @property
    def missed_share(self) -> float | None:
        """Missed orders as a part of those due; None without shipping stamps."""
        return self.kept_missed.share


def delivered(
    agreed: Agreed, actuals: Actuals, *, calls: Calls | None = None
) -> Delivered:
    """Return what was delivered under an agreement.

    Parameters
    ----------
    actuals
        Orders, roster and contacts as they were; orders of shops and channels that the
        plan does not have are left out.
    calls
        Calls of people on call; None means those of the roster.

    Raises
    ------
    RateCardError
        The roster names a team that is not in the plan.
    """
    plan, card = agreed.plan, agreed.terms.price.rate_card
    orders = actuals.orders[owners(plan, actuals.orders) >= 0]
    start, end = (
        pd.Timestamp(plan.aware(moment))
        for moment in (plan.horizon.start, plan.horizon.end)
    )
    orders = orders[(orders["ordered_at"] >= start) & (orders["ordered_at"] < end)]
    needs: tuple[Need, ...] = ("card",)
    if card is not None:
        needs = tuple(_needs(plan, card, actuals, orders))
    counts = _quantities(plan, card, actuals, orders, calls)
    classes = tuple(_classes(agreed, orders))
    kept = kept_promises(agreed.terms, actuals, _missed(classes), counts.shipped)
    return Delivered(
        agreed=agreed,
        volume=tuple(_volume(agreed, orders)),
        classes=classes,
        promises=tuple(kept),
        hours=tuple(_hours(agreed, counts if actuals.roster is not None else None)),
        bill=None if card is None or needs else bill(card, counts),
        needs=needs,
    )


def _needs(
    plan: Scenario, card: RateCard, actuals: Actuals, orders: pd.DataFrame
) -> Iterator[Need]:
    """Yield what the rate card charges by and no file tells."""
    rates = [
        card.team(team.name) for team in plan.teams if team.employer == card.employer
    ]
    is_hourly = any(rate is not None and rate.yen_per_hour for rate in rates)
    if is_hourly and actuals.roster is None:
        yield "roster"
    if card.per_inquiry is not None and actuals.contacts is None:
        yield "contacts"
    charged = (
        None if card.per_order is None else card.per_order.counted,
        None if card.sales is None else card.sales.of,
    )
    if "shipped" in charged and len(orders) and not orders["shipped_at"].notna().any():
        yield "shipped"
    if card.sales is not None and orders["value_yen"].isna().any():
        yield "values"


def _quantities(
    plan: Scenario,
    card: RateCard | None,
    actuals: Actuals,
    orders: pd.DataFrame,
    calls: Calls | None,
) -> Quantities:
    """Return what the bill counts; inquiries are all answered, and of one flow."""
    inquiry = None if card is None else card.per_inquiry
    answered = {}
    if inquiry is not None and actuals.contacts is not None:
        answered = {inquiry.flows[0]: actuals.contacts}
    return actual_quantities(
        plan, orders, actuals.roster or Roster(()), answered=answered, calls=calls
    )


def _volume(agreed: Agreed, orders: pd.DataFrame) -> Iterator[DeliveredVolume]:
    terms = agreed.terms
    days = orders["ordered_at"].dt.tz_convert(terms.timezone).dt.date
    counts = days.value_counts()
    for row in terms.volume.days:
        came = int(counts.get(row.day, 0))
        yield DeliveredVolume(row.day, row.low, row.high, came)
    inside = (days >= terms.period.start) & (days <= terms.period.end)
    yield DeliveredVolume(
        None, terms.volume.total_low, terms.volume.total_high, int(inside.sum())
    )


def _classes(agreed: Agreed, orders: pd.DataFrame) -> Iterator[DeliveredClass]:
    plan = agreed.plan
    has_stamps = bool(orders["shipped_at"].notna().any())
    found = due_and_missed(plan, orders)
    named = orders["class"].fillna("").to_numpy(object)
    for each in plan.classes:
        # of a plan with one class every order is of that class
        mine = (named == each.name) | ((len(plan.classes) == 1) & ~found.is_told)
        yield DeliveredClass(
            label=each.label or each.name,
            ship_by=each.ship_by,
            due=int((found.is_due & mine).sum()),
            missed=int((found.is_missed & mine).sum()) if has_stamps else None,
        )
    if len(plan.classes) > 1 and not found.is_told.all():
        yield DeliveredClass(
            label="",
            ship_by=None,
            due=int((found.is_due & ~found.is_told).sum()),
            missed=int((found.is_missed & ~found.is_told).sum())
            if has_stamps
            else None,
            missed_open=int(found.is_open.sum()),
        )


def _missed(classes: Iterable[DeliveredClass]) -> Part | None:
    """Return the missed orders of those due; None without shipping stamps."""
    some, every, further = 0, 0, 0
    for each in classes:
        if each.missed is None:
            return None
        some, every = some + each.missed, every + each.due
        further += each.missed_open
    return Part(some, every, further)


def _hours(agreed: Agreed, counts: Quantities | None) -> Iterator[DeliveredHours]:
    labels: dict[str, str] = {}
    ready: dict[str, float] = {}
    for row in agreed.terms.capacity:
        name = row.name or row.team
        labels.setdefault(name, row.team)
        ready[name] = ready.get(name, 0.0) + row.hours
    worked: dict[str, int] = {}
    card = agreed.terms.price.rate_card
    employer = "agency" if card is None else card.employer
    for day in () if counts is None else counts.of_employer(employer):
        worked[day.team] = worked.get(day.team, 0) + day.paid_ticks
        labels.setdefault(day.team, day.team)
    for name, label in labels.items():
        yield DeliveredHours(
            label=label,
            agreed=ready.get(name, 0.0),
            worked=None if counts is None else worked.get(name, 0) / TICKS_PER_HOUR,
        )
