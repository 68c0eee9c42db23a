"""One at a time: a lock beside a file, let go of when its holder ends, however it ends.

SQLite takes the lock, which it can on every system; the file of the lock stays empty.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["turn"]


@contextmanager
def turn(path: Path, *, patience_seconds: float) -> Iterator[bool]:
    """Hold a lock during the block; give False when somebody else holds it so long.

    Parameters
    ----------
    path
        File of the lock; made when it is not there.

    Raises
    ------
    OSError
        The file cannot be made or locked.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = sqlite3.connect(
            path, timeout=patience_seconds, isolation_level=None
        )
    except sqlite3.OperationalError as error:
        raise OSError(str(error)) from error
    try:
        yield _has_locked(connection)
    finally:
        connection.close()


def _has_locked(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            return False
        raise OSError(str(error)) from error
    return True
