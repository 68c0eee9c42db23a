"""Help in the language of the user.

The words of a command are ``<command>_about`` in ``cli.toml``, those of an option are
``<command>_<option>`` or, when commands share it, ``option_<option>``.
A command of a group goes by both names, such as ``users_list``.
Looking them up when help is asked for lets ``--lang en --help`` work.
"""

from collections.abc import Sequence
from typing import Any

from rich.cells import cell_len
from rich.text import Text
from typer import Context
from typer.core import TyperCommand, TyperGroup

from sim.cli.talk import Talk
from sim.cli.wrapping import wrapped
from sim.language import catalogue

__all__ = ["key_of", "option_words", "show_help", "talk_of"]

Parameter = Any
"""An option or argument of the library; its type moved between its versions."""

_NARROW = 100


def talk_of(context: Context) -> Talk:
    """Return the voice of a running command line."""
    found = context.obj
    return found if isinstance(found, Talk) else Talk.in_language(None)


def show_help(command: TyperCommand | TyperGroup, context: Context) -> None:
    """Print the help of a command."""
    talk = talk_of(context)
    key = key_of(context)
    parts = [_usage(command, context, talk), *_description(key, talk)]
    arguments, options = _parameters(command, context, talk)
    parts += _section("help_arguments", arguments, talk)
    if isinstance(command, TyperGroup):
        group = "" if context.parent is None else f"{key}_"
        rows = [(name, _first_line(group + name, talk)) for name in command.commands]
        parts += _section("help_commands", rows, talk)
    parts += _section("help_options", options, talk)
    parts += _epilog(key, talk)
    talk.show(*parts)


def key_of(context: Context) -> str:
    """Return how the catalogue calls the command that runs."""
    names = []
    inner: Any = context
    while inner.parent is not None:
        names.append(str(inner.info_name))
        inner = inner.parent
    return _key("_".join(reversed(names)))


def option_words(key: str, parameter: Parameter, talk: Talk) -> str:
    """Return the help of one option or argument, without its default.

    ``key`` — how the catalogue calls the command, see :func:`key_of`.
    """
    words = catalogue("cli", talk.language)
    own = f"{key}_{parameter.name}"
    return talk.say(own if own in words else f"option_{parameter.name}")


def _usage(command: Any, context: Context, talk: Talk) -> Text:  # noqa: ANN401
    pieces = [_argument(p) for p in command.get_params(context) if _is_argument(p)]
    if isinstance(command, TyperGroup):
        pieces.append(talk.say("help_command_piece"))
    pieces.append(talk.say("help_option_piece"))
    usage = Text(talk.say("help_usage") + " ", style="bold")
    return usage.append(" ".join([context.command_path, *pieces]), style="not bold")


def _description(key: str, talk: Talk) -> list[Any]:
    words = talk.say(f"{key}_about").strip()
    return [Text(), Text(_beside("", words, 2, talk))]


def _epilog(key: str, talk: Talk) -> list[Any]:
    epilog = f"{key}_epilog"
    if epilog not in catalogue("cli", talk.language):
        return []
    return [Text(), Text(talk.say(epilog).strip())]


def _first_line(name: str, talk: Talk) -> str:
    return talk.say(f"{_key(name)}_about").strip().splitlines()[0]


def _parameters(
    command: Any,  # noqa: ANN401
    context: Context,
    talk: Talk,
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    arguments, options = [], []
    for parameter in command.get_params(context):
        words = option_words(key_of(context), parameter, talk)
        if _is_argument(parameter):
            arguments.append((_argument(parameter), words))
        else:
            options.append((_option(parameter), words + _default(parameter, talk)))
    return arguments, options


def _section(key: str, rows: Sequence[tuple[str, str]], talk: Talk) -> list[Text]:
    if not rows:
        return []
    indent = 2 + max(cell_len(name) for name, _ in rows) + 3
    lines = [Text(_beside(f"  {name}", words, indent, talk)) for name, words in rows]
    for line, (name, _) in zip(lines, rows, strict=True):
        line.stylize("cyan", 2, 2 + len(name))
    return [Text(), Text(talk.say(key), style="bold"), *lines]


def _beside(name: str, words: str, indent: int, talk: Talk) -> str:
    """Return words in a column that begins at ``indent``, with a name before it."""
    width = min(talk.out.width, _NARROW)
    column = wrapped(words, width - indent).replace("\n", "\n" + " " * indent)
    return name + " " * (indent - cell_len(name)) + column


def _is_argument(parameter: Parameter) -> bool:
    return bool(parameter.param_type_name == "argument")


def _argument(parameter: Parameter) -> str:
    name = str(parameter.metavar or parameter.name.upper())
    name += "" if parameter.nargs == 1 else "..."
    return name if parameter.required else f"[{name}]"


def _option(parameter: Parameter) -> str:
    names = ", ".join([*parameter.opts, *parameter.secondary_opts])
    return f"{names} {parameter.metavar}" if parameter.metavar else names


def _default(parameter: Parameter, talk: Talk) -> str:
    if parameter.default in (None, False, (), []) or callable(parameter.default):
        return ""
    return talk.say("help_default", default=parameter.default)


def _key(name: str) -> str:
    return (name or "hanboki").replace("-", "_")
