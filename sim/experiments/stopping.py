"""Replications by rule: go on until every headline KPI is known well enough.

After each replication the half-width of the 95 % interval of each mean is looked at.
A KPI holds while that is at most a part of the mean or, if larger, an absolute width: a
part of a mean near 0 asks for the impossible.
One good look may be luck, so the rule looks ahead: the answer is the first number of
replications from which on all KPIs hold throughout ``look_ahead`` per cent more (of
less than a hundred: of a hundred).
What is decided depends on the values in the order of their numbers only, never on how
many were computed at a time.

References
----------
Hoad, K., Robinson, S. & Davies, R. (2010). Automated selection of the number of
replications for a discrete-event simulation. Journal of the Operational Research
Society 61(11), 1632-1644.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.experiments.looks import Looks, look_at

__all__ = [
    "ABSOLUTE",
    "DEFAULT_MAX_REPLICATIONS",
    "FEWEST",
    "KpiPrecision",
    "Precision",
    "Stopping",
    "decide",
    "first_precise",
    "next_total",
]

FEWEST: Final = 3
"""Replications before which no spread is believed."""

DEFAULT_MAX_REPLICATIONS: Final = 5000

ABSOLUTE: Final[Mapping[str, float]] = MappingProxyType(
    {
        "orders": 1.0,
        "cases": 1.0,
        "hours": 1.0,
        "minutes": 1.0,
        "share": 0.001,
        "yen": 1000.0,
    }
)
"""By unit, a half-width on which no decision hangs: an order, an hour, a tenth of a
percentage point, a thousand yen."""

_FIRST_LOOK: Final = 20


@dataclass(frozen=True, slots=True)
class Precision:
    """How well the means are to be known, and what that may cost."""

    relative: float = 0.05
    """Largest half-width of the 95 % interval, as a part of the mean …"""
    absolute: Mapping[str, float] = field(default_factory=lambda: ABSOLUTE)
    """… or, where that is larger, in the unit of the KPI; by unit, 0 where missing."""
    look_ahead: int = 5
    """Replications in a hundred, at least so many, through which it must hold."""
    max_replications: int = DEFAULT_MAX_REPLICATIONS
    """The budget."""

    def __post_init__(self) -> None:
        if not 0 < self.relative < 1:
            msg = f"relative: must be between 0 and 1, got {self.relative:g}"
            raise ValueError(msg)
        for name, least in (("look_ahead", 0), ("max_replications", FEWEST)):
            if getattr(self, name) < least:
                msg = f"{name}: must be >= {least}, got {getattr(self, name)}"
                raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class KpiPrecision:
    """How well one KPI is known in the end."""

    kpi: str
    """Name of the KPI."""
    half_width: float | None
    """Half of the 95 % interval of its mean; None when nothing is known of it."""
    allowed: float
    """Largest half-width that was asked for."""
    is_absolute: bool
    """The mean is so near to 0 that the absolute width was asked for."""
    needed: int | None
    """Replications from which on it held; None when it never did for long enough."""


@dataclass(frozen=True, slots=True)
class Stopping:
    """Why a run by rule has as many replications as it has."""

    reason: Literal["reached", "budget"]
    """All KPIs hold, or the budget ran out before."""
    relative: float
    """Asked half-width, as a part of the mean."""
    max_replications: int
    """The budget."""
    needed: int | None
    """Replications from which on all KPIs held; None when the budget ran out."""
    slowest: str
    """KPI that needs the most replications."""
    expected: int | None
    """When the budget ran out: about how many replications the slowest KPI needs; None
    when it holds, but not yet for long enough."""
    kpis: tuple[KpiPrecision, ...]
    """All headline KPIs, in their order."""


def decide(
    kpis: pd.DataFrame, precision: Precision, *, least: int = FEWEST
) -> tuple[int, Stopping] | None:
    """Return how many of the replications are enough, and why; None to go on.

    Parameters
    ----------
    kpis
        Headline KPIs, one row a replication from number 0 on, NaN where there is no
        value; more rows than are needed change nothing.
    precision
        What is asked.
    least
        Replications that are run in any case.
    """
    budget = max(precision.max_replications, least)
    looks = look_at(kpis, precision.relative, precision.absolute).until(budget)
    holds = np.asarray(looks.holds.all(axis=1))
    needed = first_precise(holds, precision.look_ahead)
    if needed is not None:
        total = max(least, needed + _ahead(needed, precision.look_ahead))
        if total <= len(holds):
            return total, _stopping(looks.until(total), precision, needed)
    if len(holds) < budget:
        return None
    return budget, _stopping(looks, precision, None)


def first_precise(holds: NDArray[np.bool_], look_ahead: int) -> int | None:
    """Return the first number of replications that holds throughout its look-ahead.

    Parameters
    ----------
    holds
        Whether 1, 2, … replications are enough, shape (n,).
    look_ahead
        Replications in a hundred, at least so many; 0 takes the first that holds.
    """
    breaks = np.flatnonzero(~holds) + 1
    start = FEWEST
    while start + _ahead(start, look_ahead) <= len(holds):
        later = breaks[np.searchsorted(breaks, start) :]
        if not len(later) or later[0] > start + _ahead(start, look_ahead):
            return start
        start = int(later[0]) + 1
    return None


def next_total(kpis: pd.DataFrame, precision: Precision, *, least: int = FEWEST) -> int:
    """Return how many replications to have before deciding again.

    It saves time only: what is decided does not depend on it.
    """
    n = len(kpis)
    budget = max(precision.max_replications, least)
    if n < least:
        return least
    looks = look_at(kpis, precision.relative, precision.absolute)
    breaks = np.flatnonzero(~looks.holds.all(axis=1)) + 1
    start = max(FEWEST, int(breaks[-1]) + 1) if len(breaks) else FEWEST
    if start > n:
        start = min(math.ceil(n * min(looks.excess().max(), 2.0) ** 2), 2 * n)
    total = max(start + _ahead(start, precision.look_ahead), n + 1)
    return min(budget, total)


def _ahead(n: int, look_ahead: int) -> int:
    """Return how many more are looked at, ``f(kLimit, n)`` of Hoad et al."""
    return look_ahead * max(n, 100) // 100


def _stopping(looks: Looks, precision: Precision, needed: int | None) -> Stopping:
    """Return why to stop after the last look."""
    kpis = tuple(_kpi(looks, column, precision) for column in range(len(looks.names)))
    slowest = _slowest(looks, kpis, needed)
    excess = float(looks.excess()[slowest])
    is_short = needed is None and 1 < excess < math.inf
    return Stopping(
        reason="budget" if needed is None else "reached",
        relative=precision.relative,
        max_replications=precision.max_replications,
        needed=needed,
        slowest=looks.names[slowest],
        expected=math.ceil(looks.n * excess**2) if is_short else None,
        kpis=kpis,
    )


def _kpi(looks: Looks, column: int, precision: Precision) -> KpiPrecision:
    half = float(looks.half[-1, column])
    return KpiPrecision(
        kpi=looks.names[column],
        half_width=None if math.isnan(half) else half,
        allowed=float(looks.allowed[-1, column]),
        is_absolute=bool(looks.is_absolute[column]),
        needed=first_precise(looks.holds[:, column], precision.look_ahead),
    )


def _slowest(looks: Looks, kpis: tuple[KpiPrecision, ...], needed: int | None) -> int:
    """Return the column of the KPI that needs most.

    When the budget ran out, that of the one farthest from what was asked.
    """
    if needed is None:
        return int(np.argmax(looks.excess()))
    return int(np.argmax([kpi.needed or 0 for kpi in kpis]))
