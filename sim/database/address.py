"""Where the database is: a URL, or a file; else a file in the user's data folder."""

import os
import sys
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from sim.errors import DatabaseError, Problem

__all__ = ["DATABASE_VARIABLE", "address_of", "default_file"]

DATABASE_VARIABLE = "HANBOKI_DATABASE"

_POSTGRES = frozenset({"postgres", "postgresql", "postgresql+psycopg"})


def address_of(place: str | Path | None = None) -> URL:
    """Return the URL of a database.

    ``place`` — a URL or the path of an SQLite file; None means what
    ``HANBOKI_DATABASE`` says, else the file in the user's data folder.

    Raises
    ------
    DatabaseError
        It is no address of an SQLite file or of a PostgreSQL database.
    """
    said = place or os.environ.get(DATABASE_VARIABLE) or default_file()
    if isinstance(said, Path) or "://" not in said:
        path = Path(said).expanduser().absolute()
        return URL.create("sqlite", database=str(path))
    try:
        url = make_url(said)
    except ArgumentError as error:
        raise DatabaseError(
            _problem("database_address", said.partition("://")[0])
        ) from error
    if url.drivername in _POSTGRES:
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() != "sqlite":
        raise DatabaseError(_problem("database_kind", url.drivername))
    if url.database in (None, "", ":memory:"):
        raise DatabaseError(_problem("database_no_file", url.database))
    return url.set(drivername="sqlite")


def default_file() -> Path:
    """Return the database file of this user."""
    return _data_folder() / "hanboki.db"


def _data_folder() -> Path:
    """Return where programs keep a user's data on this system."""
    home = Path.home()
    match sys.platform:
        case "win32":
            base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
        case "darwin":
            base = home / "Library" / "Application Support"
        case _:
            base = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return base / "hanboki"


def _problem(rule: str, got: object) -> Problem:
    # never the whole URL: it may hold a password
    return Problem(DATABASE_VARIABLE, rule, got)
