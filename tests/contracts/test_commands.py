"""Every command is in both READMEs."""

from pathlib import Path

import pytest

from sim.cli import app

ROOT = Path(__file__).parents[2]
COMMANDS = [command.name for command in app.registered_commands]
GROUPED = [
    (each.typer_instance.info.name, command.name)
    for each in app.registered_groups
    for command in each.typer_instance.registered_commands
]


@pytest.mark.parametrize("readme", ["README.md", "README.ja.md"])
@pytest.mark.parametrize("command", COMMANDS)
def test_command_is_in_the_readme(command, readme):
    """A reader of the README learns of every command."""
    assert f"hanboki {command}" in (ROOT / readme).read_text(encoding="utf-8")


@pytest.mark.parametrize("readme", ["README.md", "README.ja.md"])
@pytest.mark.parametrize(("group", "command"), GROUPED)
def test_command_of_a_group_is_in_the_readme(group, command, readme):
    """The line of a group names its commands."""
    text = (ROOT / readme).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if f"`hanboki {group} " in line]

    assert any(f"`{command}`" in line or f"{group} {command}" in line for line in lines)
