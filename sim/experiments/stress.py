"""The stress set: what is left of the promise when something goes wrong.

Every stress is run on the same possible sales as the plan itself, so that the
difference is the stress and not luck.
The intervals of all differences of a KPI hold together over the stresses
(:mod:`sim.experiments.paired`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.experiments.compare import kept_target, target_row
from sim.experiments.executors import IsCancelled
from sim.experiments.intervals import t_interval
from sim.experiments.paired import METHOD, paired_statistics
from sim.experiments.record import RunRecord
from sim.experiments.samples import OnProgress, Sample, Sampling, sample_each
from sim.experiments.stress_edits import Stress, stress_set
from sim.measures import kpi_names, kpi_units
from sim.scenario.model import Scenario
from sim.scenario.target import Target

__all__ = ["StressTest", "against_base", "stress_test"]


@dataclass(frozen=True, slots=True, eq=False)
class StressTest:
    """A plan and everything that was let go wrong with it."""

    base: Sample
    """The plan as it is."""
    record: RunRecord
    """What its numbers depend on."""
    target: Target
    """The promise."""
    stresses: tuple[Stress, ...]
    """All stresses, those that do not apply with the reason."""
    kpis: pd.DataFrame
    """A row a stress and headline KPI: ``stress``, ``kpi``, ``unit``, ``value`` with
    the ends ``value_low`` and ``value_high`` of the interval of its mean, and the
    statistics of the paired differences, ``differs``, ``variance_reduction``."""
    targets: pd.DataFrame
    """A row a stress: ``stress`` and the fields of
    :func:`sim.experiments.compare.target_row`. The first row, ``base``, is the plan."""
    method: str = METHOD
    """How intervals are made to hold together."""


def stress_test(
    scenario: Scenario,
    how: Sampling | None = None,
    *,
    absent: str | None = None,
    on_progress: OnProgress | None = None,
    cancelled: IsCancelled | None = None,
) -> StressTest:
    """Return what each stress does to a plan.

    Parameters
    ----------
    scenario
        The plan.
    how
        Replications, seed, engine, executor; None means the defaults.
    absent
        See :func:`sim.experiments.stress_edits.stress_set`.
    on_progress
        Called as ``on_progress(done, total)``, in replications of all runs.
    cancelled
        Asked between replications; the call stops when it says True.

    Raises
    ------
    Cancelled
        ``cancelled`` said so.
    ValueError
        There is no team ``absent``, or nobody works in it.
    """
    how = how or Sampling()
    stresses = stress_set(scenario, absent=absent)
    applied = [each for each in stresses if each.scenario is not None]
    plans = [scenario]
    for stress in applied:
        plans += [stress.base, stress.scenario or scenario]
    runs = sample_each(plans, how, on_progress=on_progress, cancelled=cancelled)
    names = [stress.name for stress in applied]
    pairs = list(zip(runs[1::2], runs[2::2], strict=True))
    kpis, targets = against_base(names, pairs, scenario.target, key="stress")
    kept = kept_target(runs[0], scenario.target)
    own = pd.DataFrame([{"stress": "base", **target_row(kept, kept, 1)}])
    return StressTest(
        base=runs[0],
        record=runs[0].record,
        target=scenario.target,
        stresses=stresses,
        kpis=kpis,
        targets=pd.concat([own, targets], ignore_index=True) if applied else own,
    )


def against_base(
    names: Sequence[str],
    pairs: Sequence[tuple[Sample, Sample]],
    target: Target,
    *,
    key: str,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return headline KPIs and probability of the target of runs, each with its base.

    Parameters
    ----------
    names
        What the runs are called, in the column ``key``.
    pairs
        (base, run) on the same sales. Intervals of differences hold together over them.
    """
    kpis = [
        _kpi_rows(base, run, len(pairs), {key: name})
        for name, (base, run) in zip(names, pairs, strict=True)
    ]
    targets = [
        {
            key: name,
            **target_row(
                kept_target(base, target), kept_target(run, target), len(pairs)
            ),
        }
        for name, (base, run) in zip(names, pairs, strict=True)
    ]
    return (
        pd.concat(kpis, ignore_index=True) if kpis else pd.DataFrame(columns=[key]),
        pd.DataFrame(targets, columns=None if targets else [key]),
    )


def _kpi_rows(
    base: Sample, run: Sample, comparisons: int, keys: dict[str, str]
) -> pd.DataFrame:
    columns = list(kpi_names("kpis"))
    mine = base.replications[columns].to_numpy(np.float64)
    theirs = run.replications[columns].to_numpy(np.float64)
    rows = pd.DataFrame({"kpi": columns})
    rows["unit"] = rows["kpi"].map(kpi_units("kpis"))
    for place, (name, value) in enumerate(keys.items()):
        rows.insert(place, name, value)
    values = [theirs[~np.isnan(theirs[:, at]), at] for at in range(len(columns))]
    ends = [t_interval(each) for each in values]
    rows["value"] = [each.mean() if len(each) else np.nan for each in values]
    rows["value_low"] = [interval.low for interval in ends]
    rows["value_high"] = [interval.high for interval in ends]
    return pd.concat([rows, paired_statistics(mine, theirs, comparisons)], axis=1)
