"""The rules of negotiating, each as one small story, on both databases."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from sim.accounts import set_enabled
from sim.accounts.administration import set_role
from sim.agreements import drafts, store, workflow
from sim.agreements.chain import verify_chain
from sim.agreements.records import Offer
from sim.errors import AccountError, AgreementError
from tests.unit.agreements.table import VALID, files, offer, terms


def rule_of(caught) -> str:
    """Return the rule that a refusal names."""
    return caught.value.problems[0].rule


def test_both_sides_accept_one_revision_and_it_is_locked(table):
    """The plain story: draft, sent, accepted by each side, locked."""
    assert table.send() == 1
    assert table.state() == "sent"
    assert table.accept(table.shop, 1) == "accepted_by_shop"
    assert table.accept(table.agency, 1) == "locked"

    seen = table.see(table.agency)
    assert seen.summary.locked_revision == 1
    assert seen.revision(1).status == "locked"
    assert set(seen.revision(1).accepted_at) == {"shop", "agency"}
    assert table.events() == [
        ("created", None),
        ("sent", 1),
        ("accepted", 1),
        ("accepted", 1),
        ("locked", 1),
    ]
    assert verify_chain(seen.events) is None


def test_draft_is_seen_by_its_writer_only(table):
    """Until it is sent, an agreement is not there for the other side."""
    table.begin()
    assert table.state() == "draft"
    assert store.agreements(table.database, table.agency, now=table.now) == ()
    with pytest.raises(AgreementError) as caught:
        table.see(table.agency)

    assert rule_of(caught) == "agreement_not_found"


def test_withdrawn_draft_stays_hidden(table):
    """What was never sent is never seen, after its end either."""
    table.begin()
    table.withdraw(table.shop, 0)

    assert table.state() == "withdrawn"
    assert store.agreements(table.database, table.agency, now=table.now) == ()


def test_draft_is_edited_until_it_is_sent(table):
    """Each save is a version; a save over another version is refused."""
    table.begin()
    again = {"revision": 0, "draft_version": 1, "now": table.now}
    assert (
        drafts.save_draft(table.database, table.shop, table.id, offer("a"), **again)
        == 2
    )
    with pytest.raises(AgreementError) as caught:
        drafts.save_draft(table.database, table.shop, table.id, offer("b"), **again)
    assert rule_of(caught) == "agreement_draft_changed"
    with pytest.raises(AgreementError):
        drafts.send(
            table.database, table.shop, table.id, draft_version=1, now=table.now
        )
    drafts.send(table.database, table.shop, table.id, draft_version=2, now=table.now)

    sent = table.see(table.agency).revision(1)
    assert sent.terms.subject.endswith("a")
    assert table.see().draft is None


def test_only_the_current_revision_can_be_accepted(table):
    """After a counter-offer the old revision is refused and the new one accepted."""
    table.send()
    table.view(table.shop, 1)
    assert table.counter(table.agency, 1) == 2
    with pytest.raises(AgreementError) as caught:
        table.sign(table.shop, 1)
    assert rule_of(caught) == "agreement_not_current"
    table.accept(table.shop, 2)
    table.accept(table.agency, 2)

    assert [each.status for each in table.see().revisions] == ["countered", "locked"]


def test_counter_drops_an_acceptance_of_before(table):
    """Who had accepted r1 has not accepted r2."""
    table.send()
    table.accept(table.shop, 1)
    table.counter(table.agency, 1)

    assert table.state() == "sent"
    assert table.see().revision(2).accepted_at == {}


def test_own_newer_revision_supersedes_the_older(table):
    """The author may send a better offer; the old one cannot be accepted any more."""
    table.send()
    table.counter(table.shop, 1)

    assert [each.status for each in table.see().revisions] == ["superseded", "current"]
    assert ("superseded", 1) in table.events()


def test_old_draft_cannot_replace_a_newer_revision(table):
    """A draft of r2 that was begun before the other side's r2 is not sent."""
    table.send()
    version = table.write(table.agency, 1)
    table.counter(table.shop, 1)
    with pytest.raises(AgreementError) as caught:
        drafts.send(
            table.database,
            table.agency,
            table.id,
            draft_version=version,
            now=table.now,
        )
    assert rule_of(caught) == "agreement_not_current"
    with pytest.raises(AgreementError) as caught:
        table.counter(table.agency, 1)
    assert rule_of(caught) == "agreement_not_current"


