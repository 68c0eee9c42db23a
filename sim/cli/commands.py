"""What a command and the program itself are: our help, our errors, our exit codes."""

import codecs
import gc
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from typer import Exit
from typer.core import TyperCommand, TyperGroup

from sim.cli.exits import PIPE_CLOSED, Refusal, Stopped, close_stdout, stoppable
from sim.cli.failures import explained
from sim.cli.help import show_help
from sim.cli.talk import Talk, language_of_words

__all__ = ["Command", "Group", "Program"]

_NEW_OBJECTS = 50_000
"""New objects after which garbage is looked for; Python's own number is 700."""

_NEAREST = "hanboki.nearest"
_LIKENESS = dict(zip("〜–−¥", "～--￥", strict=True))
"""Characters that the Japanese code page of Windows lacks, and what looks like them."""


class Command(TyperCommand):
    """A command with help in the language of the user."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002
        """Print the help."""
        show_help(self, ctx)


class Group(TyperGroup):
    """Commands that belong together; alone it shows its help."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002
        """Print the help."""
        show_help(self, ctx)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401
        """Return the command that the first word names."""
        word = args[0]
        if word not in self.commands and not word.startswith("-"):
            similar = ", ".join(get_close_matches(word, self.commands))
            key = "no_such_command_similar" if similar else "no_such_command"
            raise Refusal(key=key, name=word, similar=similar)
        return super().resolve_command(ctx, args)


class Program(Group):
    """``hanboki`` itself: finds the language and turns errors into exit codes."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Run a command line and leave with its exit code.

        ``standalone_mode`` is ignored: the codes are always ours.
        """
        del standalone_mode
        words = sys.argv[1:] if args is None else args
        talk = Talk.in_language(language_of_words(words))
        # modules are no garbage; looking for it among them is a tenth of the start
        gc.set_threshold(_NEW_OBJECTS)
        _print_what_fits()
        try:
            with stoppable():
                code = super().main(
                    args,
                    prog_name or "hanboki",
                    complete_var,
                    standalone_mode=False,
                    windows_expand_args=windows_expand_args,
                    obj=talk,
                    **extra,
                )
        except (Exception, Stopped) as error:
            code = explained(error, talk)
        sys.exit(code or 0)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401
        """Run the command; a reader that has gone away ends it quietly."""
        try:
            super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError as error:
            close_stdout()
            raise Exit(PIPE_CLOSED) from error


def _print_what_fits() -> None:
    """Let a stream of another encoding show the nearest character that it has."""
    codecs.register_error(_NEAREST, _nearest)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=_NEAREST)


def _nearest(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join(_LIKENESS.get(each, "?") for each in missing), error.end
