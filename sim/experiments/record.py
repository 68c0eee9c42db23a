"""What a result was made from; it travels with every number that is shown."""

import platform
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from sim.engines import EngineName
from sim.scenario.model import Scenario

__all__ = ["RunRecord", "Timing", "record_of", "versions"]

_PACKAGES = (
    "hanboki",
    "numpy",
    "pandas",
    "scipy",
    "numba",
    "simpy",
    "pydantic",
    "holidays",
    "tzdata",
)


@dataclass(frozen=True, slots=True)
class RunRecord:
    """Everything that a run depends on; the same record gives the same numbers."""

    scenario_name: str
    """Title of the scenario."""
    scenario_digest: str
    """SHA-256 of the scenario, attached files included."""
    seed: int
    """Seed of every random value."""
    replications: int
    """Replications run, numbered from 0."""
    engine: EngineName
    """Engine that ran them."""
    versions: Mapping[str, str]
    """Version of hanboki, of Python and of each package that takes part."""


@dataclass(frozen=True, slots=True)
class Timing:
    """How long a run took; not part of the record, since it differs every time."""

    seconds: float
    """From the call to the result."""
    workers: int
    """Threads or processes that ran replications at the same time."""
    reused: int = 0
    """Replications whose values the store had."""


def record_of(
    scenario: Scenario, *, seed: int, replications: int, engine: EngineName
) -> RunRecord:
    """Return the record of a run."""
    return RunRecord(
        scenario_name=scenario.name,
        scenario_digest=scenario.digest,
        seed=seed,
        replications=replications,
        engine=engine,
        versions=versions(),
    )


def versions() -> dict[str, str]:
    """Return the version of hanboki, of Python and of each package that takes part."""
    return {"python": platform.python_version(), **dict(_installed())}


@cache
def _installed() -> tuple[tuple[str, str], ...]:
    """Look the packages up once: it takes 7 ms, and a tornado makes 80 records."""
    return tuple((package, _version(package)) for package in _PACKAGES)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
