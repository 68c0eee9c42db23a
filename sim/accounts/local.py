"""One person on one machine: both sides can be played, and no password is asked.

The local shop and the local agency are ordinary organizations, partners of each other,
with one user each, who has no password and therefore cannot log in anywhere.
"""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from sim.accounts.administration import make_organization, make_partners
from sim.accounts.people import KINDS, Actor, Kind, Organization
from sim.accounts.reading import actor_of, user_of, users_query
from sim.accounts.tables import OrganizationRow, UserRow
from sim.accounts.tokens import new_id
from sim.database import Database
from sim.language import Language, text

__all__ = ["LOCAL_EMAILS", "local_actor"]

LOCAL_EMAILS: dict[Kind, str] = {"shop": "shop@localhost", "agency": "agency@localhost"}
"""Addresses of the two local users; no mail is ever sent there."""


def local_actor(
    database: Database, kind: Kind, *, now: datetime, language: Language = "ja"
) -> Actor:
    """Return the local user of one side; both sides are made when first asked for."""
    with database.reading() as connection:
        found = _find(connection, kind)
    if found is None:
        with database.writing() as connection:
            found = _find(connection, kind)
            if found is None:
                _make_both(connection, language, now)
                found = _find(connection, kind)
    if found is None:
        msg = "the local users were not made"
        raise RuntimeError(msg)
    return found


def _find(connection: Connection, kind: Kind) -> Actor | None:
    query = users_query().where(UserRow.email == LOCAL_EMAILS[kind])
    row = connection.execute(query).first()
    return None if row is None else actor_of(user_of(row))


def _make_both(connection: Connection, language: Language, now: datetime) -> None:
    made = [_make(connection, kind, language, now) for kind in KINDS]
    make_partners(connection, *made)


def _make(
    connection: Connection, kind: Kind, language: Language, now: datetime
) -> Organization:
    name = text(f"accounts.local_{kind}", language)
    taken = select(OrganizationRow.id).where(OrganizationRow.name == name)
    if connection.execute(taken).first() is not None:
        name = f"{name} {new_id()[:4]}"
    organization = make_organization(connection, name, kind, now=now)
    connection.execute(
        insert(UserRow).values(
            id=new_id(),
            organization_id=organization.id,
            email=LOCAL_EMAILS[kind],
            name=text(f"accounts.local_{kind}_user", language),
            role="approver",
            language=language,
            password_hash=None,
            is_enabled=True,
            created_at=now,
        )
    )
    return organization
