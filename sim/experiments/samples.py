"""Headline numbers of plans on the same possible sales: what comparisons are made of.

Every plan is run with the same seed and the same replications.
Random values are keyed by order, so replication ``r`` is the same sale for all plans
(common random numbers), and plans are compared sale by sale.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from sim.engines import EngineName
from sim.experiments.executors import IsCancelled, check_counts
from sim.experiments.headlines import headlines
from sim.experiments.record import RunRecord, record_of
from sim.experiments.replicate import DEFAULT_REPLICATIONS, DEFAULT_SEED
from sim.experiments.store import RunStore
from sim.scenario.model import Scenario

__all__ = [
    "Sample",
    "Sampled",
    "Sampling",
    "check_pairs",
    "sample",
    "sample_each",
    "sum_of_progress",
]

OnProgress = Callable[[int, int], None]
"""Called with how many replications are done and how many there are."""


class Sampled(Protocol):
    """A plan that was run: a :class:`Sample`, or a whole Result."""

    @property
    def scenario(self) -> Scenario:
        """The plan."""

    @property
    def record(self) -> RunRecord:
        """What the numbers depend on."""

    @property
    def replications(self) -> pd.DataFrame:
        """Headline KPIs: one row a replication, a column a KPI."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A plan and its headline KPIs in every replication."""

    scenario: Scenario
    """The plan."""
    record: RunRecord
    """What the numbers depend on."""
    replications: pd.DataFrame
    """Headline KPIs: one row a replication (index ``replication``), a column a KPI."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How every plan of a comparison is run."""

    replications: int = DEFAULT_REPLICATIONS
    """Possible sales, numbered from 0."""
    seed: int = DEFAULT_SEED
    """Seed of every random value."""
    engine: EngineName = "compiled"
    """Engine; the numbers are the same."""
    workers: int | None = None
    """Replications that run at the same time; None means one a core, or what the
    executor has."""
    executor: Executor | None = None
    """What runs them; None means threads or processes of this machine."""
    store: RunStore | None = None
    """Where values are looked for and kept; None means nowhere."""

    def record(self, scenario: Scenario) -> RunRecord:
        """Return what the numbers of a plan depend on."""
        return record_of(
            scenario,
            seed=self.seed,
            replications=self.replications,
            engine=self.engine,
        )


def sample(
    scenario: Scenario,
    how: Sampling,
    *,
    on_progress: OnProgress | None = None,
    cancelled: IsCancelled | None = None,
) -> Sample:
    """Return the headline KPIs of one plan.

    Raises
    ------
    Cancelled
        ``cancelled`` said so.
    ValueError
        There are no replications.
    """
    check_counts(replications=how.replications)
    table = headlines(
        scenario,
        numbers=range(how.replications),
        seed=how.seed,
        engine=how.engine,
        executor=how.executor,
        workers=how.workers,
        store=how.store,
        on_progress=on_progress,
        cancelled=cancelled,
    )
    return Sample(scenario, how.record(scenario), table)


def sample_each(
    scenarios: Sequence[Scenario],
    how: Sampling,
    *,
    on_progress: OnProgress | None = None,
    cancelled: IsCancelled | None = None,
) -> list[Sample]:
    """Return the headline KPIs of several plans, in order; equal plans run once.

    Progress counts the replications of all plans together.

    Raises
    ------
    Cancelled
        ``cancelled`` said so.
    """
    different = {scenario.digest: scenario for scenario in scenarios}
    found: dict[str, Sample] = {}
    for number, (digest, scenario) in enumerate(different.items()):
        found[digest] = sample(
            scenario,
            how,
            on_progress=sum_of_progress(on_progress, number, len(different)),
            cancelled=cancelled,
        )
    return [
        Sample(scenario, how.record(scenario), found[scenario.digest].replications)
        for scenario in scenarios
    ]


def sum_of_progress(
    on_progress: OnProgress | None, number: int, total: int
) -> OnProgress | None:
    """Return what tells the progress of run ``number`` of ``total`` equal runs."""
    if on_progress is None:
        return None

    def tell(done: int, each: int) -> None:
        on_progress(number * each + done, total * each)

    return tell


def check_pairs(plans: Sequence[Sampled]) -> None:
    """Refuse plans whose replications are not the same sales.

    Raises
    ------
    ValueError
        The runs have not the same seed and replications.
    """
    first = plans[0]
    for other in plans[1:]:
        for name in ("seed", "replications"):
            mine, theirs = getattr(first.record, name), getattr(other.record, name)
            if mine != theirs:
                msg = f"{name}: must be the same in all runs, got {mine} and {theirs}"
                raise ValueError(msg)
        if not first.replications.index.equals(other.replications.index):
            msg = "replications: must have the same numbers in all runs"
            raise ValueError(msg)
