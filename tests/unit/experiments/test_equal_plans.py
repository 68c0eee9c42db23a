"""Plans that are equal in law are separated no oftener than the stated error.

Shops of another name have other random numbers, so these plans are equal in everything
but luck.
"""

from collections import Counter

import numpy as np
import pytest

from sim.experiments import Sampling, compare, sample_each
from sim.measures import kpi_names
from tests.unit.experiments.worlds import small_sale

PLANS = [
    small_sale(3, name=shop, demand=[{"shop": shop, "orders_per_day": 40}])
    for shop in ("a", "b", "c")
]
KEPT_OFTEN = [
    plan.replace(target={"missed_share": 0.3, "with_probability": 0.5})
    for plan in PLANS
]


def separated(seeds, *, replications):
    """Return in how many seeds each KPI separated any plan from the base.

    ``target`` counts the probability of the target, ``best`` how often the base was
    called not the best in the total cost.
    """
    counts = Counter()
    for seed in range(seeds):
        how = Sampling(replications=replications, seed=seed, workers=1)
        found = compare(sample_each(KEPT_OFTEN, how))
        differing = found.differences[found.differences["differs"]]
        counts.update(set(differing["kpi"]))
        counts["target"] += bool(found.targets["differs"].any())
        best = found.best.set_index(["kpi", "plan"])["standing"]
        counts["best"] += best["missed", "a"] == "not_best"
    return counts


def most(seeds, error=0.05):
    """Return how often 5 % may come up: three standard errors above."""
    return seeds * error + 3 * np.sqrt(seeds * error * (1 - error))


@pytest.mark.jit
def test_a_few_equal_plans_are_hardly_ever_separated():
    """In 40 seeds no KPI separates equal plans oftener than 5 % allows."""
    counts = separated(40, replications=20)

    assert max(counts.values()) <= most(40)


def test_equal_plans_on_the_same_numbers_are_never_separated():
    """The same plan under two titles differs in nothing, whatever the seed."""
    same = [small_sale(1), small_sale(1, name="other title")]
    for seed in range(5):
        how = Sampling(replications=4, seed=seed, engine="reference", workers=1)
        found = compare(sample_each(same, how))

        assert not found.differences["differs"].any()
        assert set(found.best["standing"]) == {"may_be_best"}


@pytest.mark.slow
@pytest.mark.jit
def test_equal_plans_are_separated_no_oftener_than_stated():
    """In 1,000 seeds no KPI separates equal plans in more than 5 %, and luck."""
    counts = separated(1000, replications=30)

    for kpi in (*kpi_names("kpis"), "target", "best"):
        assert counts[kpi] <= most(1000), (kpi, counts[kpi])
