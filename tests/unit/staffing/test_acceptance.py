"""The promise of the search on drawn instances, against trying every plan."""

from itertools import product

import numpy as np
import pytest

from sim.experiments.headlines import headlines
from sim.experiments.intervals import wilson_interval
from sim.staffing import Effort, find_staffing
from tests.unit.staffing.worlds import shop

FRESH = 10_000_000
"""First of the sales by which plans are judged; no search looks at them."""
SALES = 5000
THOROUGH = Effort(
    pilot=60,
    proof=400,
    trial=4000,
    spread=16_000,
    margin=0.3,
    budget=60_000,
    refute=8000,
    check=3000,
)


def drawn_shop(rng):
    """Return a shop with a small menu, drawn at random."""
    return shop(
        orders=round(float(rng.uniform(2.5, 7.0)), 2),
        cv=float(rng.choice([0.15, 0.3, 0.45])),
        minutes=float(rng.choice([6.0, 9.0, 12.0, 15.0])),
        speed=float(rng.choice([0.6, 0.8, 1.0])),
        most=int(rng.choice([2, 3, 4])),
        least=int(rng.choice([1, 2])),
        missed=float(rng.choice([0.01, 0.03, 0.1])),
        asked=float(rng.choice([0.8, 0.9, 0.95])),
    )


def kept(offer, plan, n):
    """Return in how many of ``n`` fresh sales a plan keeps the target."""
    frame = headlines(offer.planned(plan), numbers=range(FRESH, FRESH + n), seed=11)
    return int((frame["missed_share"] <= offer.scenario.target.missed_share).sum())


def best_of_all(offer):
    """Return the cost of the cheapest plan that keeps the promise, None for none."""
    asked = offer.scenario.target.with_probability
    every = product(*(choice.levels for choice in offer.choices))
    for plan in sorted(every, key=offer.cost_yen):
        if wilson_interval(kept(offer, plan, 300), 300)[1] < asked - 0.03:
            continue
        if kept(offer, plan, SALES) / SALES >= asked:
            return offer.cost_yen(plan)
    return None


def compared(seed):
    """Return (cost within 1 %, never wrongly feasible, bound holds) of an instance."""
    scenario = drawn_shop(np.random.default_rng(seed))
    answer = find_staffing(scenario, seed=seed, effort=THOROUGH)
    best = best_of_all(answer.offer)
    bound = None if answer.certificate is None else answer.certificate.bound_yen
    if best is None:
        return answer.status == "short", answer.status == "short", True
    if answer.status != "found":
        return False, True, bound is not None and bound <= best
    asked = scenario.target.with_probability
    high = wilson_interval(kept(answer.offer, answer.heads, SALES), SALES)[1]
    return answer.cost_yen <= 1.01 * best, high >= asked, bound <= best


@pytest.mark.jit
@pytest.mark.parametrize("seed", [1, 2])
def test_a_drawn_menu_is_searched_well(seed):
    """The bound is below the cheapest plan, and what is found keeps the promise."""
    scenario = drawn_shop(np.random.default_rng(seed))
    effort = Effort(
        pilot=40, proof=150, trial=200, spread=600, budget=4000, refute=600, check=300
    )
    answer = find_staffing(scenario, seed=seed, effort=effort)

    assert answer.status in ("found", "short")
    if answer.status == "found":
        assert answer.certificate.bound_yen <= answer.cost_yen
        assert answer.offer.obeys(answer.heads)


@pytest.mark.slow
def test_forty_drawn_menus():
    """Within 1 % of the best in 95 %, never wrongly feasible, every bound true."""
    results = np.array([compared(seed) for seed in range(40)])
    near, feasible, bound = results.mean(axis=0)

    assert near >= 0.95
    assert feasible == 1.0
    assert bound == 1.0
