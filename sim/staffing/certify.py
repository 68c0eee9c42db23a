"""Certify: raise the lower bound by ruling out cheap plans one by one.

Claim
-----
With probability at least ``1 - proof error - trial error`` over the sampled sales,
every plan that keeps the promise costs at least the bound.

Proof
-----
Let ``x`` be the cheapest plan that keeps the promise; it depends on the scenario, not
on the samples.
It meets the conditions of the proof but for the proof error
(:mod:`sim.staffing.proof`), and is not refuted by busy sales but for the trial error
(:mod:`sim.staffing.refuting`).
The list below holds *all* plans of the menu under a price that keep the rules and meet
the linear conditions, cheapest first. If every plan before some place can keep the
promise in too few sales of the proof, or has been refuted, ``x`` is none of them, so it
costs at least as much as the plan at that place, or the price under which the list is
complete.
Nothing is assumed of how misses depend on heads.
"""

from sim.staffing.answer import Certificate
from sim.staffing.cheapest import cheapest
from sim.staffing.listing import plans_below
from sim.staffing.offer import Heads, Offer
from sim.staffing.proof import Proof
from sim.staffing.refuting import Refuting
from sim.staffing.rows import Rows

__all__ = ["certify"]

_MOST_LISTED = 8_000
_STEPS = (1.0, 0.7, 0.5, 0.35, 0.25, 0.18, 0.12, 0.06, 0.03, 0.015)
"""Parts of the way from the bound to the best plan up to which plans are listed."""


def certify(
    offer: Offer,
    proof: Proof,
    rows: Rows,
    refuting: Refuting,
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
        The proof and its conditions, one by one.
    refuting
        What rules out plans by simulation.
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
        for part in _STEPS:
            limit = relaxed + part * (top - relaxed)
            plans = plans_below(offer, rows, limit, most=_MOST_LISTED)
            if plans is None:
                continue
            plans = [plan for plan in plans if proof.most_kept(plan) >= kept]
            refuted = refuting.refuted(plans, budget=budget)
            is_exact = part == 1.0 and refuted == len(plans)
            if refuted < len(plans):
                limit = float(offer.bought_yen(plans[refuted]))
            bound = max(relaxed, limit)
            break
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
