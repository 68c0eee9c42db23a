"""The database of this server: accounts, plans and agreements."""

from functools import cache

from sim.database import Database, open_database

__all__ = ["database"]


@cache
def database() -> Database:
    """Return the database that ``HANBOKI_DATABASE`` names, or that of this user.

    Raises
    ------
    DatabaseError
        It cannot be opened.
    """
    return open_database()
