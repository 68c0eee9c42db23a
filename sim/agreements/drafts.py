"""Writing and sending: drafts are private, what is sent is a revision for good.

A draft says which revision its writer has seen, and which one was locked then. When
another one has become current meanwhile, or the current one was locked, it is neither
saved nor sent: an old draft cannot replace a newer revision, and a counter-offer does
not become an amendment on its way.
"""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from sim.accounts import Actor, Organization
from sim.accounts.members import confirm, partners_of
from sim.accounts.tokens import new_id
from sim.agreements.canonical import canonical_bytes
from sim.agreements.changing import Change, changing
from sim.agreements.documents import checked_for_sending, named
from sim.agreements.records import Document, Offer
from sim.agreements.refusals import not_current, not_found, refused
from sim.agreements.states import AMENDING, OPEN, Action
from sim.agreements.tables import AgreementRow, DraftRow, RevisionRow
from sim.database import Database

__all__ = ["create", "discard_draft", "save_draft", "send"]

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's alphabet: no letter that is taken for another one."""


def create(
    database: Database, actor: Actor, partner_id: str, offer: Offer, *, now: datetime
) -> str:
    """Begin an agreement with a partner, as a draft; return its identity.

    Raises
    ------
    AgreementError
        There is no such partner.
    AccountError
        The role is too low.
    """
    with database.writing() as connection:
        confirm(connection, actor, "planner")
        partner = _partner(connection, actor, partner_id)
        agreement_id = new_id()
        own = Organization(actor.organization_id, actor.organization_name, actor.kind)
        shop, agency = (own, partner) if actor.kind == "shop" else (partner, own)
        named_offer = named(offer, shop, agency)
        values = {
            "id": agreement_id,
            "title": offer.terms.title,
            "shop_id": shop.id,
            "agency_id": agency.id,
            "author_id": own.id,
            "state": "draft",
            "version": 1,
            "last_revision": 0,
            "current_revision": 0,
            "acceptance_order": offer.terms.acceptance_order,
            "created_at": now,
            "updated_at": now,
        }
        row = _insert(connection, values)
        change = Change(connection, actor, row, now)
        _write(change, named_offer, seen_version=0)
        change.log("created", content_sha256=named_offer.terms.digest)
        return agreement_id


def save_draft(
    database: Database,
    actor: Actor,
    agreement_id: str,
    offer: Offer,
    *,
    revision: int,
    draft_version: int,
    now: datetime,
    amends: int | None = None,
) -> int:
    """Keep what the own side is writing; return the new version of the draft.

    Parameters
    ----------
    revision
        Current revision, as the writer has seen it; 0 before the first one.
    draft_version
        Version of the draft that the writer has seen; 0 when there was none.
    amends
        Locked revision, as the writer has seen it; None when none was locked.

    Raises
    ------
    AgreementError
        A newer revision or a newer draft is there, a revision was locked meanwhile, or
        nothing may be written now.
    """
    with changing(database, actor, agreement_id, now=now, revision=revision) as change:
        change.step(_writing_action(change))
        _confirm_locked(change, amends)
        offer = named(offer, *change.sides())
        version = _write(change, offer, seen_version=draft_version)
        if change.state == "draft":
            change.log("edited_draft", content_sha256=offer.terms.digest)
            change.set(title=offer.terms.title)
        return version


def discard_draft(
    database: Database, actor: Actor, agreement_id: str, *, now: datetime
) -> None:
    """Throw away what the own side was writing, after the first revision was sent."""
    with changing(database, actor, agreement_id, now=now) as change:
        if change.state == "draft":
            raise refused(
                where="agreement", rule="state", got="edit", state=change.state
            )
        confirm(change.connection, actor, "planner")
        _remove_draft(change)


def send(
    database: Database,
    actor: Actor,
    agreement_id: str,
    *,
    draft_version: int,
    now: datetime,
) -> int:
    """Send the draft as the next revision; return its number.

    By what is current this is a first offer, a counter-offer, a new version of the own
    offer, or an amendment.

    Raises
    ------
    AgreementError
        The draft is not the one that was seen, is not complete, is of an earlier
        revision or of before the locking; or nothing may be sent now.
    """
    with changing(database, actor, agreement_id, now=now) as change:
        action = _writing_action(change)
        step = change.step("send" if action == "edit" else action)
        draft = _draft_to_send(change, draft_version)
        kept = Document(draft.content, draft.files, draft.samples)
        offer = checked_for_sending(kept.offer, now)
        number = _add_revision(change, draft, offer)
        _log_sending(change, action, number, offer)
        change.set(
            state=step.to,
            title=offer.terms.title,
            author_id=actor.organization_id,
            last_revision=number,
            current_revision=number,
            acceptance_order=offer.terms.acceptance_order,
            valid_until=offer.terms.valid_until,
            decide_by=offer.terms.decide_by,
        )
        return number


