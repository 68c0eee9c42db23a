"""Who sits in front of the screen."""

import os

__all__ = ["ACCOUNTS_VARIABLE", "is_alone"]

ACCOUNTS_VARIABLE = "HANBOKI_ACCOUNTS"
"""Set to ``on`` by a server that asks for accounts."""


def is_alone() -> bool:
    """Return whether this is one person's own computer, without accounts."""
    return os.environ.get(ACCOUNTS_VARIABLE) != "on"
