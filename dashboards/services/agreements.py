"""What the page 合意 asks: agreements of the own side, what may be done with them.

Every call is made for the acting person and answered within their organization.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256

from dashboards.i18n import Language
from dashboards.jobs import Progress, unfinished
from dashboards.services import quotes, runs
from dashboards.services.quotes import Asked, Wanted
from dashboards.services.store import database
from sim.accounts import Actor, Organization, may
from sim.accounts import partners as partners_of
from sim.agreements import drafts, store, workflow
from sim.agreements.clauses import Party
from sim.agreements.comparing import OfferChange, compare_offers
from sim.agreements.evidence import export_receipt
from sim.agreements.filling import OpenField, filled, open_fields
from sim.agreements.offers import new_offer, offer_with_run, offer_with_terms
from sim.agreements.receipt_check import ReceiptReport, verify_receipt
from sim.agreements.records import Agreement, Notification, Offer, Summary
from sim.agreements.states import Action, Transition, find_transition, is_open
from sim.agreements.terms_files import dumps_terms, loads_terms
from sim.errors import AgreementError
from sim.report.agreement_pdf import Acceptance, Issue, agreement_pdf

__all__ = [
    "Wanted",
    "about_cancelling",
    "accept",
    "allowed",
    "begin",
    "cancel",
    "change_of",
    "comment",
    "compute",
    "discard",
    "fields_to_fill",
    "fill",
    "is_computed",
    "let_expire",
    "listed",
    "news",
    "note_seen",
    "opened",
    "partners",
    "pdf_bytes",
    "problem_text",
    "progress",
    "receipt_bytes",
    "reject",
    "replan",
    "send",
    "take_terms",
    "terms_bytes",
    "verified",
    "withdraw",
]

_ALSO = ("decide_by", "valid_until", "acceptance_order")
"""Fields that can be changed on the screen even when they are filled."""


def listed(actor: Actor) -> tuple[Summary, ...]:
    """Return the agreements of a side, what waits for it first."""
    return store.agreements(database(), actor, now=_now())


def opened(actor: Actor, agreement_id: str) -> Agreement | None:
    """Return an agreement; None when there is no such one for whoever asks."""
    try:
        return store.agreement(database(), actor, agreement_id, now=_now())
    except AgreementError:
        return None


def news(actor: Actor) -> tuple[Notification, ...]:
    """Return what the side was told and has not looked at."""
    return tuple(n for n in store.notifications(database(), actor) if not n.is_read)


def let_expire() -> None:
    """Write down which revisions are over, so that both sides are told."""
    store.expire_due(database(), now=_now())


def partners(actor: Actor) -> tuple[Organization, ...]:
    """Return with whom an agreement can be begun."""
    return partners_of(database(), actor)


def allowed(actor: Actor, found: Agreement) -> frozenset[Action]:
    """Return what the table of states lets somebody do."""
    summary = found.summary
    actions: tuple[Action, ...] = (
        *("send", "counter", "revise", "amend", "comment", "accept", "reject"),
        *("withdraw", "ask_cancel", "agree_cancel", "refuse_cancel"),
        *("take_back_cancel", "export"),
    )
    return frozenset(
        action
        for action in actions
        if (step := _step(summary, action, actor)) is not None and may(actor, step.role)
    )


def note_seen(actor: Actor, found: Agreement) -> None:
    """Note that the risk of the current revision is on the screen, and read news."""
    summary = found.summary
    if is_open(summary.state) and summary.current_revision not in found.viewed:
        workflow.view(
            database(),
            actor,
            summary.id,
            revision=summary.current_revision,
            now=_now(),
        )
    store.mark_read(database(), actor, summary.id, now=_now())


def compute(asked: Asked, watcher: str) -> None:
    """Have a plan simulated and priced in the background."""
    runs.ask(asked.wanted[0].question, watcher)
    quotes.ask(asked, watcher)


def is_computed(asked: Asked) -> bool:
    """Return whether plan and price are there."""
    return runs.is_answered(asked.wanted[0].question) and quotes.is_ready(asked)


def progress(asked: Asked) -> Progress | None:
    """Return how far plan or price is, what is not there first; None if not asked."""
    question = asked.wanted[0].question
    return unfinished((runs.progress(question), quotes.progress(asked)))


def problem_text(asked: Asked, language: Language) -> str | None:
    """Return why there is no plan or price; None when the fault is not the input's."""
    question = asked.wanted[0].question
    return runs.problem_text(question, language) or quotes.problem_text(asked, language)


def cancel(asked: Asked, watcher: str) -> None:
    """Stop waiting for plan and price."""
    runs.cancel(asked.wanted[0].question, watcher)
    quotes.cancel(asked, watcher)


def begin(actor: Actor, partner: Organization, asked: Asked, language: Language) -> str:
    """Begin an agreement on a plan with its price; return its identity."""
    own = Organization(actor.organization_id, actor.organization_name, actor.kind)
    shop, agency = (own, partner) if actor.kind == "shop" else (partner, own)
    offer = new_offer(
        runs.result(asked.wanted[0].question),
        quotes.quote_of(asked),
        language=language,
        shop=Party(kind="shop", organization=shop.name, name=shop.name),
        agency=Party(kind="agency", organization=agency.name, name=agency.name),
    )
    return drafts.create(database(), actor, partner.id, offer, now=_now())


def replan(actor: Actor, found: Agreement, asked: Asked) -> None:
    """Put another plan and its price into the own draft; the words stay."""
    result = runs.result(asked.wanted[0].question)
    offer = offer_with_run(_latest(found), result, quotes.quote_of(asked))
    _save(actor, found, offer)


