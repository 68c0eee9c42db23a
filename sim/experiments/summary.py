"""Statistics over replications, for many numbers at once.

The interval says where the mean lies; the percentiles say what one sale may be like.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.experiments.intervals import t_quantiles
from sim.measures import STATISTICS

__all__ = ["summarise"]

Float64 = NDArray[np.float64]

_SHARES = (("p10", 0.1), ("p50", 0.5), ("p90", 0.9))


def summarise(samples: NDArray[np.number]) -> pd.DataFrame:
    """Return the statistics columns, one row for each column of the samples.

    Parameters
    ----------
    samples
        Shape (n_replications, n_rows); NaN where a replication has no value.

    Notes
    -----
    Percentiles are linear between order statistics (Hyndman & Fan's type 7).
    With one value the interval is NaN; with none all but ``n`` is.
    """
    block = _block(samples)
    return pd.DataFrame({column.name: block[column.name] for column in STATISTICS})


def _block(samples: NDArray[np.number]) -> dict[str, NDArray[np.generic]]:
    ordered = _ordered(samples)
    is_value = ~np.isnan(ordered)
    n = is_value.sum(axis=1)
    mean, half = _mean_and_half_width(ordered, is_value, n)
    quantiles = {name: _quantile(ordered, n, share) for name, share in _SHARES}
    return {
        "mean": mean,
        "ci_low": mean - half,
        "ci_high": mean + half,
        **quantiles,
        "low": ordered[:, 0],
        "high": _quantile(ordered, n, 1.0),
        "n": n.astype(np.int64),
    }


def _ordered(samples: NDArray[np.number]) -> Float64:
    """Return the samples of each row in increasing order, NaN last.

    Rows lie in one piece of memory: sorting them is several times faster so.
    """
    ordered = np.array(samples.T, order="C")
    ordered.sort(axis=1)
    return ordered.astype(np.float64)


def _mean_and_half_width(
    ordered: Float64, is_value: NDArray[np.bool_], n: NDArray[np.int64]
) -> tuple[Float64, Float64]:
    some = np.where(n > 0, n, np.nan)
    mean = np.where(is_value, ordered, 0.0).sum(axis=1) / some
    distances = np.where(is_value, ordered - mean[:, None], 0.0)
    variance = (distances**2).sum(axis=1) / np.where(n > 1, n - 1, np.nan)
    return mean, t_quantiles(n) * np.sqrt(variance / some)


def _quantile(ordered: Float64, n: NDArray[np.int64], share: float) -> Float64:
    place = share * np.maximum(n - 1, 0)
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, np.maximum(n - 1, 0))
    row = np.arange(len(ordered))
    low, high = ordered[row, below], ordered[row, above]
    result: Float64 = low + (high - low) * (place - below)
    return result
