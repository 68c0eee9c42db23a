"""Two plans on the same sales."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from sim.experiments import Sampling, compare, difference, run, sample_each
from sim.experiments.intervals import wilson_interval
from sim.experiments.store import RunStore
from sim.measures import kpi_names
from sim.scenario.differences import Change
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


HOW = Sampling(replications=8, seed=3, engine="reference", workers=1)


@pytest.fixture(scope="module")
def three():
    """Return the comparison of one, two and three heads."""
    plans = sample_each([small_sale(heads) for heads in (1, 2, 3)], HOW)
    return compare(plans, names=["one", "two", "three"])


def test_a_comparison_has_every_plan_and_kpi(three):
    """Own numbers, differences to the base, and pairs have a row a KPI."""
    n = len(kpi_names("kpis"))

    assert three.names == ("one", "two", "three")
    assert len(three.kpis) == 3 * n
    assert three.differences["plan"].unique().tolist() == ["two", "three"]
    assert len(three.pairs) == 3 * n


def test_intervals_widen_with_the_number_of_plans(three, one):
    """Two comparisons hold together only with wider intervals than one alone."""
    alone = row(difference(one, plan(heads=2)), "missed")
    table = three.differences
    together = row(table[table["plan"] == "two"], "missed")

    assert together["mean"] == alone["mean"]
    assert together["ci_low"] < alone["ci_low"]
    assert together["ci_high"] > alone["ci_high"]


def test_pairs_agree_with_the_differences_to_the_base(three):
    """Three heads − two heads is what is left of the two differences."""
    table = three.pairs[three.pairs["kpi"] == "missed"].set_index(["plan", "other"])
    means = table["mean"]

    assert means["three", "two"] == pytest.approx(
        means["three", "one"] - means["two", "one"]
    )


def test_the_best_plan_is_named_for_each_kpi(three):
    """Most heads miss fewest, fewest heads cost least."""
    standing = three.best.set_index(["kpi", "plan"])["standing"]

    assert standing["missed", "one"] == "not_best"
    assert standing["staff_cost_yen", "one"] == "best"
    assert standing["staff_cost_yen", "three"] == "not_best"
    assert "orders" not in standing.index.get_level_values("kpi")


def test_each_plan_has_its_probability_of_the_target(three):
    """The base differs from itself by nothing; intervals are Wilson's."""
    table = three.targets.set_index("plan")
    best = table.loc["three"]

    assert table.loc["one", ["difference", "gained", "lost"]].tolist() == [0, 0, 0]
    assert (best["low"], best["high"]) == wilson_interval(best["kept"], 8)
    assert best["gained"] - best["lost"] == best["kept"] - table.loc["one", "kept"]


def test_what_changed_stands_beside_the_differences(three):
    """The list holds exactly the changed inputs."""
    assert three.changes == (
        (),
        (Change("teams[own].shifts[0].heads", 1, 2),),
        (Change("teams[own].shifts[0].heads", 1, 3),),
    )


def test_variance_reduction_is_above_one(three):
    """Pairing pays: the same orders are in both plans."""
    factors = three.differences.set_index(["plan", "kpi"])["variance_reduction"]

    assert factors["two", "missed"] > 1
    assert factors["two", "peak_backlog"] > 1


def test_equal_plans_run_once_and_are_told_apart_by_number():
    """The same plan twice gets two names and no difference."""
    told = []
    plans = sample_each(
        [small_sale(), small_sale()], HOW, on_progress=lambda *now: told.append(now)
    )
    found = compare(plans)

    assert told[-1] == (8, 8)
    assert found.names == ("small sale", "small sale (2)")
    assert not found.differences["differs"].any()
    assert set(found.best["standing"]) == {"may_be_best"}


def test_one_plan_is_no_comparison(one):
    """There is nothing to compare a single plan with."""
    with pytest.raises(ValueError, match="plans: must be two or more, got 1"):
        compare([one])


def test_plans_on_other_sales_are_refused(one):
    """Another seed is no pair, in a comparison of many as well."""
    with pytest.raises(ValueError, match="seed: must be the same"):
        compare([one, plan(heads=2), plan(seed=4)])


def test_an_executor_and_a_store_change_no_number(tmp_path, three):
    """Whoever runs the plans, and whatever was kept, the comparison is the same."""
    plans = [small_sale(heads) for heads in (1, 2, 3)]
    with ThreadPoolExecutor(2) as pool:
        how = replace(HOW, executor=pool, store=RunStore(tmp_path), workers=None)
        first, again = (sample_each(plans, how) for _ in range(2))

    for runs in (first, again):
        found = compare(runs, names=["one", "two", "three"])
        assert found.differences.equals(three.differences)
