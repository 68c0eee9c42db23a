"""The hash chain of an agreement: each event carries the hash of the one before.

Whoever holds the chain can see, without any database, that no event was changed, taken
out, put in or moved: the first bad one is named.
What a chain alone cannot show is that its end was cut off; a receipt therefore states
the hash of the last event, and each side holds its own receipt.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Final, Literal

from sim.agreements.canonical import content_digest
from sim.errors import Problem

__all__ = [
    "GENESIS",
    "ChainFault",
    "Event",
    "FaultKind",
    "event_from",
    "seal",
    "utc_text",
    "verify_chain",
]

GENESIS: Final = "0" * 64
"""What the first event has in place of the hash of the one before."""

FaultKind = Literal[
    "chain_number",
    "chain_link",
    "chain_hash",
    "chain_other_agreement",
    "chain_time",
    "chain_cut",
]
"""What is wrong with an event; also its rule in the catalogue ``problem.toml``."""

_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to an agreement; made by :func:`seal`."""

    seq: int
    """Number within the agreement, from 1, without gaps."""
    at: str
    """When: ISO 8601 with the offset of UTC, see :func:`utc_text`."""
    actor: str
    """Who did it, as the accounts name the person's account."""
    role: str
    """The actor's role: planner, approver, viewer."""
    organization: str
    """The actor's organization."""
    type: str
    """What happened: created, sent, countered, accepted, locked, …"""
    agreement: str
    """Number of the agreement."""
    revision: int | None
    """Revision that it is about; None means the agreement as a whole."""
    content_sha256: str | None
    """Digest of that revision's terms; None where no terms are concerned."""
    prev_sha256: str
    """Hash of the event before; :data:`GENESIS` for the first."""
    payload: Mapping[str, object]
    """Further plain data, such as a reason, an address, a user agent."""

    def content(self) -> dict[str, object]:
        """Return the event as plain data; the hash is taken over this."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def sha256(self) -> str:
        """Hash of the event, which the next event carries."""
        return content_digest(self.content())


@dataclass(frozen=True, slots=True)
class ChainFault:
    """The first item of a chain that is not as it was sealed."""

    place: int
    """Its place in the list, from 0."""
    seq: int
    """The number that it carries."""
    kind: FaultKind
    """What is wrong."""
    found: str
    """What stands there."""
    expected: str
    """What has to stand there."""

    @property
    def problem(self) -> Problem:
        """The fault as a problem that prints itself in both languages."""
        values = {"expected": self.expected}
        return Problem(f"events[{self.place}]", self.kind, self.found, values)


def utc_text(moment: datetime) -> str:
    """Return an aware moment as events write it: in UTC, with microseconds.

    >>> from datetime import timedelta, timezone
    >>> utc_text(datetime(2026, 12, 1, 9, tzinfo=timezone(timedelta(hours=9))))
    '2026-12-01T00:00:00.000000+00:00'

    Raises
    ------
    ValueError
        The moment has no time zone.
    """
    if moment.tzinfo is None:
        msg = f"moment: must have a time zone, got {moment!r}"
        raise ValueError(msg)
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def seal(
    previous: Event | None,
    *,
    at: str,
    actor: str,
    role: str,
    organization: str,
    type: str,  # noqa: A002 - the field's name
    agreement: str,
    revision: int | None = None,
    content_sha256: str | None = None,
    payload: Mapping[str, object] | None = None,
) -> Event:
    """Return the event that comes after ``previous``; None begins a chain.

    Raises
    ------
    ValueError
        ``at`` is no UTC time with offset or lies before the previous event, the
        agreement is another one, or the payload has no canonical form.
    """
    event = Event(
        seq=1 if previous is None else previous.seq + 1,
        at=at,
        actor=actor,
        role=role,
        organization=organization,
        type=type,
        agreement=agreement,
        revision=revision,
        content_sha256=content_sha256,
        prev_sha256=GENESIS if previous is None else previous.sha256,
        payload=dict(payload or {}),
    )
    fault = _fault(0, event, previous)
    if fault is not None:
        msg = f"{fault.kind}: must be {fault.expected}, got {fault.found}"
        raise ValueError(msg)
    assert event.sha256  # refuses a payload without a canonical form
    return event


def verify_chain(
    events: Sequence[Event],
    *,
    recorded: Sequence[str] | None = None,
    head: str | None = None,
) -> ChainFault | None:
    """Return the first event that is not as it was sealed, None when all are.

    Parameters
    ----------
    events
        All events of one agreement, in order.
    recorded
        Hash kept beside each event; None means that none were kept, and an edited
        event is then found by the link of the one after it.
    head
        Hash that the last event must have; None leaves a cut-off end unseen.
    """
    previous: Event | None = None
    for place, event in enumerate(events):
        fault = _fault(place, event, previous)
        if fault is None and recorded is not None:
            kept = recorded[place] if place < len(recorded) else ""
            if kept != event.sha256:
                fault = ChainFault(place, event.seq, "chain_hash", event.sha256, kept)
        if fault is not None:
            return fault
        previous = event
    last = GENESIS if previous is None else previous.sha256
    if head is not None and last != head:
        return ChainFault(len(events), len(events) + 1, "chain_cut", last, head)
    return None


def event_from(content: Mapping[str, object]) -> Event:
    """Return the event of plain data, as :meth:`Event.content` wrote it.

    Raises
    ------
    ValueError
        A field is missing, unknown, or not of its kind.
    """
    names = {field.name for field in fields(Event)}
    if set(content) != names:
        differing = ", ".join(sorted(names ^ set(content)))
        msg = f"event: fields missing or unknown: {differing}"
        raise ValueError(msg)
    for name, value in content.items():
        if not _is_of_kind(name, value):
            msg = f"event.{name}: wrong kind of value, got {value!r}"
            raise ValueError(msg)
    return Event(**content)  # type: ignore[arg-type]  # checked just above


def _fault(place: int, event: Event, previous: Event | None) -> ChainFault | None:
    """Return what is wrong between an event and the one before it."""
    expected: dict[FaultKind, tuple[str, str]] = {
        "chain_number": (
            str(event.seq),
            "1" if previous is None else str(previous.seq + 1),
        ),
        "chain_link": (
            event.prev_sha256,
            GENESIS if previous is None else previous.sha256,
        ),
    }
    if previous is not None:
        expected["chain_other_agreement"] = (event.agreement, previous.agreement)
    for kind, (found, right) in expected.items():
        if found != right:
            return ChainFault(place, event.seq, kind, found, right)
    if not _is_utc(event.at) or (previous is not None and event.at < previous.at):
        right = "UTC" if previous is None else f"UTC ≥ {previous.at}"
        return ChainFault(place, event.seq, "chain_time", event.at, right)
    return None


def _is_utc(text: str) -> bool:
    """Return whether a text is as :func:`utc_text` writes it; such texts sort."""
    try:
        return utc_text(datetime.fromisoformat(text)) == text
    except ValueError:
        return False


def _is_of_kind(name: str, value: object) -> bool:
    match name:
        case "seq":
            return isinstance(value, int) and not isinstance(value, bool)
        case "revision":
            return value is None or _is_of_kind("seq", value)
        case "payload":
            return isinstance(value, Mapping)
        case "prev_sha256":
            return isinstance(value, str) and bool(_HASH.fullmatch(value))
        case "content_sha256":
            return value is None or _is_of_kind("prev_sha256", value)
        case _:
            return isinstance(value, str)
