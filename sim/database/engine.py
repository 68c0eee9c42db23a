"""An open database: transactions that read, and transactions that write.

SQLite runs in WAL mode, so that readers never wait; writers take the lock at the start
of their transaction, so that two of them queue instead of failing half-way.
``synchronous = FULL``: what was acknowledged survives a crash of the machine.
PostgreSQL runs as it comes; rooms guard what they change by compare-and-swap, which
needs no dialect of its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError

from sim.errors import DatabaseError, Problem

__all__ = ["Database"]

BUSY_SECONDS = 30
"""How long a writer waits for another one."""

_WRITES = "hanboki_writes"
_ONE_STATE: dict[str, Any] = {
    "isolation_level": "REPEATABLE READ",
    "postgresql_readonly": True,
}


class Database:
    """A database that is open; make one with :func:`sim.database.open_database`."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.engine = _engine(url)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file on this machine."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def shown(self) -> str:
        """Return its address without the password."""
        if self.is_sqlite:
            return str(self.url.database)
        return self.url.render_as_string(hide_password=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that sees one state of the database and writes nothing."""
        with self._told(), self.engine.connect() as plain:
            options = {} if self.is_sqlite else _ONE_STATE
            yield plain.execution_options(**options)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that is kept when the block ends well, else undone."""
        with self._told(), self.engine.connect() as plain:
            connection = plain.execution_options(**{_WRITES: True})
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what the server refuses into words; broken rules pass as they are."""
        try:
            yield
        except OperationalError as error:
            raise DatabaseError(trouble(self.shown, error)) from error


def trouble(where: str, error: DBAPIError) -> Problem:
    """Return in words why a database could not be used."""
    message = str(error.orig).strip().splitlines()[0] if error.orig else str(error)
    return Problem(where, _rule(message), None, {"message": message})


def _rule(message: str) -> str:
    words = message.lower()
    for rule, signs in {
        "database_busy": ("database is locked", "deadlock", "lock timeout"),
        "database_read_only": ("readonly", "read-only"),
        "database_full": ("disk is full", "no space left"),
        "database_missing": ("unable to open", "does not exist"),
        "database_login": ("password authentication", "no password", "role "),
        "database_unreachable": ("connection", "could not translate", "resolve"),
    }.items():
        if any(sign in words for sign in signs):
            return rule
    return "database_trouble"


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        connect = {"application_name": "hanboki", "connect_timeout": 10}
        return create_engine(url, pool_pre_ping=True, connect_args=connect)
    folder = Path(str(url.database)).parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401
    """Set up one connection to SQLite."""
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    is_writing = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")
