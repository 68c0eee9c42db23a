"""Plans on the same possible sales: what the change alone does, and which plan is best.

All plans are run with the same seed, so every order is the same in all of them, and the
difference of a replication is not blurred by luck (common random numbers).

The first plan is the base.
For each headline KPI the intervals of all differences to the base hold together, those
of all pairs hold together, and so do the losses to the best
(:mod:`sim.experiments.paired`, :mod:`sim.experiments.best`).
Where an interval holds 0, the plans cannot be told apart in that KPI.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.experiments.best import losses_to_best
from sim.experiments.intervals import wilson_interval
from sim.experiments.paired import METHOD, paired_statistics
from sim.experiments.paired_shares import paired_shares
from sim.experiments.record import RunRecord
from sim.experiments.samples import Sampled, check_pairs
from sim.experiments.summary import summarise
from sim.measures import kpi, kpi_names, kpi_units
from sim.scenario.differences import Change, changes
from sim.scenario.target import Target

__all__ = ["Comparison", "compare", "difference", "kept_target", "target_row"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Two plans or more, side by side."""

    names: tuple[str, ...]
    """What the plans are called, no two the same; the first is the base."""
    records: tuple[RunRecord, ...]
    """What the numbers of each plan depend on."""
    target: Target
    """The promise that all plans are held against: that of the base."""
    kpis: pd.DataFrame
    """Each plan's own numbers: ``plan``, ``kpi``, ``unit``, the statistics columns."""
    differences: pd.DataFrame
    """Each other plan − base: ``plan``, ``kpi``, ``unit``, the statistics of the paired
    differences, ``differs``, ``variance_reduction``. Intervals hold together over the
    plans."""
    pairs: pd.DataFrame
    """Each pair, ``plan`` − ``other``, with the same columns. Intervals hold together
    over the pairs."""
    best: pd.DataFrame
    """How much worse each plan is than the best of the others: ``kpi``, ``unit``,
    ``plan``, ``mean``, ``low``, ``high``, ``standing``. Only KPIs of which less or more
    is better."""
    targets: pd.DataFrame
    """Probability of the target: see :func:`target_row`."""
    changes: tuple[tuple[Change, ...], ...]
    """What changed from the base to each plan; nothing for the base itself."""
    method: str = METHOD
    """How intervals are made to hold together."""


def compare(
    plans: Sequence[Sampled], *, names: Sequence[str] | None = None
) -> Comparison:
    """Return how plans differ that were run on the same possible sales.

    Parameters
    ----------
    plans
        Two or more; the first is the base. Results and samples both do.
    names
        What to call them; None means the titles of the scenarios. A name that comes
        again gets a number.

    Raises
    ------
    ValueError
        There are fewer than two plans, or the runs have not the same seed and
        replications, so that their replications are not pairs.
    """
    if len(plans) < 2:
        msg = f"plans: must be two or more, got {len(plans)}"
        raise ValueError(msg)
    check_pairs(plans)
    called = _different(names or [plan.scenario.name for plan in plans])
    samples = dict(zip(called, map(_values, plans), strict=True))
    target = plans[0].scenario.target
    return Comparison(
        names=called,
        records=tuple(plan.record for plan in plans),
        target=target,
        kpis=_own(samples),
        differences=_differences(samples),
        pairs=_pairs(samples),
        best=_best(samples),
        targets=_targets(called, plans, target),
        changes=tuple(changes(plans[0].scenario, plan.scenario) for plan in plans),
    )


def difference(base: Sampled, other: Sampled) -> pd.DataFrame:
    """Return what changes from ``base`` to ``other``, one row a headline KPI.

    The columns are ``kpi``, ``unit``, the statistics of the paired differences (other
    − base), ``differs``: 0 lies outside the 95 % interval of the mean difference, and
    ``variance_reduction``.
    With one replication nothing can be told apart.

    Raises
    ------
    ValueError
        The runs have not the same seed and number of replications, so their
        replications are not pairs.
    """
    check_pairs([base, other])
    return pd.concat(
        [_kpi_rows(), paired_statistics(_values(base), _values(other), 1)], axis=1
    )


