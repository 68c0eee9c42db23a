"""Rows of people as records; used inside this room."""

from typing import Any, cast

from sqlalchemy import Connection, Row, Select, select

from sim.accounts.people import (
    Actor,
    Organization,
    User,
    checked_kind,
    checked_role,
)
from sim.accounts.tables import OrganizationRow, UserRow
from sim.errors import AccountError, Problem
from sim.language import Language

__all__ = [
    "actor_of",
    "find_organization",
    "find_user",
    "not_found",
    "user_of",
    "users_query",
]


def users_query() -> Select[*tuple[Any, ...]]:
    """Return the question for users with their organizations."""
    return select(
        UserRow,
        OrganizationRow.name.label("organization_name"),
        OrganizationRow.kind,
    ).join(OrganizationRow, OrganizationRow.id == UserRow.organization_id)


def user_of(row: Row[*tuple[Any, ...]]) -> User:
    """Return the record of a row of :func:`users_query`."""
    kind = checked_kind(row.kind)
    return User(
        id=row.id,
        organization=Organization(row.organization_id, row.organization_name, kind),
        email=row.email,
        name=row.name,
        role=checked_role(row.role),
        language=cast(Language, row.language),
        is_enabled=row.is_enabled,
        has_password=row.password_hash is not None,
        created_at=row.created_at,
    )


def actor_of(user: User, *, address: str = "", user_agent: str = "") -> Actor:
    """Return a user as the one who acts."""
    return Actor(
        user_id=user.id,
        name=user.name,
        role=user.role,
        organization_id=user.organization.id,
        organization_name=user.organization.name,
        kind=user.organization.kind,
        address=address,
        user_agent=user_agent,
    )


def find_user(connection: Connection, email: str) -> User:
    """Return the user of an e-mail address in its one spelling.

    Raises
    ------
    AccountError
        There is no such user.
    """
    row = connection.execute(users_query().where(UserRow.email == email)).first()
    if row is None:
        raise not_found(email)
    return user_of(row)


def find_organization(connection: Connection, name: str) -> Organization:
    """Return an organization by its name or its identity.

    Raises
    ------
    AccountError
        There is no such organization.
    """
    is_it = (OrganizationRow.name == name) | (OrganizationRow.id == name)
    columns = (OrganizationRow.id, OrganizationRow.name, OrganizationRow.kind)
    row = connection.execute(select(*columns).where(is_it)).first()
    if row is None:
        raise not_found(name)
    return Organization(row.id, row.name, checked_kind(row.kind))


def not_found(got: object) -> AccountError:
    """Return what is said of all that is not there, or not for the one who asks."""
    return AccountError(Problem("account", "account_not_found", got))
