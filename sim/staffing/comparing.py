"""Comparing: the promise of many plans, told apart with as few sales as possible.

Whether a plan keeps the target depends most on how many orders a sale brings.
So a large sample of sales is sorted by what they promise, and only the busiest part is
simulated; the quiet ones count as kept.
That part is cut into strata of equal size. A plan misses nearly all sales of the
busiest strata and keeps nearly all of the others, so after a few sales of each stratum
most are simulated in between, where the outcome is uncertain (Neyman 1934).
All plans see the sales of a stratum in the same order (common random numbers).
What is kept here is looked at again on fresh sales, all of them.

References
----------
Neyman, J. (1934). On the two different aspects of the representative method. Journal of
the Royal Statistical Society 97(4), 558-625.
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.staffing.busy import busy_part, differ, orders_of
from sim.staffing.offer import Heads, Offer
from sim.staffing.runner import Runner

__all__ = ["Comparing", "State"]

Int64 = NDArray[np.int64]
Floats = NDArray[np.float64]

State = Literal["refuted", "kept", "open"]
"""``refuted``: clearly short of the promise; ``kept``: the sales have the asked share;
``open``: they have not, but that may be bad luck."""

_BUSY_TIMES = 4.0
"""Sales that may be simulated, as a multiple of those that may miss the target."""
_STRATA = 16
_FIRST, _BLOCK = 2, 32
"""Sales of each stratum to begin with, and sales of all strata from then on."""
_CLEAR, _LIKELY = 3.0, 1.5
"""Standard errors from the asked share at which a plan is clearly, or likely, beyond
it."""
_LIKELY_FROM = 64
"""Sales from which a likely miss is enough to leave a plan."""


@dataclass(eq=False)
class _Seen:
    """What is known of a plan, by stratum."""

    n: Int64
    """Sales simulated."""
    missed: Int64
    """Sales of these that missed the target."""


class Comparing:
    """The promise of each plan, estimated on one stratified sample.

    Parameters
    ----------
    offer
        What can be bought.
    runner
        How sales are simulated.
    first
        Number of the first sale.
    n_sales
        Sales of the sample.
    n_simulated
        Sales that are simulated for a plan at most.
    """

    def __init__(
        self,
        offer: Offer,
        runner: Runner,
        *,
        first: int,
        n_sales: int,
        n_simulated: int,
    ) -> None:
        self.offer = offer
        self.runner = runner
        self.first = first
        self.n_simulated = n_simulated
        self.simulated = 0
        self._seen: dict[Heads, _Seen] = {}
        self._choose(n_sales)

    def _choose(self, n_sales: int) -> None:
        scenario = self.offer.scenario
        numbers = range(self.first, self.first + n_sales)
        orders = orders_of(scenario, seed=self.runner.seed, numbers=numbers)
        part, n_strata = 1.0, 1
        chosen = np.arange(n_sales)
        if differ(orders):
            part, n_strata = busy_part(scenario, times=_BUSY_TIMES), _STRATA
            chosen = np.argsort(-orders, kind="stable")[: max(1, int(part * n_sales))]
        strata = [s for s in np.array_split(chosen, n_strata) if len(s)]
        self.strata = [self.first + s[_spread(len(s))] for s in strata]
        """Numbers of the sales of each stratum, in the order of simulation."""
        self.weights = np.array([len(s) for s in strata]) / n_sales
        """Part of all sales that each stratum stands for."""

    @property
    def tried(self) -> tuple[Heads, ...]:
        """Plans that were simulated, in that order."""
        return tuple(self._seen)

    def share(self, heads: Heads) -> float:
        """Return the estimated part of the sales in which a plan keeps the target."""
        seen = self._seen[heads]
        missed = seen.missed / np.maximum(seen.n, 1)
        return 1.0 - float(self.weights @ missed)

    def error(self, heads: Heads) -> float:
        """Return the standard error of that share."""
        seen = self._seen[heads]
        n = np.maximum(seen.n, 1)
        spread = self.weights**2 * self._variance(seen) * self._unseen(seen) / n
        return math.sqrt(float(spread.sum()))

    def state(self, heads: Heads, *, errors: float = 0.0) -> State:
        """Return whether a plan keeps the promise by so many standard errors."""
        asked = self.offer.scenario.target.with_probability
        while True:
            if heads not in self._seen:
                self._go_on(heads, self._beginning())
            beyond = self.share(heads) - asked
            error = self.error(heads)
            n = int(self._seen[heads].n.sum())
            if beyond < -_CLEAR * error:
                return "refuted"
            if beyond > max(_CLEAR, errors) * error:
                return "kept"
            if n >= _LIKELY_FROM and beyond < -_LIKELY * error:
                return "open"
            if n >= min(self.n_simulated, sum(map(len, self.strata))):
                return "kept" if beyond >= errors * error else "open"
            self._go_on(heads, self._next(self._seen[heads]))

    def _variance(self, seen: _Seen) -> Floats:
        """Return the variance of one sale by stratum, its neighbours looked at too."""
        near = np.array([0.5, 1.0, 0.5]) if len(seen.n) > 1 else np.ones(1)
        missed = np.asarray(np.convolve(seen.missed, near, "same"), np.float64)
        n = np.asarray(np.convolve(seen.n, near, "same"), np.float64)
        share = (missed + 0.1) / (n + 0.2)
        return share * (1.0 - share)

    def _unseen(self, seen: _Seen) -> Floats:
        """Return the part of each stratum that was not simulated."""
        return np.asarray(1.0 - seen.n / np.array([len(s) for s in self.strata]))

    def _beginning(self) -> Int64:
        """Return how many sales of each stratum are simulated first."""
        first = _FIRST if len(self.strata) > 1 else _FIRST * _STRATA
        return np.array([min(first, len(stratum)) for stratum in self.strata])

    def _next(self, seen: _Seen) -> Int64:
        """Return how many more sales of each stratum tell most about the share."""
        more = np.zeros_like(seen.n)
        variance = self.weights**2 * self._variance(seen)
        sizes = np.array([len(stratum) for stratum in self.strata])
        for _ in range(min(_BLOCK, int((sizes - seen.n).sum()))):
            n = seen.n + more
            gain = np.where(n < sizes, variance / (n * (n + 1.0)), -1.0)
            more[np.argmax(gain)] += 1
        return more

    def _go_on(self, heads: Heads, more: Int64) -> None:
        """Simulate some more sales of each stratum."""
        none = np.zeros(len(self.strata), np.int64)
        seen = self._seen.get(heads, _Seen(none, none))
        numbers = [
            stratum[n : n + m]
            for stratum, n, m in zip(self.strata, seen.n, more, strict=True)
        ]
        frame = self.runner.run(self.offer, heads, np.concatenate(numbers).tolist())
        self.simulated += len(frame)
        target = self.offer.scenario.target.missed_share
        is_missed = frame["missed_share"].to_numpy() > target
        place = np.repeat(np.arange(len(more)), more)
        missed = np.bincount(place, is_missed, len(more)).astype(np.int64)
        self._seen[heads] = _Seen(seen.n + more, seen.missed + missed)


def _spread(n: int) -> Int64:
    """Return 0 … n - 1 in an order of which every beginning is spread evenly.

    The bit-reversed order (van der Corput).
    """
    bits = max(n - 1, 1).bit_length()
    reversed_ = [int(f"{k:0{bits}b}"[::-1], 2) for k in range(2**bits)]
    return np.array([k for k in reversed_ if k < n], np.int64)
