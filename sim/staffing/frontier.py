"""Frontier: what less risk costs, with the plan behind each point.

For levels from 50 % to 99 % the cheapest plan is built that has enough hands in that
part of the sampled sales (an ε-constraint on the likely conditions, raised as far as
the asked promise needs); then every plan is simulated on the same fresh sales, and the
points that another one beats in cost *and* risk are left out.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.experiments.intervals import t_interval, wilson_interval
from sim.staffing.cheapest import cheapest
from sim.staffing.comparing import Comparing
from sim.staffing.offer import Heads, Offer
from sim.staffing.proof import kept_at_least
from sim.staffing.relaxation import Relaxation, relaxation_of
from sim.staffing.runner import Runner

__all__ = ["FRONTIER_COLUMNS", "Frontier", "frontier_of"]

LEVELS = (0.5, 0.7, 0.8, 0.9, 0.95, 0.975, 0.99)
FRONTIER_COLUMNS = (
    "plan",
    "cost_yen",
    "kept",
    "kept_low",
    "kept_high",
    "missed",
    "missed_low",
    "missed_high",
    "total_yen",
    "total_yen_low",
    "total_yen_high",
    "n",
)
"""``plan`` is the number of the plan, ``kept`` the probability of the target,
``missed`` the mean of missed orders, ``total_yen`` that of wages and losses."""
_READ_FIRST, _SHOW_FIRST, _TRY_FIRST = 6_000_000, 7_000_000, 8_000_000
_READ = 240
_RAISES = (0.0, 0.04, 0.08, 0.14, 0.22, 0.35, 0.6, 1.0)


@dataclass(frozen=True, eq=False)
class Frontier:
    """Points of cost and risk."""

    offer: Offer
    plans: tuple[Heads, ...]
    """The plan of each point, cheapest first."""
    points: pd.DataFrame
    """One row a point, with the columns of :data:`FRONTIER_COLUMNS`."""
    seed: int
    n: int
    """Fresh sales by which the points were measured."""


def frontier_of(
    offer: Offer,
    runner: Runner,
    *,
    n_sales: int,
    known: tuple[Heads, ...] = (),
    on_progress: Callable[[int, int], None] | None = None,
) -> Frontier:
    """Return the frontier of a menu.

    Parameters
    ----------
    offer
        What can be bought.
    runner
        How sales are simulated.
    n_sales
        Fresh sales by which every plan is measured.
    known
        Plans that are shown in any case, such as the cheapest one that was found.
    on_progress
        Called as ``on_progress(done, total)`` while plans are measured.
    """
    nobody = (0,) * len(offer.choices)
    plans = {*known, *_candidates(offer, runner)}
    if offer.obeys(nobody):
        plans.add(nobody)
    ordered = sorted(plans, key=lambda plan: (offer.bought_yen(plan), plan))
    numbers = range(_SHOW_FIRST, _SHOW_FIRST + n_sales)
    rows = []
    for done, plan in enumerate(ordered):
        if on_progress is not None:
            on_progress(done, len(ordered))
        rows.append(_point(offer, plan, runner.run(offer, plan, numbers)))
    points = pd.DataFrame(rows)
    best = points["kept"].cummax()
    is_better = points["kept"] > best.shift(1, fill_value=-1.0)
    keep = is_better | pd.Series([plan in known for plan in ordered])
    chosen = [plan for plan, is_kept in zip(ordered, keep, strict=True) if is_kept]
    table = points[keep].reset_index(drop=True)
    table.insert(0, "plan", np.arange(len(table)))
    return Frontier(offer, tuple(chosen), table, runner.seed, n_sales)


def _candidates(offer: Offer, runner: Runner) -> set[Heads]:
    half = offer.scenario.target.replace(with_probability=0.5)
    wide = offer.retargeted(half)
    relaxed = relaxation_of(
        wide,
        seed=runner.seed,
        first=_READ_FIRST,
        n_sales=_READ,
        cancelled=runner.stop_if_cancelled,
    )
    raised = _raise_needed(offer, relaxed, runner)
    found = set()
    for level in sorted({*LEVELS, offer.scenario.target.with_probability}):
        rows = relaxed.likely_rows(kept_at_least(relaxed.n_sales, level, 0.5))
        plan = cheapest(offer, rows.inflated(raised))
        if plan is not None:
            found.add(plan.heads)
    return found


def _raise_needed(offer: Offer, relaxed: Relaxation, runner: Runner) -> float:
    """Return how far the conditions must be raised for the asked promise."""
    asked = offer.scenario.target.with_probability
    rows = relaxed.likely_rows(kept_at_least(relaxed.n_sales, asked, 0.5))
    trials = Comparing(offer, runner, first=_TRY_FIRST, n_sales=4000, n_simulated=128)
    raised = 0.0
    for raised in _RAISES:
        plan = cheapest(offer, rows.inflated(raised))
        if plan is None or trials.state(plan.heads) == "kept":
            break
    return raised


def _point(offer: Offer, plan: Heads, frame: pd.DataFrame) -> dict[str, float]:
    n = len(frame)
    limit = offer.scenario.target.missed_share
    kept = int((frame["missed_share"] <= limit).sum())
    low, high = wilson_interval(kept, n)
    missed_low, missed_high = t_interval(frame["missed"])
    total_low, total_high = t_interval(frame["total_cost_yen"])
    return {
        "cost_yen": offer.cost_yen(plan),
        "kept": kept / n,
        "kept_low": low,
        "kept_high": high,
        "missed": float(frame["missed"].mean()),
        "missed_low": missed_low,
        "missed_high": missed_high,
        "total_yen": float(frame["total_cost_yen"].mean()),
        "total_yen_low": total_low,
        "total_yen_high": total_high,
        "n": n,
    }
