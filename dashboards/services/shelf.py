"""The scenarios that can be opened: those that come with hanboki, and one's own.

A scenario is known by its key: the name of a shipped file, or ``own-`` and the digest
of what somebody made on a page (from order files, say).
Own scenarios are kept by content, so the same one has the same key for everybody.
"""

from collections import OrderedDict
from functools import lru_cache
from pathlib import Path
from threading import Lock
from time import monotonic

from sim.errors import Problem, ScenarioError
from sim.scenario.files import load
from sim.scenario.model import Scenario
from sim.scenario.shipped import shipped_folder, shipped_scenarios

__all__ = ["OWN", "description", "put", "put_back", "scenario", "title", "titles"]

OWN = "own-"

_OWN_KEPT = 256
_LOOK_EVERY = 1.0
"""Seconds between two looks at the same files: a page asks for them dozens of times."""
_own: OrderedDict[str, Scenario] = OrderedDict()
_lock = Lock()


def titles() -> dict[str, str]:
    """Return what each shipped scenario calls itself, by key, the cases first."""
    return dict(_titles(shipped_folder(), _look()))


def title(key: str) -> str:
    """Return what a scenario calls itself; its key when it cannot be read."""
    known = titles().get(key)
    if known is not None:
        return known
    try:
        return scenario(key).name
    except ScenarioError:
        return key


def description(key: str) -> str:
    """Return what a scenario is about.

    Raises
    ------
    ScenarioError
        There is no such scenario, or its file is wrong.
    """
    return scenario(key).description.strip()


def scenario(key: str) -> Scenario:
    """Return the scenario of a key.

    Raises
    ------
    ScenarioError
        There is no such scenario, or its file is wrong.
    """
    with _lock:
        own = _own.get(key)
    if own is not None:
        return own
    path, changed_at = _found(shipped_folder(), key, _look())
    return _loaded(path, changed_at)


def put(own: Scenario) -> str:
    """Keep a scenario that was made on a page; return its key."""
    key = f"{OWN}{own.digest}"
    put_back(key, own)
    return key


def put_back(key: str, own: Scenario) -> None:
    """Keep a scenario that was made before, under the key that it got then."""
    with _lock:
        _own[key] = own
        _own.move_to_end(key)
        while len(_own) > _OWN_KEPT:
            _own.popitem(last=False)


def _look() -> int:
    """Return the number of the look at the files that is due."""
    return int(monotonic() / _LOOK_EVERY)


@lru_cache(maxsize=4)
def _titles(folder: Path, look: int) -> dict[str, str]:  # noqa: ARG001  # parts of the key
    return {found.name: found.title or found.name for found in shipped_scenarios()}


@lru_cache(maxsize=64)
def _found(folder: Path, key: str, look: int) -> tuple[Path, int]:  # noqa: ARG001
    """Return the file of a key, and when it was changed."""
    path = folder / f"{key}.toml"
    if path.parent != folder or path.stem != key or not path.is_file():
        raise ScenarioError(Problem(key, "file_missing", key))
    return path, path.stat().st_mtime_ns


@lru_cache(maxsize=64)
def _loaded(path: Path, changed_at: int) -> Scenario:  # noqa: ARG001  # part of the key
    return load(path)
