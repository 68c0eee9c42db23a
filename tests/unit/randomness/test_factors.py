"""Mean-1 factors."""

import numpy as np
import pytest
from scipy import stats

from sim.randomness.factors import GAMMA_FACTOR, LOGNORMAL_FACTOR, factor

KINDS = pytest.mark.parametrize(
    "kind", [GAMMA_FACTOR, LOGNORMAL_FACTOR], ids=["gamma", "lognormal"]
)


@KINDS
def test_without_variation_the_factor_is_one(kind):
    """A coefficient of variation of 0 gives exactly 1."""
    assert {factor(kind, 0.0, u) for u in (1e-9, 0.5, 0.999)} == {1.0}


@KINDS
def test_mean_is_one_and_cv_as_asked(kind, keyed_uniforms):
    """Factors average 1 and spread as asked, within four standard errors."""
    cv = 0.25
    values = np.array([factor(kind, cv, u) for u in keyed_uniforms(10 + kind)])

    squares = (values - 1) ** 2
    n = len(values)
    assert abs(values.mean() - 1) < 4 * values.std(ddof=1) / np.sqrt(n)
    assert abs(squares.mean() - cv**2) < 4 * squares.std(ddof=1) / np.sqrt(n)


@pytest.mark.parametrize("cv", [0.001, 0.1, 1.0, 3.0])
def test_quantiles_match_scipy(cv):
    """Gamma and lognormal factors have SciPy's quantiles."""
    sigma = np.sqrt(np.log1p(cv**2))
    gamma = stats.gamma(1 / cv**2, scale=cv**2)
    lognormal = stats.lognorm(sigma, scale=np.exp(-(sigma**2) / 2))

    for u in (0.01, 0.3, 0.5, 0.9, 0.999):
        assert factor(GAMMA_FACTOR, cv, u) == pytest.approx(gamma.ppf(u), rel=1e-10)
        assert factor(LOGNORMAL_FACTOR, cv, u) == pytest.approx(lognormal.ppf(u))


@KINDS
def test_shared_uniform_moves_all_factors_together(kind):
    """Streams of one group are high together and low together, whatever their cv."""
    shared = np.linspace(0.01, 0.99, 60)
    wide = [factor(kind, 0.6, u) for u in shared]
    narrow = [factor(kind, 0.1, u) for u in shared]

    assert stats.spearmanr(wide, narrow).statistic == pytest.approx(1.0)
