"""Help: every command explains itself, in both languages, at once."""

import subprocess
import sys

import pytest
from rich.cells import cell_len

from sim.cli import app
from sim.language import LANGUAGES, catalogue

COMMANDS = [command.name for command in app.registered_commands]
GROUPS = {
    each.typer_instance.info.name: [
        command.name for command in each.typer_instance.registered_commands
    ]
    for each in app.registered_groups
}
GROUPED = [(group, name) for group, names in GROUPS.items() for name in names]
HEAVY = (
    "alembic",
    "numba",
    "numpy",
    "pandas",
    "plotly",
    "scipy",
    "simpy",
    "sqlalchemy",
    "streamlit",
)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_and_all_its_options(run, command, lang):
    """Help shows the words of the command; a missing entry would end with code 70."""
    result = run(command, "--help", lang=lang)

    about = catalogue("cli", lang)[f"{command.replace('-', '_')}_about"]
    assert result.exit_code == 0
    assert about.strip().splitlines()[0] in result.stdout
    assert "--lang" in result.stdout


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("group", "command"), GROUPED)
def test_commands_of_groups_explain_themselves(run, group, command, lang):
    """A command of a group has words of its own, and its group lists it."""
    result = run(group, command, "--help", lang=lang)
    alone = run(group, lang=lang)

    key = f"{group}_{command}_about".replace("-", "_")
    about = catalogue("cli", lang)[key].strip().splitlines()[0]
    assert (result.exit_code, alone.exit_code) == (0, 0)
    assert about in result.stdout
    assert f"  {command} " in alone.stdout


def test_misspelt_command_of_a_group_is_guessed(run):
    """``hanboki users lst`` is answered with what was meant."""
    result = run("users", "lst")

    assert result.exit_code == 2
    assert "list" in result.stderr


@pytest.mark.parametrize("lang", LANGUAGES)
def test_program_help_lists_commands_and_exit_codes(run, lang):
    """The first help a user sees names every command and every exit code."""
    shown = run("--help", lang=lang).stdout

    assert all(f"  {command} " in shown for command in [*COMMANDS, *GROUPS])
    assert all(code in shown for code in (" 0 ", " 1 ", " 2 ", " 70 ", " 130 "))


def test_no_command_shows_help(run):
    """``hanboki`` alone shows the help and is no mistake."""
    result = run()

    assert result.exit_code == 0
    assert "simulate" in result.stdout


def test_lang_option_wins_over_environment(run):
    """``--lang en`` gives English help to a Japanese environment."""
    result = run("check", "--lang", "en", "--help", lang="ja")

    assert "Usage: hanboki check" in result.stdout


@pytest.mark.parametrize("lang", LANGUAGES)
def test_epilogs_fit_a_terminal_of_80_cells(lang):
    """Lines that are laid out by hand are never broken by the terminal."""
    words = catalogue("cli", lang)
    lines = [
        line
        for key, text in words.items()
        if key.endswith("_epilog")
        for line in text.splitlines()
    ]

    assert [line for line in lines if cell_len(line) > 80] == []


def test_help_comes_without_heavy_packages():
    """Nothing slow is imported to show a help text."""
    code = f"""
import sys
from sim.cli import app
try:
    app(["simulate", "--help"])
except SystemExit:
    pass
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout

    assert shown.splitlines()[-1] == "[]"
