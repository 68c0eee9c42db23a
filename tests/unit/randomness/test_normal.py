"""Normal quantiles against SciPy."""

import numpy as np
import pytest
from scipy import special

from sim.randomness.normal import normal_quantile


@pytest.mark.parametrize(
    "u", [2.0**-53, 1e-12, 1e-8, 0.01, 0.0749, 0.0751, 0.3, 0.5, 0.9249, 0.9251, 0.99]
)
def test_quantile_matches_scipy(u):
    """Both the centre and the tails agree with SciPy to 15 digits."""
    assert normal_quantile(u) == pytest.approx(special.ndtri(u), rel=4e-15, abs=0)


@pytest.mark.parametrize("u", [2.0**-53, 2.0**-30, 0.125, 0.375])
def test_quantile_is_odd(u):
    """The quantiles of u and 1 - u differ in sign only."""
    assert normal_quantile(1.0 - u) == -normal_quantile(u)


def test_quantile_increases():
    """A larger probability has a larger quantile."""
    grid = np.linspace(1e-6, 1 - 1e-6, 2001)

    assert (np.diff([normal_quantile(u) for u in grid]) > 0).all()
