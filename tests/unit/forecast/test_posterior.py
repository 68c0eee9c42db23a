"""The level of a running sale, given the orders so far."""

import numpy as np
import pytest
from scipy.stats import gamma

from sim.forecast.posterior import Seen, posteriors
from sim.scenario.demand import Level


def seen(orders, expected, *, cv=0.25, day_cv=0.0, law="gamma"):
    """Return the evidence of some days."""
    return Seen(
        level=Level(distribution=law, cv=cv),
        day_cv=day_cv,
        expected=np.array(expected, float),
        orders=np.array(orders, float),
    )


@pytest.mark.parametrize(("orders", "expected"), [(30, 20), (0, 5), (3000, 2000)])
def test_a_gamma_level_has_the_conjugate_posterior(orders, expected):
    """Without day factors the grid gives the gamma law of the textbook."""
    (found,) = posteriors([seen([orders], [expected])])
    exact = gamma(16 + orders, scale=1 / (16 + expected))

    assert found.mean == pytest.approx(exact.mean(), rel=1e-4)
    assert found.cv == pytest.approx(exact.std() / exact.mean(), rel=1e-3)
    assert (found.p10, found.p50, found.p90) == pytest.approx(
        tuple(exact.ppf([0.1, 0.5, 0.9])), rel=1e-3
    )


def test_without_orders_the_prior_stays():
    """Nothing expected, nothing learned."""
    (found,) = posteriors([seen([0], [0])])

    assert found.mean == pytest.approx(1, abs=1e-4)
    assert found.cv == pytest.approx(0.25, rel=1e-3)
    assert found.today == pytest.approx(1)


def test_days_that_scatter_are_believed_less():
    """The same orders move the level less when days differ by chance."""
    plain, wide = (posteriors([seen([1500], [1000], day_cv=cv)])[0] for cv in (0, 0.3))

    assert 1 < wide.mean < plain.mean
    assert wide.cv > plain.cv


def test_what_the_level_does_not_take_up_is_todays_pace():
    """Level and pace of the day together come near to what was seen today."""
    (found,) = posteriors([seen([1500], [1000], day_cv=0.3)])

    assert found.today > 1
    assert found.mean * found.today == pytest.approx(1.5, rel=0.02)


@pytest.mark.parametrize("law", ["gamma", "lognormal"])
def test_many_orders_outweigh_the_prior(law):
    """With thousands of orders the level is the ratio, whatever its law."""
    (found,) = posteriors([seen([60_000], [40_000], law=law)])

    assert found.mean == pytest.approx(1.5, rel=0.01)


def test_shops_of_a_group_learn_from_each_other():
    """A shop without orders of its own follows the shop of its group."""
    busy, quiet = posteriors([seen([3000], [2000]), seen([0], [0], cv=0.1)])

    assert busy.mean == pytest.approx(1.5, rel=0.02)
    assert 1.1 < quiet.mean < busy.mean


def test_the_interval_covers_the_truth():
    """95 % intervals hold the level in 95 % of simulated sales (4 s.e.)."""
    rng = np.random.default_rng(1)
    inside = []
    for _ in range(300):
        level = rng.gamma(16) / 16
        days = rng.gamma(1 / 0.15**2, 0.15**2, 2)
        orders = rng.poisson(level * days * [80, 200])
        (found,) = posteriors([seen(orders, [80, 200], day_cv=0.15)])
        inside.append(found.low <= level <= found.high)

    assert abs(np.mean(inside) - 0.95) < 4 * np.sqrt(0.95 * 0.05 / 300)


def test_a_level_without_spread_learns_nothing():
    """A level that is known stays 1 whatever the orders."""
    (found,) = posteriors([seen([500], [100], cv=0)])

    assert (found.mean, found.cv) == (1, 0)
