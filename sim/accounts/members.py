"""What a logged-in person may do with people: own account, own organization, partners.

Everything is answered within the organization of the one who asks; what belongs to
others is not found, whether it exists or not.
"""

from datetime import datetime

from sqlalchemy import Connection, select, update

from sim.accounts.links import make_invitation, make_reset
from sim.accounts.passwords import checked_password, hash_of, is_right
from sim.accounts.people import (
    Actor,
    Organization,
    Role,
    User,
    checked_kind,
    checked_role,
    may,
)
from sim.accounts.reading import not_found, user_of, users_query
from sim.accounts.sessions import end_sessions
from sim.accounts.tables import OrganizationRow, PartnershipRow, UserRow
from sim.database import Database
from sim.errors import AccountError, Problem
from sim.language import Language

__all__ = [
    "change_language",
    "change_password",
    "change_role",
    "colleagues",
    "confirm",
    "invite_colleague",
    "partners",
    "partners_of",
    "reset_link_for",
    "set_enabled",
]


def confirm(connection: Connection, actor: Actor, role: Role = "viewer") -> None:
    """Make sure, inside a transaction, that somebody is still who they were.

    ``role`` — what the action needs.

    Raises
    ------
    AccountError
        The account is disabled or has another role by now, or the role is too low.
    """
    is_it = (UserRow.id == actor.user_id) & UserRow.is_enabled
    row = connection.execute(
        select(UserRow.role, UserRow.organization_id).where(is_it)
    ).first()
    if row is None or (row.role, row.organization_id) != (
        actor.role,
        actor.organization_id,
    ):
        raise AccountError(Problem("account", "account_ended"))
    if not may(actor, role):
        values = {"needed": role}
        raise AccountError(Problem("account", "account_role_low", actor.role, values))


def colleagues(database: Database, actor: Actor) -> tuple[User, ...]:
    """Return the people of the organization, by name."""
    with database.reading() as connection:
        confirm(connection, actor)
        query = users_query().where(UserRow.organization_id == actor.organization_id)
        rows = connection.execute(query.order_by(UserRow.name, UserRow.id))
        return tuple(map(user_of, rows))


def partners(database: Database, actor: Actor) -> tuple[Organization, ...]:
    """Return the organizations of the other kind that this one works with."""
    with database.reading() as connection:
        confirm(connection, actor)
        return partners_of(connection, actor)


def partners_of(connection: Connection, actor: Actor) -> tuple[Organization, ...]:
    """Return the partners, inside a transaction."""
    own, other = PartnershipRow.shop_id, PartnershipRow.agency_id
    if actor.kind == "agency":
        own, other = other, own
    rows = connection.execute(
        select(OrganizationRow.id, OrganizationRow.name, OrganizationRow.kind)
        .join(PartnershipRow, other == OrganizationRow.id)
        .where(own == actor.organization_id)
        .order_by(OrganizationRow.name)
    )
    return tuple(Organization(r.id, r.name, checked_kind(r.kind)) for r in rows)


def invite_colleague(
    database: Database, actor: Actor, email: str, role: str, *, now: datetime
) -> str:
    """Return the token of an invitation into the own organization."""
    with database.writing() as connection:
        confirm(connection, actor, "approver")
        return make_invitation(
            connection, email, actor.organization_id, checked_role(role), now=now
        )


def reset_link_for(
    database: Database, actor: Actor, user_id: str, *, now: datetime
) -> str:
    """Return the token of a reset link for a colleague."""
    with database.writing() as connection:
        confirm(connection, actor, "approver")
        found = _colleague(connection, actor, user_id)
        return make_reset(
            connection, found.email, found.organization.id, found.role, now=now
        )


def change_role(database: Database, actor: Actor, user_id: str, role: str) -> None:
    """Give a colleague another role, which ends all of their sessions."""
    with database.writing() as connection:
        confirm(connection, actor, "approver")
        found = _colleague(connection, actor, user_id)
        new = checked_role(role)
        if new != "approver":
            _keep_one_approver(connection, found)
        _change(connection, found.id, role=new)


def set_enabled(
    database: Database, actor: Actor, user_id: str, *, is_enabled: bool
) -> None:
    """Disable a colleague, which ends all of their sessions at once, or enable one."""
    with database.writing() as connection:
        confirm(connection, actor, "approver")
        found = _colleague(connection, actor, user_id)
        if not is_enabled:
            _keep_one_approver(connection, found)
        _change(connection, found.id, is_enabled=is_enabled)


def change_password(database: Database, actor: Actor, *, old: str, new: str) -> None:
    """Set the own password, which ends all sessions, this one too.

    Raises
    ------
    AccountError
        The old one is wrong, or the new one is not good enough.
    """
    with database.reading() as connection:
        confirm(connection, actor)
        is_me = UserRow.id == actor.user_id
        row = connection.execute(
            select(UserRow.email, UserRow.password_hash).where(is_me)
        ).one()
    if not is_right(old, row.password_hash):
        raise AccountError(Problem("password", "account_old_password"))
    kept = hash_of(checked_password(new, email=row.email))
    with database.writing() as connection:
        confirm(connection, actor)
        _change(connection, actor.user_id, password_hash=kept)


def change_language(database: Database, actor: Actor, language: Language) -> None:
    """Remember the language of the one who asks."""
    with database.writing() as connection:
        confirm(connection, actor)
        this = UserRow.id == actor.user_id
        connection.execute(update(UserRow).where(this).values(language=language))


def _colleague(connection: Connection, actor: Actor, user_id: str) -> User:
    query = users_query().where(
        UserRow.id == user_id, UserRow.organization_id == actor.organization_id
    )
    row = connection.execute(query).first()
    if row is None:
        raise not_found(user_id)
    return user_of(row)


def _keep_one_approver(connection: Connection, leaving: User) -> None:
    """Refuse to leave an organization without anybody who can accept."""
    others = select(UserRow.id).where(
        UserRow.organization_id == leaving.organization.id,
        UserRow.role == "approver",
        UserRow.is_enabled,
        UserRow.id != leaving.id,
    )
    if leaving.role == "approver" and connection.execute(others).first() is None:
        raise AccountError(Problem("account", "account_last_approver", leaving.name))


def _change(connection: Connection, user_id: str, **values: object) -> None:
    """Change an account and end its sessions."""
    this = UserRow.id == user_id
    connection.execute(update(UserRow).where(this).values(**values))
    end_sessions(connection, user_id)
