"""Databases with people in them, and documents that can be sent."""

import pytest
from argon2 import PasswordHasher

from tests.databases import database, database_url, postgres, templates
from tests.unit.accounts.worlds import People, people
from tests.unit.agreements.table import Table

__all__ = ["database", "database_url", "postgres", "templates"]

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def who(database, monkeypatch) -> People:
    """The people of the stories."""
    monkeypatch.setattr("sim.accounts.passwords._hasher", lambda: CHEAP)
    return people(database)


@pytest.fixture
def table(database, who) -> Table:
    """A table at which the shop and the agency sit."""
    return Table(database, who)
