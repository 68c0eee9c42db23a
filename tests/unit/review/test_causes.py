"""What explains a difference, on sales in which exactly one thing differs."""

from dataclasses import replace

import pytest

from sim.review.causes import explain
from sim.review.factors import FACTORS, reality_of, with_factors
from sim.review.speed import measured_speed
from tests.unit.review.world import CERTAIN, PLAN, actuals_of, differing

pytestmark = pytest.mark.jit
TRIALS = 12
"""Trials of each factor, 60 in all."""


def main_cause(factor, seed):
    """Return what the decomposition names for a sale in which one thing differs."""
    actuals = actuals_of(factor, seed)
    reality = reality_of(PLAN, actuals)
    speed = measured_speed(PLAN, reality, actuals, seed=9)
    return explain(PLAN, replace(reality, speed=speed), seed=9, replications=20)


@pytest.mark.parametrize("factor", FACTORS)
def test_the_one_thing_that_differs_is_named(factor):
    """One trial a factor."""
    found = main_cause(factor, seed=1)

    assert found.main is not None
    assert found.main.factor == factor


@pytest.mark.slow
def test_the_one_thing_is_named_in_nineteen_of_twenty_trials():
    """Of 60 trials, 57 or more name the thing."""
    named = [
        found.main is not None and found.main.factor == factor
        for factor in FACTORS
        for seed in range(1, TRIALS + 1)
        for found in [main_cause(factor, seed)]
    ]

    assert sum(named) / len(named) >= 0.95


def test_the_shares_sum_to_the_difference():
    """Nothing of the difference is left over or counted twice."""
    found = main_cause("staff", seed=2)

    total = sum(cause.share for cause in found.causes)
    assert total == pytest.approx(found.as_it_was - found.planned, abs=1e-9)


def test_with_everything_planned_nothing_differs():
    """No factor: the orders that were expected, at known rates."""
    actuals = actuals_of(None, 1)
    plan = with_factors(PLAN, reality_of(PLAN, actuals), frozenset())

    assert plan.teams == PLAN.teams
    assert plan.flow == PLAN.flow
    assert plan.demand[0].level is None


def test_with_everything_as_it_was_the_truth_comes_back():
    """Orders, people and errors of the files give the scenario that made them."""
    truth = differing("staff")
    reality = reality_of(PLAN, actuals_of("staff", 1))
    made = with_factors(PLAN, reality, frozenset(FACTORS))

    assert sum(made.demand[0].orders_per_hour) == pytest.approx(
        float(reality.came[0].sum())
    )
    assert {team.name for team in made.teams} == {team.name for team in truth.teams}
    assert max(shift.heads for shift in made.teams[1].shifts) == 1
    assert CERTAIN.teams[1].shifts[0].heads == 2


def test_slow_work_is_measured_from_how_long_orders_stood():
    """Minutes that were 1.8 times as long are found within a tenth."""
    actuals = actuals_of("speed", 1)
    factors = measured_speed(PLAN, reality_of(PLAN, actuals), actuals, seed=9)

    assert factors is not None
    assert factors[0] == pytest.approx(1.8, rel=0.1)
