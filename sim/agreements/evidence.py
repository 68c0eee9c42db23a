"""Receipts from the store: what either side takes home and can verify for ever."""

from datetime import datetime
from hashlib import sha256

from sim.accounts import Actor
from sim.agreements.receipt import AgreementRecord, RevisionRecord, make_receipt
from sim.agreements.records import Agreement
from sim.agreements.refusals import refused
from sim.agreements.states import AMENDING, CANCELLING, IN_FORCE, State
from sim.agreements.store import agreement
from sim.agreements.workflow import log_export
from sim.database import Database

__all__ = ["agreement_record", "export_receipt", "record_of_agreement"]


def agreement_record(
    database: Database, actor: Actor, agreement_id: str, *, now: datetime
) -> AgreementRecord:
    """Return everything that a receipt is made from.

    Raises
    ------
    AgreementError
        There is no such agreement for the one who asks, or nothing was sent yet.
    """
    return record_of_agreement(agreement(database, actor, agreement_id, now=now))


def export_receipt(
    database: Database, actor: Actor, agreement_id: str, *, now: datetime
) -> bytes:
    """Return a receipt, and note in the chain that it was handed out."""
    record = agreement_record(database, actor, agreement_id, now=now)
    receipt = make_receipt(record, at=now, organization=actor.organization_name)
    digest = sha256(receipt).hexdigest()
    log_export(database, actor, agreement_id, digest, now=now)
    return receipt


def record_of_agreement(found: Agreement) -> AgreementRecord:
    """Return what a receipt is made from, of an agreement that was read.

    Its last revision is the one that holds: the locked one when there is one and no
    amendment waits.
    """
    summary = found.summary
    last = len(found.revisions)
    if summary.state in IN_FORCE and summary.state not in AMENDING:
        last = summary.locked_revision or last
    if not last:
        raise refused(where="agreement", rule="not_sent", got=summary.number)
    return AgreementRecord(
        agreement=summary.number,
        status=_status(summary.state),
        revisions=tuple(
            RevisionRecord(each.number, each.content) for each in found.revisions[:last]
        ),
        events=found.events,
        files=found.revision(last).files,
    )


def _status(state: State) -> str:
    """Return the state as a receipt calls it."""
    if state in CANCELLING:
        return "locked"
    if state.endswith(("accepted_by_shop", "accepted_by_agency")):
        return "accepted"
    return "sent" if state in AMENDING else state
