"""The scenario file that a user means."""

from pathlib import Path

from sim.cli.exits import Refusal
from sim.scenario.shipped import scenario_path

__all__ = ["scenario_file"]


def scenario_file(asked: Path) -> Path:
    """Return the file that a user means, see :func:`scenario_path`.

    Raises
    ------
    Refusal
        There is none.
    """
    path = scenario_path(asked)
    if not path.exists():
        raise Refusal(key="no_such_scenario", path=asked)
    return path
