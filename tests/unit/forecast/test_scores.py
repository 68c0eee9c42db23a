"""Error, coverage and CRPS of a forecast."""

import numpy as np
import pytest
from scipy.stats import norm

from sim.forecast.scores import crps, score


def test_of_a_single_value_it_is_the_absolute_error():
    """A forecast of one value scores its distance from what happened."""
    assert crps(np.array([[3.0, 5.0]]), np.array([4.0, 5.0])).tolist() == [1.0, 0.0]


def test_of_two_values_it_is_their_mean_distance_less_half_their_gap():
    """E|X − y| − E|X − X'| / 2, worked out by hand."""
    assert crps(np.array([[0.0], [2.0]]), np.array([1.0])) == pytest.approx(1 - 0.5)


@pytest.mark.parametrize("y", [-1.0, 0.0, 2.5])
def test_of_a_normal_sample_it_is_the_closed_form(y):
    """A fine sample of a normal law scores as the formula says."""
    sample = norm.ppf((np.arange(4000) + 0.5) / 4000)[:, None]
    expected = y * (2 * norm.cdf(y) - 1) + 2 * norm.pdf(y) - 1 / np.sqrt(np.pi)

    assert crps(sample, np.array([y])) == pytest.approx(expected, abs=1e-3)


def test_coverage_counts_what_lies_between_p10_and_p90():
    """Of ten values spread like the sample, eight are inside."""
    sample = np.tile(np.arange(101.0)[:, None], 10)
    found = score(sample, np.arange(5.0, 100.0, 10.0))

    assert found.coverage == 0.8
    assert found.n == 10
    assert found.bias == pytest.approx(0)


def test_rows_without_a_value_are_left_out():
    """What was not observed is not scored; with nothing left there is no score."""
    sample = np.ones((5, 2))

    assert score(sample, np.array([1.0, np.nan])).n == 1
    assert np.isnan(score(sample, np.full(2, np.nan)).mae)
