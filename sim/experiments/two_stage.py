"""Screening and a second stage: selection of the best of many *independent* plans.

A first stage rules out the plans that are surely worse (subset selection); each one
that is left then gets as many observations as its own spread needs (Rinott 1978), and
the best mean wins.
Half of the error is allowed to either part.
Plans must not share random numbers here; for common random numbers there is
:func:`sim.experiments.kim_nelson.kim_nelson`.

This is the combined procedure of Nelson, Swann, Goldsman & Song with a plainer
screening, which keeps a plan whenever its mean is within
W = t √(S²ᵢ ÷ n₀ + S²ⱼ ÷ n₀) of every other.

References
----------
Nelson, B. L., Swann, J., Goldsman, D. & Song, W. (2001). Simple procedures for
selecting the best simulated system when the number of alternatives is large. Operations
Research 49(6), 950-963.
Rinott, Y. (1978). On two-stage selection procedures and related probability
inequalities. Communications in Statistics A 7(8), 799-811.
"""

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from sim.experiments.intervals import CONFIDENCE
from sim.experiments.select import Sampler, Selection
from sim.experiments.selection_constants import rinott_h

__all__ = ["screened", "two_stage"]

Floats = NDArray[np.float64]


def two_stage(
    sampler: Sampler,
    *,
    delta: float,
    first: int = 20,
    probability: float = CONFIDENCE,
    less_is_better: bool = True,
    budget: int | None = None,
) -> Selection:
    """Return the best plan, right with the asked probability.

    Parameters
    ----------
    sampler
        Gives the observations; plans must be independent of each other.
    delta
        Difference that matters, > 0.
    first
        Observations of every plan in the first stage, >= 2.
    probability
        Of naming the best when it leads by ``delta`` or more.
    budget
        Observations of all plans together at most; None means no limit. When it would
        be exceeded, the second stage is left out and ``is_decided`` is False.

    Raises
    ------
    ValueError
        ``delta`` is not above 0, or there are fewer than two plans.
    """
    if delta <= 0:
        msg = f"delta: must be > 0, got {delta}"
        raise ValueError(msg)
    sign = -1.0 if less_is_better else 1.0
    k, half_error = sampler.n_plans, (1 - probability) / 2
    h = rinott_h(k, first, 1 - half_error)
    begun = [sign * sampler.observe(plan, range(first)) for plan in range(k)]
    alive = screened(np.array(begun), 1 - half_error)
    wanted = [_wanted(begun[plan], h, delta) for plan in alive]
    decided = len(alive) == 1
    if not decided and (budget is None or k * first + _more(wanted, first) <= budget):
        for plan, count in zip(alive, wanted, strict=True):
            if count > first:
                further = sign * sampler.observe(plan, range(first, count))
                begun[plan] = np.concatenate([begun[plan], further])
        decided = True
    means = [float(values.mean()) for values in begun]
    return Selection(
        best=max(alive, key=lambda plan: means[plan]),
        is_decided=decided,
        survivors=alive,
        observed=tuple(len(values) for values in begun),
        means=tuple(sign * mean for mean in means),
    )


def screened(values: Floats, probability: float) -> tuple[int, ...]:
    """Return the plans among which the best is with the asked probability.

    Parameters
    ----------
    values
        Shape ``(k, n0)``, larger is better; plans independent of each other.
    """
    k, n0 = values.shape
    quantile = float(stdtrit(n0 - 1, probability ** (1 / (k - 1))))
    variances = values.var(axis=1, ddof=1) / n0
    allowed = quantile * np.sqrt(variances[:, None] + variances[None, :])
    np.fill_diagonal(allowed, 0.0)
    means = values.mean(axis=1)
    stays = (means[:, None] >= means[None, :] - allowed).all(axis=1)
    return tuple(np.flatnonzero(stays).tolist())


def _wanted(values: Floats, h: float, delta: float) -> int:
    """Return how many observations a plan needs in all (Rinott 1978)."""
    return max(len(values), math.ceil((h / delta) ** 2 * float(values.var(ddof=1))))


def _more(wanted: list[int], first: int) -> int:
    return sum(count - first for count in wanted)
