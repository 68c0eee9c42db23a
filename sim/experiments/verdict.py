"""Whether a plan keeps its promise, and how sure that is."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from sim.experiments.intervals import normal_quantile, wilson_interval
from sim.scenario.target import Target

__all__ = ["Status", "Verdict", "judge"]

Status = Literal["meets", "misses", "undecided"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to the scenario's target."""

    status: Status
    """``meets`` if the whole interval is at or above the asked probability, ``misses``
    if all of it is below, else ``undecided``."""
    probability: float
    """Part of the replications in which the missed share is within the target."""
    ci_low: float
    """Lower end of the 95 % Wilson interval of that probability."""
    ci_high: float
    """Upper end of it."""
    n: int
    """Replications."""
    missed_share: float
    """The target: at most this part of the orders due is missed …"""
    with_probability: float
    """… in at least this part of the possible sales."""
    further: int | None
    """Further replications that would decide, if the probability stays as it is; None
    when it is decided, or when no number of them would."""


def judge(missed_shares: ArrayLike, target: Target) -> Verdict:
    """Return the verdict on the missed share of each replication.

    Raises
    ------
    ValueError
        There are no replications.
    """
    shares = np.asarray(missed_shares, np.float64)
    kept = int(np.count_nonzero(shares <= target.missed_share))
    low, high = wilson_interval(kept, len(shares))
    status = _status(low, high, target.with_probability)
    probability = kept / len(shares)
    return Verdict(
        status=status,
        probability=probability,
        ci_low=low,
        ci_high=high,
        n=len(shares),
        missed_share=target.missed_share,
        with_probability=target.with_probability,
        further=_further(probability, len(shares), target.with_probability)
        if status == "undecided"
        else None,
    )


def _status(low: float, high: float, asked: float) -> Status:
    if low >= asked:
        return "meets"
    return "misses" if high < asked else "undecided"


def _further(probability: float, n: int, asked: float) -> int | None:
    """Return how many more replications move the interval off ``asked``.

    Wilson's interval ends where ``(p − asked)² n = z² asked (1 − asked)``.
    """
    distance = probability - asked
    if distance == 0:
        return None
    needed = normal_quantile() ** 2 * asked * (1 - asked) / distance**2
    return max(1, math.ceil(needed) - n)
