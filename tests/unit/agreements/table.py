"""The table at which shop and agency negotiate: short words for long calls."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from sim.accounts import Actor
from sim.agreements import drafts, store, workflow
from sim.agreements.bound_run import scenario_files
from sim.agreements.records import Agreement, Offer
from sim.agreements.terms import Terms
from sim.database import Database
from sim.errors import SimError
from tests.unit.accounts.worlds import NOON, People
from tests.unit.agreements.world import complete_terms, small_sale

VALID = timedelta(days=5)


@cache
def terms(words: str = "") -> Terms:
    """Return a complete document; other words make it another document."""
    if not words:
        dates = {"decide_by": NOON + timedelta(days=2), "valid_until": NOON + VALID}
        return complete_terms().replace(**dates)
    return terms().replace(subject=terms().subject + words)


@cache
def files() -> dict[str, str]:
    """Return the files of the run that the documents are bound to."""
    return dict(scenario_files(small_sale()))


def offer(words: str = "", **changes: object) -> Offer:
    """Return an offer; other words make it another document."""
    return Offer(terms(words).replace(**changes) if changes else terms(words), files())


@dataclass
class Table:
    """A database, its people, a clock, and one agreement after the other."""

    database: Database
    who: People
    now: datetime = NOON
    id: str = ""
    words: int = field(default=0)

    @property
    def shop(self) -> Actor:
        """Approver of the shop."""
        return self.who.shop

    @property
    def agency(self) -> Actor:
        """Approver of the agency."""
        return self.who.agency

    def see(self, actor: Actor | None = None) -> Agreement:
        """Return the agreement as somebody sees it."""
        return store.agreement(self.database, actor or self.shop, self.id, now=self.now)

    def state(self) -> str:
        """Return where the agreement stands."""
        return self.see(self.author()).summary.state

    def author(self) -> Actor:
        """Return somebody who sees the agreement in any state."""
        try:
            store.agreement(self.database, self.shop, self.id, now=self.now)
        except SimError:
            return self.agency
        return self.shop

    def begin(self, actor: Actor | None = None, **changes: object) -> str:
        """Write a first draft."""
        actor = actor or self.shop
        partner = self.agency if actor.kind == "shop" else self.shop
        self.id = drafts.create(
            self.database,
            actor,
            partner.organization_id,
            offer(**changes),
            now=self.now,
        )
        return self.id

    def send(self, actor: Actor | None = None, **changes: object) -> int:
        """Write a first draft and send it."""
        actor = actor or self.shop
        self.begin(actor, **changes)
        return drafts.send(self.database, actor, self.id, draft_version=1, now=self.now)

    def write(self, actor: Actor, revision: int, **changes: object) -> int:
        """Write another document as the own draft."""
        self.words += 1
        return drafts.save_draft(
            self.database,
            actor,
            self.id,
            offer(f"({self.words})", **changes),
            revision=revision,
            amends=self.see(actor).summary.locked_revision,
            draft_version=0,
            now=self.now,
        )

    def counter(self, actor: Actor, revision: int, **changes: object) -> int:
        """Write another document and send it."""
        version = self.write(actor, revision, **changes)
        return drafts.send(
            self.database, actor, self.id, draft_version=version, now=self.now
        )

    def view(self, actor: Actor, revision: int) -> None:
        """Look at the risk of a revision."""
        workflow.view(self.database, actor, self.id, revision=revision, now=self.now)

    def sign(self, actor: Actor, revision: int, sha256: str | None = None) -> str:
        """Accept without looking first."""
        return workflow.accept(
            self.database,
            actor,
            self.id,
            revision=revision,
            content_sha256=sha256 or self.see(actor).revision(revision).content_sha256,
            now=self.now,
        )

    def accept(self, actor: Actor, revision: int) -> str:
        """Look at a revision and accept it."""
        self.view(actor, revision)
        return self.sign(actor, revision)

    def lock(self) -> None:
        """Send a first offer, and let both sides accept it."""
        revision = self.send()
        self.accept(self.shop, revision)
        self.accept(self.agency, revision)

    def reject(self, actor: Actor, revision: int, reason: str = "高い") -> None:
        """Turn a revision down."""
        workflow.reject(
            self.database, actor, self.id, reason, revision=revision, now=self.now
        )

    def withdraw(self, actor: Actor, revision: int) -> None:
        """Take a revision back."""
        workflow.withdraw(
            self.database, actor, self.id, revision=revision, now=self.now
        )

    def events(self) -> list[tuple[str, int | None]]:
        """Return type and revision of what happened, views left out."""
        return [
            (event.type, event.revision)
            for event in self.see(self.author()).events
            if event.type != "viewed"
        ]
