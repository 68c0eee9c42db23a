"""The chain of events in the database: the end is read, the next link is added.

This is the only place that writes events, and it only ever inserts.
The row of the agreement is locked by then, so that no two events get one number.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from sim.accounts import Actor
from sim.agreements.canonical import canonical_bytes
from sim.agreements.chain import Event, seal, utc_text
from sim.agreements.tables import EventRow

__all__ = ["CLOCK", "append_event", "event_of", "events_of", "recorded_hashes"]

CLOCK = "clock"
"""Actor and role of what happens because time has passed."""


def append_event(
    connection: Connection,
    agreement_id: str,
    agreement: str,
    actor: Actor | None,
    *,
    type: str,  # noqa: A002 - the field's name
    now: datetime,
    revision: int | None = None,
    content_sha256: str | None = None,
    payload: Mapping[str, object] | None = None,
) -> Event:
    """Seal what happened and add it to the chain.

    ``actor`` — None when time alone did it.
    """
    previous = _last(connection, agreement_id, agreement)
    at = utc_text(now)
    event = seal(
        previous,
        at=at if previous is None else max(at, previous.at),  # clocks may differ
        actor=actor.name if actor else CLOCK,
        role=actor.role if actor else CLOCK,
        organization=actor.organization_name if actor else "",
        type=type,
        agreement=agreement,
        revision=revision,
        content_sha256=content_sha256,
        payload={**_who(actor), **(payload or {})},
    )
    connection.execute(
        insert(EventRow).values(
            agreement_id=agreement_id,
            seq=event.seq,
            at=event.at,
            actor=event.actor,
            role=event.role,
            organization=event.organization,
            type=event.type,
            revision=event.revision,
            content_sha256=event.content_sha256,
            prev_sha256=event.prev_sha256,
            payload=canonical_bytes(event.payload).decode(),
            sha256=event.sha256,
        )
    )
    return event


def events_of(
    connection: Connection, agreement_id: str, agreement: str
) -> tuple[Event, ...]:
    """Return the whole chain, in order."""
    query = select(EventRow).where(EventRow.agreement_id == agreement_id)
    rows = connection.execute(query.order_by(EventRow.seq))
    return tuple(event_of(row, agreement) for row in rows)


def recorded_hashes(connection: Connection, agreement_id: str) -> tuple[str, ...]:
    """Return the hash that was written beside each event, in order."""
    query = select(EventRow.sha256).where(EventRow.agreement_id == agreement_id)
    return tuple(connection.execute(query.order_by(EventRow.seq)).scalars())


def event_of(row: Row[*tuple[Any, ...]], agreement: str) -> Event:
    """Return the event of a row."""
    return Event(
        seq=row.seq,
        at=row.at,
        actor=row.actor,
        role=row.role,
        organization=row.organization,
        type=row.type,
        agreement=agreement,
        revision=row.revision,
        content_sha256=row.content_sha256,
        prev_sha256=row.prev_sha256,
        payload=json.loads(row.payload),
    )


def _last(connection: Connection, agreement_id: str, agreement: str) -> Event | None:
    query = select(EventRow).where(EventRow.agreement_id == agreement_id)
    row = connection.execute(query.order_by(EventRow.seq.desc()).limit(1)).first()
    return None if row is None else event_of(row, agreement)


def _who(actor: Actor | None) -> dict[str, object]:
    """Return what tells two people of one name apart, and where they were."""
    if actor is None:
        return {}
    known = {
        "side": actor.kind,
        "user": actor.user_id,
        "address": actor.address,
        "user_agent": actor.user_agent,
    }
    return {name: value for name, value in known.items() if value}
