"""Random factors with mean 1: how far demand may be off its expectation.

One uniform gives one factor, and a larger uniform never a smaller factor, so streams
that share the uniform of their group are high together and low together.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.randomness.gamma import gamma_ratio_quantile
from sim.randomness.jit import compiled
from sim.randomness.normal import normal_quantile
from sim.randomness.variates import uniform

__all__ = ["GAMMA_FACTOR", "LOGNORMAL_FACTOR", "factor", "fill_factors"]

GAMMA_FACTOR: Final = 0
LOGNORMAL_FACTOR: Final = 1


@compiled
def factor(kind: int, cv: float, u: float) -> float:
    """Return the ``u``-quantile of a factor with mean 1.

    Parameters
    ----------
    kind
        GAMMA_FACTOR or LOGNORMAL_FACTOR.
    cv
        Coefficient of variation, 0 or more; 0 gives exactly 1.
    u
        Probability in (0, 1).
    """
    if cv == 0.0:
        return 1.0
    if kind == GAMMA_FACTOR:
        return gamma_ratio_quantile(1.0 / cv / cv, u)
    log_variance = math.log1p(cv * cv)
    return math.exp(math.sqrt(log_variance) * normal_quantile(u) - 0.5 * log_variance)


@compiled
def fill_factors(
    kind: int,
    cv: float,
    seed: np.uint64,
    replications: NDArray[np.int64],
    stream: int,
    purpose: int,
    cases: NDArray[np.int64],
    out: NDArray[np.float64],
) -> None:
    """Fill ``out``, shape (n_replications, n_cases), with the factors of a stream."""
    for row in range(replications.shape[0]):
        for column in range(cases.shape[0]):
            u = uniform(seed, replications[row], stream, cases[column], 0, 0, purpose)
            out[row, column] = factor(kind, cv, u)
