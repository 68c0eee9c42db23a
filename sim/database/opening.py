"""Opening a database: the file of one user comes by itself, a server is asked for."""

from pathlib import Path

from sim.database.address import address_of
from sim.database.engine import Database
from sim.database.upgrading import head, is_known, upgrade, version_of
from sim.errors import DatabaseError, Problem

__all__ = ["open_database"]


def open_database(place: str | Path | None = None) -> Database:
    """Return an open database of this hanboki's version.

    An SQLite file is made or upgraded on the way: its one user should not need to know.
    A PostgreSQL database is shared, so its owner upgrades it with
    ``hanboki db upgrade``.

    ``place`` — as for :func:`sim.database.address.address_of`.

    Raises
    ------
    DatabaseError
        It cannot be reached, is no database of hanboki, or has another version.
    """
    database = Database(address_of(place))
    with database.reading() as connection:
        version = version_of(connection)
    if version == head():
        return database
    if database.is_sqlite:
        upgrade(database)
        return database
    database.close()
    is_newer = version is not None and not is_known(version)
    rule = "database_newer" if is_newer else "database_older"
    raise DatabaseError(Problem(database.shown, rule, version))
