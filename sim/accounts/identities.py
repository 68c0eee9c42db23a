"""Logins by an OpenID provider: matched to a user by issuer and subject.

The first time, the provider must have verified the e-mail address and there must be an
open invitation to it: nobody gets in because a provider says so.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from sim.accounts.emails import checked_email
from sim.accounts.links import make_user, use_invitation
from sim.accounts.members import confirm
from sim.accounts.people import Actor
from sim.accounts.sessions import open_session
from sim.accounts.tables import IdentityRow, UserRow
from sim.database import Database
from sim.errors import AccountError, Problem
from sim.language import Language

__all__ = ["Identity", "attach_identity", "log_in_by_identity"]


@dataclass(frozen=True, slots=True)
class Identity:
    """What a provider says of somebody, its signature checked."""

    issuer: str
    subject: str
    email: str
    is_email_verified: bool
    name: str


def log_in_by_identity(
    database: Database,
    identity: Identity,
    *,
    address: str,
    now: datetime,
    user_agent: str = "",
    language: Language = "ja",
) -> str:
    """Return the token of a new session for whom the provider recognised.

    Raises
    ------
    AccountError
        The identity belongs to no user, and no invitation waits for its address.
    """
    with database.writing() as connection:
        user_id = _known(connection, identity)
        if user_id is None:
            user_id = _invited(connection, identity, language, now)
            _attach(connection, identity, user_id)
        return open_session(
            connection, user_id, address=address, user_agent=user_agent, now=now
        )


def attach_identity(database: Database, actor: Actor, identity: Identity) -> None:
    """Let the one who is logged in also log in by a provider.

    Raises
    ------
    AccountError
        The identity belongs to a user already.
    """
    with database.writing() as connection:
        confirm(connection, actor)
        _attach(connection, identity, actor.user_id)


def _known(connection: Connection, identity: Identity) -> str | None:
    row = connection.execute(
        select(UserRow.id, UserRow.is_enabled)
        .join(IdentityRow, IdentityRow.user_id == UserRow.id)
        .where(
            IdentityRow.issuer == identity.issuer,
            IdentityRow.subject == identity.subject,
        )
    ).first()
    if row is not None and not row.is_enabled:
        raise _unknown(identity)
    return None if row is None else str(row.id)


def _invited(
    connection: Connection, identity: Identity, language: Language, now: datetime
) -> str:
    if not identity.is_email_verified:
        raise _unknown(identity)
    email = checked_email(identity.email)
    link = use_invitation(connection, email, now)
    if link is None:
        raise _unknown(identity)
    name = identity.name.strip() or email.partition("@")[0]
    return make_user(
        connection, link, name=name, password_hash=None, language=language, now=now
    )


def _attach(connection: Connection, identity: Identity, user_id: str) -> None:
    values = {"issuer": identity.issuer, "subject": identity.subject}
    try:
        connection.execute(insert(IdentityRow).values(user_id=user_id, **values))
    except IntegrityError as error:
        problem = Problem("account", "account_identity_taken", identity.issuer)
        raise AccountError(problem) from error


def _unknown(identity: Identity) -> AccountError:
    return AccountError(Problem("account", "account_identity_unknown", identity.issuer))
