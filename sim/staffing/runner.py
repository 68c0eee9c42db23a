"""Runner: where and how the sales of a plan are simulated."""

from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass

import pandas as pd

from sim.engines import EngineName
from sim.experiments import Cancelled
from sim.experiments.headlines import headlines
from sim.staffing.offer import Heads, Offer

__all__ = ["Runner"]


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
