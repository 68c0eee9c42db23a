"""What the two sides do with what was sent: view, comment, accept, reject, withdraw.

Each function is one transition of :mod:`sim.agreements.states`, in one transaction with
its event. ``revision`` is the revision that the one who acts has seen; when another one
is current by now, nothing happens.
"""

import json
from datetime import datetime
from typing import Literal

from sqlalchemy import select

from sim.accounts import Actor
from sim.agreements.canonical import content_digest
from sim.agreements.chain import Event
from sim.agreements.changing import Change, changing, fallen_back
from sim.agreements.records import Document
from sim.agreements.refusals import refused
from sim.agreements.states import State, find_transition
from sim.agreements.tables import EventRow, RevisionRow
from sim.database import Database

__all__ = [
    "accept",
    "agree_cancel",
    "ask_cancel",
    "comment",
    "log_export",
    "log_verification",
    "refuse_cancel",
    "reject",
    "take_back_cancel",
    "view",
    "withdraw",
]

LONGEST_TEXT = 4000

CancelAction = Literal[
    "ask_cancel", "agree_cancel", "refuse_cancel", "take_back_cancel"
]


def view(
    database: Database, actor: Actor, agreement_id: str, *, revision: int, now: datetime
) -> None:
    """Note that the risk of the current revision was shown to the one who acts.

    Noted once a person and revision, while it matters: before anybody can accept.
    """
    with changing(database, actor, agreement_id, now=now, revision=revision) as change:
        found = find_transition(change.state, "view", actor.kind, change.author)
        if found is None or _has_viewed(change, revision):
            return
        query = select(RevisionRow).where(
            RevisionRow.agreement_id == agreement_id, RevisionRow.number == revision
        )
        row = change.connection.execute(query).one()
        run = Document(row.content, row.files, row.samples).terms.run
        shown = run.model_dump(mode="json")
        payload = {"promise": shown["promise"], "run_sha256": content_digest(shown)}
        change.log("viewed", revision=revision, payload=payload)


def comment(
    database: Database, actor: Actor, agreement_id: str, words: str, *, now: datetime
) -> Event:
    """Say something about the current revision; both sides read it, for good."""
    with changing(database, actor, agreement_id, now=now) as change:
        change.step("comment")
        payload = {"comment": _checked(words, "comment")}
        event = change.log(
            "commented", revision=change.row.current_revision, payload=payload
        )
        change.tell(event, change.other_side)
        return event


def accept(
    database: Database,
    actor: Actor,
    agreement_id: str,
    *,
    revision: int,
    content_sha256: str,
    now: datetime,
) -> State:
    """Accept the current revision for the own side; return where that leads.

    ``content_sha256`` — digest of the document that the one who accepts has seen.

    Raises
    ------
    AgreementError
        It is another document, the own side has accepted it already, the other side
        has to go first, its risk was not shown to the one who accepts, or its time is
        over.
    """
    with changing(database, actor, agreement_id, now=now, revision=revision) as change:
        if change.state.endswith(f"accepted_by_{actor.kind}"):
            raise refused(where="agreement", rule="already_accepted", got=revision)
        step = change.step("accept")
        _check_acceptance(change, revision, content_sha256)
        late = change.row.decide_by is not None and now > change.row.decide_by
        event = change.log(
            "accepted", revision=revision, payload={"after_decide_by": late}
        )
        if step.to == "locked":
            event = _lock(change, revision)
        change.tell(event, change.other_side)
        change.set(state=step.to)
        return step.to


def reject(
    database: Database,
    actor: Actor,
    agreement_id: str,
    reason: str,
    *,
    revision: int,
    now: datetime,
) -> None:
    """Turn the current revision down, with a reason that the other side is told."""
    with changing(database, actor, agreement_id, now=now, revision=revision) as change:
        change.step("reject")
        _come_to_nothing(change, "rejected", _checked(reason, "reason"))


def withdraw(
    database: Database,
    actor: Actor,
    agreement_id: str,
    reason: str = "",
    *,
    revision: int,
    now: datetime,
) -> None:
    """Take the own revision back; also the own draft, before anything was sent."""
    with changing(database, actor, agreement_id, now=now, revision=revision) as change:
        change.step("withdraw")
        if change.state == "draft":
            change.log("withdrawn")
            change.set(state="withdrawn")
            return
        said = _checked(reason, "reason") if reason.strip() else ""
        _come_to_nothing(change, "withdrawn", said)


def ask_cancel(
    database: Database, actor: Actor, agreement_id: str, reason: str, *, now: datetime
) -> None:
    """Ask the other side to end a locked agreement."""
    _about_cancelling(database, actor, agreement_id, "ask_cancel", reason, now)


