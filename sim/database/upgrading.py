"""Migrations: forward only, each in one transaction, one process at a time."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from sim.database.copying import copy_file
from sim.database.engine import Database
from sim.errors import DatabaseError, Problem

__all__ = ["head", "is_known", "upgrade", "version_of"]

_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 0x68616E626F6B69
"""Number of the PostgreSQL lock under which one process upgrades at a time."""


def upgrade(database: Database, *, to: str = "head") -> str:
    """Bring a database to a version and return that version.

    An SQLite file that holds rows is copied beside itself first.

    Raises
    ------
    DatabaseError
        It belongs to another program, or a newer hanboki has written it.
    """
    with database.reading() as connection:
        before = version_of(connection)
        _refuse_unknown(database, connection, before)
    if before is not None and before != head() and database.is_sqlite:
        file = Path(str(database.url.database))
        copy_file(file, file.with_name(f"{file.name}.before-upgrade-{before}"))
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOCK})
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, to)
        return version_of(connection) or ""


def version_of(connection: Connection) -> str | None:
    """Return the version of a database; None when it has never been upgraded."""
    return MigrationContext.configure(connection).get_current_revision()


@cache
def head() -> str:
    """Return the version that this hanboki works with."""
    return str(_scripts().get_current_head())


@cache
def is_known(version: str) -> bool:
    """Return whether a version is one of ours, this one or an earlier one."""
    return version in {script.revision for script in _scripts().walk_revisions()}


def _refuse_unknown(
    database: Database, connection: Connection, version: str | None
) -> None:
    if version is not None and not is_known(version):
        problem = Problem(database.shown, "database_newer", version)
        raise DatabaseError(problem)
    if version is None and inspect(connection).get_table_names():
        raise DatabaseError(Problem(database.shown, "database_not_ours"))


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
