"""The agreement document: one frozen record, whose digest is what both sides accept.

It is a record like a scenario: unknown keys are refused and every number is finite.
A field that is None and marked as a blank has yet to be filled.
"""

from functools import cached_property
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field, model_validator

from sim.agreements.bound_run import BoundRun
from sim.agreements.canonical import content_digest
from sim.agreements.clauses import (
    Capacity,
    Changes,
    Clause,
    ContactPoint,
    LabourNote,
    LinkedSystem,
    OnCallRule,
    Party,
    Period,
    Quality,
    ReplyTemplate,
    Review,
    Side,
    SopItem,
    Text,
    Times,
    ToFill,
    Volume,
)
from sim.agreements.price import Price
from sim.language import Language
from sim.scenario.base import Spec
from sim.scenario.calendars import known_timezones

__all__ = ["AcceptanceOrder", "Engagement", "Terms"]

AcceptanceOrder = Literal["parallel", "shop_first", "agency_first"]
Engagement = Literal["outsourcing", "dispatch", "direct"]
"""業務委託, 労働者派遣, or people whom the shop employs itself."""


class Terms(Spec):
    """What shop and agency agree on."""

    schema_version: Literal[1] = 1
    """Version of this format."""
    title: Annotated[Text, Field(max_length=200)]
    """Title of the document."""
    language: Language = "ja"
    """Language of the words in it."""
    timezone: str = "Asia/Tokyo"
    """Time zone of days and times of day."""
    parties: tuple[Party, Party]
    """The two sides, the shop first."""
    engagement: Annotated[Engagement | None, ToFill()] = None
    """Kind of contract."""
    subject: Text
    """What is done for whom."""
    period: Period
    """Days on which it holds."""
    volume: Volume
    """How many orders."""
    times: Times
    """By when."""
    quality: Quality
    """How well."""
    price: Price
    """For how much."""
    changes: Changes = Changes()
    """Notice and cancellation."""
    on_call: tuple[OnCallRule, ...] = ()
    """When extra people come."""
    capacity: tuple[Capacity, ...] = ()
    """What the agency makes ready, day by day."""
    contacts: Annotated[tuple[ContactPoint, ...], ToFill()] = ()
    """Whom to reach."""
    sop: Annotated[tuple[SopItem, ...], ToFill()] = ()
    """Who does what."""
    replies: tuple[ReplyTemplate, ...] = ()
    """Words that go to customers."""
    systems: Annotated[tuple[LinkedSystem, ...], ToFill()] = ()
    """Systems that take part."""
    review: Review = Review()
    """Weekly meeting."""
    clauses: tuple[Clause, ...] = ()
    """Further articles."""
    labour_notes: tuple[LabourNote, ...] = ()
    """Rules of labour law that touch the plan."""
    decide_by: Annotated[AwareDatetime | None, ToFill()] = None
    """Until when both sides decide, so that people can still be called."""
    valid_until: Annotated[AwareDatetime | None, ToFill()] = None
    """Until when the offer can be accepted."""
    acceptance_order: AcceptanceOrder = "parallel"
    """Who accepts first."""
    run: BoundRun
    """The simulation that it rests on."""

    @model_validator(mode="after")
    def _consistent(self) -> "Terms":
        if tuple(party.kind for party in self.parties) != ("shop", "agency"):
            msg = "terms_parties"
            raise ValueError(msg)
        if self.period.end < self.period.start:
            msg = "terms_period"
            raise ValueError(msg)
        if self.timezone not in known_timezones():
            msg = "unknown_timezone"
            raise ValueError(msg)
        moments = (self.decide_by, self.valid_until)
        if None not in moments and moments[0] > moments[1]:  # type: ignore[operator]
            msg = "terms_decide_by"
            raise ValueError(msg)
        return self

    def content(self) -> dict[str, object]:
        """Return the document as plain JSON data; the digest is taken over this."""
        return self.model_dump(mode="json", by_alias=True)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical form, hexadecimal."""
        return content_digest(self.content())

    @cached_property
    def zone(self) -> ZoneInfo:
        """Time zone of the document."""
        return ZoneInfo(self.timezone)

    @property
    def days(self) -> int:
        """Days of the period, both ends included."""
        return (self.period.end - self.period.start).days + 1

    def party(self, side: Side) -> Party:
        """Return one of the two sides."""
        return self.parties[0 if side == "shop" else 1]
