"""Databases for tests: each test gets an empty one, on SQLite and on PostgreSQL.

A ``conftest.py`` imports the fixtures it offers. Both databases are upgraded once a
session; a test gets a copy.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.database import Database, open_database, upgrade
from sim.database.address import address_of
from tests.postgres import PostgresServer, running_postgres

__all__ = ["KINDS_OF_DATABASE", "database", "database_url", "postgres", "templates"]

KINDS_OF_DATABASE = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Return a PostgreSQL server that runs for the whole session."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def templates(tmp_path_factory) -> dict[str, str]:
    """Return what test databases are copied from; filled when first needed."""
    return {"folder": str(tmp_path_factory.mktemp("templates"))}


@pytest.fixture(params=KINDS_OF_DATABASE)
def database_url(request, tmp_path, templates) -> Iterator[str]:
    """Return the URL of an upgraded database without rows."""
    if request.param == "sqlite":
        if "sqlite" not in templates:
            file = Path(templates["folder"]) / "template.db"
            open_database(file).close()
            templates["sqlite"] = str(file)
        copy = tmp_path / "hanboki.db"
        shutil.copy(templates["sqlite"], copy)
        yield f"sqlite:///{copy}"
        return
    server = request.getfixturevalue("postgres")
    if "postgresql" not in templates:
        name = server.new_database()
        empty = Database(address_of(server.url(name)))
        upgrade(empty)
        empty.close()
        templates["postgresql"] = name
    name = server.new_database(templates["postgresql"])
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def database(database_url) -> Iterator[Database]:
    """Return an open database without rows."""
    opened = open_database(database_url)
    yield opened
    opened.close()
