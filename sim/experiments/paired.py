"""Differences of pairs, with intervals that hold for several comparisons together.

With ``m`` comparisons each interval has confidence 1 − 0.05 ÷ m, so all of them hold at
once in at least 95 of 100 cases, however the comparisons depend on each other (the
inequality of Bonferroni).
Common random numbers make comparisons depend on each other, and nothing is assumed of
how.

The variance-reduction factor says what pairing is worth: the variance of a difference
between independent runs, var(a) + var(b), divided by that between paired ones,
var(a − b).
Independent runs need that many times the replications for the same interval.
"""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.experiments.intervals import t_quantiles
from sim.experiments.summary import summarise

__all__ = ["METHOD", "paired_statistics", "variance_reduction"]

Floats = NDArray[np.float64]

METHOD: Final = "Bonferroni"
"""How intervals are made to hold together."""


def paired_statistics(base: Floats, other: Floats, comparisons: int) -> pd.DataFrame:
    """Return the statistics of other − base, one row a column of the samples.

    Besides the statistics columns there is ``differs``: 0 lies outside the interval of
    the mean difference, which is widened for so many ``comparisons``; and
    ``variance_reduction``.

    Parameters
    ----------
    base, other
        Shape ``(n_replications, n_columns)``; a row of one is the same sale as that row
        of the other. NaN where there is no value.
    comparisons
        Intervals that shall hold together, >= 1.
    """
    table = summarise(other - base)
    counts = np.asarray(table["n"].to_numpy(), np.int64)
    widened = t_quantiles(counts, comparisons) / t_quantiles(counts)
    half = (table["ci_high"] - table["mean"]) * widened
    table["ci_low"], table["ci_high"] = table["mean"] - half, table["mean"] + half
    table["differs"] = (table["ci_low"] > 0) | (table["ci_high"] < 0)
    table["variance_reduction"] = variance_reduction(base, other)
    return table


def variance_reduction(base: Floats, other: Floats) -> Floats:
    """Return (var(base) + var(other)) ÷ var(other − base) of each column.

    Infinite where the difference is the same in every replication; NaN where the
    numbers themselves never vary, or there are fewer than two pairs.
    """
    is_pair = ~(np.isnan(base) | np.isnan(other))
    alone = _variance(base, is_pair) + _variance(other, is_pair)
    paired = _variance(other - base, is_pair)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(alone > 0, alone / paired, np.nan), np.float64)


def _variance(values: Floats, is_pair: NDArray[np.bool_]) -> Floats:
    n = is_pair.sum(axis=0)
    some = np.where(n > 1, n, np.nan)
    kept = np.where(is_pair, values, 0.0)
    away = np.where(is_pair, values - kept.sum(axis=0) / some, 0.0)
    return np.asarray((away**2).sum(axis=0) / (some - 1), np.float64)
