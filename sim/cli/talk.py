"""What the command line says and where: the result on stdout, the talk on stderr.

Words come from ``sim/locale/<language>/cli.toml``.
Colours are left out when the stream is no terminal, and lines are then not wrapped, so
that a pipe gets whole lines.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, get_args

from sim.cli.wrapping import wrapped
from sim.language import Language, language_of_environment, text

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

__all__ = ["OnProgress", "Talk", "language_of_words"]

OnProgress = Callable[[int, int], None]
"""Called with how much is done and how much there is."""

_PIPE_WIDTH = 400


@dataclass(frozen=True)
class Talk:
    """The voice of one command in one language."""

    language: Language

    @classmethod
    def in_language(cls, language: Language | None) -> "Talk":
        """Return a voice; None means the language of the environment."""
        return cls(language or language_of_environment())

    @cached_property
    def out(self) -> "Console":
        """Where results go."""
        return _console(is_stderr=False)

    @cached_property
    def err(self) -> "Console":
        """Where everything else goes."""
        return _console(is_stderr=True)

    def say(self, key: str, /, **values: object) -> str:
        """Return the words behind ``key`` of the catalogue ``cli.toml``."""
        return text(f"cli.{key}", self.language, **values)

    def show(self, *parts: "RenderableType") -> None:
        """Print parts of the result, one below the other."""
        for part in parts:
            self.out.print(part)

    def show_text(self, words: str, *, style: str = "", indent: int = 0) -> None:
        """Print words of the result, in lines that fit."""
        self.out.print(_fitting(words, self.out, style, indent))

    def show_raw(self, content: str) -> None:
        """Print a result that other programs read: UTF-8 and plain newlines."""
        sys.stdout.flush()
        sys.stdout.buffer.write(content.encode())
        sys.stdout.buffer.flush()

    def show_json(self, content: Mapping[str, object] | Sequence[object]) -> None:
        """Print a result as JSON; the same content gives the same bytes."""
        dumped = json.dumps(content, ensure_ascii=False, allow_nan=False, indent=2)
        self.show_raw(dumped + "\n")

    def tell(self, key: str, /, **values: object) -> None:
        """Print a piece of talk."""
        self.tell_text(self.say(key, **values))

    def tell_text(self, words: str, *, style: str = "", indent: int = 0) -> None:
        """Print words of the talk, in lines that fit."""
        self.err.print(_fitting(words, self.err, style, indent))

    @contextmanager
    def progress(self, key: str, total: int | None = None) -> Iterator[OnProgress]:
        """Show a bar with the time left while the block runs; only on a terminal."""
        if not self.err.is_terminal:
            yield _ignore
            return
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        left = TextColumn(self.say("time_left"))
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(
            *columns, left, TimeRemainingColumn(), console=self.err, transient=True
        ) as bar:
            task = bar.add_task(self.say(key), total=total)
            yield lambda done, total: bar.update(task, completed=done, total=total)


def language_of_words(words: Sequence[str]) -> Language | None:
    """Return what ``--lang`` says on a command line, None when it says nothing."""
    for place, word in enumerate(words):
        after = words[place + 1] if place + 1 < len(words) else ""
        name, _, value = word.partition("=")
        for language in get_args(Language):
            if name == "--lang" and language in (value, after):
                return language  # type: ignore[no-any-return]  # get_args has no types
    return None


def _fitting(words: str, console: "Console", style: str, indent: int) -> "Text":
    from rich.text import Text

    lines = wrapped(words, console.width - indent).split("\n")
    return Text("\n".join(" " * indent + line for line in lines), style=style)


def _console(*, is_stderr: bool) -> "Console":
    from rich.console import Console

    class PipedConsole(Console):
        """A console that lets the program decide what a closed pipe means."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    stream = sys.stderr if is_stderr else sys.stdout
    return PipedConsole(
        stderr=is_stderr,
        width=None if stream.isatty() else _PIPE_WIDTH,
        markup=False,
        highlight=False,
        emoji=False,
        soft_wrap=not stream.isatty(),
    )


def _ignore(_done: int, _total: int) -> None:
    pass
