"""Logins: a token for the browser, of which only the SHA-256 is kept here.

A session ends when it is logged out, when it has not been used for three days, after
thirty days in any case, and at once when the user's role changes, the user is disabled
or the password is reset.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, insert, select, text, update

from sim.accounts.emails import email_key
from sim.accounts.passwords import hash_of, is_outdated, is_right
from sim.accounts.people import Actor, Session
from sim.accounts.reading import actor_of, user_of, users_query
from sim.accounts.tables import KnownAddressRow, SessionRow, UserRow
from sim.accounts.throttle import count_attempt, counts_of, forgive
from sim.accounts.tokens import csrf_token, new_token, sha256_hex
from sim.database import Database, Moment
from sim.errors import AccountError, Problem

__all__ = [
    "end_sessions",
    "log_in",
    "log_out",
    "log_out_everywhere",
    "open_session",
    "session_of",
]

IDLE_AT_MOST = timedelta(days=3)
LONGEST = timedelta(days=30)
ADDRESS_KNOWN_FOR = timedelta(days=90)

_SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is known when a session was last used; spares a write a click."""

_LONGEST_AGENT = 300


def log_in(
    database: Database,
    email: str,
    password: str,
    *,
    address: str,
    now: datetime,
    user_agent: str = "",
) -> str:
    """Return the token of a new session.

    ``address`` — where the request comes from; failures are counted by it.

    Raises
    ------
    AccountError
        Address and password do not belong together, or there is a wait to sit out.
        Unknown, disabled and wrong are told apart neither by words nor by time.
    """
    key = email_key(email)
    with database.writing() as connection:
        found = _secret_of(connection, key)
        user_id, kept = found or ("", None)
        is_known = _knows(connection, user_id, address, now)
        counts = counts_of(key, address, is_known_address=is_known)
        count_attempt(connection, counts, now)
    if not is_right(password, kept) or kept is None:
        raise _refused()
    request = _Request(address, user_agent, now)
    with database.writing() as connection:
        forgive(connection, counts)
        return _begin(connection, user_id, kept, password, request)


def open_session(
    connection: Connection,
    user_id: str,
    *,
    address: str,
    user_agent: str,
    now: datetime,
) -> str:
    """Make a session for somebody who has been recognised; return its token."""
    token = new_token()
    is_over = (SessionRow.user_id == user_id) & (SessionRow.expires_at <= now)
    connection.execute(delete(SessionRow).where(is_over))
    connection.execute(
        insert(SessionRow).values(
            token_sha256=sha256_hex(token),
            user_id=user_id,
            created_at=now,
            last_seen_at=now,
            expires_at=now + LONGEST,
            address=address,
            user_agent=user_agent[:_LONGEST_AGENT],
        )
    )
    known = {"user": user_id, "address": sha256_hex(address), "now": now}
    connection.execute(_REMEMBER, known)
    return token


def session_of(database: Database, token: str, *, now: datetime) -> Session | None:
    """Return the session of a token; None when there is none, or it has ended."""
    key = sha256_hex(token)
    query = users_query().add_columns(
        SessionRow.created_at.label("begun_at"),
        SessionRow.expires_at,
        SessionRow.last_seen_at,
        SessionRow.address,
        SessionRow.user_agent,
    )
    with database.reading() as connection:
        row = connection.execute(
            query.join(SessionRow, SessionRow.user_id == UserRow.id).where(
                SessionRow.token_sha256 == key,
                SessionRow.expires_at > now,
                SessionRow.last_seen_at > now - IDLE_AT_MOST,
                UserRow.is_enabled,
            )
        ).first()
    if row is None:
        return None
    if now - row.last_seen_at >= _SEEN_EVERY:
        with database.writing() as connection:
            seen = update(SessionRow).where(SessionRow.token_sha256 == key)
            connection.execute(seen.values(last_seen_at=now))
    user = user_of(row)
    return Session(
        actor=actor_of(user, address=row.address, user_agent=row.user_agent),
        language=user.language,
        created_at=row.begun_at,
        expires_at=row.expires_at,
        csrf_token=csrf_token(token),
    )


def log_out(database: Database, token: str) -> None:
    """End the session of a token; nothing happens when there is none."""
    with database.writing() as connection:
        this = SessionRow.token_sha256 == sha256_hex(token)
        connection.execute(delete(SessionRow).where(this))


def log_out_everywhere(database: Database, actor: Actor) -> int:
    """End every session of the one who asks; return how many there were."""
    with database.writing() as connection:
        return end_sessions(connection, actor.user_id)


def end_sessions(connection: Connection, user_id: str) -> int:
    """End every session of a user, inside a transaction that changes more."""
    return connection.execute(
        delete(SessionRow).where(SessionRow.user_id == user_id)
    ).rowcount


_REMEMBER = text(
    "INSERT INTO known_addresses (user_id, address_sha256, last_at)"
    " VALUES (:user, :address, :now)"
    " ON CONFLICT (user_id, address_sha256) DO UPDATE SET last_at = :now"
).bindparams(bindparam("now", type_=Moment))


@dataclass(frozen=True, slots=True)
class _Request:
    """Where a login comes from."""

    address: str
    user_agent: str
    now: datetime


def _begin(
    connection: Connection, user_id: str, kept: str, password: str, request: _Request
) -> str:
    """Open the session, if the password is still the one that was looked at."""
    is_it = (UserRow.id == user_id) & (UserRow.password_hash == kept)
    new_hash = hash_of(password) if is_outdated(kept) else kept
    changed = connection.execute(
        update(UserRow).where(is_it, UserRow.is_enabled).values(password_hash=new_hash)
    )
    if changed.rowcount != 1:
        raise _refused()
    return open_session(
        connection,
        user_id,
        address=request.address,
        user_agent=request.user_agent,
        now=request.now,
    )


def _secret_of(connection: Connection, email: str) -> tuple[str, str] | None:
    """Return a user and the hash of the password, when there are both."""
    row = connection.execute(
        select(UserRow.id, UserRow.password_hash).where(
            UserRow.email == email,
            UserRow.is_enabled,
            UserRow.password_hash.is_not(None),
        )
    ).first()
    return None if row is None else (row.id, str(row.password_hash))


def _knows(connection: Connection, user_id: str, address: str, now: datetime) -> bool:
    """Return whether a user has logged in from an address of late."""
    query = select(KnownAddressRow.last_at).where(
        KnownAddressRow.user_id == user_id,
        KnownAddressRow.address_sha256 == sha256_hex(address),
    )
    last_at = connection.scalar(query)
    return last_at is not None and now - last_at < ADDRESS_KNOWN_FOR


def _refused() -> AccountError:
    return AccountError(Problem("login", "account_login_refused"))
