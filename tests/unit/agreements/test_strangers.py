"""A stranger learns nothing: every public call is tried, on both databases.

The calls are found by looking at what the rooms offer, so that a new function without a
line here fails the test.
"""

import inspect

import pytest

from sim.accounts import identities, members, sessions
from sim.agreements import drafts, plans, store, workflow
from sim.errors import SimError
from tests.unit.accounts.worlds import NOON
from tests.unit.agreements.table import offer

MODULES = (drafts, plans, store, workflow, members, identities, sessions)
KEPT = {"now": NOON}


def public_calls() -> set[str]:
    """Return every function that takes an acting person and a database."""
    found = set()
    for module in MODULES:
        for name in module.__all__:
            parameters = inspect.signature(getattr(module, name)).parameters
            if {"database", "actor"} <= set(parameters):
                found.add(name)
    return found


ABOUT_ONE = {  # calls that name something of somebody else
    "save_draft": lambda d, a, x: drafts.save_draft(
        d, a, x.agreement, offer("s"), revision=1, draft_version=0, **KEPT
    ),
    "discard_draft": lambda d, a, x: drafts.discard_draft(d, a, x.agreement, **KEPT),
    "send": lambda d, a, x: drafts.send(d, a, x.agreement, draft_version=1, **KEPT),
    "create": lambda d, a, x: drafts.create(d, a, x.organization, offer(), **KEPT),
    "agreement": lambda d, a, x: store.agreement(d, a, x.agreement, **KEPT),
    "agreement_id_of": lambda d, a, x: store.agreement_id_of(d, a, x.number, **KEPT),
    "chain_fault": lambda d, a, x: store.chain_fault(d, a, x.agreement, **KEPT),
    "mark_read": lambda d, a, x: store.mark_read(d, a, x.agreement, **KEPT),
    "view": lambda d, a, x: workflow.view(d, a, x.agreement, revision=1, **KEPT),
    "comment": lambda d, a, x: workflow.comment(d, a, x.agreement, "x", **KEPT),
    "accept": lambda d, a, x: workflow.accept(
        d, a, x.agreement, revision=1, content_sha256=x.sha256, **KEPT
    ),
    "reject": lambda d, a, x: workflow.reject(
        d, a, x.agreement, "x", revision=1, **KEPT
    ),
    "withdraw": lambda d, a, x: workflow.withdraw(
        d, a, x.agreement, revision=1, **KEPT
    ),
    "ask_cancel": lambda d, a, x: workflow.ask_cancel(d, a, x.agreement, "x", **KEPT),
    "agree_cancel": lambda d, a, x: workflow.agree_cancel(d, a, x.agreement, **KEPT),
    "refuse_cancel": lambda d, a, x: workflow.refuse_cancel(
        d, a, x.agreement, "x", **KEPT
    ),
    "take_back_cancel": lambda d, a, x: workflow.take_back_cancel(
        d, a, x.agreement, **KEPT
    ),
    "log_export": lambda d, a, x: workflow.log_export(
        d, a, x.agreement, "a" * 64, **KEPT
    ),
    "log_verification": lambda d, a, x: workflow.log_verification(
        d, a, x.agreement, "a" * 64, passed=True, **KEPT
    ),
    "save_plan": lambda d, a, x: plans.save_plan(
        d, a, x.plan, "t", "s", seen_version=1, **KEPT
    ),
    "plan": lambda d, a, x: plans.plan(d, a, x.plan),
    "plan_history": lambda d, a, x: plans.plan_history(d, a, x.plan),
    "set_baseline": lambda d, a, x: plans.set_baseline(d, a, x.plan),
    "archive_plan": lambda d, a, x: plans.archive_plan(d, a, x.plan),
    "share_plan": lambda d, a, x: plans.share_plan(d, a, x.plan, x.organization),
    "unshare_plan": lambda d, a, x: plans.unshare_plan(d, a, x.plan, x.organization),
    "reset_link_for": lambda d, a, x: members.reset_link_for(d, a, x.user, **KEPT),
    "change_role": lambda d, a, x: members.change_role(d, a, x.user, "viewer"),
    "set_enabled": lambda d, a, x: members.set_enabled(d, a, x.user, is_enabled=False),
}
OWN_ONLY = {  # calls that can only be about the one who asks
    "agreements": lambda d, a: store.agreements(d, a, **KEPT),
    "notifications": lambda d, a: store.notifications(d, a),
    "plans": lambda d, a: plans.plans(d, a),
    "kept_draft": lambda d, a: plans.kept_draft(d, a, "key") or (),
    "partners": lambda d, a: members.partners(d, a),
}
CHANGES_SELF = {  # calls that change the one who asks, and nobody else
    "keep_draft",
    "save_new_plan",
    "colleagues",
    "invite_colleague",
    "change_language",
    "change_password",
    "attach_identity",
    "log_out_everywhere",
}