def test_a_counter_written_before_the_locking_is_no_amendment(table):
    """What was begun as a counter-offer is not sent once the offer is locked."""
    table.send()
    version = table.write(table.agency, 1)
    table.view(table.shop, 1)
    table.view(table.agency, 1)
    table.sign(table.shop, 1)
    table.sign(table.agency, 1)
    with pytest.raises(AgreementError) as caught:
        drafts.send(
            table.database, table.agency, table.id, draft_version=version, now=table.now
        )

    assert rule_of(caught) == "agreement_locked_meanwhile"
    assert table.state() == "locked"
    seen = table.see(table.agency)
    assert seen.draft is not None, "what was written is not lost"
    again = drafts.save_draft(
        table.database,
        table.agency,
        table.id,
        seen.draft.offer,
        revision=1,
        amends=1,
        draft_version=version,
        now=table.now,
    )
    drafts.send(
        table.database, table.agency, table.id, draft_version=again, now=table.now
    )
    assert table.state() == "amendment_sent"


def test_same_document_is_no_counter(table):
    """A counter-offer has to differ from what it counters."""
    table.send()
    version = drafts.save_draft(
        table.database,
        table.agency,
        table.id,
        offer(),
        revision=1,
        draft_version=0,
        now=table.now,
    )
    with pytest.raises(AgreementError) as caught:
        drafts.send(
            table.database, table.agency, table.id, draft_version=version, now=table.now
        )

    assert rule_of(caught) == "agreement_unchanged"


def test_draft_of_a_counter_can_be_thrown_away(table):
    """What was not sent leaves no trace for the other side."""
    table.send()
    table.write(table.agency, 1)
    assert table.see(table.agency).draft is not None
    assert table.see(table.shop).draft is None
    drafts.discard_draft(table.database, table.agency, table.id, now=table.now)

    assert table.see(table.agency).draft is None
    assert table.events() == [("created", None), ("sent", 1)]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/New_York"])
def test_second_after_expiry_is_too_late_in_any_zone(table, zone):
    """At ``valid_until`` a revision can be accepted, one second later it cannot."""
    until = (table.now + VALID).astimezone(ZoneInfo(zone))
    table.send(valid_until=until)
    table.now = until + timedelta(seconds=1)
    with pytest.raises(AgreementError) as caught:
        table.accept(table.agency, 1)
    assert rule_of(caught) == "agreement_final"
    assert table.state() == "expired"
    assert table.see().revision(1).status == "expired"

    table.now = until - timedelta(days=1)
    table.send(valid_until=until)
    table.now = until
    assert table.accept(table.agency, 1) == "accepted_by_agency"


def test_expiry_is_seen_before_it_is_written(table):
    """A reader sees that the time is over, whether or not it was logged yet."""
    table.send()
    table.now += VALID + timedelta(seconds=1)
    assert table.state() == "expired"
    assert ("expired", 1) not in table.events()
    assert store.expire_due(table.database, now=table.now) == 1
    assert store.expire_due(table.database, now=table.now) == 0

    assert table.events()[-1] == ("expired", 1)
    assert table.see().events[-1].actor == "clock"


def test_rejected_never_becomes_expired(table):
    """Lost stays lost, with its reason."""
    table.send()
    table.reject(table.agency, 1, "人が足りません")
    table.now += VALID + timedelta(days=1)
    store.expire_due(table.database, now=table.now)

    assert table.state() == "rejected"
    assert table.see().events[-1].payload["reason"] == "人が足りません"


