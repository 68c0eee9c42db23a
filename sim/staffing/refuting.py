"""Refuting: plans that do not keep the promise, shown to by a handful of busy sales.

Claim
-----
A plan that keeps the promise with probability at least ``p`` is refuted with
probability at most ``error``, however many sales are simulated for it.

Proof
-----
1. Let ``Q`` be the probability that a sale expects at least ``τ`` orders, where ``τ``
   was chosen by other sales. As the plan misses at most ``1 - p`` of all sales, it
   misses at most ``π₀ = (1 - p) / Q`` of these busy ones.
2. ``τ`` is the ``m``-th largest of ``n`` independent sales, so ``Q`` is at least as
   large as a beta variable of shape ``m, n - m + 1``; but for a small part of the error
   it is above the lower quantile ``q``, and ``π₀`` is taken as ``(1 - p) / q``.
3. The busy sales that are simulated are independent. For every ``π > π₀``,

       ``Π (π / π₀)^miss · ((1 - π) / (1 - π₀))^kept``

   is a nonnegative supermartingale that starts at 1, and so is a mean over some ``π``.
   It is ever above ``1 / error`` with probability at most the error (Ville 1939).

So hopeless plans are refuted after six sales or so, and nobody has to say beforehand
how many are looked at. All plans see the same sales.

References
----------
Wald, A. (1945). Sequential tests of statistical hypotheses. Annals of Mathematical
Statistics 16(2), 117-186.
Shafer, G. (2021). Testing by betting. Journal of the Royal Statistical Society A
184(2), 407-431.
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, logsumexp

from sim.staffing.busy import busy_part, differ, orders_of
from sim.staffing.offer import Heads, Offer
from sim.staffing.runner import Runner

__all__ = ["Refuting"]

_BUSY_TIMES = 3.0
"""Busy sales, as a multiple of those that may miss the target."""
_THRESHOLD_ERROR = 0.1
"""Part of the error for the probability of a busy sale."""
_BETS = (0.25, 0.5, 0.75, 0.97)
"""Alternatives ``π``, as a part of the way from ``π₀`` to 1."""
_BLOCKS = (10, 6, 8, 16, 24, 32, 32)
"""Busy sales that are simulated, one block after the other."""


class Refuting:
    """Busy sales by which plans are refuted.

    Parameters
    ----------
    offer
        What can be bought.
    runner
        How sales are simulated.
    first, most
        Number of the first sale, and how many there are; the first half of them says
        when a sale is busy, the busy ones of the second half are simulated.
    error
        Probability that a plan that keeps the promise is refuted.
    """

    def __init__(
        self, offer: Offer, runner: Runner, *, first: int, most: int, error: float
    ) -> None:
        self.offer = offer
        self.runner = runner
        self.first = first
        self.half = most // 2
        self.error = error
        self.simulated = 0

    def refuted(self, plans: Sequence[Heads], *, budget: int) -> int:
        """Return how many plans are refuted, counted until the first one that is not.

        At most ``budget`` sales are simulated.
        """
        until = self.simulated + budget
        for place, plan in enumerate(plans):
            if not self._refute(plan, until - self.simulated):
                return place
        return len(plans)

    def _refute(self, heads: Heads, most: int) -> bool:
        """Return whether a plan is refuted by at most so many sales."""
        missed = np.zeros(0, np.bool_)
        for block in _BLOCKS:
            numbers = self.numbers[len(missed) : len(missed) + block]
            if not numbers or len(missed) + len(numbers) > most:
                return False
            frame = self.runner.run(self.offer, heads, numbers)
            self.simulated += len(frame)
            shares = frame["missed_share"].to_numpy()
            is_missed = shares > self.offer.scenario.target.missed_share
            missed = np.append(missed, is_missed)
            if self._log_evidence(missed).max() >= -np.log(self._bet_error):
                return True
        return False

    @cached_property
    def numbers(self) -> list[int]:
        """Numbers of the busy sales that are simulated."""
        orders = self._orders[self.half :]
        places = np.flatnonzero(orders >= self._threshold)
        return (self.first + self.half + places).tolist()

    @cached_property
    def most_missed(self) -> float:
        """Most busy sales that a plan misses that keeps the promise, as a part of all.

        The ``π₀`` of the proof.
        """
        part = 1.0
        if self._differ:
            error = _THRESHOLD_ERROR * self.error
            m, n = self._n_busy, self.half
            part = float(betaincinv(m, n - m + 1, error))
        return min((1.0 - self.offer.scenario.target.with_probability) / part, 1.0)

    @property
    def _bet_error(self) -> float:
        return (1.0 - _THRESHOLD_ERROR) * self.error

    @cached_property
    def _orders(self) -> NDArray[np.float64]:
        """Orders that each sale is to expect; the first half chooses the threshold."""
        numbers = range(self.first, self.first + 2 * self.half)
        return orders_of(self.offer.scenario, seed=self.runner.seed, numbers=numbers)

    @cached_property
    def _differ(self) -> bool:
        return differ(self._orders[: self.half])

    @cached_property
    def _n_busy(self) -> int:
        part = busy_part(self.offer.scenario, times=_BUSY_TIMES)
        return max(1, int(part * self.half))

    @cached_property
    def _threshold(self) -> float:
        if not self._differ:
            return -np.inf
        return float(np.sort(self._orders[: self.half])[-self._n_busy])

    def _log_evidence(self, missed: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return the log of the supermartingale after each sale."""
        least = self.most_missed
        if least >= 1.0:
            return np.zeros(len(missed))
        bets = least + (1.0 - least) * np.array(_BETS)[:, None]
        steps = np.where(
            missed, np.log(bets / least), np.log((1.0 - bets) / (1.0 - least))
        )
        return np.asarray(
            logsumexp(np.cumsum(steps, axis=1), axis=0) - np.log(len(_BETS))
        )
