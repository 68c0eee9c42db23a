"""The bus factor: what happens to the promise when any one person is away.

Each person is taken out of the plan in turn, for the whole horizon, on the same
possible sales.
The people of a shift are alike, so one run stands for each of them.
"""

from dataclasses import dataclass

import pandas as pd

from sim.experiments.executors import IsCancelled
from sim.experiments.people import Person, people, without_person
from sim.experiments.record import RunRecord
from sim.experiments.samples import OnProgress, Sampling, sample_each
from sim.experiments.stress import against_base
from sim.scenario.model import Scenario

__all__ = ["BusFactor", "bus_factor"]


@dataclass(frozen=True, slots=True, eq=False)
class BusFactor:
    """Every person away in turn."""

    record: RunRecord
    """What the numbers of the plan depend on."""
    people: tuple[Person, ...]
    """Who was away, in the order of the rows."""
    missed_share: float
    """Mean missed share of the plan as it is."""
    rows: pd.DataFrame
    """A row a person: ``person`` (number); the mean missed share ``value`` with the
    ends ``value_low`` and ``value_high`` of its interval; the paired difference to the
    plan ``mean``, ``ci_low``, ``ci_high``, ``differs``; ``probability`` of the target
    with its ends ``low`` and ``high``, and how it differs from the plan, ``difference``
    with ``difference_low`` and ``difference_high``.
    Intervals of differences hold together over all people."""

    @property
    def worst(self) -> int | None:
        """Number of the person without whom most is missed; None without people."""
        if not len(self.rows):
            return None
        return int(self.rows["value"].to_numpy().argmax())


def bus_factor(
    scenario: Scenario,
    how: Sampling | None = None,
    *,
    on_progress: OnProgress | None = None,
    cancelled: IsCancelled | None = None,
) -> BusFactor:
    """Return what is missed when any one person is away.

    Parameters
    ----------
    how
        Replications, seed, engine, executor; None means the defaults.

    Raises
    ------
    Cancelled
        ``cancelled`` said so.
    """
    how = how or Sampling()
    away = tuple(people(scenario))
    plans = [scenario, *(without_person(scenario, person) for person in away)]
    base, *runs = sample_each(plans, how, on_progress=on_progress, cancelled=cancelled)
    names = [str(number) for number in range(len(away))]
    kpis, targets = against_base(
        names, [(base, run) for run in runs], scenario.target, key="person"
    )
    return BusFactor(
        record=base.record,
        people=away,
        missed_share=float(base.replications["missed_share"].mean()),
        rows=_missed(kpis, targets) if away else pd.DataFrame(columns=_COLUMNS),
    )


_COLUMNS = [
    "person",
    "value",
    "value_low",
    "value_high",
    "mean",
    "ci_low",
    "ci_high",
    "differs",
    "probability",
    "low",
    "high",
    "difference",
    "difference_low",
    "difference_high",
]


def _missed(kpis: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    missed = kpis[kpis["kpi"] == "missed_share"].drop(columns=["low", "high"])
    joined = missed.merge(targets.drop(columns=["differs", "n"]), on="person")
    joined["person"] = joined["person"].astype(int)
    return joined[_COLUMNS]
