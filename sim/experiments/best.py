"""Which plan is the best, and which may be: multiple comparisons with the best.

For each plan the question is how much worse it is than the best of the *others*: its
loss.
A plan is the best when no other can be; it is not the best when some other is surely
better; all others may be the best, and cannot be told apart from it.
Nobody says beforehand which plan is the best, and yet all intervals hold together with
95 %, because they follow from comparisons of every plan with the one that is truly best
(Edwards & Hsu 1983).
These are k − 1 one-sided statements on paired differences, made to hold together by the
inequality of Bonferroni, so that nothing is assumed of how common random numbers make
plans depend on each other.

Derivation, for "less is better" and means m, with d = x̄ᵢ − x̄ⱼ and w its allowance.
Let b be the plan that is truly best. With 95 %, d_bj − w ≤ m_b − m_j for all j.
Then plan b is among the candidates G, those with d_ij − w ≤ 0 for all j.
If i is b, its loss is at most 0 and at least max_j (d_ij − w).
If i is not b, its loss m_i − m_b is at least 0 and at most d_ib + w, where b is in G.
So for every i the loss lies between min(0, max_j (d_ij − w)) and
max(0, max over j in G, j ≠ i, of (d_ij + w)).

References
----------
Edwards, D. G. & Hsu, J. C. (1983). Multiple comparisons with the best treatment.
Journal of the American Statistical Association 78(384), 965-971.
"""

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from sim.experiments.intervals import CONFIDENCE

__all__ = ["Loss", "Standing", "losses_to_best"]

Floats = NDArray[np.float64]
Standing = Literal["best", "may_be_best", "not_best"]


class Loss(NamedTuple):
    """How much worse a plan is than the best of the others."""

    mean: float
    """Loss in the unit of the KPI; below 0 for the plan that looks best."""
    low: float
    """Lower end of its interval, <= 0; minus infinity when nothing is known."""
    high: float
    """Upper end, >= 0; infinity when nothing is known."""
    standing: Standing
    """What that means."""


def losses_to_best(values: Floats, *, less_is_better: bool) -> list[Loss]:
    """Return the loss of each plan, intervals that hold together.

    Parameters
    ----------
    values
        Shape ``(n_replications, n_plans)``, two plans or more; a row is one sale.
        Rows in which a plan has no value (NaN) are left out.
    """
    kept = values[~np.isnan(values).any(axis=1)]
    difference, allowance = _compared(kept if less_is_better else -kept)
    itself = np.eye(len(difference), dtype=bool)
    mean = np.where(itself, -np.inf, difference).max(axis=1)
    at_least = np.where(itself, -np.inf, difference - allowance).max(axis=1)
    at_most = difference + allowance
    candidates = set(np.flatnonzero(~(at_least > 0)).tolist())
    losses = []
    for plan in range(len(difference)):
        others = sorted(candidates - {plan})
        high = max(0.0, *at_most[plan, others].tolist(), 0.0)
        low = min(0.0, float(at_least[plan]))
        standing = _standing(plan, candidates)
        losses.append(Loss(float(mean[plan]), low, high, standing))
    return losses


def _standing(plan: int, candidates: set[int]) -> Standing:
    if plan not in candidates:
        return "not_best"
    return "best" if candidates == {plan} else "may_be_best"


def _compared(values: Floats) -> tuple[Floats, Floats]:
    """Return mean differences (row − column) and their one-sided allowances."""
    n, plans = values.shape
    if n == 0:
        nothing = np.full((plans, plans), np.nan)
        return nothing, np.full((plans, plans), np.inf)
    differences = values[:, :, None] - values[:, None, :]
    means: Floats = differences.mean(axis=0)
    if n == 1:
        return means, np.full((plans, plans), np.inf)
    quantile = float(stdtrit(n - 1, 1 - (1 - CONFIDENCE) / (plans - 1)))
    errors: Floats = differences.std(axis=0, ddof=1) / np.sqrt(n)
    return means, quantile * errors