def kept_target(plan: Sampled, target: Target) -> NDArray[np.bool_]:
    """Return for each replication whether the plan keeps a target."""
    shares = plan.replications["missed_share"].to_numpy(np.float64)
    return np.asarray(shares <= target.missed_share, np.bool_)


def target_row(
    base: NDArray[np.bool_], plan: NDArray[np.bool_], comparisons: int
) -> dict[str, object]:
    """Return the probability of the target, and how it differs from the base.

    The fields are ``kept`` and ``n``; ``probability`` with the ends ``low`` and
    ``high`` of its Wilson interval; ``difference`` with the ends ``difference_low`` and
    ``difference_high`` of Tango's interval, which hold together over so many
    ``comparisons``; ``gained`` and ``lost``: sales in which only the plan, or only the
    base, keeps it; ``differs``.
    """
    kept, n = int(plan.sum()), len(plan)
    low, high = wilson_interval(kept, n)
    pair = paired_shares(base, plan, comparisons)
    return {
        "kept": kept,
        "n": n,
        "probability": kept / n,
        "low": low,
        "high": high,
        "difference": pair.difference,
        "difference_low": pair.ci_low,
        "difference_high": pair.ci_high,
        "gained": pair.gained,
        "lost": pair.lost,
        "differs": pair.differs,
    }


def _different(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names, numbered where one comes again."""
    called: list[str] = []
    for name in names:
        number, own = 1, name
        while own in called:
            number += 1
            own = f"{name} ({number})"
        called.append(own)
    return tuple(called)


def _values(plan: Sampled) -> Floats:
    return plan.replications[list(kpi_names("kpis"))].to_numpy(np.float64)


def _kpi_rows() -> pd.DataFrame:
    rows = pd.DataFrame({"kpi": list(kpi_names("kpis"))})
    rows["unit"] = rows["kpi"].map(kpi_units("kpis"))
    return rows


def _own(samples: dict[str, Floats]) -> pd.DataFrame:
    return _stacked(
        _with_keys(summarise(values), plan=name) for name, values in samples.items()
    )


def _differences(samples: dict[str, Floats]) -> pd.DataFrame:
    (_, base), *others = samples.items()
    return _stacked(
        _with_keys(paired_statistics(base, values, len(others)), plan=name)
        for name, values in others
    )


def _pairs(samples: dict[str, Floats]) -> pd.DataFrame:
    pairs = list(combinations(samples, 2))
    return _stacked(
        _with_keys(
            paired_statistics(samples[other], samples[plan], len(pairs)),
            plan=plan,
            other=other,
        )
        for other, plan in pairs
    )


def _with_keys(statistics: pd.DataFrame, **keys: str) -> pd.DataFrame:
    table = pd.concat([_kpi_rows(), statistics], axis=1)
    for place, (column, value) in enumerate(keys.items()):
        table.insert(place, column, value)
    return table


def _stacked(tables: Iterator[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(list(tables), ignore_index=True)


def _best(samples: dict[str, Floats]) -> pd.DataFrame:
    units = kpi_units("kpis")
    rows = []
    for number, name in enumerate(kpi_names("kpis")):
        better = kpi("kpis", name).better
        if better == "neutral":
            continue
        values = np.stack([each[:, number] for each in samples.values()], axis=1)
        losses = losses_to_best(values, less_is_better=better == "less")
        rows += [
            {"kpi": name, "unit": units[name], "plan": plan, **loss._asdict()}
            for plan, loss in zip(samples, losses, strict=True)
        ]
    return pd.DataFrame(rows)


def _targets(
    names: Sequence[str], plans: Sequence[Sampled], target: Target
) -> pd.DataFrame:
    kept = [kept_target(plan, target) for plan in plans]
    rows = [
        {"plan": name, **target_row(kept[0], own, len(plans) - 1)}
        for name, own in zip(names, kept, strict=True)
    ]
    return pd.DataFrame(rows)
