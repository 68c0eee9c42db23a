"""Poisson quantiles against SciPy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from sim.randomness.poisson import poisson_quantile

PROBABILITIES = [2.0**-53, 1e-12, 1e-6, 0.01, 0.2, 0.5, 0.5 + 2.0**-53, 0.8, 0.99,
                 1 - 1e-6, 1 - 1e-9]  # fmt: skip


@pytest.mark.parametrize(
    "mean", [1e-300, 1e-13, 1e-5, 0.1, 0.69, 1, 3, 10, 31.5, 100, 700, 1e3, 1e4]
)
def test_quantile_matches_scipy(mean):
    """Counts equal SciPy's for small and large means, in both tails."""
    got = [poisson_quantile(float(mean), u) for u in PROBABILITIES]

    assert got == stats.poisson.ppf(PROBABILITIES, mean).tolist()


@pytest.mark.parametrize("u", [1e-6, 0.3, 0.5, 0.999])
def test_huge_mean_is_exact(u):
    """With a mean of ten million the count is still the smallest that reaches u."""
    k = poisson_quantile(1e7, u)

    assert special.pdtr(k, 1e7) >= u > special.pdtr(k - 1, 1e7)


@pytest.mark.parametrize("u", [2.0**-53, 0.5, 1 - 2.0**-53])
def test_mean_zero_gives_none(u):
    """Where nothing is expected, nothing comes."""
    assert poisson_quantile(0.0, u) == 0


inside = st.floats(2.0**-53, 1 - 2.0**-53)
means = st.floats(0, 300)


@given(means, means, inside)
@settings(deadline=None, max_examples=60)
def test_count_grows_with_the_mean(mean, other, u):
    """With the same uniform a larger mean never gives a smaller count."""
    less, more = sorted([mean, other])

    assert poisson_quantile(less, u) <= poisson_quantile(more, u)


@given(means, inside, inside)
@settings(deadline=None, max_examples=60)
def test_count_grows_with_the_uniform(mean, u, other):
    """A larger uniform never gives a smaller count."""
    low, high = sorted([u, other])

    assert poisson_quantile(mean, low) <= poisson_quantile(mean, high)


def test_law_of_keyed_counts(keyed_uniforms):
    """Counts of keyed uniforms follow the Poisson law."""
    counts = np.array([poisson_quantile(4.2, u) for u in keyed_uniforms(1)])

    seen = np.bincount(np.minimum(counts, 10), minlength=11)
    shares = stats.poisson.pmf(np.arange(10), 4.2)
    expected = np.append(shares, 1 - shares.sum()) * len(counts)
    assert stats.chisquare(seen, expected).pvalue > 1e-3