def test_reject_needs_a_reason_and_tells_the_other_side_once(table):
    """An empty reason is refused; exactly one notification is made."""
    table.send()
    for reason in ("", "  \n "):
        with pytest.raises(AgreementError) as caught:
            table.reject(table.agency, 1, reason)
        assert rule_of(caught) == "agreement_says_nothing"
    table.reject(table.agency, 1)

    told = store.notifications(table.database, table.shop)
    assert [each.event.type for each in told] == ["rejected"]
    assert [
        each.event.type for each in store.notifications(table.database, table.agency)
    ] == ["sent"]


def test_notifications_are_read_by_the_side_that_was_told(table):
    """Reading is noted for the own side alone."""
    table.send()
    assert store.mark_read(table.database, table.shop, table.id, now=table.now) == 0
    assert store.mark_read(table.database, table.agency, table.id, now=table.now) == 1

    (told,) = store.notifications(table.database, table.agency)
    assert told.is_read


def test_other_content_is_refused(table):
    """Who saw a document that differs in one character accepts nothing."""
    table.send()
    table.accept(table.shop, 1)
    table.view(table.agency, 1)
    other = terms("。").digest
    with pytest.raises(AgreementError) as caught:
        table.sign(table.agency, 1, other)

    assert rule_of(caught) == "agreement_other_content"
    assert table.state() == "accepted_by_shop"


@pytest.mark.parametrize(
    ("order", "first", "second"),
    [("shop_first", "shop", "agency"), ("agency_first", "agency", "shop")],
)
def test_sequential_order_is_kept(table, order, first, second):
    """In a sequence the second side cannot go first."""
    table.send(acceptance_order=order)
    with pytest.raises(AgreementError) as caught:
        table.accept(getattr(table, second), 1)
    assert rule_of(caught) == "agreement_not_your_turn"
    assert not table.see(getattr(table, second)).summary.awaits_me
    assert table.see(getattr(table, first)).summary.awaits_me
    table.accept(getattr(table, first), 1)

    assert table.accept(getattr(table, second), 1) == "locked"


def test_nobody_accepts_twice_or_for_the_other_side(table):
    """A second acceptance of one side is refused, and is no event."""
    table.send()
    table.accept(table.shop, 1)
    before = table.events()
    with pytest.raises(AgreementError) as caught:
        table.accept(table.shop, 1)

    assert rule_of(caught) == "agreement_already_accepted"
    assert table.events() == before
    assert table.state() == "accepted_by_shop"


def test_roles_are_kept(table):
    """Viewers write nothing, planners do not sign."""
    who = table.who
    with pytest.raises(AccountError):
        table.begin(who.shop_viewer)
    table.send(who.shop_planner)
    for actor in (who.shop_planner, who.shop_viewer, who.agency_planner):
        with pytest.raises(AccountError) as caught:
            table.accept(actor, 1)
        assert rule_of(caught) == "account_role_low"
    with pytest.raises(AccountError):
        table.reject(who.agency_planner, 1)
    with pytest.raises(AccountError):
        table.withdraw(who.shop_viewer, 1)
    with pytest.raises(AccountError):
        workflow.comment(table.database, who.shop_viewer, table.id, "x", now=table.now)
    assert [event for event, _ in table.events()] == ["created", "sent"]


def test_rights_are_those_of_now(table):
    """Who was made a viewer, or disabled, a moment ago cannot sign any more."""
    table.send()
    table.view(table.shop, 1)
    set_role(table.database, "shop@example.jp", "viewer")
    with pytest.raises(AccountError) as caught:
        table.sign(table.shop, 1, terms().digest)
    assert rule_of(caught) == "account_ended"
    set_enabled(
        table.database, table.agency, table.who.agency_planner.user_id, is_enabled=False
    )
    with pytest.raises(AccountError) as caught:
        table.see(table.who.agency_planner)
    assert rule_of(caught) == "account_ended"


