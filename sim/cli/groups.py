"""Groups of commands, such as ``hanboki users list``."""

import typer

from sim.cli.commands import Group
from sim.cli.options import LangOption

__all__ = ["new_group"]


def new_group(name: str) -> typer.Typer:
    """Return a group without commands; alone it shows its help."""
    group = typer.Typer(
        name=name,
        cls=Group,
        add_completion=False,
        invoke_without_command=True,
    )

    @group.callback()
    def show_help(context: typer.Context, lang: LangOption = None) -> None:
        del lang  # found on the command line before anything runs
        if context.invoked_subcommand is None:
            typer.echo(context.get_help())

    return group
