"""The clauses of an agreement: what both sides promise, as data.

None in a field marked :class:`ToFill` is a blank: nobody has said it yet, and the two
sides have to before the document is sent.
The clauses fix results (times, quality, volume, price) and the agency's disclosed
capacity; they give no orders to the agency's people.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from sim.scenario.base import Share, Spec
from sim.scenario.classes import ShipBy
from sim.scenario.clocktimes import ClockTime

__all__ = [
    "Capacity",
    "Changes",
    "Clause",
    "ContactPoint",
    "DayVolume",
    "LabourNote",
    "LinkedSystem",
    "OnCallRule",
    "Party",
    "Period",
    "PromisedTime",
    "Quality",
    "ReplyTemplate",
    "Review",
    "Side",
    "SopItem",
    "Text",
    "Times",
    "ToFill",
    "Volume",
]

Side = Literal["shop", "agency"]
Weekday = Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

_DIRECTIONS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


@dataclass(frozen=True, slots=True)
class ToFill:
    """Marks a field that is blank while it is None or empty, and must be filled."""


def _visible(words: str) -> str:
    """Refuse what a reader of the paper would not see as it is stored."""
    for letter in words:
        is_control = unicodedata.category(letter) == "Cc" and letter not in "\n\t"
        if is_control or unicodedata.bidirectional(letter) in _DIRECTIONS:
            msg = "text_control"
            raise ValueError(msg)
    return words


Text = Annotated[str, Field(min_length=1, max_length=4000), AfterValidator(_visible)]
"""Words of a person: no control characters, nothing that turns the reading order."""
Short = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_visible)]
Orders = Annotated[int, Field(ge=0, le=100_000_000)]
Heads = Annotated[int, Field(ge=0, le=10_000)]
Hours = Annotated[float, Field(ge=0, le=100_000)]
Minutes = Annotated[int, Field(ge=0, le=100_000)]
Days = Annotated[int, Field(ge=0, le=3_650)]


class Party(Spec):
    """One of the two sides."""

    kind: Side
    """Shop or agency."""
    organization: Annotated[str, Field(max_length=200), AfterValidator(_visible)] = ""
    """What the accounts call it; empty while it has no account."""
    name: Annotated[Short | None, ToFill()] = None
    """Name of the company."""
    representative: Annotated[Short | None, ToFill()] = None
    """Title and name of who signs for it."""
    contact_role: Annotated[Short | None, ToFill()] = None
    """Role (not person) that answers for this agreement."""


class Period(Spec):
    """Days on which the agreement holds, both included."""

    start: date
    """First day."""
    end: date
    """Last day."""


class DayVolume(Spec):
    """Orders of one day: what is expected, and the band that is agreed on."""

    day: date
    """Day of the orders."""
    expected: Orders
    """Median of the simulated sales."""
    low: Orders
    """Lower end of the band."""
    high: Orders
    """Upper end of the band."""


class Volume(Spec):
    """How many orders are agreed on, and what happens outside the bands."""

    days: Annotated[tuple[DayVolume, ...], ToFill()] = ()
    """Band of each day."""
    total_low: Orders
    """Lower end of the band of all days together."""
    total_high: Orders
    """Upper end of the band of all days together."""
    above: Annotated[
        Literal["consult", "best_effort", "extra_heads", "release"] | None, ToFill()
    ] = None
    """What happens above a band."""
    below: Annotated[
        Literal["consult", "minimum_fee", "actual_volume"] | None, ToFill()
    ] = None
    """What happens below a band."""
    tell_within_hours: Annotated[Hours | None, ToFill()] = None
    """Who sees first that a band is left tells the other side within these hours."""


class PromisedTime(Spec):
    """When orders of a class are handed to the carrier."""

    order_class: Short
    """Class of the scenario, as the screen calls it."""
    ship_by: ShipBy | None = None
    """Rule of the ship-by; None means that nothing is promised."""


class Times(Spec):
    """Promised times."""

    ship_by: tuple[PromisedTime, ...] = ()
    """Ship-by of each class."""
    reply_within_hours: Annotated[Hours | None, ToFill()] = None
    """Hours within which a customer's message is answered."""


