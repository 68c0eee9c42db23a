"""How often one plan keeps its promise and another does not, on the same sales.

In each possible sale a plan keeps the target or misses it; two plans agree in most
sales.
Only the sales in which they do not agree say anything about the difference: ``gained``
where the other plan keeps it and the base does not, ``lost`` where it is the other way
round.
The interval is Tango's, which turns the test of McNemar around: it leaves out 0 exactly
when that test tells the plans apart, and it has a width even when the plans agreed in
every sale.

References
----------
McNemar, Q. (1947). Note on the sampling error of the difference between correlated
proportions or percentages. Psychometrika 12(2), 153-157.
Tango, T. (1998). Equivalence test and confidence interval for the difference in
proportions for the paired-sample design. Statistics in Medicine 17(8), 891-908.
"""

import math
from dataclasses import dataclass

from numpy.typing import ArrayLike

from sim.experiments.intervals import Interval, normal_quantile

__all__ = ["PairedShares", "paired_shares", "tango_interval"]

_HALVINGS = 60


@dataclass(frozen=True, slots=True)
class PairedShares:
    """The difference of two probabilities, seen in the same trials."""

    gained: int
    """Trials in which only the other succeeded."""
    lost: int
    """Trials in which only the base succeeded."""
    n: int
    """Trials."""
    ci_low: float
    """Lower end of the interval of the difference."""
    ci_high: float
    """Upper end of it."""

    @property
    def difference(self) -> float:
        """Probability of the other minus that of the base."""
        return (self.gained - self.lost) / self.n

    @property
    def differs(self) -> bool:
        """Whether the two can be told apart."""
        return self.ci_low > 0 or self.ci_high < 0


def paired_shares(
    base: ArrayLike, other: ArrayLike, comparisons: int = 1
) -> PairedShares:
    """Return how the probability changes from ``base`` to ``other``.

    Parameters
    ----------
    base, other
        Whether each trial succeeded; at the same place the same trial.
    comparisons
        Intervals that shall hold together (Bonferroni).

    Raises
    ------
    ValueError
        The two have not the same number of trials, or none.
    """
    import numpy as np

    mine, theirs = np.asarray(base, np.bool_), np.asarray(other, np.bool_)
    if mine.shape != theirs.shape:
        msg = f"trials: must be the same in both, got {len(mine)} and {len(theirs)}"
        raise ValueError(msg)
    gained = int(np.count_nonzero(theirs & ~mine))
    lost = int(np.count_nonzero(mine & ~theirs))
    low, high = tango_interval(gained, lost, len(mine), comparisons)
    return PairedShares(gained, lost, len(mine), low, high)


def tango_interval(gained: int, lost: int, n: int, comparisons: int = 1) -> Interval:
    """Return the score interval of (gained − lost) ÷ n (Tango 1998).

    Raises
    ------
    ValueError
        There are no trials, or fewer than ``gained + lost``.
    """
    if n < 1 or gained < 0 or lost < 0 or gained + lost > n:
        msg = f"gained, lost: must be 0 to n > 0 together, got {gained}, {lost} of {n}"
        raise ValueError(msg)
    quantile = normal_quantile(comparisons)
    return Interval(
        -_upper_end(lost, gained, n, quantile), _upper_end(gained, lost, n, quantile)
    )


def _upper_end(gained: int, lost: int, n: int, quantile: float) -> float:
    """Return the largest difference that the score test does not refuse."""
    low, high = (gained - lost) / n, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if _score(gained, lost, n, middle) < -quantile:
            high = middle
        else:
            low = middle
    return (low + high) / 2


def _score(gained: int, lost: int, n: int, difference: float) -> float:
    """Return the score statistic of a difference (Tango 1998).

    The chance of a lost trial is put to its likeliest value under that difference, the
    positive root of ``2n q² + b q − lost · difference · (1 − difference) = 0``.
    """
    b = (2 * n - gained + lost) * difference - gained - lost
    c = -lost * difference * (1 - difference)
    chance = (math.sqrt(b * b - 8 * n * c) - b) / (4 * n)
    variance = n * (2 * chance + difference * (1 - difference))
    away = gained - lost - n * difference
    if variance <= 0:
        return 0.0 if away == 0 else math.copysign(math.inf, away)
    return away / math.sqrt(variance)
