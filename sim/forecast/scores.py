"""How good a forecast was: error, coverage, CRPS.

References
----------
Gneiting, T. & Raftery, A. E. (2007). Strictly proper scoring rules, prediction, and
estimation. Journal of the American Statistical Association 102(477), 359-378, eq. 21.
"""

from typing import NamedTuple

import numpy as np

from sim.forecast.counts import Floats

__all__ = ["Score", "crps", "score"]


class Score(NamedTuple):
    """How far a forecast was from what happened, over all its rows."""

    n: int
    """Rows with a value."""
    observed: float
    """Mean of what happened."""
    bias: float
    """Mean of median − observed."""
    mae: float
    """Mean absolute error of the median."""
    coverage: float
    """Part of the rows inside P10-P90; 0.8 is right."""
    crps: float
    """Mean continuous ranked probability score, in the unit of the rows; of a single
    value it is the absolute error."""


def crps(sample: Floats, observed: Floats) -> Floats:
    """Return the score of each column, E|X − y| − E|X − X'| / 2, from its sample.

    ``sample`` — shape ``(draws, n)``; ``observed`` — shape ``(n,)``.
    """
    ordered = np.sort(sample, axis=0)
    n = len(ordered)
    rank = np.arange(1, n + 1)[:, None]
    gaps = (ordered * (2 * rank - n - 1)).sum(axis=0) / n**2
    return np.asarray(np.abs(sample - observed).mean(axis=0) - gaps)


def score(sample: Floats, observed: Floats) -> Score:
    """Return the score of a sample of forecasts; rows that are NaN are left out."""
    known = np.isfinite(observed) & np.isfinite(sample).all(axis=0)
    if not known.any():
        return Score(0, *([float("nan")] * 5))
    sample, observed = sample[:, known], observed[known]
    low, middle, high = np.percentile(sample, [10, 50, 90], axis=0)
    return Score(
        n=int(known.sum()),
        observed=float(observed.mean()),
        bias=float((middle - observed).mean()),
        mae=float(np.abs(middle - observed).mean()),
        coverage=float(((low <= observed) & (observed <= high)).mean()),
        crps=float(crps(sample, observed).mean()),
    )
