"""Selecting the best of many plans: what a procedure asks for and what it answers.

A procedure asks a :class:`Sampler` for observations and stops as soon as it may name
the best plan: plans that are surely not the best are observed no further.
The promise is that of the indifference zone: when the best plan is better than every
other by ``delta`` or more, it is named with at least the asked probability.

Procedures: :func:`~sim.experiments.kim_nelson.kim_nelson` for plans on common random
numbers, :func:`~sim.experiments.two_stage.two_stage` for independent plans, and
:func:`~sim.experiments.ocba.ocba` for a fixed budget without a promise.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.experiments.executors import IsCancelled
from sim.experiments.headlines import headlines
from sim.experiments.samples import Sampling
from sim.scenario.model import Scenario

__all__ = ["PlanSampler", "Sampler", "Selection"]

Floats = NDArray[np.float64]


class Sampler(Protocol):
    """Gives observation ``r`` of plan ``i``, the same whenever it is asked."""

    @property
    def n_plans(self) -> int:
        """Plans that compete, numbered from 0."""

    def observe(self, plan: int, numbers: range) -> Floats:
        """Return the observations of a plan with the given numbers, in order."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The plan that a procedure named, and what it took."""

    best: int
    """Number of the plan."""
    is_decided: bool
    """Whether the promise holds; False when the budget ran out before."""
    survivors: tuple[int, ...]
    """Plans that had not been ruled out in the end, the best among them."""
    observed: tuple[int, ...]
    """Observations taken of each plan."""
    means: tuple[float, ...]
    """Mean of the observations of each plan."""


@dataclass(frozen=True, slots=True, eq=False)
class PlanSampler:
    """One headline KPI of several scenarios, replication by replication."""

    scenarios: Sequence[Scenario]
    """Plans that compete."""
    kpi: str = "missed_share"
    """Headline KPI that is observed."""
    how: Sampling = field(default_factory=Sampling)
    """Seed, engine, executor and store; its number of replications is not used."""
    is_common: bool = True
    """Whether all plans see the same sales. Procedures for independent plans need
    other sales for each plan: plan ``i`` then uses the seed + ``i``."""
    cancelled: IsCancelled | None = None
    """Asked between replications."""

    @property
    def n_plans(self) -> int:
        """Plans that compete, numbered from 0."""
        return len(self.scenarios)

    def observe(self, plan: int, numbers: range) -> Floats:
        """Return the KPI of a plan in the given replications.

        Raises
        ------
        Cancelled
            ``cancelled`` said so.
        """
        how = self.how
        if not self.is_common:
            how = replace(how, seed=how.seed + plan)
        table = headlines(
            self.scenarios[plan],
            numbers=numbers,
            seed=how.seed,
            engine=how.engine,
            executor=how.executor,
            workers=how.workers,
            store=how.store,
            cancelled=self.cancelled,
        )
        return np.asarray(table[self.kpi].to_numpy(), np.float64)
