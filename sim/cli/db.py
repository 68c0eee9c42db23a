"""``hanboki db``: the database of accounts, plans and agreements."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.acting import DatabaseOption
from sim.cli.commands import Command
from sim.cli.exits import Refusal
from sim.cli.groups import new_group
from sim.cli.options import ForceOption, JsonOption, LangOption
from sim.cli.talk import Talk
from sim.cli.writing import refuse_existing

__all__ = ["group"]

group = new_group("db")


@group.command("info", cls=Command)
def info(
    place: DatabaseOption = None, json: JsonOption = False, lang: LangOption = None
) -> None:
    """Show where the database is and which version it has."""
    from sim.database import Database
    from sim.database.address import address_of
    from sim.database.upgrading import head, version_of

    talk = Talk.in_language(lang)
    database = Database(address_of(place))
    with database.reading() as connection:
        version = version_of(connection)
    shown = database.shown
    database.close()
    if json:
        talk.show_json({"database": shown, "version": version, "newest": head()})
        return
    key = "db_is_current" if version == head() else "db_is_not_current"
    talk.show_text(talk.say(key, place=shown, version=version or "-", newest=head()))


@group.command("upgrade", cls=Command)
def upgrade(place: DatabaseOption = None, lang: LangOption = None) -> None:
    """Bring the database to the version of this hanboki."""
    from sim.database import Database
    from sim.database import upgrade as upgrade_database
    from sim.database.address import address_of

    talk = Talk.in_language(lang)
    database = Database(address_of(place))
    try:
        version = upgrade_database(database)
    finally:
        database.close()
    talk.show_text(talk.say("db_upgraded", place=database.shown, version=version))


@group.command("backup", cls=Command)
def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE")],
    place: DatabaseOption = None,
    force: ForceOption = False,
    lang: LangOption = None,
) -> None:
    """Write everything into one file, while others go on working."""
    from sim.cli.acting import opened
    from sim.database import backup as write_backup

    talk = Talk.in_language(lang)
    refuse_existing(target, may_replace=force)
    with opened(place) as database:
        write_backup(database, target)
    talk.tell("written", path=target)


@group.command("restore", cls=Command)
def restore(
    source: Annotated[Path, typer.Argument(metavar="FILE")],
    place: DatabaseOption = None,
    force: ForceOption = False,
    lang: LangOption = None,
) -> None:
    """Put a backup in the place of the database."""
    from sim.database import restore as read_backup
    from sim.database.address import address_of
    from sim.database.engine import Database

    talk = Talk.in_language(lang)
    if not source.is_file():
        raise Refusal(key="file_not_found", path=source, message="")
    read_backup(source, place, force=force)
    shown = Database(address_of(place)).shown
    talk.show_text(talk.say("db_restored", place=shown))
