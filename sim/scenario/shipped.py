"""The scenarios that come with hanboki, wherever it is installed."""

import os
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

__all__ = [
    "Shipped",
    "installed_folder",
    "scenario_path",
    "shipped_data",
    "shipped_folder",
    "shipped_scenarios",
]


@dataclass(frozen=True, slots=True)
class Shipped:
    """A scenario that comes with hanboki."""

    name: str
    """File name without ``.toml``; commands take it in place of a path."""

    path: Path

    title: str
    """What the scenario calls itself; empty when the file cannot be read."""


def shipped_folder() -> Path:
    """Return the folder of the shipped scenarios.

    ``HANBOKI_SCENARIOS`` names another one; else it is that of the installation.
    """
    named = os.environ.get("HANBOKI_SCENARIOS")
    return Path(named) if named else installed_folder()


def installed_folder() -> Path:
    """Return the folder that was installed, whatever the environment names."""
    return _beside_package("scenarios")


def shipped_data() -> Path:
    """Return the folder of the shipped data: samples with licence and origin."""
    return _beside_package("data")


def shipped_scenarios() -> list[Shipped]:
    """Return the shipped scenarios: the cases first, then by name."""
    paths = sorted(
        shipped_folder().glob("*.toml"),
        key=lambda path: (not path.stem.startswith("case"), path.stem),
    )
    return [Shipped(path.stem, path, _title(path)) for path in paths]


def scenario_path(asked: Path) -> Path:
    """Return the file that a user means: a path, or the name of a shipped scenario."""
    if asked.exists():
        return asked
    shipped = shipped_folder() / asked.with_suffix(".toml").name
    is_name = asked.parent in (Path(), Path("scenarios"))
    return shipped if is_name and shipped.is_file() else asked


def _beside_package(name: str) -> Path:
    package = Path(str(files("sim")))
    installed = package / "shipped" / name
    return installed if installed.is_dir() else package.parent / name


def _title(path: Path) -> str:
    try:
        changed_at = path.stat().st_mtime_ns
    except OSError:
        return ""
    return _title_then(path, changed_at)


@lru_cache(maxsize=256)
def _title_then(path: Path, changed_at: int) -> str:  # noqa: ARG001  # part of the key
    """Return the title of a file as it was at one time; screens ask again and again."""
    try:
        return str(tomllib.loads(path.read_text(encoding="utf-8-sig")).get("name", ""))
    except (OSError, ValueError):
        return ""