def fields_to_fill(found: Agreement) -> tuple[OpenField, ...]:
    """Return the fields of the own next document that can be typed on the screen."""
    fields = open_fields(_latest(found).terms, _ALSO)
    return tuple(each for each in fields if each.kind != "table")


def fill(actor: Actor, found: Agreement, values: Mapping[str, object]) -> None:
    """Save the own draft with what was typed."""
    before = _latest(found)
    _save(actor, found, offer_with_terms(before, filled(before.terms, values)))


def terms_bytes(found: Agreement) -> bytes:
    """Return the own next document as a file to be changed."""
    return dumps_terms(_latest(found).terms).encode()


def take_terms(actor: Actor, found: Agreement, content: bytes) -> None:
    """Save a changed file as the own draft.

    Raises
    ------
    TermsError
        The file is wrong; all problems are listed.
    """
    words = content.decode("utf-8-sig", errors="replace")
    terms = loads_terms(words)
    _save(actor, found, offer_with_terms(_latest(found), terms))


def send(actor: Actor, found: Agreement) -> None:
    """Send the own draft."""
    version = 0 if found.draft is None else found.draft.version
    drafts.send(database(), actor, found.summary.id, draft_version=version, now=_now())


def discard(actor: Actor, found: Agreement) -> None:
    """Throw the own draft away."""
    drafts.discard_draft(database(), actor, found.summary.id, now=_now())


def accept(actor: Actor, agreement_id: str, revision: int, digest: str) -> None:
    """Accept the revision that was on the screen."""
    workflow.accept(
        database(),
        actor,
        agreement_id,
        revision=revision,
        content_sha256=digest,
        now=_now(),
    )


def reject(actor: Actor, agreement_id: str, revision: int, reason: str) -> None:
    """Turn down the revision that was on the screen."""
    workflow.reject(
        database(), actor, agreement_id, reason, revision=revision, now=_now()
    )


def withdraw(actor: Actor, agreement_id: str, revision: int, reason: str) -> None:
    """Take back the revision that was on the screen."""
    workflow.withdraw(
        database(), actor, agreement_id, reason, revision=revision, now=_now()
    )


def comment(actor: Actor, agreement_id: str, words: str) -> None:
    """Say something."""
    workflow.comment(database(), actor, agreement_id, words, now=_now())


def about_cancelling(
    actor: Actor, agreement_id: str, action: Action, reason: str
) -> None:
    """Ask to end, agree, refuse or take back."""
    if action == "ask_cancel":
        workflow.ask_cancel(database(), actor, agreement_id, reason, now=_now())
    elif action == "refuse_cancel":
        workflow.refuse_cancel(database(), actor, agreement_id, reason, now=_now())
    elif action == "agree_cancel":
        workflow.agree_cancel(database(), actor, agreement_id, now=_now())
    else:
        workflow.take_back_cancel(database(), actor, agreement_id, now=_now())


def change_of(
    found: Agreement, revision: int, language: Language
) -> OfferChange | None:
    """Return what a revision changes against the one it answers; None for the first."""
    this = found.revision(revision)
    if this.based_on is None:
        return None
    return compare_offers(found.revision(this.based_on).offer, this.offer, language)


def receipt_bytes(actor: Actor, agreement_id: str) -> bytes:
    """Return a receipt; that it was handed out is noted."""
    return export_receipt(database(), actor, agreement_id, now=_now())


def pdf_bytes(found: Agreement, revision: int, language: Language) -> bytes:
    """Return a revision on paper."""
    this, summary = found.revision(revision), found.summary
    accepted = [
        Acceptance(
            side="shop" if event.payload["side"] == "shop" else "agency",
            actor=event.actor,
            at=datetime.fromisoformat(event.at),
            sha256=event.content_sha256 or "",
        )
        for event in found.events
        if event.type == "accepted" and event.revision == revision
    ]
    issue = Issue(
        agreement=summary.number,
        revision=revision,
        status="locked" if this.status == "locked" else "sent",
        acceptances=tuple(accepted),
        at=_now(),
    )
    return agreement_pdf(this.terms, language, issue=issue)


def verified(actor: Actor, content: bytes) -> ReceiptReport:
    """Return whether a receipt is as it was made; noted when it is one of ours."""
    report = verify_receipt(content)
    number = "" if report.body is None else str(report.body.get("agreement"))
    try:
        found = store.agreement_id_of(database(), actor, number, now=_now())
    except AgreementError:
        return report
    digest = sha256(content).hexdigest()
    workflow.log_verification(
        database(), actor, found, digest, passed=report.passed, now=_now()
    )
    return report


def _latest(found: Agreement) -> Offer:
    """Return what a writer goes on from: the own draft, else the current revision."""
    document = found.draft or found.current
    if document is None:
        msg = "an agreement has a draft or a revision"
        raise ValueError(msg)
    return document.offer


def _save(actor: Actor, found: Agreement, offer: Offer) -> None:
    drafts.save_draft(
        database(),
        actor,
        found.summary.id,
        offer,
        revision=found.summary.current_revision,
        amends=found.summary.locked_revision,
        draft_version=0 if found.draft is None else found.draft.version,
        now=_now(),
    )


def _step(summary: Summary, action: Action, actor: Actor) -> Transition | None:
    return find_transition(summary.state, action, actor.kind, summary.author)


def _now() -> datetime:
    return datetime.now(UTC)
