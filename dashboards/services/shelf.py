"""The scenarios that can be opened: those that come with hanboki, and one's own.

A scenario is known by its key: the name of a shipped file, or ``own-`` and the digest
of what somebody made on a page (from order files, say).
Own scenarios are kept by content, so the same one has the same key for everybody.
"""

from collections import OrderedDict
from functools import lru_cache
from pathlib import Path
from threading import Lock

from sim.errors import Problem, ScenarioError
from sim.scenario.files import load
from sim.scenario.model import Scenario
from sim.scenario.shipped import shipped_folder, shipped_scenarios

__all__ = ["OWN", "description", "put", "put_back", "scenario", "title", "titles"]

OWN = "own-"

_OWN_KEPT = 256
_own: OrderedDict[str, Scenario] = OrderedDict()
_lock = Lock()


def titles() -> dict[str, str]:
    """Return what each shipped scenario calls itself, by key, the cases first."""
    return {found.name: found.title or found.name for found in shipped_scenarios()}


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
    folder = shipped_folder()
    path = folder / f"{key}.toml"
    if path.parent != folder or path.stem != key or not path.is_file():
        raise ScenarioError(Problem(key, "file_missing", key))
    return _loaded(path, path.stat().st_mtime_ns)


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


@lru_cache(maxsize=64)
def _loaded(path: Path, changed_at: int) -> Scenario:  # noqa: ARG001  # part of the key
    return load(path)
