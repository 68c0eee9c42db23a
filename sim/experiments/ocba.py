"""OCBA: where to put the next replications so that the best plan is found soonest.

Close competitors and wide spreads get more, clear losers next to nothing.
There is no promise, only the best use of a budget; each plan keeps a first stage,
because the shares rest on estimates.
The rule is derived for independent plans.

References
----------
Chen, C.-H., Lin, J., Yücesan, E. & Chick, S. E. (2000). Simulation budget allocation
for further enhancing the efficiency of ordinal optimization. Discrete Event Dynamic
Systems 10(3), 251-270.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

from sim.experiments.select import Sampler, Selection

__all__ = ["ocba", "ocba_shares", "probability_correct"]

Floats = NDArray[np.float64]
_NODES = 400


def ocba_shares(
    means: ArrayLike,
    deviations: ArrayLike,
    *,
    less_is_better: bool = True,
    delta: float = 0.0,
) -> Floats:
    """Return the share of the budget that each plan should get; they sum to 1.

    N_i ÷ N_j = (s_i ÷ d_i)² ÷ (s_j ÷ d_j)², where d is the distance to the best mean,
    and N_b = s_b √(Σ N_i² ÷ s_i²) for the best.

    Parameters
    ----------
    means, deviations
        Mean and standard deviation of each plan's observations; two plans or more.
    delta
        Distance below which plans count as this far apart, so that two equal plans do
        not take the whole budget.
    """
    mean = np.asarray(means, np.float64) * (1.0 if less_is_better else -1.0)
    spread = np.maximum(np.asarray(deviations, np.float64), _tiny(deviations))
    best = int(np.argmin(mean))
    distance = np.maximum(mean - mean[best], max(delta, _tiny(mean - mean[best])))
    shares = (spread / distance) ** 2
    shares[best] = 0.0
    shares[best] = spread[best] * np.sqrt((shares**2 / spread**2).sum())
    return np.asarray(shares / shares.sum(), np.float64)


def ocba(
    sampler: Sampler,
    *,
    budget: int,
    first: int = 10,
    step: int = 20,
    less_is_better: bool = True,
    delta: float = 0.0,
) -> Selection:
    """Return the plan with the best mean after a budget that went where it mattered.

    Parameters
    ----------
    sampler
        Gives the observations.
    budget
        Observations of all plans together.
    first
        Observations of every plan before the shares are used, >= 2.
    step
        Observations between two looks at the shares, >= 1.
    delta
        See :func:`ocba_shares`.

    Raises
    ------
    ValueError
        The budget does not pay the first stage.
    """
    k = sampler.n_plans
    if first < 2 or budget < k * first:
        msg = f"budget: must be >= {k} x {max(first, 2)}, got {budget}"
        raise ValueError(msg)
    values = [sampler.observe(plan, range(first)) for plan in range(k)]
    while (taken := sum(map(len, values))) < budget:
        shares = ocba_shares(
            [each.mean() for each in values],
            [each.std(ddof=1) for each in values],
            less_is_better=less_is_better,
            delta=delta,
        )
        more = _more(shares, [len(each) for each in values], min(step, budget - taken))
        for plan in np.flatnonzero(more).tolist():
            have = len(values[plan])
            found = sampler.observe(plan, range(have, have + int(more[plan])))
            values[plan] = np.concatenate([values[plan], found])
    means = [float(each.mean()) for each in values]
    best = (min if less_is_better else max)(range(k), key=lambda plan: means[plan])
    return Selection(
        best=best,
        is_decided=False,
        survivors=tuple(range(k)),
        observed=tuple(len(each) for each in values),
        means=tuple(means),
    )


def probability_correct(
    means: ArrayLike, errors: ArrayLike, *, less_is_better: bool = True
) -> float:
    """Return the chance that the truly best plan has the best estimate.

    Estimates are independent and normal around ``means`` with standard ``errors`` > 0.
    """
    mean = np.asarray(means, np.float64) * (1.0 if less_is_better else -1.0)
    error = np.asarray(errors, np.float64)
    best = int(np.argmin(mean))
    points, weights = np.polynomial.legendre.leggauss(_NODES)
    estimate = mean[best] + error[best] * ndtri((points + 1) / 2)
    others = np.arange(len(mean)) != best
    beaten = ndtr((mean[others, None] - estimate) / error[others, None])
    return float(weights / 2 @ beaten.prod(axis=0))


def _more(shares: Floats, have: Sequence[int], step: int) -> NDArray[np.int64]:
    """Return how many of the next observations each plan gets; they sum to ``step``."""
    lacking = np.maximum(shares * (sum(have) + step) - np.array(have), 0.0)
    exact = lacking / lacking.sum() * step
    more: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    most_wanted = np.argsort(more - exact, kind="stable")
    more[most_wanted[: step - int(more.sum())]] += 1
    return more


def _tiny(values: ArrayLike) -> float:
    """Return a number that is small beside the values, and above 0."""
    return 1e-9 * max(1.0, float(np.abs(np.asarray(values, np.float64)).max()))
