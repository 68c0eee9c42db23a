"""Multiple comparisons with the best."""

import numpy as np
import pytest

from sim.experiments.best import losses_to_best


def standings(values, *, less_is_better=True):
    """Return what each plan is."""
    losses = losses_to_best(np.array(values, float), less_is_better=less_is_better)
    return [loss.standing for loss in losses]


def test_a_plan_that_is_better_in_every_sale_is_the_best():
    """Ten sales, always the same order: the rest is not the best."""
    luck = np.arange(10.0)[:, None]

    assert standings(luck + np.array([1.0, 5.0, 9.0])) == [
        "best",
        "not_best",
        "not_best",
    ]
    assert standings(luck + np.array([1.0, 5.0, 9.0]), less_is_better=False) == [
        "not_best",
        "not_best",
        "best",
    ]


def test_equal_plans_cannot_be_told_apart():
    """Two plans that are the same in every sale may both be the best."""
    luck = np.arange(6.0)[:, None]
    losses = losses_to_best(luck + np.array([2.0, 2.0, 7.0]), less_is_better=True)

    assert [each.standing for each in losses] == ["may_be_best"] * 2 + ["not_best"]
    assert losses[0][:3] == (0.0, 0.0, 0.0)
    assert losses[2][:3] == (5.0, 0.0, 5.0)


def test_one_sale_tells_nothing():
    """Without a spread any plan may be the best."""
    losses = losses_to_best(np.array([[1.0, 2.0]]), less_is_better=True)

    assert {each.standing for each in losses} == {"may_be_best"}
    assert losses[1].high == np.inf


def test_no_sale_at_all_tells_nothing():
    """Sales without a value are left out, even when none is left."""
    losses = losses_to_best(np.full((3, 2), np.nan), less_is_better=True)

    assert {each.standing for each in losses} == {"may_be_best"}


@pytest.mark.parametrize("plans", [2, 4])
def test_intervals_hold_together(plans):
    """In 95 % of 2,000 trials all losses lie in their intervals, and the best is kept.

    Normal numbers that depend on each other, with means close together; the tolerance
    is four standard errors.
    """
    draws = np.random.default_rng(plans)
    means = np.linspace(0, 0.3, plans)
    loss = [means[i] - np.delete(means, i).min() for i in range(plans)]
    trials, held, kept = 2000, 0, 0
    for _ in range(trials):
        shared = draws.normal(size=(12, 1))
        found = losses_to_best(
            means + shared + draws.normal(size=(12, plans)), less_is_better=True
        )
        held += all(
            f.low <= true <= f.high for f, true in zip(found, loss, strict=True)
        )
        kept += found[0].standing != "not_best"
    tolerance = 4 * np.sqrt(0.05 * 0.95 / trials)

    assert held / trials >= 0.95 - tolerance
    assert kept / trials >= 0.95 - tolerance