class Theirs:
    """What the shop and the agency have, or what nobody has."""

    def __init__(self, table=None, plan="nothing"):
        self.plan = plan
        self.agreement = self.number = self.sha256 = "nothing"
        self.organization = self.user = "nothing"
        if table is not None:
            seen = table.see()
            self.agreement, self.number = table.id, seen.summary.number
            self.sha256 = seen.revision(1).content_sha256
            self.organization = table.agency.organization_id
            self.user = table.shop.user_id


def test_every_public_call_has_a_line_here():
    """A new function that takes an actor has to be tried as a stranger too."""
    assert public_calls() == {*ABOUT_ONE, *OWN_ONLY, *CHANGES_SELF}


def answer(call, database, actor, things) -> tuple[str, ...]:
    """Return the refusals that a call gives."""
    with pytest.raises(SimError) as caught:
        call(database, actor, things)
    return tuple((each.where, each.rule) for each in caught.value.problems)


def test_stranger_is_answered_as_if_nothing_were_there(table):
    """What exists and what does not is told alike, word for word."""
    table.send()
    who, database = table.who, table.database
    plan = plans.save_new_plan(database, who.shop, "案", "x", **KEPT)
    theirs, nothing = Theirs(table, plan), Theirs()
    own = plans.save_new_plan(database, who.stranger, "自分の案", "x", **KEPT)
    for name, call in ABOUT_ONE.items():
        for actor in (who.stranger, who.other_agency):
            told = answer(call, database, actor, theirs)
            assert told == answer(call, database, actor, nothing), name
            assert "not_found" in told[0][1], name
    with pytest.raises(SimError, match="no such plan"):
        plans.share_plan(database, who.stranger, own, who.agency.organization_id)
    seen = table.see()

    assert [event.type for event in seen.events] == ["created", "sent"]
    assert plans.plan_history(database, who.shop, plan)[0].version == 1


def test_stranger_sees_empty_lists(table):
    """Lists hold what is one's own, and there is nothing of the others in them."""
    table.send()
    plans.save_new_plan(table.database, table.shop, "案", "x", **KEPT)
    plans.keep_draft(table.database, table.shop, "key", "x", **KEPT)
    for name, call in OWN_ONLY.items():
        for actor in (table.who.stranger, table.who.other_agency):
            assert call(table.database, actor) == (), name
        if name != "notifications":
            assert call(table.database, table.shop) != (), name


def test_partner_sees_what_was_sent_and_shared_only(table):
    """The agency sees no draft, no plan and no note of the shop's."""
    table.begin()
    plan = plans.save_new_plan(table.database, table.shop, "案", "x", **KEPT)
    theirs = Theirs()
    theirs.agreement, theirs.plan = table.id, plan
    hidden = set(ABOUT_ONE) - {
        "create",
        "agreement_id_of",
        "reset_link_for",
        "change_role",
        "set_enabled",
    }
    for name in sorted(hidden):
        told = answer(ABOUT_ONE[name], table.database, table.agency, theirs)
        assert "not_found" in told[0][1], name
