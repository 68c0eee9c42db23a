"""Secrets that are shown once: of a token only its SHA-256 is kept."""

import hmac
import secrets
from hashlib import sha256

__all__ = ["csrf_token", "new_id", "new_token", "sha256_hex"]


def new_token() -> str:
    """Return 256 random bits as text that fits into a cookie or a link."""
    return secrets.token_urlsafe(32)


def new_id() -> str:
    """Return the identity of a new row: 128 random bits, which nobody guesses."""
    return secrets.token_hex(16)


def sha256_hex(text: str) -> str:
    """Return what is kept of a token."""
    return sha256(text.encode()).hexdigest()


def csrf_token(token: str) -> str:
    """Return what a form of this session must send back; it does not tell the token."""
    return hmac.digest(token.encode(), b"hanboki csrf", "sha256").hex()
