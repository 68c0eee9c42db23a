"""What a few simulated plans tell about others."""

import numpy as np
import pytest

from sim.staffing.kriging import Kriging

SMOOTH = Kriging(mean=0.9, slope=0.02, bend=0.02, reach=2.0, own=1e-6)
KNOWN = np.array([[0.0, 0.0], [2.0, 1.0], [-1.0, 3.0]])
VALUES = np.array([0.90, 0.95, 0.87])
EXACT = np.full(3, 1e-6)


def test_what_is_known_exactly_is_kept():
    """At the plans that were simulated without error it says what was seen."""
    mean, deviation = SMOOTH.predict(KNOWN, VALUES, EXACT, KNOWN)

    assert mean == pytest.approx(VALUES, abs=1e-6)
    assert np.all(deviation < 1e-4)


def test_far_from_what_is_known_it_is_uncertain():
    """The further away, and the larger the errors, the less is known."""
    away = np.array([[0.0, 1.0], [0.0, 4.0], [0.0, 9.0]])
    _, near = SMOOTH.predict(KNOWN, VALUES, EXACT, away)
    _, vague = SMOOTH.predict(KNOWN, VALUES, np.full(3, 0.02), away)

    assert np.all(np.diff(near) > 0)
    assert np.all(vague > near)


def test_it_is_the_regression_of_a_normal_vector():
    """Mean and deviation are those of the conditional law, from one joint sample."""
    wanted = np.array([[1.0, 1.0]])
    errors = np.full(3, 0.01)
    points = np.concatenate([KNOWN, wanted])
    squares = ((points[:, None] - points) ** 2).sum(axis=2)
    joint = 0.02**2 * (points @ points.T + np.exp(-squares / 8.0))
    joint[range(3), range(3)] += errors**2
    rng = np.random.default_rng(1)
    drawn = 0.9 + rng.multivariate_normal(np.zeros(4), joint, size=200_000)
    design = np.column_stack([np.ones(len(drawn)), drawn[:, :3]])
    weights, residuals, *_ = np.linalg.lstsq(design, drawn[:, 3], rcond=None)
    mean, deviation = SMOOTH.predict(KNOWN, VALUES, errors, wanted)

    assert mean[0] == pytest.approx(weights @ [1.0, *VALUES], abs=1e-3)
    assert deviation[0] == pytest.approx(np.sqrt(residuals[0] / len(drawn)), rel=0.02)


def test_the_chance_rises_with_what_is_expected():
    """Half where the mean is what is asked, nearly one far above it."""
    mean, deviation = SMOOTH.predict(KNOWN, VALUES, EXACT, np.array([[1.0, 0.0]]))
    chances = [
        SMOOTH.chance(KNOWN, VALUES, EXACT, np.array([[1.0, 0.0]]), least)[0]
        for least in (mean[0] - 3 * deviation[0], mean[0], mean[0] + 3 * deviation[0])
    ]

    assert chances == pytest.approx([0.99865, 0.5, 0.00135], abs=1e-4)
