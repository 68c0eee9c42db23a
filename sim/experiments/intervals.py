"""How sure a number is after so many replications.

References
----------
Wilson, E. B. (1927). Probable inference, the law of succession, and statistical
inference. Journal of the American Statistical Association 22(158), 209-212.
Hanley, J. A. & Lippman-Hand, A. (1983). If nothing goes wrong, is everything all
right? Interpreting zero numerators. JAMA 249(13), 1743-1745.
"""

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, stdtrit

__all__ = [
    "CONFIDENCE",
    "Interval",
    "normal_quantile",
    "rule_of_three",
    "t_interval",
    "t_quantiles",
    "wilson_interval",
]

CONFIDENCE: Final = 0.95
"""Confidence of every interval that is shown."""


class Interval(NamedTuple):
    """Two ends between which a number is likely to lie."""

    low: float
    high: float


def t_interval(values: ArrayLike) -> Interval:
    """Return the 95 % interval of the mean of independent values (Student t).

    With one value nothing is known of its spread, and both ends are NaN.
    """
    sample = np.asarray(values, np.float64)
    n = len(sample)
    if n < 2:
        return Interval(math.nan, math.nan)
    mean = float(sample.mean())
    half = float(t_quantiles(np.array([n]))[0] * sample.std(ddof=1) / math.sqrt(n))
    return Interval(mean - half, mean + half)


def t_quantiles(counts: NDArray[np.int64], comparisons: int = 1) -> NDArray[np.float64]:
    """Return the t quantile of the two-sided 95 % interval of so many values.

    NaN for fewer than two.

    Parameters
    ----------
    comparisons
        Intervals that shall hold together (Bonferroni); 1 is an ordinary interval.
    """
    freedom = np.where(counts > 1, counts - 1, np.nan)
    return np.asarray(stdtrit(freedom, _upper(comparisons)), np.float64)


def wilson_interval(successes: int, trials: int) -> Interval:
    """Return the 95 % interval of a probability (Wilson 1927).

    Raises
    ------
    ValueError
        There are no trials, or not 0 <= successes <= trials.
    """
    if not 0 <= successes <= trials or trials == 0:
        msg = f"successes: must be 0 to trials > 0, got {successes} of {trials}"
        raise ValueError(msg)
    square = normal_quantile() ** 2
    share = successes / trials
    centre = share + square / (2 * trials)
    spread = math.sqrt(
        square * (share * (1 - share) / trials + square / (4 * trials * trials))
    )
    whole = 1 + square / trials
    # at 0 and at all successes an end is 0 or 1; rounding must not hide it
    low = 0.0 if successes == 0 else (centre - spread) / whole
    high = 1.0 if successes == trials else (centre + spread) / whole
    return Interval(low, high)


def normal_quantile(comparisons: int = 1) -> float:
    """Return the normal quantile of the two-sided 95 % interval, 1.96.

    ``comparisons`` — intervals that shall hold together (Bonferroni).
    """
    return float(ndtri(_upper(comparisons)))


def _upper(comparisons: int) -> float:
    """Return the probability below the upper end of one of so many intervals."""
    if comparisons == 1:
        return 0.5 + CONFIDENCE / 2  # the same bits as before there were several
    return 1 - (1 - CONFIDENCE) / (2 * comparisons)


def rule_of_three(trials: int) -> float:
    """Return the 95 % upper bound of a probability never seen in so many trials.

    About 3 / trials (Hanley & Lippman-Hand 1983); 1 with fewer than three.

    Raises
    ------
    ValueError
        There are no trials.
    """
    if trials < 1:
        msg = f"trials: must be >= 1, got {trials}"
        raise ValueError(msg)
    return min(1.0, 3.0 / trials)
