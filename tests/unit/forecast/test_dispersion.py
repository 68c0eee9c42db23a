"""How much days scatter beyond chance."""

import numpy as np
import pytest

from sim.forecast.dispersion import MAX_CV, day_cv


@pytest.mark.parametrize("cv", [0.1, 0.3, 0.8])
def test_the_spread_that_was_drawn_comes_back(cv):
    """Many days give the spread of their factor (4 standard errors of a cv)."""
    rng = np.random.default_rng(1)
    means = rng.uniform(100, 400, 4000)
    orders = rng.poisson(means * rng.gamma(1 / cv**2, cv**2, 4000)).astype(float)

    assert day_cv(orders, means, n_fitted=0) == pytest.approx(cv, rel=0.08)


def test_days_that_chance_explains_have_no_spread():
    """Less scatter than a Poisson law makes is no spread, not a negative one."""
    means = np.full(50, 100.0)

    assert day_cv(means, means, n_fitted=1) == 0


def test_without_free_days_there_is_no_answer():
    """As many fitted numbers as days leave nothing to measure with."""
    assert day_cv(np.ones(3), np.ones(3), n_fitted=3) is None


def test_wild_days_stop_at_the_bound():
    """One day that has all the orders gives the largest spread there is."""
    orders = np.array([0.0] * 99 + [1e6])

    assert day_cv(orders, np.full(100, 100.0), n_fitted=0) == MAX_CV
