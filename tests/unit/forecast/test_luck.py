"""The luck of single orders."""

import numpy as np
import pytest

from sim.forecast.luck import with_luck


def test_a_mean_scatters_by_the_square_root_of_its_orders():
    """A hundred orders of variance 4 have a mean with a standard error of 0.2."""
    shape = (400, 2)
    drawn = with_luck(
        np.full(shape, 5.0), np.full(shape, 4.0), np.full(shape, 100.0),
        name="wait", seed=1,
    )  # fmt: skip

    assert drawn.mean() == pytest.approx(5, abs=4 * 0.2 / np.sqrt(800))
    assert drawn.std() == pytest.approx(0.2, rel=0.15)


def test_no_mean_falls_below_zero():
    """Hours and shares are never negative."""
    shape = (50, 3)
    drawn = with_luck(np.zeros(shape), np.ones(shape), np.ones(shape), name="x", seed=1)

    assert drawn.min() == 0
