"""What the store hands out: frozen records, as one side may see them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal

from sim.accounts import Kind, Organization
from sim.agreements.canonical import parsed_json
from sim.agreements.chain import Event
from sim.agreements.states import State
from sim.agreements.terms import Terms
from sim.agreements.terms_files import terms_of

__all__ = [
    "Agreement",
    "Document",
    "Draft",
    "Notification",
    "Offer",
    "Revision",
    "RevisionStatus",
    "Summary",
]

RevisionStatus = Literal[
    "current",
    "countered",
    "superseded",
    "rejected",
    "withdrawn",
    "expired",
    "locked",
    "amended",
    "cancelled",
]
"""``current`` waits to be accepted; ``amended`` was locked until a later one was."""


@dataclass(frozen=True)
class Offer:
    """What a side puts on the table: the document and what it rests on."""

    terms: Terms
    """The document; this is what both sides accept."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Text of the scenario and of the files that it refers to, by path."""
    samples: Mapping[str, tuple[float | None, ...]] = field(default_factory=dict)
    """Value of each headline KPI, and of the price, in each simulated sale."""


@dataclass(frozen=True)
class Document:
    """The document of a revision or a draft, as the store keeps it."""

    content_json: str = field(repr=False)
    files_json: str = field(repr=False)
    samples_json: str = field(repr=False)

    @cached_property
    def content(self) -> Mapping[str, object]:
        """The document as plain data."""
        return _mapping(self.content_json)

    @cached_property
    def terms(self) -> Terms:
        """The document."""
        return terms_of(self.content)

    @cached_property
    def files(self) -> Mapping[str, str]:
        """Text of the scenario and its files, by path."""
        return {path: str(words) for path, words in _mapping(self.files_json).items()}

    @cached_property
    def samples(self) -> Mapping[str, tuple[float | None, ...]]:
        """Values of each simulated sale."""
        return {
            name: tuple(values) if isinstance(values, list) else ()
            for name, values in _mapping(self.samples_json).items()
        }

    @property
    def offer(self) -> Offer:
        """All of it together."""
        return Offer(self.terms, self.files, self.samples)


@dataclass(frozen=True)
class Revision(Document):
    """A revision that was sent."""

    number: int
    """Counts the revisions of an agreement from 1."""
    author: Organization
    """Who sent it."""
    based_on: int | None
    """Revision that it answers; None for the first."""
    amends: int | None
    """Locked revision that it would change; None before the first lock."""
    content_sha256: str
    """Digest that both sides accept."""
    sent_at: datetime
    """When it was sent."""
    status: RevisionStatus
    """What has become of it."""
    accepted_at: Mapping[Kind, datetime]
    """When each side accepted it; a side that has not is missing."""


@dataclass(frozen=True)
class Draft(Document):
    """What the own side is writing."""

    version: int
    """Counts how often it was saved."""
    based_on: int
    """Current revision when it was begun; 0 for none."""
    saved_at: datetime
    """When it was last saved."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of the list of agreements."""

    id: str
    """Identity, as addresses have it."""
    number: str
    """Number, as people quote it."""
    title: str
    state: State
    """Where it stands now, time included."""
    shop: Organization
    agency: Organization
    author: Kind
    """Side that sent the current revision."""
    current_revision: int
    """Revision that is negotiated or in force; 0 while there is only a draft."""
    locked_revision: int | None
    """Revision in force; None when there is none."""
    valid_until: datetime | None
    """Until when the current revision can be accepted."""
    decide_by: datetime | None
    """Until when it should be decided."""
    updated_at: datetime
    awaits_me: bool
    """Whether the own side is expected to accept or to answer."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Everything about one agreement that a side may see."""

    summary: Summary
    revisions: tuple[Revision, ...]
    """All that were sent, in order."""
    draft: Draft | None
    """What the own side is writing."""
    events: tuple[Event, ...]
    """The chain, in order."""
    viewed: tuple[int, ...]
    """Revisions whose risk the one who asks has been shown."""

    def revision(self, number: int) -> Revision:
        """Return one of its revisions."""
        return self.revisions[number - 1]

    @property
    def current(self) -> Revision | None:
        """The revision that is negotiated or in force; None while only a draft."""
        number = self.summary.current_revision
        return self.revisions[number - 1] if number else None


@dataclass(frozen=True, slots=True)
class Notification:
    """Something that a side is to be told."""

    agreement_id: str
    number: str
    title: str
    event: Event
    created_at: datetime
    is_read: bool


def _mapping(words: str) -> Mapping[str, object]:
    found = parsed_json(words.encode())
    if not isinstance(found, dict):
        msg = f"stored document is no table: {words[:40]!r}"
        raise TypeError(msg)
    return found