def agree_cancel(
    database: Database, actor: Actor, agreement_id: str, *, now: datetime
) -> None:
    """Agree to end a locked agreement: it is over."""
    _about_cancelling(database, actor, agreement_id, "agree_cancel", None, now)


def refuse_cancel(
    database: Database, actor: Actor, agreement_id: str, reason: str, *, now: datetime
) -> None:
    """Refuse to end a locked agreement: it goes on."""
    _about_cancelling(database, actor, agreement_id, "refuse_cancel", reason, now)


def take_back_cancel(
    database: Database, actor: Actor, agreement_id: str, *, now: datetime
) -> None:
    """Take the own wish to end a locked agreement back: it goes on."""
    _about_cancelling(database, actor, agreement_id, "take_back_cancel", None, now)


def log_export(
    database: Database, actor: Actor, agreement_id: str, sha256: str, *, now: datetime
) -> Event:
    """Note that a receipt with this hash was handed out."""
    with changing(database, actor, agreement_id, now=now) as change:
        change.step("export")
        return change.log("exported", payload={"receipt_sha256": sha256})


def log_verification(
    database: Database,
    actor: Actor,
    agreement_id: str,
    sha256: str,
    *,
    passed: bool,
    now: datetime,
) -> Event:
    """Note that a receipt with this hash was verified, and whether it passed."""
    with changing(database, actor, agreement_id, now=now) as change:
        change.step("verify")
        payload = {"receipt_sha256": sha256, "passed": passed}
        return change.log("verified", payload=payload)


def _check_acceptance(change: Change, revision: int, content_sha256: str) -> None:
    """Refuse an acceptance that breaks a rule of its own."""
    actor, row = change.someone, change.row
    first = {"shop_first": "shop", "agency_first": "agency"}.get(row.acceptance_order)
    is_first = not change.state.endswith(("by_shop", "by_agency"))
    if first is not None and is_first and actor.kind != first:
        raise refused(
            where="agreement", rule="not_your_turn", got=actor.kind, first=first
        )
    if row.valid_until is not None and change.now > row.valid_until:
        raise refused(where="agreement", rule="final", got="accept", state="expired")
    if content_sha256 != change.digest(revision):
        raise refused(where="content_sha256", rule="other_content", got=content_sha256)
    if not _has_viewed(change, revision):
        raise refused(where="agreement", rule="not_viewed", got=revision)


def _has_viewed(change: Change, revision: int) -> bool:
    """Return whether the one who acts was shown the risk of a revision."""
    query = select(EventRow.payload).where(
        EventRow.agreement_id == change.row.id,
        EventRow.type == "viewed",
        EventRow.revision == revision,
    )
    payloads = change.connection.execute(query).scalars()
    me = change.someone.user_id
    return any(json.loads(each).get("user") == me for each in payloads)


def _lock(change: Change, revision: int) -> Event:
    """Put a revision in force that both have accepted."""
    before = change.row.locked_revision
    payload: dict[str, object] = {}
    if before is not None:
        change.log("amended", revision=before, payload={"by_revision": revision})
        payload = {"amends": before}
    change.set(locked_revision=revision)
    return change.log("locked", revision=revision, payload=payload)


def _come_to_nothing(change: Change, how: State, reason: str) -> None:
    """End the current revision; a locked one before it is in force as it was."""
    payload = {"reason": reason} if reason else {}
    event = change.log(how, revision=change.row.current_revision, payload=payload)
    change.tell(event, change.other_side)
    change.set(**fallen_back(change.row, how))


_CANCEL_EVENTS = {
    "ask_cancel": "cancel_asked",
    "agree_cancel": "cancelled",
    "refuse_cancel": "cancel_refused",
    "take_back_cancel": "cancel_taken_back",
}


def _about_cancelling(
    database: Database,
    actor: Actor,
    agreement_id: str,
    action: CancelAction,
    reason: str | None,
    now: datetime,
) -> None:
    with changing(database, actor, agreement_id, now=now) as change:
        step = change.step(action)
        payload = {} if reason is None else {"reason": _checked(reason, "reason")}
        event = change.log(
            _CANCEL_EVENTS[action],
            revision=change.row.locked_revision,
            payload=payload,
        )
        change.tell(event, change.other_side)
        change.set(state=step.to)


def _checked(words: str, where: str) -> str:
    """Return what somebody said, when it says something."""
    said = words.strip()
    if not said:
        raise refused(where=where, rule="says_nothing")
    if len(said) > LONGEST_TEXT:
        raise refused(
            where=where, rule="says_too_much", got=len(said), most=LONGEST_TEXT
        )
    return said
