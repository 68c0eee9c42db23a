"""How an agreement is changed: one transaction, one claim, one event at least.

A change begins with one statement that does three things at once: it finds the
agreement among those of the one who acts, compares the current revision with the one
that was seen, and locks the row (compare-and-swap). Of two changes to the same revision
one waits and then sees what the first has done.
State, events and notifications are written in that same transaction or not at all.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Row, insert, select, update

from sim.accounts import Actor, Kind, Organization
from sim.accounts.members import confirm
from sim.accounts.reading import find_organization
from sim.agreements.chain import Event
from sim.agreements.log import append_event
from sim.agreements.refusals import not_current, not_found, refused
from sim.agreements.states import (
    AMENDING,
    FINAL,
    OPEN,
    Action,
    State,
    Transition,
    find_transition,
)
from sim.agreements.tables import AgreementRow, NotificationRow, RevisionRow
from sim.database import Database

__all__ = ["Change", "changing", "expire_overdue", "fallen_back", "is_visible"]


@dataclass(frozen=True)
class Change:
    """A change that is under way."""

    connection: Connection
    actor: Actor | None
    """Who makes it; None when time does."""
    row: Row[*tuple[Any, ...]]
    """The agreement as it was before."""
    now: datetime

    @property
    def state(self) -> State:
        """Where the agreement stood."""
        return cast(State, self.row.state)

    @property
    def author(self) -> Kind:
        """Side that sent the current revision."""
        return "shop" if self.row.author_id == self.row.shop_id else "agency"

    def step(self, action: Action) -> Transition:
        """Return where an action leads.

        Raises
        ------
        AgreementError
            It may not be done in this state, or not by this side.
        AccountError
            The role is too low.
        """
        actor = self.someone
        found = find_transition(self.state, action, actor.kind, self.author)
        if found is None:
            rule = "final" if self.state in FINAL else "state"
            raise refused(where="agreement", rule=rule, got=action, state=self.state)
        confirm(self.connection, actor, found.role)
        return found

    @property
    def someone(self) -> Actor:
        """Who makes the change, when it is a person."""
        if self.actor is None:
            msg = "time alone cannot do this"
            raise TypeError(msg)
        return self.actor

    @property
    def other_side(self) -> str:
        """Identity of the organization on the other side."""
        ids = {self.row.shop_id, self.row.agency_id} - {self.someone.organization_id}
        return str(ids.pop())

    def sides(self) -> tuple[Organization, Organization]:
        """Return the shop and the agency."""
        ids = (self.row.shop_id, self.row.agency_id)
        shop, agency = (find_organization(self.connection, each) for each in ids)
        return shop, agency

    def log(
        self,
        type: str,  # noqa: A002 - the event's field
        *,
        revision: int | None = None,
        content_sha256: str | None = None,
        payload: Mapping[str, object] | None = None,
    ) -> Event:
        """Add an event; of a revision the digest is looked up when it is not given."""
        if revision and content_sha256 is None:
            content_sha256 = self.digest(revision)
        return append_event(
            self.connection,
            self.row.id,
            self.row.number,
            self.actor,
            type=type,
            now=self.now,
            revision=revision,
            content_sha256=content_sha256,
            payload=payload,
        )

    def digest(self, revision: int) -> str:
        """Return the digest of a revision."""
        query = select(RevisionRow.content_sha256).where(
            RevisionRow.agreement_id == self.row.id, RevisionRow.number == revision
        )
        return str(self.connection.execute(query).scalar_one())

    def set(self, **values: object) -> None:
        """Write where the agreement stands now."""
        this = AgreementRow.id == self.row.id
        self.connection.execute(
            update(AgreementRow).where(this).values(updated_at=self.now, **values)
        )

    def tell(self, event: Event, *organizations: str) -> None:
        """Notify organizations of an event, each once."""
        for organization_id in organizations:
            self.connection.execute(
                insert(NotificationRow).values(
                    agreement_id=self.row.id,
                    seq=event.seq,
                    organization_id=organization_id,
                    created_at=self.now,
                )
            )


@contextmanager
def changing(
    database: Database,
    actor: Actor,
    agreement_id: str,
    *,
    now: datetime,
    revision: int | None = None,
) -> Iterator[Change]:
    """Open a change of an agreement that the one who acts may see.

    ``revision`` — the current one, as the one who acts has seen it; None where it does
    not matter.

    Raises
    ------
    AgreementError
        There is no such agreement for the one who acts, or another revision is current.
    """
    mine = (AgreementRow.id == agreement_id) & is_visible(actor)
    expire_overdue(database, now, mine)
    with database.writing() as connection:
        confirm(connection, actor)
        is_seen = (
            () if revision is None else (AgreementRow.current_revision == revision,)
        )
        row = connection.execute(
            update(AgreementRow)
            .where(mine, *is_seen)
            .values(version=AgreementRow.version + 1)
            .returning(AgreementRow)
        ).first()
        if row is None:
            current = select(AgreementRow.current_revision).where(mine)
            found = connection.scalar(current)
            if found is None or revision is None:
                raise not_found(agreement_id)
            raise not_current(revision, found)
        yield Change(connection, actor, row, now)


def is_visible(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which somebody sees an agreement.

    Both sides see it once a revision was sent; until then only the side that writes it.
    """
    own = actor.organization_id
    is_mine = (AgreementRow.shop_id == own) | (AgreementRow.agency_id == own)
    is_sent = (AgreementRow.last_revision > 0) | (AgreementRow.author_id == own)
    return is_mine & is_sent


def expire_overdue(
    database: Database, now: datetime, which: ColumnElement[bool]
) -> int:
    """Let revisions expire whose time is over; return how many did."""
    is_over = AgreementRow.state.in_((*OPEN, *AMENDING)) & (
        AgreementRow.valid_until < now
    )
    with database.reading() as connection:
        ids = connection.execute(select(AgreementRow.id).where(which, is_over))
        overdue = list(ids.scalars())
    return sum(_expire(database, each, is_over, now) for each in overdue)


def _expire(
    database: Database, agreement_id: str, is_over: ColumnElement[bool], now: datetime
) -> bool:
    with database.writing() as connection:
        row = connection.execute(
            update(AgreementRow)
            .where(AgreementRow.id == agreement_id, is_over)
            .values(version=AgreementRow.version + 1)
            .returning(AgreementRow)
        ).first()
        if row is None:  # somebody else was quicker
            return False
        change = Change(connection, None, row, now)
        event = change.log("expired", revision=row.current_revision)
        change.tell(event, row.shop_id, row.agency_id)
        change.set(**fallen_back(row, "expired"))
        return True


def fallen_back(row: Row[*tuple[Any, ...]], otherwise: State) -> dict[str, object]:
    """Return where an agreement stands after its current revision came to nothing.

    The locked revision, when there is one, is in force as before.
    """
    if row.state not in AMENDING:
        return {"state": otherwise}
    return {"state": "locked", "current_revision": row.locked_revision}
