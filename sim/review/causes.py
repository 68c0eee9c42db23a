"""What explains the difference between plan and reality, each cause with its share.

For every set of factors the plan is simulated with just these as they really were, on
common random numbers. The share of a factor is its Shapley value: the mean, over all
orders in which the factors can be put in, of what it adds. The shares sum to the
difference between the plan and the plan with everything as it was; what then remains
to what happened is chance and what no file tells.

References
----------
Shapley, L. S. (1953). A value for n-person games. Contributions to the Theory of Games
II, Annals of Mathematics Studies 28, 307-317, eq. 13.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from sim.engines import EngineName
from sim.experiments import headlines
from sim.experiments.intervals import Interval, t_interval
from sim.review.factors import FactorName, Reality, with_factors
from sim.scenario.model import Scenario

__all__ = ["CAUSE_REPLICATIONS", "Cause", "Explanation", "explain"]

CAUSE_REPLICATIONS: Final = 40

Float64 = NDArray[np.float64]
Measured = Literal["missed", "peak_backlog"]


@dataclass(frozen=True, slots=True)
class Cause:
    """What one factor explains."""

    factor: FactorName
    share: float
    """Mean part of the difference that it explains, in orders."""
    interval: Interval
    """95 % interval of that mean."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A difference taken apart."""

    measured: Measured
    """What the difference is of: missed shipments, or the peak of the backlog where
    nothing was missed either way."""
    planned: float
    """Mean with everything as planned, at the expected orders."""
    as_it_was: float
    """Mean with every known factor as it was."""
    causes: tuple[Cause, ...]
    """One for each known factor, the largest first."""
    unknown: tuple[FactorName, ...]
    """Factors that no file tells of."""

    @property
    def main(self) -> Cause | None:
        """The largest cause that can be told from chance; None without any."""
        for cause in self.causes:
            if cause.interval.low > 0 or cause.interval.high < 0:
                return cause
        return None


def explain(
    plan: Scenario,
    reality: Reality,
    *,
    seed: int,
    replications: int = CAUSE_REPLICATIONS,
    engine: EngineName = "compiled",
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Explanation:
    """Return what explains the difference between a plan and what became of it.

    Parameters
    ----------
    reality
        What is known of the sale, its speed included.
    on_progress
        Called as ``on_progress(done, total)`` after each set of factors.

    Raises
    ------
    Cancelled
        ``cancelled`` said so.
    """
    known = reality.known
    subsets = [frozenset(each) for each in _subsets(known)]
    values: dict[frozenset[FactorName], dict[Measured, Float64]] = {}
    by_digest: dict[str, dict[Measured, Float64]] = {}
    for done, chosen in enumerate(subsets, start=1):
        scenario = with_factors(plan, reality, chosen)
        if scenario.digest not in by_digest:
            rows = headlines(
                scenario,
                numbers=range(replications),
                seed=seed,
                engine=engine,
                cancelled=cancelled,
            )
            by_digest[scenario.digest] = {
                "missed": rows["missed"].to_numpy(np.float64),
                "peak_backlog": rows["peak_backlog"].to_numpy(np.float64),
            }
        values[chosen] = by_digest[scenario.digest]
        if on_progress is not None:
            on_progress(done, len(subsets))
    nothing, everything = values[frozenset()], values[frozenset(known)]
    measured = _measured(nothing, everything)
    shares = {
        name: _shapley(name, known, lambda s: values[s][measured]) for name in known
    }
    causes = [
        Cause(name, float(share.mean()), t_interval(share))
        for name, share in shares.items()
    ]
    return Explanation(
        measured=measured,
        planned=float(nothing[measured].mean()),
        as_it_was=float(everything[measured].mean()),
        causes=tuple(sorted(causes, key=lambda cause: -abs(cause.share))),
        unknown=tuple(
            name
            for name in ("level", "shape", "speed", "staff", "errors")
            if name not in known
        ),
    )


def _measured(
    nothing: dict[Measured, Float64], everything: dict[Measured, Float64]
) -> Measured:
    """Return missed shipments where their difference is clear, else the backlog.

    Clear is a mean of at least twice the half-width of its 95 % interval: a difference
    that is hardly there cannot be taken apart.
    """
    interval = t_interval(everything["missed"] - nothing["missed"])
    middle, half = (interval.low + interval.high) / 2, interval.high - interval.low
    return "missed" if abs(middle) > half > 0 or half == 0 != middle else "peak_backlog"


def _subsets(known: Sequence[FactorName]) -> Iterator[tuple[FactorName, ...]]:
    for size in range(len(known) + 1):
        yield from combinations(known, size)


def _shapley(
    name: FactorName,
    known: Sequence[FactorName],
    value: Callable[[frozenset[FactorName]], Float64],
) -> Float64:
    """Return the Shapley value of a factor in each replication."""
    others = [each for each in known if each != name]
    n = len(known)
    total: Float64 = np.zeros(1)
    for subset in _subsets(others):
        size = len(subset)
        weight = factorial(size) * factorial(n - size - 1) / factorial(n)
        before = frozenset(subset)
        total = total + weight * (value(before | {name}) - value(before))
    return total
