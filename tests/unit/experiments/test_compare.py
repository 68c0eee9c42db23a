"""Two plans on the same sales."""

import pytest

from sim.experiments import difference, run
from tests.unit.experiments.worlds import small_sale


def plan(heads=1, **options):
    """Run eight replications of the small sale with so many heads."""
    settings = {"replications": 8, "seed": 3, "engine": "reference", "workers": 1}
    return run(small_sale(heads), **(settings | options))


@pytest.fixture(scope="module")
def one():
    """Return the plan with one head."""
    return plan()


def row(table, kpi):
    """Return the row of a KPI."""
    return table.set_index("kpi").loc[kpi]


def test_the_same_plan_does_not_differ(one):
    """A plan against itself is 0 everywhere, and nothing can be told apart."""
    table = difference(one, plan())

    assert (table[["mean", "low", "high"]].dropna() == 0).all(axis=None)
    assert not table["differs"].any()


def test_one_more_head_helps_and_costs(one):
    """With the same orders, a second person saves misses and costs 18 hours."""
    table = difference(one, plan(heads=2))

    assert row(table, "orders")[["low", "high"]].tolist() == [0, 0]
    assert row(table, "missed")["mean"] < 0
    assert row(table, "missed")["differs"]
    assert row(table, "staff_cost_yen")["unit"] == "yen"


def test_differences_are_paired(one):
    """The difference of a replication is taken within that replication."""
    two = plan(heads=2)
    expected = two.replications["missed"] - one.replications["missed"]

    found = row(difference(one, two), "missed")

    assert found["mean"] == pytest.approx(expected.mean())
    assert found["p50"] == expected.median()
    assert found["n"] == 8


@pytest.mark.parametrize("options", [{"seed": 4}, {"replications": 7}])
def test_only_runs_on_the_same_sales_are_compared(one, options):
    """Another seed or number of replications is no pair."""
    with pytest.raises(ValueError, match=f"{next(iter(options))}: must be the same"):
        difference(one, plan(**options))


def test_one_replication_tells_nothing_apart():
    """One pair has no spread, so no difference is claimed."""
    table = difference(plan(replications=1), plan(heads=3, replications=1))

    assert not table["differs"].any()
