"""One-time links: an invitation makes a user, a reset gives one a new password.

The link is shown once and only its SHA-256 is kept; it works once, until it expires.
What is unknown, used or too old is answered alike.
"""

from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from sim.accounts.emails import checked_email, email_key
from sim.accounts.passwords import checked_password, hash_of
from sim.accounts.people import Role
from sim.accounts.sessions import end_sessions
from sim.accounts.tables import LinkRow, UserRow
from sim.accounts.tokens import new_id, new_token, sha256_hex
from sim.database import Database
from sim.errors import AccountError, Problem
from sim.language import Language

__all__ = [
    "accept_invitation",
    "ask_reset",
    "link_email",
    "make_invitation",
    "make_reset",
    "make_user",
    "reset_password",
    "use_invitation",
]

INVITATION_VALID = timedelta(days=7)
RESET_VALID = timedelta(hours=1)

LinkKind = Literal["invitation", "reset"]


def accept_invitation(
    database: Database,
    token: str,
    *,
    name: str,
    password: str,
    now: datetime,
    language: Language = "ja",
) -> str:
    """Make the user of an invitation and return the e-mail address to log in with.

    Raises
    ------
    AccountError
        The link does not work any more, or the password is not good enough.
    """
    email = _opened(database, token, "invitation", now)
    kept = hash_of(checked_password(password, email=email))
    with database.writing() as connection:
        link = _use(connection, token, "invitation", now)
        make_user(
            connection, link, name=name, password_hash=kept, language=language, now=now
        )
        return email


def ask_reset(database: Database, email: str, *, now: datetime) -> str | None:
    """Return the token of a reset link, to be sent to the user's address only.

    None when no enabled user has that address; the page says the same in both cases.
    """
    with database.writing() as connection:
        is_it = (UserRow.email == email_key(email)) & UserRow.is_enabled
        row = connection.execute(
            select(UserRow.email, UserRow.organization_id, UserRow.role).where(is_it)
        ).first()
        if row is None:
            return None
        return make_reset(connection, row.email, row.organization_id, row.role, now=now)


def reset_password(
    database: Database, token: str, password: str, *, now: datetime
) -> str:
    """Set a new password and end all sessions; return the e-mail address.

    Raises
    ------
    AccountError
        The link does not work any more, or the password is not good enough.
    """
    email = _opened(database, token, "reset", now)
    kept = hash_of(checked_password(password, email=email))
    with database.writing() as connection:
        _use(connection, token, "reset", now)
        user_id = connection.scalar(
            update(UserRow)
            .where(UserRow.email == email, UserRow.is_enabled)
            .values(password_hash=kept)
            .returning(UserRow.id)
        )
        if user_id is None:
            raise _dead_link()
        _spoil(connection, email, now)
        end_sessions(connection, user_id)
        return email


def link_email(
    database: Database, token: str, kind: LinkKind, *, now: datetime
) -> str | None:
    """Return whose link this is, for the page behind it; None when it is dead."""
    with database.reading() as connection:
        return connection.scalar(select(LinkRow.email).where(*_works(token, kind, now)))


def make_invitation(
    connection: Connection,
    email: str,
    organization_id: str,
    role: Role,
    *,
    now: datetime,
) -> str:
    """Return the token of a new invitation.

    Raises
    ------
    AccountError
        It is no address, or somebody has an account with it.
    """
    key = checked_email(email)
    if connection.scalar(select(UserRow.id).where(UserRow.email == key)):
        raise AccountError(Problem("email", "account_email_taken", key))
    values = _values(key, organization_id, role, now)
    return _insert(connection, "invitation", values, INVITATION_VALID)


def make_reset(
    connection: Connection,
    email: str,
    organization_id: str,
    role: str,
    *,
    now: datetime,
) -> str:
    """Return the token of a new reset; earlier ones stop working."""
    _spoil(connection, email, now)
    values = _values(email, organization_id, role, now)
    return _insert(connection, "reset", values, RESET_VALID)


def use_invitation(
    connection: Connection, email: str, now: datetime
) -> Row[*tuple[Any, ...]] | None:
    """Use up the newest open invitation of an address that is known to be theirs."""
    token_sha256 = connection.scalar(
        select(LinkRow.token_sha256)
        .where(
            LinkRow.email == email,
            LinkRow.kind == "invitation",
            LinkRow.used_at.is_(None),
            LinkRow.expires_at > now,
        )
        .order_by(LinkRow.created_at.desc())
        .limit(1)
    )
    if token_sha256 is None:
        return None
    return _used(connection, (LinkRow.token_sha256 == token_sha256,), now)


def make_user(
    connection: Connection,
    link: Row[*tuple[Any, ...]],
    *,
    name: str,
    password_hash: str | None,
    language: Language,
    now: datetime,
) -> str:
    """Make the user that an invitation speaks of; return its identity.

    Raises
    ------
    AccountError
        Somebody has an account with that address, or there is no name.
    """
    shown = " ".join(name.split())
    if not shown:
        raise AccountError(Problem("name", "account_name_missing"))
    user_id = new_id()
    try:
        connection.execute(
            insert(UserRow).values(
                id=user_id,
                organization_id=link.organization_id,
                email=link.email,
                name=shown,
                role=link.role,
                language=language,
                password_hash=password_hash,
                is_enabled=True,
                created_at=now,
            )
        )
    except IntegrityError as error:
        problem = Problem("email", "account_email_taken", link.email)
        raise AccountError(problem) from error
    return user_id


def _opened(database: Database, token: str, kind: LinkKind, now: datetime) -> str:
    email = link_email(database, token, kind, now=now)
    if email is None:
        raise _dead_link()
    return email


def _use(
    connection: Connection, token: str, kind: LinkKind, now: datetime
) -> Row[*tuple[Any, ...]]:
    """Use a link up; of two who try at once, one wins."""
    row = _used(connection, _works(token, kind, now), now)
    if row is None:
        raise _dead_link()
    return row


def _used(
    connection: Connection, conditions: tuple[Any, ...], now: datetime
) -> Row[*tuple[Any, ...]] | None:
    return connection.execute(
        update(LinkRow)
        .where(LinkRow.used_at.is_(None), *conditions)
        .values(used_at=now)
        .returning(LinkRow.email, LinkRow.organization_id, LinkRow.role)
    ).first()


def _works(token: str, kind: LinkKind, now: datetime) -> tuple[Any, ...]:
    return (
        LinkRow.token_sha256 == sha256_hex(token),
        LinkRow.kind == kind,
        LinkRow.used_at.is_(None),
        LinkRow.expires_at > now,
    )


def _spoil(connection: Connection, email: str, now: datetime) -> None:
    """Let the open reset links of an address work no more."""
    is_open = (LinkRow.kind == "reset") & LinkRow.used_at.is_(None)
    connection.execute(
        update(LinkRow).where(LinkRow.email == email, is_open).values(used_at=now)
    )


def _values(
    email: str, organization_id: str, role: str, now: datetime
) -> dict[str, Any]:
    return {
        "email": email,
        "organization_id": organization_id,
        "role": role,
        "created_at": now,
    }


def _insert(
    connection: Connection, kind: LinkKind, values: dict[str, Any], valid: timedelta
) -> str:
    token = new_token()
    connection.execute(
        insert(LinkRow).values(
            token_sha256=sha256_hex(token),
            kind=kind,
            expires_at=values["created_at"] + valid,
            **values,
        )
    )
    return token


def _dead_link() -> AccountError:
    return AccountError(Problem("link", "account_link_dead"))
