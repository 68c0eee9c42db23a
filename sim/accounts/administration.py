"""What whoever runs the server may do: ``hanboki users`` on its own machine.

These functions know no acting person: who can open the database can do all of this
anyway. No page may call them.
"""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from sim.accounts.emails import checked_email
from sim.accounts.links import make_invitation, make_reset
from sim.accounts.people import Organization, User, checked_kind, checked_role
from sim.accounts.reading import find_organization, find_user, user_of, users_query
from sim.accounts.sessions import end_sessions
from sim.accounts.tables import OrganizationRow, PartnershipRow, UserRow
from sim.accounts.tokens import new_id
from sim.database import Database
from sim.errors import AccountError, Problem

__all__ = [
    "add_organization",
    "all_organizations",
    "all_users",
    "connect_partners",
    "disable_user",
    "enable_user",
    "invite",
    "make_organization",
    "make_partners",
    "reset_link",
    "set_role",
]


def add_organization(
    database: Database, name: str, kind: str, *, now: datetime
) -> Organization:
    """Make an organization.

    Raises
    ------
    AccountError
        Another one has that name, or it has none.
    """
    with database.writing() as connection:
        return make_organization(connection, name, kind, now=now)


def make_organization(
    connection: Connection, name: str, kind: str, *, now: datetime
) -> Organization:
    """Make an organization, inside a transaction."""
    shown = " ".join(name.split())
    if not shown:
        raise AccountError(Problem("name", "account_name_missing"))
    new = Organization(new_id(), shown, checked_kind(kind))
    values = {"id": new.id, "name": new.name, "kind": new.kind, "created_at": now}
    try:
        connection.execute(insert(OrganizationRow).values(**values))
    except IntegrityError as error:
        problem = Problem("name", "account_name_taken", shown)
        raise AccountError(problem) from error
    return new


def connect_partners(database: Database, shop: str, agency: str) -> None:
    """Let a shop and an agency send each other plans and agreements.

    Raises
    ------
    AccountError
        One of them is not there, or they are not a shop and an agency.
    """
    with database.writing() as connection:
        pair = [find_organization(connection, name) for name in (shop, agency)]
        for found, kind in zip(pair, ("shop", "agency"), strict=True):
            if found.kind != kind:
                values = {"kind": kind}
                raise AccountError(
                    Problem(found.name, "account_kind_wrong", found.kind, values)
                )
        make_partners(connection, *pair)


def make_partners(
    connection: Connection, shop: Organization, agency: Organization
) -> None:
    """Make two organizations partners, inside a transaction; twice changes nothing."""
    pair = {"shop_id": shop.id, "agency_id": agency.id}
    known = select(PartnershipRow.shop_id).filter_by(**pair)
    if connection.execute(known).first() is None:
        connection.execute(insert(PartnershipRow).values(**pair))


def invite(
    database: Database, organization: str, email: str, role: str, *, now: datetime
) -> str:
    """Return the token of an invitation into an organization."""
    with database.writing() as connection:
        found = find_organization(connection, organization)
        return make_invitation(connection, email, found.id, checked_role(role), now=now)


def reset_link(database: Database, email: str, *, now: datetime) -> str:
    """Return the token of a reset link for a user."""
    with database.writing() as connection:
        found = find_user(connection, checked_email(email))
        return make_reset(
            connection, found.email, found.organization.id, found.role, now=now
        )


def disable_user(database: Database, email: str) -> None:
    """Lock a user out at once."""
    _change(database, email, is_enabled=False)


def enable_user(database: Database, email: str) -> None:
    """Let a disabled user log in again."""
    _change(database, email, is_enabled=True)


def set_role(database: Database, email: str, role: str) -> None:
    """Give a user another role, which ends all of their sessions."""
    _change(database, email, role=checked_role(role))


def all_organizations(database: Database) -> tuple[Organization, ...]:
    """Return every organization, by name."""
    columns = (OrganizationRow.id, OrganizationRow.name, OrganizationRow.kind)
    query = select(*columns).order_by(OrganizationRow.name)
    with database.reading() as connection:
        rows = connection.execute(query)
        return tuple(Organization(r.id, r.name, checked_kind(r.kind)) for r in rows)


def all_users(database: Database) -> tuple[User, ...]:
    """Return every user, by organization and name."""
    query = users_query().order_by(OrganizationRow.name, UserRow.name, UserRow.id)
    with database.reading() as connection:
        return tuple(map(user_of, connection.execute(query)))


def _change(database: Database, email: str, **values: object) -> None:
    with database.writing() as connection:
        found = find_user(connection, checked_email(email))
        this = UserRow.id == found.id
        connection.execute(update(UserRow).where(this).values(**values))
        end_sessions(connection, found.id)
