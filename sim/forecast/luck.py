"""The luck of single orders: how far the mean of a day is from its expectation.

A day of 100 orders of which each is late with chance 0.1 does not see 10 every time.
By the central limit theorem the mean of n orders scatters like a normal law with the
variance of one order divided by n.
"""

import numpy as np

from sim.forecast.counts import Floats

__all__ = ["with_luck"]


def with_luck(
    means: Floats, variances: Floats, n_orders: Floats, *, name: str, seed: int
) -> Floats:
    """Return the means of days with the luck of their orders, never below 0.

    Parameters
    ----------
    means, variances
        Expectation and variance of one order, shape ``(draws, n_days)``.
    n_orders
        Orders of each day, in the same shape.
    name
        Name of the random stream.
    """
    from sim.randomness.normal import normal_quantile
    from sim.randomness.purposes import POSITION
    from sim.randomness.streams import stream_number
    from sim.randomness.variates import uniform

    stream, key = stream_number(f"forecast:luck:{name}"), np.uint64(seed)
    draws, n_days = means.shape
    z = np.array(
        [
            [
                normal_quantile(uniform(key, r, stream, day, 0, 0, POSITION))
                for day in range(n_days)
            ]
            for r in range(draws)
        ]
    )
    error = np.sqrt(np.maximum(variances, 0) / np.maximum(n_orders, 1))
    return np.asarray(np.maximum(means + z * error, 0.0), np.float64)
