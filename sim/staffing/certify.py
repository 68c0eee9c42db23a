"""Certify: raise the lower bound by ruling out cheap plans one by one.

Claim
-----
With probability at least ``1 - proof error - trial error`` over the sampled sales,
every plan that keeps the promise costs at least the bound.

Proof
-----
Let ``x`` be the cheapest plan that keeps the promise; it depends on the scenario, not
on the samples.
It meets the linear conditions but for the proof error
(:mod:`sim.staffing.relaxation`), and is not refuted in its trial but for the trial
error (:mod:`sim.staffing.trials`).
The list below holds *all* plans of the menu under a price that keep the rules and meet
the conditions, cheapest first. If every plan before some place has been refuted, ``x``
is none of them, so it costs at least as much as the plan at that place, or the price
under which the list is complete.
Nothing is assumed of how misses depend on heads.
"""

from sim.staffing.answer import Certificate
from sim.staffing.cheapest import cheapest
from sim.staffing.listing import plans_below
from sim.staffing.offer import Heads, Offer
from sim.staffing.relaxation import Relaxation, Rows
from sim.staffing.trials import Trials

__all__ = ["certify"]

_MOST_LISTED = 4_000
_STEPS = (1.0, 0.5, 0.25, 0.12, 0.06, 0.03, 0.015)
"""Parts of the way from the bound to the best plan up to which plans are listed."""


def certify(
    offer: Offer,
    proof: Relaxation,
    rows: Rows,
    trials: Trials,
    best: Heads | None,
    *,
    kept: int,
    confidence: float,
    budget: int,
) -> Certificate | None:
    """Return the lower bound, None when no plan can keep the promise.

    Parameters
    ----------
    offer
        What can be bought.
    proof, rows
        The relaxation and its proven conditions.
    trials
        Trials of the search.
    best
        Best plan so far; the bound is not raised above its price.
    kept
        Sales of the proof that must be kept.
    confidence
        Probability with which the bound holds.
    budget
        Sales that may be simulated for it.
    """
    found = cheapest(offer, rows)
    if found is None:
        return None
    relaxed = found.bound_yen
    bound, refuted, is_exact = relaxed, 0, False
    if best is not None:
        top = float(offer.bought_yen(best))
        bound, refuted, is_exact = _raised(offer, rows, trials, relaxed, top, budget)
    base = offer.base_yen
    return Certificate(
        bound_yen=base + int(-(-bound // 1)),
        relaxed_yen=base + int(-(-relaxed // 1)),
        refuted=refuted,
        is_exact=is_exact,
        confidence=confidence,
        sales=proof.n_sales,
        kept=kept,
    )


def _raised(
    offer: Offer, rows: Rows, trials: Trials, low: float, top: float, budget: int
) -> tuple[float, int, bool]:
    """Return (bound, plans refuted below it, every cheaper plan is ruled out)."""
    for part in _STEPS:
        limit = low + part * (top - low)
        plans = plans_below(offer, rows, limit, most=_MOST_LISTED)
        if plans is None:
            continue
        until = trials.simulated + budget
        for place, plan in enumerate(plans):
            if not trials.refute(plan, until - trials.simulated):
                return max(low, float(offer.bought_yen(plan))), place, False
        return max(low, limit), len(plans), part == 1.0
    return low, 0, False