def _writing_action(change: Change) -> Action:
    """Return what writing means where the agreement stands."""
    if change.state in (*OPEN, *AMENDING):
        return "revise" if change.author == change.someone.kind else "counter"
    return "edit" if change.state == "draft" else "amend"


def _partner(connection: Connection, actor: Actor, partner_id: str) -> Organization:
    for partner in partners_of(connection, actor):
        if partner.id == partner_id:
            return partner
    raise not_found(partner_id)


def _insert(connection: Connection, values: dict[str, Any]) -> Row[*tuple[Any, ...]]:
    """Make the row of a new agreement under a number that nobody has."""
    number = "-".join("".join(map(secrets.choice, [_LETTERS] * 4)) for _ in range(2))
    return connection.execute(
        insert(AgreementRow)
        .values(number=f"HB-{number}", **values)
        .returning(AgreementRow)
    ).one()


def _this_draft(change: Change) -> tuple[Any, ...]:
    return (
        DraftRow.agreement_id == change.row.id,
        DraftRow.organization_id == change.someone.organization_id,
    )


def _write(change: Change, offer: Offer, *, seen_version: int) -> int:
    """Write the draft over the version that was seen, and over no other."""
    actor = change.someone
    values = {
        "version": seen_version + 1,
        "based_on": change.row.current_revision,
        "amends": change.row.locked_revision,
        "content": canonical_bytes(offer.terms.content()).decode(),
        "files": canonical_bytes(dict(offer.files)).decode(),
        "samples": canonical_bytes(dict(offer.samples)).decode(),
        "saved_by": actor.user_id,
        "saved_at": change.now,
    }
    is_seen = (*_this_draft(change), DraftRow.version == seen_version)
    if seen_version:
        written = change.connection.execute(
            update(DraftRow).where(*is_seen).values(**values)
        ).rowcount
    else:
        written = _insert_draft(change, values)
    if written != 1:
        raise refused(where="draft", rule="draft_changed", got=seen_version)
    return seen_version + 1


def _insert_draft(change: Change, values: dict[str, Any]) -> int:
    """Add the draft when there is none; return how many were added."""
    keys = {
        "agreement_id": change.row.id,
        "organization_id": change.someone.organization_id,
    }
    there = select(DraftRow.version).filter_by(**keys)
    if change.connection.execute(there).first() is not None:
        return 0
    change.connection.execute(insert(DraftRow).values(**keys, **values))
    return 1


def _draft_to_send(change: Change, draft_version: int) -> Row[*tuple[Any, ...]]:
    query = select(DraftRow).where(*_this_draft(change))
    draft = change.connection.execute(query).first()
    if draft is None or draft.version != draft_version:
        raise refused(where="draft", rule="draft_changed", got=draft_version)
    if draft.based_on != change.row.current_revision:
        raise not_current(draft.based_on, change.row.current_revision)
    _confirm_locked(change, draft.amends)
    return draft


def _confirm_locked(change: Change, amends: int | None) -> None:
    """Refuse what was written before the locking: it was meant as something else."""
    locked = change.row.locked_revision
    if locked != amends:
        raise refused(
            where="draft", rule="locked_meanwhile", got=amends, revision=locked
        )


def _add_revision(change: Change, draft: Row[*tuple[Any, ...]], offer: Offer) -> int:
    """Make a revision of the draft, for good."""
    row = change.row
    digest = offer.terms.digest
    current = row.current_revision
    if current and change.digest(current) == digest:
        raise refused(where="draft", rule="unchanged", got=current)
    number = int(row.last_revision) + 1
    change.connection.execute(
        insert(RevisionRow).values(
            agreement_id=row.id,
            number=number,
            author_id=change.someone.organization_id,
            based_on=current or None,
            amends=row.locked_revision,
            content=draft.content,
            content_sha256=digest,
            files=draft.files,
            samples=draft.samples,
            sent_at=change.now,
        )
    )
    _remove_draft(change)
    return number


def _remove_draft(change: Change) -> None:
    change.connection.execute(delete(DraftRow).where(*_this_draft(change)))


def _log_sending(change: Change, action: Action, number: int, offer: Offer) -> None:
    """Log what becomes of the revision before, and that this one was sent."""
    row = change.row
    before = {"counter": "countered", "revise": "superseded"}.get(action)
    if before:
        change.log(
            before, revision=row.current_revision, payload={"by_revision": number}
        )
    payload: dict[str, object] = {}
    if row.locked_revision is not None:
        payload = {"amends": row.locked_revision}
    event = change.log(
        "sent", revision=number, content_sha256=offer.terms.digest, payload=payload
    )
    change.tell(event, change.other_side)