class Quality(Spec):
    """Promised quality."""

    missed_share: Share
    """At most this part of the orders due in the period is missed …"""
    with_probability: Annotated[float, Field(gt=0, lt=1)]
    """… in at least this part of the simulated sales."""
    error_share: Annotated[Share | None, ToFill()] = None
    """At most this part of the handled orders is wrong."""
    reply_in_time_share: Annotated[Share | None, ToFill()] = None
    """At least this part of the messages is answered in time."""
    if_missed: Annotated[Text | None, ToFill()] = None
    """What happens when the promise is not kept."""


class Changes(Spec):
    """Notice for changes; what a cancelled shift costs stands in the rate card."""

    notice_days: Annotated[Days | None, ToFill()] = None
    """Days before the work day until which more or fewer people can be asked for."""
    termination_days: Annotated[Days | None, ToFill()] = None
    """Days of notice that end the agreement early."""


class OnCallRule(Spec):
    """When extra people come, and how many."""

    team: Short
    """Team, as the screen calls it."""
    step: Short
    """Step whose queue is watched."""
    above: Annotated[int, Field(ge=0)]
    """They are called when more cases than this wait."""
    check_every_minutes: Minutes
    """The queue is looked at this often."""
    lead_hours: Hours
    """Hours from the call to their first minute on duty."""
    heads: Heads
    """People who come."""
    hours: Hours
    """Hours on duty after a call."""
    max_calls: Annotated[int, Field(ge=1)] | None = None
    """Calls at most; None means no limit."""


class Capacity(Spec):
    """What the agency makes ready on a day; disclosed, not ordered."""

    day: date
    """Day on which the shifts start."""
    team: Short
    """Team, as the screen calls it."""
    name: Annotated[str, Field(max_length=60), AfterValidator(_visible)] = ""
    """Team, as scenario and rate card name it."""
    heads: Heads
    """People planned on this day."""
    hours: Hours
    """Their paid hours together, before absences."""


class ContactPoint(Spec):
    """Whom to reach, in which order."""

    side: Side
    """Side that is reached."""
    level: Annotated[int, Field(ge=1, le=9)]
    """1 is asked first; the next level when there is no answer in time."""
    role: Short
    """Role, not a person's name."""
    reach: Annotated[Short | None, ToFill()] = None
    """How: telephone, chat, mail."""
    hours: Annotated[Short | None, ToFill()] = None
    """When it answers."""
    answer_within_minutes: Annotated[Minutes | None, ToFill()] = None
    """Minutes after which the next level is asked."""


class SopItem(Spec):
    """One piece of work: whose it is, and when it is done."""

    item: Short
    """What is to be done."""
    responsible: Annotated[
        Literal["shop", "agency", "both", "third_party"] | None, ToFill()
    ] = None
    """Side that does it."""
    done_when: Annotated[Text | None, ToFill()] = None
    """By what one sees that it is done: a result, not a way of working."""


class ReplyTemplate(Spec):
    """Words that go to a customer."""

    case: Literal["refund", "exchange", "apology", "delay", "sold_out", "other"]
    """What the customer is answered about."""
    words: Annotated[Text | None, ToFill()] = None
    """The reply."""


class LinkedSystem(Spec):
    """A system that takes part, and what it does by itself."""

    name: Short
    """RMS, Robot-in, CROSS MALL …"""
    link: Annotated[Literal["api", "csv", "screen", "none"] | None, ToFill()] = None
    """How the agency is linked to it."""
    automatic: Text | None = None
    """What happens without a person; None means nothing."""
    every_minutes: Minutes | None = None
    """Interval of the exchange; None means that there is none."""


class Review(Spec):
    """The regular look at how it goes."""

    weekday: Annotated[Weekday | None, ToFill()] = None
    """Day of the weekly meeting."""
    at: ClockTime | None = None
    """Time of day; None means by arrangement."""
    reports: Annotated[tuple[Short, ...], ToFill()] = ()
    """What lies on the table: volume, missed, errors, backlog …"""


class LabourNote(Spec):
    """A rule of labour law that touches this plan; a note, not legal advice."""

    rule: Literal["spot_24_hours", "daily_dispatch", "disguised_contracting"]
    """Which rule."""
    words: Text
    """What it says, in the language of the document."""
    sources: tuple[Annotated[str, Field(max_length=600)], ...]
    """Where it is explained."""


class Clause(Spec):
    """A further article in words."""

    title: Short
    """Heading."""
    words: Text
    """Text."""
