"""Guessing is slow: waits grow with each failed login, and end by themselves.

Three counts are kept, and an attempt is counted before its password is looked at, so
that a hundred attempts at once are a hundred:

============ ====== ============ ==================================================
count        free   longest wait against
============ ====== ============ ==================================================
both         5      15 minutes   guessing one account from one address
account      10     5 minutes    guessing one account from many addresses
address      30     15 minutes   trying many accounts from one address
============ ====== ============ ==================================================

The wait doubles with every failure beyond the free ones.
A stranger cannot lock a user out: the count of the account does not stop addresses from
which its user has logged in of late, and the others count the stranger's own address.
An attempt that is refused is not counted, so nobody can make a wait longer by waiting.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import Connection, bindparam, case, func, or_, select, text, update
from sqlalchemy.sql.dml import ReturningUpdate

from sim.accounts.tables import AttemptRow
from sim.accounts.tokens import sha256_hex
from sim.database import Moment
from sim.errors import AccountError, Problem

__all__ = ["Count", "count_attempt", "counts_of", "forgive"]

_FORGOTTEN_AFTER = timedelta(days=1)
_FIVE_MINUTES = timedelta(minutes=5)
_QUARTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Count:
    """One count of failed logins."""

    key: str
    """SHA-256 of what is counted: nobody's address is kept in the clear."""
    free: int
    """Failures without a wait."""
    longest: timedelta
    """The longest wait."""
    is_cleared: bool
    """Whether one right login makes all failures forgotten."""


def counts_of(email: str, address: str, *, is_known_address: bool) -> list[Count]:
    """Return the counts that an attempt goes into."""
    both, account = f"both {email} {address}", f"account {email}"
    counts = [
        Count(sha256_hex(both), 5, _QUARTER, is_cleared=True),
        Count(sha256_hex(f"address {address}"), 30, _QUARTER, is_cleared=False),
    ]
    if not is_known_address:
        counts.append(Count(sha256_hex(account), 10, _FIVE_MINUTES, is_cleared=True))
    return sorted(counts, key=lambda count: count.key)  # one order: no deadlock


def count_attempt(
    connection: Connection, counts: Sequence[Count], now: datetime
) -> None:
    """Count an attempt as failed, until :func:`forgive` takes it back.

    Raises
    ------
    AccountError
        There is still a wait to sit out; the attempt is not counted.
    """
    for count in counts:
        connection.execute(_ROW_IF_NONE, {"key": count.key, "now": now})
        failures = connection.scalar(_one_more(count, now))
        if failures is None:
            raise _throttled(connection, counts, now)
        over = failures - count.free
        if over > 0:
            wait = min(timedelta(seconds=2 ** min(over, 30)), count.longest)
            _set(connection, count, blocked_until=now + wait)


def forgive(connection: Connection, counts: Iterable[Count]) -> None:
    """Take back an attempt that was right."""
    for count in counts:
        left = 0 if count.is_cleared else AttemptRow.failures - 1
        _set(connection, count, failures=left, blocked_until=None)


_ROW_IF_NONE = text(
    "INSERT INTO attempts (key_sha256, failures, last_at) VALUES (:key, 0, :now)"
    " ON CONFLICT DO NOTHING"
).bindparams(bindparam("now", type_=Moment))


def _one_more(count: Count, now: datetime) -> ReturningUpdate[int]:
    """Return the statement that counts, unless there is a wait."""
    is_old = AttemptRow.last_at < now - _FORGOTTEN_AFTER
    is_free = or_(AttemptRow.blocked_until.is_(None), AttemptRow.blocked_until <= now)
    return (
        update(AttemptRow)
        .where(AttemptRow.key_sha256 == count.key, is_free)
        .values(failures=case((is_old, 1), else_=AttemptRow.failures + 1), last_at=now)
        .returning(AttemptRow.failures)
    )


def _set(connection: Connection, count: Count, **values: object) -> None:
    this = AttemptRow.key_sha256 == count.key
    connection.execute(update(AttemptRow).where(this).values(**values))


def _throttled(
    connection: Connection, counts: Iterable[Count], now: datetime
) -> AccountError:
    """Say how long to wait: until the last of the waits is over."""
    these = AttemptRow.key_sha256.in_([count.key for count in counts])
    until = connection.scalar(select(func.max(AttemptRow.blocked_until)).where(these))
    seconds = max(1, ceil(((until or now) - now).total_seconds()))
    problem = Problem("login", "account_throttled", None, {"seconds": seconds})
    return AccountError(problem)
