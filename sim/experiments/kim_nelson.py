"""KN: a fully sequential selection of the best plan, on common random numbers.

After a first stage every further observation may rule plans out, so that clearly worse
plans cost little.
How far two plans may lie apart is judged by the variance of their *differences*, which
common random numbers make small; nothing else is assumed of how plans depend on each
other.

References
----------
Kim, S.-H. & Nelson, B. L. (2001). A fully sequential procedure for indifference-zone
selection in simulation. ACM Transactions on Modeling and Computer Simulation 11(3),
251-273.
"""

import numpy as np
from numpy.typing import NDArray

from sim.experiments.intervals import CONFIDENCE
from sim.experiments.select import Sampler, Selection
from sim.experiments.selection_constants import kim_nelson_h_squared

__all__ = ["kim_nelson"]

Floats = NDArray[np.float64]


def kim_nelson(
    sampler: Sampler,
    *,
    delta: float,
    first: int = 10,
    probability: float = CONFIDENCE,
    less_is_better: bool = True,
    budget: int | None = None,
    block: int = 16,
) -> Selection:
    """Return the best plan, right with the asked probability.

    Parameters
    ----------
    sampler
        Gives the observations; common random numbers are welcome.
    delta
        Difference that matters, > 0; plans closer than this may be taken for the best.
    first
        Observations of every plan before any is ruled out, >= 2.
    probability
        Of naming the best when it leads by ``delta`` or more.
    budget
        Observations of all plans together at most; None means no limit. When it is
        spent, the plan with the best mean is named and ``is_decided`` is False.
    block
        Observations asked for at once; the answer does not depend on it.

    Raises
    ------
    ValueError
        ``delta`` is not above 0, or there are fewer than two plans.
    """
    if delta <= 0:
        msg = f"delta: must be > 0, got {delta}"
        raise ValueError(msg)
    h_squared = kim_nelson_h_squared(sampler.n_plans, first, probability)
    sign = -1.0 if less_is_better else 1.0
    seen = _Seen(sampler, sign, block)
    spread = h_squared * _difference_variances(seen.up_to(first)) / delta**2
    alive = np.arange(sampler.n_plans)
    r = first
    while True:
        alive = _survivors(seen.means(alive, r), alive, spread, delta, r)
        if len(alive) == 1 or r > spread[np.ix_(alive, alive)].max():
            break
        if budget is not None and seen.taken(alive, r + 1) > budget:
            return seen.selection(alive, r, is_decided=False)
        r += 1
        seen.observe(alive, r)
    return seen.selection(alive, r, is_decided=True)


def _difference_variances(values: Floats) -> Floats:
    """Return the variance of the difference of each two plans, shape k × k."""
    differences = values[:, :, None] - values[:, None, :]
    return np.asarray(differences.var(axis=0, ddof=1), np.float64)


def _survivors(
    means: Floats, alive: NDArray[np.int64], spread: Floats, delta: float, r: int
) -> NDArray[np.int64]:
    """Return the plans that no other surely beats after ``r`` observations.

    ``spread`` — h² S² ÷ δ² of each two plans.
    """
    allowed = np.maximum(0.0, delta / (2 * r) * (spread[np.ix_(alive, alive)] - r))
    stays = (means[:, None] >= means[None, :] - allowed).all(axis=1)
    return alive[stays]


class _Seen:
    """Observations so far, larger is better, asked for in blocks."""

    def __init__(self, sampler: Sampler, sign: float, block: int) -> None:
        self._sampler, self._sign, self._block = sampler, sign, max(1, block)
        self._values: list[list[float]] = [[] for _ in range(sampler.n_plans)]
        self._used = np.zeros(sampler.n_plans, np.int64)
        self._sums = np.zeros(sampler.n_plans)

    def up_to(self, count: int) -> Floats:
        """Return the first observations of all plans, shape ``(count, k)``."""
        for r in range(1, count + 1):
            self.observe(np.arange(len(self._used)), r)
        return np.array([values[:count] for values in self._values]).T

    def observe(self, alive: NDArray[np.int64], r: int) -> None:
        """Take observation number ``r`` (from 1) of the plans."""
        for plan in alive.tolist():
            values = self._values[plan]
            if len(values) < r:
                numbers = range(len(values), len(values) + self._block)
                found = self._sign * self._sampler.observe(plan, numbers)
                values.extend(found.tolist())
            self._sums[plan] += values[r - 1]
            self._used[plan] = r

    def means(self, plans: NDArray[np.int64], r: int) -> Floats:
        """Return the means of plans of which ``r`` observations were taken."""
        return np.asarray(self._sums[plans] / r, np.float64)

    def taken(self, alive: NDArray[np.int64], r: int) -> int:
        """Return the observations there would be with ``r`` of each living plan."""
        used = self._used.copy()
        used[alive] = r
        return int(used.sum())

    def selection(
        self, alive: NDArray[np.int64], r: int, *, is_decided: bool
    ) -> Selection:
        """Return the living plan with the best mean as the answer."""
        best = int(alive[np.argmax(self.means(alive, r))])
        return Selection(
            best=best,
            is_decided=is_decided,
            survivors=tuple(alive.tolist()),
            observed=tuple(self._used.tolist()),
            means=tuple((self._sign * self._sums / self._used).tolist()),
        )
