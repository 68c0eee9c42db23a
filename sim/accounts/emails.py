"""E-mail addresses: one spelling each."""

import re
import unicodedata

from sim.errors import AccountError, Problem

__all__ = ["checked_email", "email_key"]

_LONGEST = 254
_SHAPE = re.compile(r"[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+")


def email_key(email: str) -> str:
    """Return the one spelling under which an address is looked up."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


def checked_email(email: str) -> str:
    """Return an address in its one spelling.

    Raises
    ------
    AccountError
        It is no e-mail address.
    """
    key = email_key(email)
    if len(key) > _LONGEST or not _SHAPE.fullmatch(key):
        raise AccountError(Problem("email", "account_email_wrong", email))
    return key
