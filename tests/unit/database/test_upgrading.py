"""Migrations lead to the tables that the code declares, on both databases."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

import sim.accounts.tables
import sim.agreements.tables
import sim.database.upgrading as upgrading
from sim.database import Base, Database, open_database, upgrade
from sim.database.address import address_of
from sim.database.upgrading import head, version_of
from sim.errors import DatabaseError

VERSIONS = [
    script.revision
    for script in ScriptDirectory.from_config(upgrading._config()).walk_revisions()
][::-1]


@pytest.fixture
def empty_url(database_url, request, tmp_path):
    """The address of a database that has never been upgraded."""
    if database_url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'never.db'}"
    server = request.getfixturevalue("postgres")
    return server.url(server.new_database())


@pytest.fixture
def empty(empty_url):
    """A database that has never been upgraded."""
    opened = Database(address_of(empty_url))
    yield opened
    opened.close()


def test_head_is_what_the_code_declares(database):
    """After all migrations, tables, columns, indexes and keys are those of the code."""
    assert sim.accounts.tables
    assert sim.agreements.tables
    with database.reading() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []


def test_every_version_upgrades_to_the_next(empty):
    """One version after the other works as well as all at once."""
    for version in VERSIONS:
        assert upgrade(empty, to=version) == version
    assert upgrade(empty) == head() == VERSIONS[-1]


def test_rows_survive_every_upgrade(empty):
    """What was written under the first version is read under the last."""
    upgrade(empty, to=VERSIONS[0])
    row = "('a', '店', 'shop', '2026-12-04 00:00:00+00')"
    with empty.writing() as connection:
        connection.execute(text(f"INSERT INTO organizations VALUES {row}"))
    upgrade(empty)
    with empty.reading() as connection:
        found = connection.execute(text("SELECT name FROM organizations"))
        assert found.scalars().all() == ["店"]


def test_old_file_is_copied_before_it_is_upgraded(tmp_path):
    """The rows of one user are kept as they were, beside the upgraded file."""
    file = tmp_path / "old.db"
    old = Database(address_of(file))
    upgrade(old, to=VERSIONS[0])
    old.close()
    if head() != VERSIONS[0]:
        open_database(file).close()
        kept = open_database(tmp_path / f"old.db.before-upgrade-{VERSIONS[0]}")
        with kept.reading() as connection:
            assert version_of(connection) == head()


def test_newer_database_is_refused(database, database_url):
    """What a newer hanboki has written is not touched by an older one."""
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(DatabaseError, match="newer"):
        open_database(database_url)
    with pytest.raises(DatabaseError, match="newer"):
        upgrade(database)


def test_database_of_another_program_is_refused(empty, empty_url):
    """Tables of somebody else are left alone."""
    with empty.writing() as connection:
        connection.execute(text("CREATE TABLE shopping (item TEXT)"))

    with pytest.raises(DatabaseError, match="another program"):
        upgrade(empty)


def test_server_is_upgraded_only_when_asked(empty, empty_url):
    """An SQLite file comes by itself; a shared database waits for its owner."""
    if empty.is_sqlite:
        open_database(empty_url).close()
        return
    with pytest.raises(DatabaseError, match="db upgrade"):
        open_database(empty_url)
    upgrade(empty)
    open_database(empty_url).close()