def test_risk_has_to_be_seen_by_who_accepts(table):
    """Without having been shown the risk of this revision nobody accepts it."""
    table.send()
    table.view(table.who.shop_planner, 1)
    with pytest.raises(AgreementError) as caught:
        table.sign(table.shop, 1)
    assert rule_of(caught) == "agreement_not_viewed"
    table.view(table.shop, 1)
    table.view(table.shop, 1)
    viewed = [each for each in table.see().events if each.type == "viewed"]
    table.counter(table.agency, 1)
    with pytest.raises(AgreementError) as caught:
        table.sign(table.shop, 2)

    assert rule_of(caught) == "agreement_not_viewed"
    assert len(viewed) == 2
    assert viewed[-1].payload["promise"]["n"] == 5
    assert table.see().viewed == (1,)


def test_late_decision_is_marked(table):
    """After the decide-by date an acceptance counts, and says that it came late."""
    table.send()
    table.accept(table.shop, 1)
    table.now += timedelta(days=3)
    table.accept(table.agency, 1)

    late = [
        e.payload["after_decide_by"] for e in table.see().events if e.type == "accepted"
    ]
    assert late == [False, True]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        pytest.param({"valid_until": None}, "terms_blank", id="no expiry"),
        pytest.param({"decide_by": None}, "terms_blank", id="no decide-by"),
        pytest.param({"engagement": None}, "terms_blank", id="blank"),
    ],
)
def test_incomplete_document_is_not_sent(table, change, rule):
    """Every blank is named before anything is sent."""
    table.begin(**change)
    with pytest.raises(AgreementError) as caught:
        drafts.send(
            table.database, table.shop, table.id, draft_version=1, now=table.now
        )

    assert rule_of(caught) == rule
    assert table.state() == "draft"


def test_expired_offer_is_not_sent(table):
    """An offer that cannot be accepted any more is not sent."""
    table.begin()
    table.now += VALID
    with pytest.raises(AgreementError) as caught:
        drafts.send(
            table.database, table.shop, table.id, draft_version=1, now=table.now
        )

    assert rule_of(caught) == "agreement_valid_until_past"
    assert caught.value.text("ja").startswith("有効期限: ")


@pytest.mark.parametrize(
    "attached",
    [{}, {"scenario.toml": "x"}, {**files(), "more.csv": "x"}],
    ids=["none", "another", "more"],
)
def test_attached_files_are_those_of_the_run(table, attached):
    """A document is not sent with another scenario than the one that was run."""
    table.id = drafts.create(
        table.database,
        table.shop,
        table.agency.organization_id,
        Offer(terms(), attached),
        now=table.now,
    )
    with pytest.raises(AgreementError) as caught:
        drafts.send(
            table.database, table.shop, table.id, draft_version=1, now=table.now
        )

    assert rule_of(caught) == "agreement_file_not_bound"


def test_document_names_both_accounts(table):
    """Whatever the file said, the sides of the document are the two accounts."""
    table.send()

    parties = table.see().revision(1).terms.parties
    assert [each.organization for each in parties] == ["店", "代行"]


def test_change_after_lock_is_an_amendment(table):
    """An amendment links to the locked revision, which holds until both accept."""
    table.lock()
    assert table.counter(table.agency, 1) == 2
    seen = table.see()
    assert (seen.summary.state, seen.summary.locked_revision) == ("amendment_sent", 1)
    assert (seen.revision(2).amends, seen.revision(1).status) == (1, "locked")
    table.accept(table.agency, 2)
    assert table.accept(table.shop, 2) == "locked"

    seen = table.see()
    assert [each.status for each in seen.revisions] == ["amended", "locked"]
    assert seen.summary.locked_revision == 2
    assert seen.revision(1).terms.subject != seen.revision(2).terms.subject
    assert table.events()[-2:] == [("amended", 1), ("locked", 2)]


