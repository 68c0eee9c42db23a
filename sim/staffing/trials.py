"""Trials: plans simulated on common random numbers, no longer than it takes to tell.

Every plan sees the same sales, in the same order.
A plan is *refuted* when it has missed the target in so many of its first sales that a
plan that keeps the promise would do so very rarely; with stages after ``n`` sales and
an error of their own each, a plan that keeps the promise is refuted at any of them with
at most the error of all.
Hopeless plans are refuted after a handful of sales.

Where some sales are expected to be much busier than others, only the busiest are
simulated and the others count as kept.
That can only help a plan, so what is refuted stays refuted; what is kept is looked at
again on fresh sales, all of them.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.engines import EngineName
from sim.experiments import Cancelled
from sim.experiments.headlines import headlines
from sim.staffing.busy import busiest
from sim.staffing.offer import Heads, Offer
from sim.staffing.relaxation import kept_at_least

__all__ = ["STAGES", "Runner", "State", "Trials"]

STAGES = (20, 80, 320, 1280)
"""Sales after which a plan may be refuted."""
_FIRST_BLOCK = 8
_BUSY_TIMES = 3.0
"""Sales that are simulated, as a multiple of those that may miss the target."""

State = Literal["refuted", "kept", "open"]
"""``kept``: the sample has ended with the asked share; ``open``: it cannot any more,
but that may be bad luck."""


@dataclass(frozen=True, slots=True)
class Runner:
    """Where and how sales are simulated."""

    seed: int
    engine: EngineName = "compiled"
    executor: Executor | None = None
    workers: int | None = None
    cancelled: Callable[[], bool] | None = None

    def stop_if_cancelled(self) -> None:
        """Stop if the caller asked for it.

        Raises
        ------
        Cancelled
            ``cancelled`` said so.
        """
        if self.cancelled is not None and self.cancelled():
            raise Cancelled

    def run(self, offer: Offer, heads: Heads, numbers: Iterable[int]) -> pd.DataFrame:
        """Return the headline KPIs of some sales of a plan."""
        return headlines(
            offer.planned(heads),
            numbers=numbers,
            seed=self.seed,
            engine=self.engine,
            executor=self.executor,
            workers=self.workers,
            cancelled=self.cancelled,
        )


class Trials:
    """What is known of each plan on one sample of sales.

    Parameters
    ----------
    offer
        What can be bought.
    runner
        How sales are simulated.
    first
        Number of the first sale of the sample.
    most
        Sales of the sample.
    error
        Probability that a plan that keeps the promise is refuted.
    """

    def __init__(
        self, offer: Offer, runner: Runner, *, first: int, most: int, error: float
    ) -> None:
        self.offer = offer
        self.runner = runner
        self.first = first
        self.most = most
        self.simulated = 0
        self._frames: dict[Heads, pd.DataFrame] = {}
        asked = offer.scenario.target.with_probability
        stages = [n for n in STAGES if n < most] + [most]
        self._allowed = {
            n: n - kept_at_least(n, asked, error / len(stages)) for n in stages
        }

    @cached_property
    def busy(self) -> NDArray[np.int64]:
        """Places in the sample of the sales that are simulated, increasing."""
        return busiest(
            self.offer.scenario,
            seed=self.runner.seed,
            numbers=range(self.first, self.first + self.most),
            times=_BUSY_TIMES,
        )

    @property
    def tried(self) -> tuple[Heads, ...]:
        """Plans that were simulated, in that order."""
        return tuple(self._frames)

    def refute(self, heads: Heads, budget: int) -> bool:
        """Return whether a plan is refuted, by at most ``budget`` more sales."""
        until = self.simulated + budget
        while not self.is_refuted(heads):
            done = len(self._frames.get(heads, ()))
            if done == len(self.busy) or self.simulated >= until:
                return False
            self._go_on(heads, done)
        return True

    def is_refuted(self, heads: Heads) -> bool:
        """Return whether a plan has been refuted by what it has seen."""
        if heads not in self._frames:
            return False
        missed = self._missed(heads)
        return any(
            np.count_nonzero(missed < n) > allowed
            for n, allowed in self._allowed.items()
        )

    def _missed(self, heads: Heads) -> NDArray[np.int64]:
        """Return the places of the sales in which a plan missed the target."""
        shares = self._frames[heads]["missed_share"].to_numpy()
        is_missed = shares > self.offer.scenario.target.missed_share
        return self.busy[: len(shares)][is_missed]

    def _go_on(self, heads: Heads, done: int) -> None:
        """Simulate the next sales, at most up to the end of a stage."""
        ends = np.searchsorted(self.busy, sorted(self._allowed))
        until = int(ends[ends > done][0])
        block = min(max(_FIRST_BLOCK, done), until - done)
        numbers = self.first + self.busy[done : done + block]
        found = self.runner.run(self.offer, heads, numbers.tolist())
        self.simulated += len(found)
        known = self._frames.get(heads)
        self._frames[heads] = found if known is None else pd.concat([known, found])
