"""A real PostgreSQL for tests: started in a folder of its own, gone at the end.

Needs the programs of PostgreSQL on this machine, no service and no account.
Skipped only where they are missing; with ``HANBOKI_REQUIRE_POSTGRES`` or on CI their
absence is a failure.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from time import monotonic, sleep

import psycopg
import pytest

__all__ = ["PostgresServer", "running_postgres"]

_PATIENCE = 60.0
_SUPERUSER = "hanboki"
_QUICK = {  # what a test throws away needs no disk
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "16MB",
    "max_connections": "150",
    "listen_addresses": "",
    "log_min_messages": "fatal",
}


@dataclass(frozen=True)
class PostgresServer:
    """A running server that is reached by a socket file."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def url(self, database: str) -> str:
        """Return the URL of one of its databases."""
        return f"postgresql+psycopg://{_SUPERUSER}@/{database}?host={self.folder}"

    def new_database(self, template: str = "template1") -> str:
        """Make a database as a copy of another one; return its name."""
        name = f"t{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self.run(f"DROP DATABASE {database} WITH (FORCE)")

    def run(self, statement: str) -> None:
        """Run a statement outside of any transaction."""
        place = {"host": str(self.folder), "user": _SUPERUSER, "dbname": "postgres"}
        with psycopg.connect(**place, autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Start a server, and stop it when the block ends."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="hanboki-pg-"))
    as_whom = _unprivileged(folder)
    try:
        data = folder / "data"
        subprocess.run(
            [
                programs / "initdb",
                *("--pgdata", data, "--username", _SUPERUSER, "--auth", "trust"),
                *("--encoding", "UTF8", "--locale", "C", "--no-sync"),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
            **as_whom,
        )
        settings = [f"--{name}={value}" for name, value in _QUICK.items()]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", data, "-k", folder, *settings],
                cwd=folder,
                stderr=log,
                **as_whom,
            )
        try:
            _wait_for(server, folder)
            yield PostgresServer(folder)
        finally:
            server.send_signal(signal.SIGQUIT)  # at once: the folder goes anyway
            server.wait(_PATIENCE)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    on_path = shutil.which("postgres")
    if on_path:
        return Path(on_path).parent
    if found:
        return found[-1].parent
    message = "the programs of PostgreSQL are not there"
    if os.environ.get("HANBOKI_REQUIRE_POSTGRES") or os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def _unprivileged(folder: Path) -> dict[str, object]:
    """Return as whom to run: PostgreSQL refuses root, so root becomes somebody else."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _wait_for(server: "subprocess.Popen[bytes]", folder: Path) -> None:
    deadline = monotonic() + _PATIENCE
    while monotonic() < deadline and server.poll() is None:
        try:
            PostgresServer(folder).run("SELECT 1")
        except psycopg.OperationalError:
            sleep(0.05)
        else:
            return
    pytest.fail(f"PostgreSQL did not start: {(folder / 'log').read_text()}")
