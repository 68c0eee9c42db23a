"""Intervals, against scipy and against published numbers."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.experiments.intervals import (
    normal_quantile,
    rule_of_three,
    t_interval,
    t_quantiles,
    wilson_interval,
)


@pytest.mark.parametrize("values", [[1.0, 2.0], [3.0, 3.5, 8.0, -1.0], range(50)])
def test_the_interval_of_the_mean_is_that_of_student(values):
    """The interval agrees with scipy's."""
    sample = np.array(values, float)
    expected = stats.t.interval(
        0.95, len(sample) - 1, loc=sample.mean(), scale=stats.sem(sample)
    )

    assert t_interval(sample) == pytest.approx(expected, rel=1e-12)


def test_one_value_says_nothing_of_the_spread():
    """With one replication both ends of the interval are unknown."""
    low, high = t_interval([5.0])

    assert math.isnan(low)
    assert math.isnan(high)
    assert np.isnan(t_quantiles(np.array([0, 1]))).all()


def test_equal_values_leave_no_doubt():
    """Where all values are the same the interval is that value."""
    assert t_interval([4.0, 4.0, 4.0]) == (4.0, 4.0)


@pytest.mark.parametrize(
    ("mean", "deviation", "expected"), [(7, 0.2, 5), (10, 2, 58), (50, 1, 4)]
)
def test_precision_is_reached_when_published(mean, deviation, expected):
    """The plain method of Hoad, Robinson & Davies (2010) stops where theirs does.

    Replications 1 to 100, half width 5 % of the mean, the last n that first reaches it
    and at least 3.
    """
    values = [np.random.default_rng(r).normal(mean, deviation) for r in range(1, 101)]

    def precision(n):
        low, high = t_interval(values[:n])
        return (high - low) / 2 / np.mean(values[:n])

    assert next(n for n in range(3, 101) if precision(n) <= 0.05) == expected


@pytest.mark.parametrize(
    ("successes", "trials"), [(0, 10), (1, 10), (5, 10), (10, 10), (95, 100), (0, 1)]
)
def test_the_interval_of_a_share_is_that_of_wilson(successes, trials):
    """The interval agrees with scipy's Wilson interval."""
    expected = stats.binomtest(successes, trials).proportion_ci(0.95, method="wilson")

    found = wilson_interval(successes, trials)

    assert found.low == pytest.approx(expected.low, abs=1e-15)
    assert found.high == pytest.approx(expected.high, abs=1e-15)


@pytest.mark.parametrize(("successes", "trials"), [(-1, 5), (6, 5), (0, 0)])
def test_impossible_counts_are_refused(successes, trials):
    """There are never more successes than trials."""
    with pytest.raises(ValueError, match="successes"):
        wilson_interval(successes, trials)


def test_what_was_never_seen_has_a_bound():
    """Never seen in 100 replications means at most about three in a hundred."""
    exact = 1 - 0.05 ** (1 / 100)

    assert rule_of_three(100) == 0.03
    assert rule_of_three(100) == pytest.approx(exact, rel=0.02)
    assert rule_of_three(2) == 1.0


def test_a_bound_needs_a_trial():
    """Without replications nothing is known."""
    with pytest.raises(ValueError, match="trials"):
        rule_of_three(0)


def test_the_normal_quantile_is_the_usual_one():
    """The two-sided 95 % interval uses 1.96."""
    assert normal_quantile() == pytest.approx(1.959963984540054, rel=1e-14)
