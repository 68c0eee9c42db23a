"""Differences of pairs, several at once."""

import numpy as np
import pytest
from scipy import stats

from sim.experiments.paired import paired_statistics, variance_reduction

BASE = np.array([[4.0, 1.0], [6.0, 1.0], [9.0, 1.0], [5.0, 1.0]])
OTHER = BASE + np.array([[1.0, 2.0], [2.0, 2.0], [3.0, 2.0], [1.5, 2.0]])


@pytest.mark.parametrize("comparisons", [1, 3, 10])
def test_intervals_are_widened_so_that_all_hold_together(comparisons):
    """Each interval is Student's at the confidence 1 − 0.05 ÷ comparisons."""
    pairs = (OTHER - BASE)[:, 0]
    expected = stats.t.interval(
        1 - 0.05 / comparisons, 3, loc=pairs.mean(), scale=stats.sem(pairs)
    )

    table = paired_statistics(BASE, OTHER, comparisons)

    assert table.loc[0, ["ci_low", "ci_high"]].tolist() == pytest.approx(expected)


def test_a_constant_difference_is_certain():
    """A number that changes by the same amount in every sale differs for sure."""
    row = paired_statistics(BASE, OTHER, 5).loc[1]

    assert row[["mean", "ci_low", "ci_high"]].tolist() == [2.0, 2.0, 2.0]
    assert row["differs"]


def test_no_difference_is_not_claimed():
    """A plan against itself differs in nothing."""
    assert not paired_statistics(BASE, BASE, 1)["differs"].any()


def test_variance_reduction_is_that_of_the_formula():
    """The factor is (var a + var b) ÷ var(a − b), from the same pairs."""
    a, b = BASE[:, 0], OTHER[:, 0]
    expected = (a.var(ddof=1) + b.var(ddof=1)) / (b - a).var(ddof=1)

    factors = variance_reduction(BASE, OTHER)

    assert factors[0] == pytest.approx(expected)
    assert np.isnan(factors[1])  # numbers that never vary


def test_pairs_without_a_value_are_left_out():
    """A sale in which one plan has no value says nothing of the difference."""
    base, other = BASE.copy(), OTHER.copy()
    base[3, 0] = np.nan

    table = paired_statistics(base, other, 1)

    assert table["n"].tolist() == [3, 4]
    assert table["mean"][0] == 2.0
    assert table["variance_reduction"][0] == pytest.approx(
        variance_reduction(BASE[:3], OTHER[:3])[0]
    )


def test_a_difference_that_never_varies_reduces_without_bound():
    """Paired numbers that vary together leave no variance at all."""
    assert variance_reduction(BASE, BASE)[0] == np.inf
