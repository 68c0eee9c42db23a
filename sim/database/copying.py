"""A copy of an SQLite file while others read and write it."""

import sqlite3
from contextlib import closing
from pathlib import Path

__all__ = ["copy_file"]


def copy_file(source: Path, target: Path) -> None:
    """Copy a database as it is at one moment; what was in ``target`` is replaced.

    SQLite's online backup: what writers keep in the log beside the file comes along,
    and connections that are open to ``target`` see the new rows.
    """
    with (
        closing(sqlite3.connect(source)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)
