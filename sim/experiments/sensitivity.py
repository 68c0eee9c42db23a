"""Sensitivity: which uncertain input moves the promise most.

Every input is set to the low and to the high end of its range, one at a time, on the
same possible sales as the plan itself.
With many inputs some would seem to matter by luck; the intervals of all effects hold
together (:mod:`sim.experiments.paired`), and an input whose effect cannot be told from
0 is said to be one.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.experiments.compare import kept_target
from sim.experiments.executors import IsCancelled
from sim.experiments.intervals import wilson_interval
from sim.experiments.paired import METHOD, paired_statistics
from sim.experiments.paired_shares import paired_shares
from sim.experiments.record import RunRecord
from sim.experiments.samples import OnProgress, Sample, Sampling, sample_each
from sim.experiments.uncertain_inputs import UncertainInput, uncertain_inputs
from sim.scenario.changing import with_values
from sim.scenario.model import Scenario
from sim.scenario.target import Target

__all__ = ["ENDS", "Tornado", "tornado"]

ENDS = ("low", "high")
"""Ends of a range."""


@dataclass(frozen=True, slots=True, eq=False)
class Tornado:
    """Every uncertain input of a plan, the one that matters most first."""

    base: Sample
    """The plan as it is."""
    record: RunRecord
    """What its numbers depend on."""
    target: Target
    """The promise."""
    missed_share: float
    """Mean missed share of the plan."""
    probability: float
    """Probability of the target of the plan …"""
    probability_low: float
    """… lower end of its Wilson interval …"""
    probability_high: float
    """… and upper end."""
    inputs: tuple[UncertainInput, ...]
    """The inputs, in the order of the rows."""
    effects: pd.DataFrame
    """Two rows an input, ``input`` (number) and ``end`` (low, high): the ``value`` that
    was tried; the mean ``missed_share``, its difference to the plan ``mean`` with
    ``ci_low``, ``ci_high`` and ``differs``; the ``probability`` of the target, its
    ``difference`` with ``difference_low``, ``difference_high`` and
    ``probability_differs``. Intervals hold together over all rows."""
    method: str = METHOD
    """How intervals are made to hold together."""

    def is_clear(self, number: int) -> bool:
        """Return whether an input has an effect that can be told from 0."""
        rows = self.effects[self.effects["input"] == number]
        return bool(rows["differs"].any() or rows["probability_differs"].any())


def tornado(
    scenario: Scenario,
    how: Sampling | None = None,
    *,
    on_progress: OnProgress | None = None,
    cancelled: IsCancelled | None = None,
) -> Tornado:
    """Return the effect of every uncertain input on the promise.

    Parameters
    ----------
    how
        Replications, seed, engine, executor; None means the defaults.
    on_progress
        Called as ``on_progress(done, total)``, in replications of all runs.
    cancelled
        Asked between replications; the call stops when it says True.

    Raises
    ------
    Cancelled
        ``cancelled`` said so.
    ScenarioError
        A stated range leads to a scenario that is not valid.
    """
    how = how or Sampling()
    inputs = uncertain_inputs(scenario)
    tried = [
        (number, end, each.low if end == "low" else each.high)
        for number, each in enumerate(inputs)
        for end in ENDS
    ]
    plans = [
        with_values(scenario, inputs[number].at(scenario, value))
        for number, _, value in tried
    ]
    base, *runs = sample_each(
        [scenario, *plans], how, on_progress=on_progress, cancelled=cancelled
    )
    rows = [
        {"input": number, "end": end, "value": value, **_effect(base, run, len(runs))}
        for (number, end, value), run in zip(tried, runs, strict=True)
    ]
    kept = kept_target(base, scenario.target)
    low, high = wilson_interval(int(kept.sum()), len(kept))
    order = _by_effect(rows, len(inputs))
    return Tornado(
        base=base,
        record=base.record,
        target=scenario.target,
        missed_share=float(base.replications["missed_share"].mean()),
        probability=float(kept.mean()),
        probability_low=low,
        probability_high=high,
        inputs=tuple(inputs[number] for number in order),
        effects=_in_order(rows, order),
    )


def _effect(base: Sample, run: Sample, comparisons: int) -> dict[str, object]:
    """Return what one end of a range does, intervals for so many comparisons."""
    mine = base.replications[["missed_share"]].to_numpy(np.float64)
    theirs = run.replications[["missed_share"]].to_numpy(np.float64)
    missed = paired_statistics(mine, theirs, comparisons).iloc[0]
    target = base.scenario.target
    kept = kept_target(run, target)
    pair = paired_shares(kept_target(base, target), kept, comparisons)
    return {
        "missed_share": float(theirs.mean()),
        "mean": float(missed["mean"]),
        "ci_low": float(missed["ci_low"]),
        "ci_high": float(missed["ci_high"]),
        "differs": bool(missed["differs"]),
        "probability": float(kept.mean()),
        "difference": pair.difference,
        "difference_low": pair.ci_low,
        "difference_high": pair.ci_high,
        "probability_differs": pair.differs,
    }


def _by_effect(rows: list[dict[str, object]], n_inputs: int) -> list[int]:
    """Return the numbers of the inputs, that with the largest effect first."""
    missed, kept = np.zeros(n_inputs), np.zeros(n_inputs)
    for row in rows:
        number = int(str(row["input"]))
        missed[number] = max(missed[number], abs(float(str(row["mean"]))))
        kept[number] = max(kept[number], abs(float(str(row["difference"]))))
    numbers = np.arange(n_inputs)
    return [int(number) for number in np.lexsort((numbers, -kept, -missed))]


def _in_order(rows: list[dict[str, object]], order: list[int]) -> pd.DataFrame:
    place = {number: rank for rank, number in enumerate(order)}
    table = pd.DataFrame(rows, columns=None if rows else ["input", "end"])
    table["input"] = table["input"].map(place)
    return table.sort_values("input", kind="stable", ignore_index=True)
