"""Paired probabilities, against published intervals and against first principles."""

import math

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from sim.experiments.intervals import normal_quantile
from sim.experiments.paired_shares import _score, paired_shares, tango_interval


def test_the_interval_is_the_published_one():
    """1 against 7 of 21 pairs gives −0.517 to −0.026.

    Bentur et al. (2009), the example of Fagerland, Lydersen & Laake (2014),
    "Recommended tests and confidence intervals for paired binomial proportions".
    """
    low, high = tango_interval(1, 7, 21)

    assert (round(low, 3), round(high, 3)) == (-0.517, -0.026)


@pytest.mark.parametrize(
    ("gained", "lost", "n", "difference"), [(40, 20, 160, 0.05), (5, 1, 30, 0.3)]
)
def test_the_score_uses_the_likeliest_chance(gained, lost, n, difference):
    """The chance of a lost pair is that of the largest likelihood."""

    def unlikelihood(chance):
        same = 1 - 2 * chance - difference
        return -(
            gained * math.log(chance + difference)
            + lost * math.log(chance)
            + (n - gained - lost) * math.log(same)
        )

    found = minimize_scalar(
        unlikelihood,
        bounds=(1e-9, (1 - difference) / 2 - 1e-9),
        method="bounded",
        options={"xatol": 1e-12},
    ).x
    variance = n * (2 * found + difference * (1 - difference))
    expected = (gained - lost - n * difference) / math.sqrt(variance)

    assert _score(gained, lost, n, difference) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("lost", range(12))
@pytest.mark.parametrize("comparisons", [1, 4])
def test_the_interval_agrees_with_the_test_of_mcnemar(lost, comparisons):
    """0 lies outside exactly when (b − c)² ÷ (b + c) is above the square of z."""
    gained, n = 4, 40
    statistic = (gained - lost) / math.sqrt(gained + lost)

    low, high = tango_interval(gained, lost, n, comparisons)

    is_outside = low > 0 or high < 0
    assert is_outside == (abs(statistic) > normal_quantile(comparisons))


def test_agreement_in_every_trial_is_no_proof_of_equality():
    """Where two plans never differed, the interval still has a width."""
    low, high = tango_interval(0, 0, 100)
    square = normal_quantile() ** 2

    assert high == pytest.approx(square / (100 + square))
    assert low == -high


def test_a_swap_of_the_plans_turns_the_interval():
    """The difference the other way round has the interval the other way round."""
    low, high = tango_interval(9, 2, 60)

    assert tango_interval(2, 9, 60) == pytest.approx((-high, -low))
    assert low < 7 / 60 < high


def test_only_sales_without_agreement_count():
    """Gained and lost are the sales in which one plan alone keeps the target."""
    base = np.array([1, 1, 0, 0, 1], bool)
    other = np.array([1, 0, 1, 1, 1], bool)

    found = paired_shares(base, other)

    assert (found.gained, found.lost, found.n) == (2, 1, 5)
    assert found.difference == pytest.approx(0.2)
    assert not found.differs


@pytest.mark.parametrize("counts", [(1, 1, 1), (-1, 0, 5), (0, 0, 0)])
def test_impossible_counts_are_refused(counts):
    """There are never more pairs of a kind than pairs."""
    with pytest.raises(ValueError, match="gained, lost"):
        tango_interval(*counts)


def test_trials_must_be_the_same():
    """Lists of another length are no pairs."""
    with pytest.raises(ValueError, match="trials"):
        paired_shares([True], [True, False])
