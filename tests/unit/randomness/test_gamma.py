"""Incomplete gamma function and its inverse against SciPy."""

import math

import numpy as np
import pytest
from scipy import special

from sim.randomness.gamma import gamma_ratio_quantile, incomplete_gamma

PROBABILITIES = np.concatenate(
    [np.logspace(-12, -0.31, 13), [0.5], 1 - np.logspace(-12, -0.31, 13)]
)
SHAPES = [0.01, 0.05, 0.3, 0.5, 0.9, 1, 1.5, 2, 3, 5, 10, 16, 40, 100, 300, 1000]


def exact(shape, u):
    """Return SciPy's quantile, from the smaller tail."""
    if u <= 0.5:
        return special.gammaincinv(shape, u)
    return special.gammainccinv(shape, 1 - u)


@pytest.mark.parametrize("shape", SHAPES)
def test_quantile_matches_scipy(shape):
    """Quantiles agree with SciPy to ten digits over all shapes and probabilities."""
    for u in PROBABILITIES:
        expected = exact(shape, u)
        got = gamma_ratio_quantile(float(shape), u) * shape

        assert got == pytest.approx(expected, rel=1e-10, abs=1e-290)


@pytest.mark.parametrize("shape", [29_999.0, 30_001.0, 1e5])
def test_large_shapes_match_scipy(shape):
    """The series for large shapes continues the iteration without a step."""
    for u in (1e-9, 0.1, 0.5, 0.999):
        got = gamma_ratio_quantile(shape, u) * shape

        assert got == pytest.approx(exact(shape, u), rel=1e-11)


def test_infinite_shape_is_constant():
    """Without variance every quantile is the mean."""
    assert gamma_ratio_quantile(math.inf, 0.01) == 1.0


def test_underflow_is_zero():
    """A quantile too small for a float is 0."""
    assert gamma_ratio_quantile(0.01, 1e-12) == 0.0


@pytest.mark.parametrize("shape", [0.2, 1.0, 2.5, 30.0, 2_000.0])
def test_quantile_increases(shape):
    """A larger probability has a larger quantile."""
    grid = np.linspace(0.001, 0.999, 300)

    assert (np.diff([gamma_ratio_quantile(shape, u) for u in grid]) > 0).all()


@pytest.mark.parametrize("a", [0.02, 0.5, 3.0, 9.9, 10.0, 250.0, 1e5])
@pytest.mark.parametrize("ratio", [0.3, 0.9, 0.99, 1.0, 1.01, 1.1, 2.0])
def test_tails_match_scipy(a, ratio):
    """Both tails agree with SciPy to twelve digits."""
    lower, upper = incomplete_gamma(a, a * ratio)

    assert lower == pytest.approx(special.gammainc(a, a * ratio), rel=1e-12, abs=1e-290)
    assert upper == pytest.approx(
        special.gammaincc(a, a * ratio), rel=1e-12, abs=1e-290
    )


def test_far_away_start_still_converges(monkeypatch):
    """The bracket saves the inversion when the first guess is far off."""
    from sim.randomness import gamma

    for name, function in list(vars(gamma).items()):
        if hasattr(function, "py_func"):  # compiled code does not see the guess change
            monkeypatch.setattr(gamma, name, function.py_func)
    inversion = gamma._standard_quantile
    for wrong in (1e-3, 500.0):
        monkeypatch.setattr(gamma, "_first_guess", lambda a, u, g, wrong=wrong: wrong)
        for u in (0.01, 0.5, 0.99):
            assert inversion(3.0, u) == pytest.approx(exact(3.0, u), rel=1e-10)
