"""A rate card (料金表): what an agency charges for whatever volume comes.

It says nothing about a sale; :func:`sim.quotes.billing.bill` applies it to quantities.
Every number may carry its origin: measured, quoted from a source, or assumed; what is
not listed is an assumption.
"""

import hashlib
import json
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, TypeVar

from pydantic import Field, model_validator

from sim.quotes.numbers import Rounding, Yen
from sim.quotes.prices import (
    EVERY_TEAM,
    Cancellation,
    Checking,
    CostBasis,
    Country,
    FixedFee,
    HourRate,
    PerInquiry,
    PerOrder,
    Promises,
    SalesShare,
    Surge,
    Tax,
    TeamRate,
)
from sim.scenario.base import Name, Spec
from sim.scenario.target import Origin

__all__ = ["RATE_CARD_VERSION", "RateCard", "Validity", "digest_of", "rate_of"]

RATE_CARD_VERSION = 1

_Rate = TypeVar("_Rate", bound=HourRate)


class Validity(Spec):
    """Days on which a rate card holds, both included."""

    from_: Annotated[date, Field(alias="from")]
    """First day."""
    until: date
    """Last day."""

    @model_validator(mode="after")
    def _in_order(self) -> "Validity":
        if self.from_ > self.until:
            msg = "valid_order"
            raise ValueError(msg)
        return self


class RateCard(Spec):
    """What an agency charges."""

    schema_version: Annotated[int, Field(ge=1, le=RATE_CARD_VERSION)] = (
        RATE_CARD_VERSION
    )
    """Version of this file format."""
    name: Annotated[str, Field(min_length=1, max_length=200)]
    """Title, as the screen shows it."""
    agency: Annotated[str, Field(min_length=1, max_length=200)]
    """Who offers it."""
    employer: Name = "agency"
    """Employer in the scenario whose teams this card charges for."""
    description: Annotated[str, Field(max_length=4000)] = ""
    """What it is about, for people."""
    holidays: Country = "JP"
    """Country whose national holidays ``holiday`` means; "none" means no holidays."""
    valid: Validity | None = None
    """When it holds; None means that it does not say."""
    per_order: PerOrder | None = None
    """Price of an order."""
    per_inquiry: PerInquiry | None = None
    """Price of an inquiry."""
    sales: SalesShare | None = None
    """Part of sales."""
    fixed: tuple[FixedFee, ...] = ()
    """Fees whatever the volume."""
    teams: tuple[TeamRate, ...] = ()
    """Hourly rates, and how the people are employed."""
    surge: tuple[Surge, ...] = ()
    """Premiums of the sale."""
    minimum_yen: Yen = Decimal(0)
    """Least charge before tax."""
    cancellation: Cancellation = Cancellation()
    """What a cancelled shift costs."""
    tax: Tax = Tax()
    """Consumption tax."""
    rounding: Rounding = "half_up"
    """How each line is rounded to whole yen."""
    peak_orders_a_day: Annotated[int, Field(ge=1)] | None = None
    """Orders a day that the agency can take; None means that it does not say."""
    promises: Promises = Promises()
    """Quality that it promises."""
    checking: Checking | None = None
    """The shop's own minutes with this agency; None means those of the shop's file."""
    cost_basis: CostBasis | None = None
    """What the work costs the agency; None means that it is not disclosed."""
    origins: tuple[Origin, ...] = ()
    """Where the numbers come from; what is not listed is an assumption."""

    @model_validator(mode="after")
    def _charges_something(self) -> "RateCard":
        fees = (self.per_order, self.per_inquiry, self.sales, self.fixed)
        hours = any(team.yen_per_hour for team in self.teams)
        if not (any(fees) or hours or self.minimum_yen):
            msg = "card_charges_nothing"
            raise ValueError(msg)
        return self

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical form, hexadecimal."""
        return digest_of(self)

    def team(self, name: str) -> TeamRate | None:
        """Return what it says of a team; None when it says nothing."""
        return rate_of(self.teams, name)


def digest_of(spec: Spec) -> str:
    """Return the SHA-256 of the canonical JSON of a record, hexadecimal."""
    content = spec.model_dump(mode="json", by_alias=True)
    canonical = json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def rate_of(rates: tuple[_Rate, ...], team: str) -> _Rate | None:
    """Return the rate of a team, else the one for every team, else None."""
    by_name = {rate.name: rate for rate in rates}
    return by_name.get(team) or by_name.get(EVERY_TEAM)
