"""Backups hold everything and come back, on both databases."""

import sqlite3

import pytest
from sqlalchemy import select

from sim.accounts.administration import add_organization, all_organizations
from sim.accounts.tables import OrganizationRow
from sim.database import backup, open_database, restore
from sim.errors import DatabaseError
from tests.unit.accounts.worlds import NOON


def test_backup_brings_back_what_was_there(database, database_url, tmp_path):
    """What was lost after the backup is there again; later rows are gone."""
    add_organization(database, "前", "shop", now=NOON)
    backup(database, tmp_path / "kept.backup")
    add_organization(database, "後", "shop", now=NOON)
    restore(tmp_path / "kept.backup", database_url, force=True)

    reopened = open_database(database_url)
    assert [each.name for each in all_organizations(reopened)] == ["前"]
    reopened.close()


def test_rows_are_not_replaced_unasked(database, database_url, tmp_path):
    """Restoring over rows needs ``force``."""
    backup(database, tmp_path / "kept.backup")

    with pytest.raises(DatabaseError, match="--force"):
        restore(tmp_path / "kept.backup", database_url, force=False)


def test_replaced_file_is_kept_beside(tmp_path):
    """What a restore replaces in a file is not gone."""
    file = tmp_path / "a.db"
    database = open_database(file)
    backup(database, tmp_path / "kept.backup")
    add_organization(database, "後", "shop", now=NOON)
    database.close()
    restore(tmp_path / "kept.backup", file, force=True)

    before = open_database(tmp_path / "a.db.before-restore")
    assert [each.name for each in all_organizations(before)] == ["後"]
    before.close()


def test_other_files_are_no_backup(database, database_url, tmp_path):
    """Text, and databases of other programs, are refused."""
    words = tmp_path / "words.txt"
    words.write_text("x" * 5000, encoding="utf-8")
    foreign = tmp_path / "foreign.db"
    with sqlite3.connect(foreign) as other:
        other.execute("CREATE TABLE a (b)")
    other.close()

    for file in (words, foreign):
        with pytest.raises(DatabaseError, match="no backup"):
            restore(file, database_url, force=True)
    with database.reading() as connection:
        assert connection.execute(select(OrganizationRow.id)).all() == []


def test_missing_program_is_named(database, tmp_path, monkeypatch):
    """Without PostgreSQL's programs the user learns which one is missing."""
    if database.is_sqlite:
        return
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(DatabaseError, match="pg_dump"):
        backup(database, tmp_path / "x")
