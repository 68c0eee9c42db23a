"""Backups: SQLite by its online backup, PostgreSQL by its own programs."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, inspect

from sim.database.address import address_of
from sim.database.copying import copy_file
from sim.database.engine import Database
from sim.database.upgrading import is_known, version_of
from sim.errors import DatabaseError, Problem

__all__ = ["backup", "restore"]


def backup(database: Database, target: Path) -> None:
    """Write everything into one file, while others go on working.

    Raises
    ------
    DatabaseError
        ``pg_dump`` is not there, or it failed.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup.") as scratch:
        unfinished = Path(scratch) / target.name
        if database.is_sqlite:
            copy_file(Path(str(database.url.database)), unfinished)
        else:
            _run(database.url, "pg_dump", "--format=custom", f"--file={unfinished}")
        unfinished.replace(target)


def restore(source: Path, place: str | Path | None = None, *, force: bool) -> None:
    """Put a backup in the place of a database.

    ``force`` — replace rows that are there; a copy of an SQLite file is kept beside it.

    Raises
    ------
    DatabaseError
        The file is no backup of hanboki, or the database is not empty.
    """
    url = address_of(place)
    database = Database(url)
    try:
        _refuse_other_files(source, is_sqlite=database.is_sqlite)
        is_empty = _is_empty(database)
        if not is_empty and not force:
            raise DatabaseError(Problem(database.shown, "database_not_empty"))
        if database.is_sqlite:
            file = Path(str(url.database))
            if not is_empty:
                copy_file(file, file.with_name(f"{file.name}.before-restore"))
            copy_file(source, file)
        else:
            clean = () if is_empty else ("--clean", "--if-exists")
            options = ("--single-transaction", "--exit-on-error", "--no-owner", *clean)
            _run(url, "pg_restore", *options, f"--dbname={url.database}", str(source))
    finally:
        database.close()


def _is_empty(database: Database) -> bool:
    with database.reading() as connection:
        return not inspect(connection).get_table_names()


def _refuse_other_files(source: Path, *, is_sqlite: bool) -> None:
    if not is_sqlite:
        with source.open("rb") as file:
            if file.read(5) != b"PGDMP":
                raise DatabaseError(Problem(str(source), "database_no_backup"))
        return
    try:
        with closing(
            sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)
        ) as file:
            (state,) = file.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise DatabaseError(Problem(str(source), "database_no_backup")) from error
    if state != "ok":
        raise DatabaseError(Problem(str(source), "database_damaged", state))
    opened = Database(address_of(source))
    try:
        with opened.reading() as connection:
            version = version_of(connection)
    finally:
        opened.close()
    if version is None or not is_known(version):
        raise DatabaseError(Problem(str(source), "database_no_backup", version))


def _run(url: URL, program: str, *options: str) -> None:
    """Run a program of PostgreSQL; the password goes by environment, never shown."""
    if shutil.which(program) is None:
        raise DatabaseError(Problem(program, "database_no_program"))
    wanted = {
        "PGHOST": url.host or url.query.get("host"),
        "PGPORT": url.port,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
    }
    environment = {name: str(value) for name, value in wanted.items() if value}
    done = subprocess.run(
        [program, *options],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [""]
        problem = Problem(
            program, "database_program_failed", None, {"message": lines[0]}
        )
        raise DatabaseError(problem)
