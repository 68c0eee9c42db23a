"""Two hostile parties: whatever they try in whatever order, the rules hold.

Hypothesis chooses who does what and when. A small model says what the state must be;
after every step the database is held against it.
"""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from sim.agreements import drafts, workflow
from sim.agreements.chain import verify_chain
from sim.agreements.states import AMENDING, FINAL, IN_FORCE, is_open
from sim.errors import SimError
from tests.unit.accounts.worlds import NOON
from tests.unit.agreements.table import VALID, Table, offer

SIDES = st.sampled_from(["shop", "agency", "stranger", "shop_planner", "other_agency"])
REVISIONS = st.integers(0, 4)


class Negotiation(RuleBasedStateMachine):
    """One agreement under attack from both sides and from strangers."""

    database = None
    who = None

    @initialize(order=st.sampled_from(["parallel", "shop_first", "agency_first"]))
    def begin(self, order):
        """The shop sends an offer."""
        self.table = Table(self.database, self.who, now=NOON)
        self.order = order
        self.table.send(acceptance_order=order)
        self.sent = {1: self.table.see().revision(1).content_sha256}
        self.locked = []
        self.seen = set()

    def attempt(self, act):
        """Try something; a refusal must leave everything as it was."""
        before = self.table.see()
        try:
            act()
        except SimError:
            after = self.table.see()
            late = before.summary.state != after.summary.state
            expired = [e.type for e in after.events[len(before.events) :]]
            assert expired in ([], ["expired"]), expired
            assert not late or expired, "a refusal changed the state"
            return False
        return True

    def actor(self, side):
        """Return who plays a part."""
        return getattr(self.who, side)

    @rule(side=SIDES, revision=REVISIONS)
    def look(self, side, revision):
        """Somebody looks at the risk."""
        self.try_look(side, revision)

    def try_look(self, side, revision):
        """Look, and remember who has looked at what."""
        actor = self.actor(side)
        if self.attempt(lambda: self.table.view(actor, revision)):
            self.seen.add((side, revision))

    @rule(side=SIDES, revision=REVISIONS, forged=st.booleans())
    def sign(self, side, revision, forged):
        """Somebody accepts, perhaps another text or another revision."""
        self.try_sign(side, revision, forged=forged)

    @rule(side=st.sampled_from(["shop", "agency"]))
    def sign_as_asked(self, side):
        """A side does what the page asks: it looks at what is current and signs."""
        revision = self.table.see().summary.current_revision
        self.try_look(side, revision)
        self.try_sign(side, revision, forged=False)

    def try_sign(self, side, revision, *, forged):
        """Accept; when that works, every rule has been kept."""
        actor = self.actor(side)
        sha256 = "f" * 64 if forged else self.sent.get(revision, "0" * 64)
        before = self.table.see()
        if not self.attempt(lambda: self.table.sign(actor, revision, sha256)):
            return
        assert not forged
        assert side in ("shop", "agency")
        assert (side, revision) in self.seen
        assert revision == before.summary.current_revision
        assert is_open(before.summary.state)
        assert self.table.now <= before.summary.valid_until
        assert side not in before.revision(revision).accepted_at
        first = self.order in (f"{side}_first", "parallel")
        assert first or before.revision(revision).accepted_at
        if len(self.table.see().revision(revision).accepted_at) == 2:
            self.locked.append(revision)

    @rule(side=SIDES, revision=REVISIONS)
    def send_another(self, side, revision):
        """Somebody sends another document: a counter, a revision, an amendment."""
        actor = self.actor(side)
        until = self.table.now + VALID
        change = {
            "valid_until": until,
            "decide_by": until,
            "acceptance_order": self.order,
        }
        self.table.words += 1
        document = offer(f"({self.table.words})", **change)
        self.attempt(lambda: drop_draft(self.table, actor))

        def act():
            version = drafts.save_draft(
                self.database,
                actor,
                self.table.id,
                document,
                revision=revision,
                amends=before.locked_revision,
                draft_version=0,
                now=self.table.now,
            )
            drafts.send(
                self.database,
                actor,
                self.table.id,
                draft_version=version,
                now=self.table.now,
            )

        before = self.table.see().summary
        if self.attempt(act):
            assert revision == before.current_revision
            assert before.state not in FINAL
            number = len(self.sent) + 1
            self.sent[number] = self.table.see().revision(number).content_sha256

    @rule(side=SIDES, revision=REVISIONS, reason=st.sampled_from(["", "高い"]))
    def turn_down(self, side, revision, reason):
        """Somebody rejects, perhaps without a reason."""
        actor = self.actor(side)
        before = self.table.see().summary
        if self.attempt(lambda: self.table.reject(actor, revision, reason)):
            assert reason
            assert side in ("shop", "agency")
            assert side != before.author

    @rule(side=SIDES, revision=REVISIONS)
    def take_back(self, side, revision):
        """Somebody withdraws."""
        actor = self.actor(side)
        before = self.table.see().summary
        if self.attempt(lambda: self.table.withdraw(actor, revision)):
            assert actor.kind == before.author

    @rule(
        side=SIDES,
        name=st.sampled_from(
            ["ask_cancel", "agree_cancel", "refuse_cancel", "take_back_cancel"]
        ),
    )
    def about_cancelling(self, side, name):
        """Somebody asks to end what is locked, or answers."""
        said = ("x",) if name in ("ask_cancel", "refuse_cancel") else ()
        call = getattr(workflow, name)
        before = self.table.see().summary
        if self.attempt(
            lambda: call(
                self.database,
                self.actor(side),
                self.table.id,
                *said,
                now=self.table.now,
            )
        ):
            assert before.locked_revision is not None

    @rule(hours=st.integers(1, 80))
    def wait(self, hours):
        """Time passes."""
        self.table.now += timedelta(hours=hours)

    @invariant()
    def everything_holds(self):
        """State, revisions and chain fit together after every step."""
        if not hasattr(self, "table"):
            return
        seen = self.table.see()
        summary = seen.summary
        assert verify_chain(seen.events) is None
        for number, sha256 in self.sent.items():
            assert seen.revision(number).content_sha256 == sha256
        assert len(seen.revisions) == len(self.sent)
        assert (summary.locked_revision or 0) == (self.locked or [0])[-1]
        assert (summary.state in IN_FORCE) <= bool(self.locked)
        assert (summary.state in AMENDING) <= (
            summary.current_revision > (summary.locked_revision or 0)
        )
        for number in self.locked:
            assert set(seen.revision(number).accepted_at) == {"shop", "agency"}
        kinds = [event.type for event in seen.events]
        assert kinds.count("locked") == len(self.locked)


def drop_draft(table, actor):
    """Throw the own draft away, so that the next one is the first."""
    if table.see(actor).draft is not None:
        drafts.discard_draft(table.database, actor, table.id, now=table.now)


def run_it(table, examples: int, steps: int) -> None:
    """Let the parties fight so many times."""

    class Here(Negotiation):
        database, who = table.database, table.who

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )


def test_rules_hold_against_two_hostile_parties(table):
    """A few fights of twenty moves: no rule is broken, no chain."""
    run_it(table, 5, 20)


@pytest.mark.slow
def test_rules_hold_in_ten_thousand_fights(table):
    """Ten thousand fights on one database."""
    if not table.database.is_sqlite:
        run_it(table, 1_000, 20)
        return
    run_it(table, 10_000, 20)
