"""Databases without rows, and passwords that are hashed in no time."""

import pytest
from argon2 import PasswordHasher

from tests.databases import database, database_url, postgres, templates

__all__ = ["database", "database_url", "postgres", "templates"]

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch):
    """The cost of a hash is tested where it matters, and left out elsewhere."""
    monkeypatch.setattr("sim.accounts.passwords._hasher", lambda: CHEAP)
