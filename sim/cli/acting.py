"""On which database a command works, and as whom.

``--as shop`` and ``--as agency`` are the two sides of this machine, which need no
password. Anybody else is named by e-mail address and proves it: the password is asked
for on the terminal, or is the first line of the input, and never stands in a command.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from getpass import getpass
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.talk import Talk

if TYPE_CHECKING:
    from sim.accounts import Actor
    from sim.database import Database

__all__ = ["AsOption", "DatabaseOption", "acting", "ask_password", "now", "opened"]

DatabaseOption = Annotated[str | None, typer.Option("--database", metavar="FILE|URL")]
AsOption = Annotated[str, typer.Option("--as", metavar="shop|agency|EMAIL")]


def now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)


@contextmanager
def opened(place: str | None) -> Iterator["Database"]:
    """Open the database, and close it when the block ends."""
    from sim.database import open_database

    database = open_database(place)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def acting(
    place: str | None, who: str, talk: Talk
) -> Iterator[tuple["Database", "Actor"]]:
    """Open the database as somebody; their session ends with the block."""
    from sim.accounts import KINDS, local_actor, log_in, log_out, session_of
    from sim.accounts.people import checked_kind

    with opened(place) as database:
        if who in KINDS:
            language = talk.language
            yield (
                database,
                local_actor(database, checked_kind(who), now=now(), language=language),
            )
            return
        password = ask_password(talk, "ask_password")
        token = log_in(database, who, password, address="cli", now=now())
        try:
            session = session_of(database, token, now=now())
            assert session is not None  # it was opened a moment ago
            yield database, session.actor
        finally:
            log_out(database, token)


def ask_password(talk: Talk, key: str) -> str:
    """Return a password that is typed unseen, or comes as a line of the input."""
    if sys.stdin.isatty():
        return getpass(talk.say(key))
    return sys.stdin.readline().rstrip("\r\n")
