"""Reading agreements: the list, one of them with all its revisions, what is new.

Everything is answered within the organization of the one who asks. What belongs to
others, and what was not sent yet, is not found, whether it exists or not.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Row, Select, select, true, update
from sqlalchemy.orm import aliased

from sim.accounts import Actor, Kind, Organization
from sim.accounts.members import confirm
from sim.accounts.tables import OrganizationRow
from sim.agreements.chain import ChainFault, Event, verify_chain
from sim.agreements.changing import expire_overdue, is_visible
from sim.agreements.log import event_of, events_of, recorded_hashes
from sim.agreements.records import (
    Agreement,
    Draft,
    Notification,
    Revision,
    RevisionStatus,
    Summary,
)
from sim.agreements.refusals import not_found
from sim.agreements.states import AMENDING, State, find_transition, is_open
from sim.agreements.tables import (
    AgreementRow,
    DraftRow,
    EventRow,
    NotificationRow,
    RevisionRow,
)
from sim.database import Database

__all__ = [
    "agreement",
    "agreement_id_of",
    "agreements",
    "chain_fault",
    "expire_due",
    "mark_read",
    "notifications",
]

_SHOP = aliased(OrganizationRow, name="shop")
_AGENCY = aliased(OrganizationRow, name="agency")


def agreements(
    database: Database, actor: Actor, *, now: datetime
) -> tuple[Summary, ...]:
    """Return what the organization sees: what waits for it first, then the newest."""
    query = _summaries(actor).order_by(AgreementRow.updated_at.desc(), AgreementRow.id)
    with database.reading() as connection:
        confirm(connection, actor)
        found = [_summary(row, actor, now) for row in connection.execute(query)]
    return tuple(sorted(found, key=lambda each: not each.awaits_me))


def agreement(
    database: Database, actor: Actor, agreement_id: str, *, now: datetime
) -> Agreement:
    """Return one agreement with all that its side may see.

    Raises
    ------
    AgreementError
        There is no such agreement for the one who asks.
    """
    with database.reading() as connection:
        summary = _one(connection, actor, agreement_id, now)
        events = events_of(connection, agreement_id, summary.number)
        return Agreement(
            summary=summary,
            revisions=_revisions(connection, summary, events),
            draft=_draft(connection, actor, agreement_id),
            events=events,
            viewed=tuple(
                event.revision
                for event in events
                if event.type == "viewed"
                and event.revision is not None
                and event.payload.get("user") == actor.user_id
            ),
        )


def agreement_id_of(
    database: Database, actor: Actor, number: str, *, now: datetime
) -> str:
    """Return the identity behind the number that people quote."""
    wanted = number.strip().upper()
    for each in agreements(database, actor, now=now):
        if wanted in (each.number, each.id.upper()):
            return each.id
    raise not_found(number)


def chain_fault(
    database: Database, actor: Actor, agreement_id: str, *, now: datetime
) -> ChainFault | None:
    """Return the first event that is not as it was sealed, None when all are."""
    with database.reading() as connection:
        summary = _one(connection, actor, agreement_id, now)
        events = events_of(connection, agreement_id, summary.number)
        recorded = recorded_hashes(connection, agreement_id)
    return verify_chain(events, recorded=recorded)


def notifications(database: Database, actor: Actor) -> tuple[Notification, ...]:
    """Return what the organization was told, newest first."""
    query = (
        select(
            EventRow,
            NotificationRow.created_at,
            NotificationRow.read_at,
            AgreementRow.number,
            AgreementRow.title,
        )
        .join(
            NotificationRow,
            (NotificationRow.agreement_id == EventRow.agreement_id)
            & (NotificationRow.seq == EventRow.seq),
        )
        .join(AgreementRow, AgreementRow.id == EventRow.agreement_id)
        .where(NotificationRow.organization_id == actor.organization_id)
        .order_by(NotificationRow.created_at.desc(), EventRow.seq.desc())
    )
    with database.reading() as connection:
        confirm(connection, actor)
        return tuple(
            Notification(
                agreement_id=row.agreement_id,
                number=row.number,
                title=row.title,
                event=event_of(row, row.number),
                created_at=row.created_at,
                is_read=row.read_at is not None,
            )
            for row in connection.execute(query)
        )


def mark_read(
    database: Database, actor: Actor, agreement_id: str, *, now: datetime
) -> int:
    """Note that the organization has seen what is new about an agreement."""
    with database.writing() as connection:
        _one(connection, actor, agreement_id, now)
        return connection.execute(
            update(NotificationRow)
            .where(
                NotificationRow.agreement_id == agreement_id,
                NotificationRow.organization_id == actor.organization_id,
                NotificationRow.read_at.is_(None),
            )
            .values(read_at=now)
        ).rowcount


def expire_due(database: Database, *, now: datetime) -> int:
    """Let all revisions expire whose time is over; return how many did.

    For whoever runs the server; nobody's request needs it, since an overdue revision is
    refused in any case.
    """
    return expire_overdue(database, now, true())


def _summaries(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            AgreementRow,
            _SHOP.name.label("shop_name"),
            _AGENCY.name.label("agency_name"),
        )
        .join(_SHOP, _SHOP.id == AgreementRow.shop_id)
        .join(_AGENCY, _AGENCY.id == AgreementRow.agency_id)
        .where(is_visible(actor))
    )


def _one(
    connection: Connection, actor: Actor, agreement_id: str, now: datetime
) -> Summary:
    confirm(connection, actor)
    query = _summaries(actor).where(AgreementRow.id == agreement_id)
    row = connection.execute(query).first()
    if row is None:
        raise not_found(agreement_id)
    return _summary(row, actor, now)


def _summary(row: Row[*tuple[Any, ...]], actor: Actor, now: datetime) -> Summary:
    state, current = _standing(row, now)
    author: Kind = "shop" if row.author_id == row.shop_id else "agency"
    open_until = row.valid_until if is_open(state) else None
    return Summary(
        id=row.id,
        number=row.number,
        title=row.title,
        state=state,
        shop=Organization(row.shop_id, row.shop_name, "shop"),
        agency=Organization(row.agency_id, row.agency_name, "agency"),
        author=author,
        current_revision=current,
        locked_revision=row.locked_revision,
        valid_until=open_until,
        decide_by=row.decide_by if is_open(state) else None,
        updated_at=row.updated_at,
        awaits_me=_awaits(state, row.acceptance_order, actor.kind, author),
    )


def _standing(row: Row[*tuple[Any, ...]], now: datetime) -> tuple[State, int]:
    """Return state and current revision, as they are once the clock has been asked."""
    state, current = cast(State, row.state), int(row.current_revision)
    is_over = row.valid_until is not None and row.valid_until < now
    if not (is_open(state) and is_over):
        return state, current
    if state in AMENDING:
        return "locked", int(row.locked_revision)
    return "expired", current


def _awaits(state: State, order: str, side: Kind, author: Kind) -> bool:
    """Return whether a side is expected to accept, or to answer a wish to cancel."""
    if find_transition(state, "agree_cancel", side, author):
        return True
    is_first = not state.endswith(("by_shop", "by_agency"))
    other_first = order in ("shop_first", "agency_first") and order != f"{side}_first"
    can_accept = find_transition(state, "accept", side, author) is not None
    return can_accept and not (is_first and other_first)


def _revisions(
    connection: Connection, summary: Summary, events: Sequence[Event]
) -> tuple[Revision, ...]:
    query = select(RevisionRow).where(RevisionRow.agreement_id == summary.id)
    rows = connection.execute(query.order_by(RevisionRow.number))
    sides = {each.id: each for each in (summary.shop, summary.agency)}
    return tuple(
        Revision(
            content_json=row.content,
            files_json=row.files,
            samples_json=row.samples,
            number=row.number,
            author=sides[row.author_id],
            based_on=row.based_on,
            amends=row.amends,
            content_sha256=row.content_sha256,
            sent_at=row.sent_at,
            status=_status(row.number, summary, events),
            accepted_at=_acceptances(row.number, events),
        )
        for row in rows
    )


_ENDS = (
    "countered",
    "superseded",
    "rejected",
    "withdrawn",
    "expired",
    "locked",
    "amended",
    "cancelled",
)


def _status(number: int, summary: Summary, events: Sequence[Event]) -> RevisionStatus:
    """Return what has become of a revision: the last that ended or locked it."""
    ends = [e.type for e in events if e.revision == number and e.type in _ENDS]
    if ends:
        return cast(RevisionStatus, ends[-1])
    is_waiting = number == summary.current_revision and is_open(summary.state)
    return "current" if is_waiting else "expired"


def _acceptances(number: int, events: Sequence[Event]) -> dict[Kind, datetime]:
    return {
        cast(Kind, event.payload["side"]): datetime.fromisoformat(event.at)
        for event in events
        if event.type == "accepted" and event.revision == number
    }


def _draft(connection: Connection, actor: Actor, agreement_id: str) -> Draft | None:
    row = connection.execute(
        select(DraftRow).where(
            DraftRow.agreement_id == agreement_id,
            DraftRow.organization_id == actor.organization_id,
        )
    ).first()
    if row is None:
        return None
    return Draft(
        content_json=row.content,
        files_json=row.files,
        samples_json=row.samples,
        version=row.version,
        based_on=row.based_on,
        saved_at=row.saved_at,
    )
