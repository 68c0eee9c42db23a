"""Every command is in both READMEs."""

from pathlib import Path

import pytest

from sim.cli import app

ROOT = Path(__file__).parents[2]
COMMANDS = [command.name for command in app.registered_commands]


@pytest.mark.parametrize("readme", ["README.md", "README.ja.md"])
@pytest.mark.parametrize("command", COMMANDS)
def test_command_is_in_the_readme(command, readme):
    """A reader of the README learns of every command."""
    assert f"hanboki {command}" in (ROOT / readme).read_text(encoding="utf-8")
