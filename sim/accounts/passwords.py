"""Passwords: Argon2id, and the same work for a user that does not exist."""

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from sim.accounts.tokens import new_token
from sim.errors import AccountError, Problem

__all__ = [
    "LONGEST_PASSWORD",
    "SHORTEST_PASSWORD",
    "checked_password",
    "hash_of",
    "is_outdated",
    "is_right",
]

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 256

_FEWEST_DIFFERENT = 5


def checked_password(password: str, *, email: str) -> str:
    """Return a password that is good enough; nothing is asked of its characters.

    Raises
    ------
    AccountError
        It is short, too long, almost one character only, or the e-mail address.
    """
    limits = {"least": SHORTEST_PASSWORD, "most": LONGEST_PASSWORD}
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise AccountError(Problem("password", "account_password_length", None, limits))
    name = email.partition("@")[0]
    is_address = password.casefold() in (email, name + name)
    if is_address or len(set(password)) < _FEWEST_DIFFERENT:
        raise AccountError(Problem("password", "account_password_weak"))
    return password


def hash_of(password: str) -> str:
    """Return what is kept of a password."""
    return _hasher().hash(_normal(password))


def is_right(password: str, kept: str | None) -> bool:
    """Return whether a password is the one that was kept.

    ``kept`` — None when there is no such user; it takes as long all the same.
    """
    try:
        _hasher().verify(kept or _hash_of_nobody(), _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Return whether a hash was made with other costs than those of today."""
    return _hasher().check_needs_rehash(kept)


@cache
def _hasher() -> PasswordHasher:
    """Return Argon2id with 19 MiB and 2 passes (OWASP's first choice)."""
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _hash_of_nobody() -> str:
    return _hasher().hash(new_token())


def _normal(password: str) -> str:
    """Return one spelling: keyboards differ in how they compose characters."""
    return unicodedata.normalize("NFKC", password)
