"""To find one agreement as a side of it, and to say where a command has left it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sim.cli.acting import acting, now
from sim.cli.agreement_page import show_standing
from sim.cli.talk import Talk

if TYPE_CHECKING:
    from sim.accounts import Actor
    from sim.agreements.records import Agreement
    from sim.database import Database

__all__ = ["changing", "see"]


@contextmanager
def changing(
    number: str, place: str | None, who: str, talk: Talk, *, is_json: bool
) -> Iterator[tuple["Database", "Actor", "Agreement"]]:
    """Give an agreement to a block that changes it; then say where it stands."""
    with acting(place, who, talk) as (database, actor):
        seen = see(database, actor, number)
        yield database, actor, seen
        show_standing(database, actor, seen.summary.id, talk, is_json=is_json)


def see(database: "Database", actor: "Actor", number: str) -> "Agreement":
    """Return the agreement of this number, as the actor may see it."""
    from sim.agreements.store import agreement, agreement_id_of

    found = agreement_id_of(database, actor, number, now=now())
    return agreement(database, actor, found, now=now())
