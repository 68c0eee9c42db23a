"""What the page 検証 shows: the self-check of ``hanboki verify`` on this machine."""

from dataclasses import dataclass
from math import floor, log10
from typing import cast

from dashboards.i18n import Language
from dashboards.jobs import Control, Progress
from dashboards.services.background import patient
from dashboards.services.questions import default_seed
from sim.experiments import verify as checks
from sim.experiments.verify import N_CHECKS, Check
from sim.language import text
from sim.scenario.files import load
from sim.scenario.shipped import shipped_scenarios

__all__ = [
    "REPLICATIONS",
    "Row",
    "begin",
    "cancel",
    "is_failed",
    "progress",
    "rows",
    "seed",
]

REPLICATIONS = 40
"""Replications of each model case."""

_SCENARIO = "normal-week"
_KEY = "verify"

Key = tuple[str, int, int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table, in words."""

    is_passed: bool
    verdict: str
    what: str
    expected: str
    found: str
    tolerance: str


def seed() -> int:
    """Return the seed of the checks."""
    return default_seed()


def begin(attempt: int, watcher: str) -> None:
    """Have everything checked in the background; another attempt checks anew."""
    patient().ask(_key(attempt), _check, watcher)


def cancel(attempt: int, watcher: str) -> None:
    """Stop waiting for the checks."""
    patient().leave(_key(attempt), watcher)


def progress(attempt: int) -> Progress | None:
    """Return how far the checks are; None when nobody began them."""
    return patient().progress(_key(attempt))


def is_failed(attempt: int) -> bool:
    """Return whether the checks broke off by a fault of hanboki."""
    return patient().error(_key(attempt)) is not None


def rows(attempt: int, language: Language) -> tuple[Row, ...] | None:
    """Return the table; None while it is not complete."""
    found = patient().answer(_key(attempt))
    if found is None:
        return None
    return tuple(_row(check, language) for check in cast(tuple[Check, ...], found))


def _key(attempt: int) -> Key:
    return _KEY, attempt, seed(), REPLICATIONS


def _check(control: Control) -> tuple[Check, ...]:
    found: list[Check] = []
    paths = {shipped.name: shipped.path for shipped in shipped_scenarios()}
    scenario = load(paths.get(_SCENARIO) or next(iter(paths.values())))
    control.report(0, N_CHECKS)
    for check in checks.verify(scenario, replications=REPLICATIONS, seed=seed()):
        found.append(check)
        control.report(len(found), N_CHECKS)
        if control.is_cancelled():
            break
    return tuple(found)


def _row(check: Check, language: Language) -> Row:
    verdict = "passed" if check.passed else "failed"
    return Row(
        is_passed=check.passed,
        verdict=text(f"cli.verify_{verdict}", language),
        what=text(f"cli.verify_{check.name}", language),
        expected=f"{check.expected:.6g}",
        found=f"{check.found:.6g}",
        tolerance=f"±{_plain(check.tolerance)}",
    )


def _plain(number: float) -> str:
    """Return two digits of a number, never with an exponent."""
    digits = 1 - floor(log10(number)) if number else 0
    return f"{number:.{max(digits, 0)}f}"
