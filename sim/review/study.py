"""A review: what was planned, what became of it, and what explains the difference."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from sim.engines import EngineName
from sim.experiments import DEFAULT_SEED, BusFactor, Result, Sampling, bus_factor, run
from sim.review.actuals import Actuals, Counted, counted
from sim.review.agreed import Agreed
from sim.review.causes import CAUSE_REPLICATIONS, Explanation, explain
from sim.review.delivered import Calls, Delivered, delivered
from sim.review.factors import Reality, reality_of
from sim.review.speed import measured_speed
from sim.scenario.model import Scenario

__all__ = ["COMPARED", "Review", "review"]

COMPARED = (
    "orders",
    "due",
    "missed",
    "missed_share",
    "cancelled",
    "peak_backlog",
    "staff_hours",
    "contacts",
)
"""KPIs that are held against what happened, as far as files tell of it."""


@dataclass(frozen=True, slots=True, eq=False)
class Review:
    """A sale that is over, beside its plan."""

    plan: Scenario
    result: Result
    """The plan as it was simulated."""
    actuals: Actuals
    counted: Counted
    """What happened, in numbers."""
    reality: Reality
    """The five factors as they were."""
    bands: pd.DataFrame
    """A row for each of :data:`COMPARED`: ``kpi``, ``unit``, ``p10``, ``p50``, ``p90``,
    ``low`` and ``high`` (2.5 % and 97.5 %) of the plan's replications, ``actual`` (NaN
    where no file tells), ``is_least`` (it may be more), ``inside`` P10–P90 and
    ``inside_95`` (None where unknown)."""
    explanation: Explanation
    """What explains the difference."""
    delivered: Delivered | None = None
    """What was delivered beside what was agreed; None without an agreement."""
    bus: BusFactor | None = None
    """What the agreed plan misses without any one person."""

    @property
    def unknown(self) -> tuple[str, ...]:
        """KPIs of which no file tells."""
        rows = self.bands[self.bands["actual"].isna()]
        return tuple(rows["kpi"].tolist())


def review(
    plan: Scenario,
    actuals: Actuals,
    *,
    agreed: Agreed | None = None,
    calls: Calls | None = None,
    seed: int = DEFAULT_SEED,
    replications: int = 100,
    cause_replications: int = CAUSE_REPLICATIONS,
    engine: EngineName = "compiled",
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Review:
    """Return the review of a sale.

    Parameters
    ----------
    agreed
        Locked agreement that the sale was worked under.
    calls
        Calls of people on call, by team and day, for the bill.
    replications
        Replications of the plan, for its bands.
    cause_replications
        Replications of each set of factors.
    on_progress
        Called as ``on_progress(done, total)``, in sets of factors.

    Raises
    ------
    Cancelled
        ``cancelled`` said so.
    """
    result = run(
        plan,
        replications=replications,
        seed=seed,
        engine=engine,
        cancelled=cancelled,
    )
    found = counted(plan, actuals)
    kept = None if agreed is None else delivered(agreed, actuals, calls=calls)
    how = Sampling(cause_replications, seed, engine=engine)
    bus = None if agreed is None else bus_factor(agreed.plan, how, cancelled=cancelled)
    reality = reality_of(plan, actuals)
    speed = measured_speed(plan, reality, actuals, seed=seed, engine=engine)
    reality = replace(reality, speed=speed)
    return Review(
        plan=plan,
        result=result,
        actuals=actuals,
        counted=found,
        reality=reality,
        bands=_bands(result, found),
        explanation=explain(
            plan,
            reality,
            seed=seed,
            replications=cause_replications,
            engine=engine,
            on_progress=on_progress,
            cancelled=cancelled,
        ),
        delivered=kept,
        bus=bus,
    )


def _bands(result: Result, found: Counted) -> pd.DataFrame:
    """Return what the plan expected of each KPI beside what happened."""
    units = result.tables.kpis.set_index("kpi")["unit"]
    rows = []
    for kpi in COMPARED:
        values = result.replications[kpi]
        low, p10, p50, p90, high = (
            float(values.quantile(share)) for share in (0.025, 0.1, 0.5, 0.9, 0.975)
        )
        actual = getattr(found, kpi)
        is_least = kpi in ("missed", "missed_share") and found.missed_open > 0
        rows.append(
            {
                "kpi": kpi,
                "unit": units[kpi],
                "p10": p10,
                "p50": p50,
                "p90": p90,
                "low": low,
                "high": high,
                "actual": float("nan") if actual is None else float(actual),
                "is_least": is_least,
                "inside": _is_within(actual, p10, p90, is_least=is_least),
                "inside_95": _is_within(actual, low, high, is_least=is_least),
            }
        )
    return pd.DataFrame(rows)


def _is_within(
    actual: float | None, low: float, high: float, *, is_least: bool
) -> bool | None:
    """Return whether a number lies in a range; None where nobody can tell."""
    if actual is None or (is_least and actual <= high):
        return None
    return low <= actual <= high
