"""Transactions: all or nothing, one state while reading, moments in UTC."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, select, text
from sqlalchemy.exc import IntegrityError

from sim.accounts.tables import OrganizationRow
from sim.database import Database, Moment, open_database
from sim.database.address import address_of, default_file
from sim.errors import DatabaseError

INSERT = text(
    "INSERT INTO organizations (id, name, kind, created_at)"
    " VALUES (:id, :id, 'shop', :at)"
).bindparams(bindparam("at", type_=Moment))
AT = datetime(2026, 12, 4, 20, tzinfo=timezone(timedelta(hours=9)))


def names(database):
    """Return the names of all organizations."""
    with database.reading() as connection:
        return set(connection.execute(select(OrganizationRow.name)).scalars())


def test_block_that_fails_leaves_nothing(database):
    """Whatever was written before an error is undone."""

    def fail_after_writing():
        with database.writing() as connection:
            connection.execute(INSERT, {"id": "a", "at": AT})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_writing()

    assert names(database) == set()


def test_broken_rule_is_the_rooms_business(database):
    """A value that the tables refuse reaches the room as it is."""
    with pytest.raises(IntegrityError), database.writing() as connection:
        connection.execute(text("INSERT INTO partnerships VALUES ('x', 'y')"))


def test_reader_sees_one_state(database):
    """What is written meanwhile does not change what a reader sees."""
    with database.reading() as reader:
        before = reader.execute(select(OrganizationRow.name)).scalars().all()
        with database.writing() as writer:
            writer.execute(INSERT, {"id": "a", "at": AT})
        after = reader.execute(select(OrganizationRow.name)).scalars().all()

    assert before == after == []
    assert names(database) == {"a"}


def test_writers_queue(database):
    """Eight threads that write at once all succeed."""

    def write(number):
        with database.writing() as connection:
            connection.execute(INSERT, {"id": f"n{number}", "at": AT})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(80)))

    assert len(names(database)) == 80


def test_moments_come_back_aware_and_in_utc(database):
    """A moment of any zone is the same moment afterwards; one without is refused."""
    with database.writing() as connection:
        connection.execute(INSERT, {"id": "a", "at": AT})
    with database.reading() as connection:
        (kept,) = connection.execute(select(OrganizationRow.created_at)).scalars()

    assert kept == AT
    assert kept.tzinfo is UTC or kept.utcoffset() == timedelta(0)
    naive = {"id": "b", "at": datetime(2026, 1, 1)}
    with pytest.raises(Exception, match="time zone"), database.writing() as connection:
        connection.execute(INSERT, naive)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("mysql://u:secret@h/d", "SQLite or PostgreSQL"),
        ("sqlite://", "in memory"),
        ("://", "no address"),
    ],
)
def test_wrong_address_is_explained_without_its_password(place, said):
    """What cannot be used is named, its password never."""
    with pytest.raises(DatabaseError, match=said) as caught:
        address_of(place)

    assert "secret" not in caught.value.text("ja")


def test_address_comes_from_argument_environment_or_folder(monkeypatch, tmp_path):
    """What is said wins over the variable, and that over the user's data folder."""
    monkeypatch.delenv("HANBOKI_DATABASE", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert address_of().database == str(default_file())
    monkeypatch.setenv("HANBOKI_DATABASE", "postgres://u@h/d")
    assert address_of().drivername == "postgresql+psycopg"
    assert address_of(tmp_path / "a.db").database == str(tmp_path / "a.db")


def test_file_in_a_place_that_cannot_be_opened(tmp_path):
    """A folder is no database file, and is told so in words."""
    with pytest.raises(DatabaseError, match="cannot be opened"):
        open_database(tmp_path)


def test_server_that_is_not_there():
    """A server that cannot be reached is told in words, without the password."""
    place = "postgresql://u:secret@127.0.0.1:1/d"
    with pytest.raises(DatabaseError, match="cannot be reached") as caught:
        open_database(place)

    assert "secret" not in str(caught.value)


def test_shown_address_hides_the_password():
    """What screens and logs show of an address is safe."""
    assert "secret" not in Database(address_of("postgresql://u:secret@h/d")).shown
