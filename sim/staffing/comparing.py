"""Comparing: the promise of many plans, told apart with as few sales as possible.

Whether a plan keeps the target depends most on how many orders a sale brings.
So a large sample of sales is sorted by what they promise, only the busiest part is
simulated, and of that part every so-many-th sale; the quiet ones count as kept.
All plans see the same sales (common random numbers), in an order in which every
beginning is spread evenly, so that hopeless plans are found out early.
What is kept here is looked at again on fresh sales, all of them.
"""

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.engines.population import expected_orders
from sim.engines.program import compile_program
from sim.staffing.busy import differ
from sim.staffing.offer import Heads, Offer
from sim.staffing.trials import Runner, State

__all__ = ["Comparing"]

_BUSY_TIMES = 4.0
"""Sales that may be simulated, as a multiple of those that may miss the target."""
_FIRST_BLOCK = 16
_HOPELESS = 3.0
"""Standard errors below the asked share at which a plan is given up early."""


class Comparing:
    """The promise of each plan, estimated on one spread sample.

    Parameters
    ----------
    offer
        What can be bought.
    runner
        How sales are simulated.
    first
        Number of the first sale.
    n_sales
        Sales of the sample where they differ; otherwise only ``n_simulated``.
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
        self.simulated = 0
        self._frames: dict[Heads, pd.DataFrame] = {}
        self._choose(n_sales, n_simulated)

    def _choose(self, n_sales: int, n_simulated: int) -> None:
        scenario = self.offer.scenario
        numbers = range(self.first, self.first + n_sales)
        orders = expected_orders(
            compile_program(scenario), seed=self.runner.seed, replications=numbers
        )
        part = 1.0
        if differ(orders):
            asked = scenario.target.with_probability
            part = min(1.0, _BUSY_TIMES * (1.0 - asked))
            ranked = np.argsort(-orders, kind="stable")[: int(part * n_sales)]
            n = min(n_simulated, len(ranked))
            chosen = ranked[((np.arange(n) + 0.5) * len(ranked) / n).astype(np.int64)]
        else:
            chosen = np.arange(min(n_sales, n_simulated))
        self.part = part
        """Part of all sales that the simulated ones stand for."""
        self.rank = _spread(len(chosen))
        """Place of each simulated sale from the busiest on, as they are simulated."""
        self.numbers = self.first + chosen[self.rank]
        """Numbers of the sales, as they are simulated."""

    @property
    def tried(self) -> tuple[Heads, ...]:
        """Plans that were simulated, in that order."""
        return tuple(self._frames)

    def share(self, heads: Heads) -> float:
        """Return the estimated part of the sales in which a plan keeps the target."""
        return 1.0 - self.part * float(self._missed(heads).mean())

    def error(self, heads: Heads) -> float:
        """Return the standard error of that share.

        For a systematic sample: half the mean square of the differences of neighbours.
        """
        missed = self._missed(heads)
        by_rank = missed[np.argsort(self.rank[: len(missed)])].astype(np.float64)
        steps = np.diff(by_rank)
        if len(steps) == 0:
            return math.inf
        spread = 0.5 * float(np.mean(steps * steps)) / len(missed)
        return self.part * math.sqrt(max(spread, 0.25 / len(missed) ** 2))

    def _is_hopeless(self, heads: Heads, asked: float) -> bool:
        """Return whether a plan is clearly short of the promise.

        By the error of a plain sample, which is larger: few sales say little about
        how evenly they are spread.
        """
        missed = self._missed(heads)
        n = len(missed)
        expected = min((1.0 - asked) / self.part, 1.0)
        error = math.sqrt(max(expected * (1.0 - expected), 1.0 / n) / n)
        return float(missed.mean()) > expected + _HOPELESS * error

    def state(self, heads: Heads, *, errors: float = 0.0) -> State:
        """Return whether a plan keeps the promise by so many standard errors."""
        asked = self.offer.scenario.target.with_probability
        while True:
            done = len(self._frames.get(heads, ()))
            if done:
                share, error = self.share(heads), self.error(heads)
                if self._is_hopeless(heads, asked):
                    return "refuted"
                if self._is_beyond_reach(heads, asked):
                    return "open"
                if done == len(self.numbers):
                    return "kept" if share >= asked + errors * error else "open"
            self._go_on(heads, done)

    def is_refuted(self, heads: Heads) -> bool:
        """Return whether a plan that was tried is clearly short of the promise."""
        asked = self.offer.scenario.target.with_probability
        return self._is_hopeless(heads, asked)

    def frame(self, heads: Heads) -> pd.DataFrame:
        """Return the headline KPIs of the sales that a plan has seen so far."""
        return self._frames[heads]

    def _missed(self, heads: Heads) -> NDArray[np.bool_]:
        shares = self._frames[heads]["missed_share"].to_numpy()
        return np.asarray(shares > self.offer.scenario.target.missed_share)

    def _is_beyond_reach(self, heads: Heads, asked: float) -> bool:
        missed = int(self._missed(heads).sum())
        return self.part * missed / len(self.numbers) > 1.0 - asked + 1e-12

    def _go_on(self, heads: Heads, done: int) -> None:
        numbers = self.numbers[done : done + max(_FIRST_BLOCK, done)]
        found = self.runner.run(self.offer, heads, numbers.tolist())
        self.simulated += len(found)
        known = self._frames.get(heads)
        self._frames[heads] = found if known is None else pd.concat([known, found])


def _spread(n: int) -> NDArray[np.int64]:
    """Return 0 … n - 1 in an order of which every beginning is spread evenly.

    The bit-reversed order (van der Corput).
    """
    bits = max(n - 1, 1).bit_length()
    reversed_ = [int(f"{k:0{bits}b}"[::-1], 2) for k in range(2**bits)]
    return np.array([k for k in reversed_ if k < n], np.int64)