@pytest.mark.parametrize("how", ["reject", "withdraw", "expire"])
def test_failed_amendment_leaves_the_locked_revision(table, how):
    """When an amendment comes to nothing, what was locked is in force as before."""
    table.lock()
    table.counter(table.agency, 1)
    if how == "reject":
        table.reject(table.shop, 2)
    elif how == "withdraw":
        table.withdraw(table.agency, 2)
    else:
        table.now += VALID + timedelta(seconds=1)
        assert table.state() == "locked"
        store.expire_due(table.database, now=table.now)

    seen = table.see().summary
    assert (seen.state, seen.current_revision, seen.locked_revision) == ("locked", 1, 1)
    until = table.now + VALID
    assert table.counter(table.shop, 1, valid_until=until, decide_by=until) == 3


def test_ending_a_locked_agreement_needs_both(table):
    """One side asks, the other agrees; asking alone ends nothing."""
    table.lock()
    workflow.ask_cancel(table.database, table.shop, table.id, "中止", now=table.now)
    assert table.state() == "cancel_asked_by_shop"
    with pytest.raises(AgreementError):
        workflow.agree_cancel(table.database, table.shop, table.id, now=table.now)
    workflow.agree_cancel(table.database, table.agency, table.id, now=table.now)

    assert table.state() == "cancelled"
    assert table.see().revision(1).status == "cancelled"


@pytest.mark.parametrize("how", ["refuse", "take back"])
def test_wish_to_cancel_can_be_refused_or_taken_back(table, how):
    """The agreement goes on as it was."""
    table.lock()
    workflow.ask_cancel(table.database, table.agency, table.id, "中止", now=table.now)
    if how == "refuse":
        workflow.refuse_cancel(
            table.database, table.shop, table.id, "継続したい", now=table.now
        )
    else:
        workflow.take_back_cancel(table.database, table.agency, table.id, now=table.now)

    assert table.state() == "locked"


def test_comments_are_read_by_both_sides(table):
    """A comment is an event; the other side is told."""
    table.send()
    workflow.comment(
        table.database, table.agency, table.id, "夜間は何人ですか", now=table.now
    )
    with pytest.raises(AgreementError) as caught:
        workflow.comment(table.database, table.agency, table.id, " ", now=table.now)

    assert rule_of(caught) == "agreement_says_nothing"
    assert table.see().events[-1].payload["comment"] == "夜間は何人ですか"
    told = store.notifications(table.database, table.shop)
    assert [each.event.type for each in told] == ["commented"]


def test_exports_and_checks_are_logged_even_at_the_end(table):
    """A receipt can be made of an agreement that is over."""
    table.send()
    table.reject(table.agency, 1)
    workflow.log_export(table.database, table.shop, table.id, "a" * 64, now=table.now)
    workflow.log_verification(
        table.database, table.agency, table.id, "a" * 64, passed=True, now=table.now
    )

    assert [kind for kind, _ in table.events()][-2:] == ["exported", "verified"]


def test_list_begins_with_what_waits_for_me(table):
    """What the own side has to decide comes first, then the newest."""
    first = table.send(table.agency) and table.id
    table.now += timedelta(minutes=1)
    second = table.begin()
    listed = store.agreements(table.database, table.shop, now=table.now)

    assert [each.id for each in listed] == [first, second]
    assert [each.awaits_me for each in listed] == [True, False]
    number = listed[0].number
    found = store.agreement_id_of(
        table.database, table.agency, number.lower(), now=table.now
    )
    assert found == first


def test_agreement_is_made_with_partners_only(table):
    """A stranger, and an organization that is not there, are answered alike."""
    for partner in (table.who.other_agency.organization_id, "nobody"):
        with pytest.raises(AgreementError) as caught:
            drafts.create(table.database, table.shop, partner, offer(), now=table.now)
        assert rule_of(caught) == "agreement_not_found"


def test_clock_that_runs_back_does_not_break_the_chain(table):
    """Two machines whose clocks differ still write one chain in order."""
    table.send()
    table.now -= timedelta(minutes=5)
    workflow.comment(table.database, table.agency, table.id, "x", now=table.now)

    fault = store.chain_fault(table.database, table.shop, table.id, now=table.now)
    assert fault is None
