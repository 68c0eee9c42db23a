"""Keyed uniforms for the statistical tests: the same in every run."""

from collections.abc import Callable

import numpy as np
import pytest

from sim.randomness.variates import uniform


@pytest.fixture(scope="session")
def keyed_uniforms() -> Callable[[int], np.ndarray]:
    """Return a function that gives 1500 uniforms of one stream."""

    def draw(stream: int) -> np.ndarray:
        return np.array([uniform(20261204, 0, stream, n, 0, 0, 0) for n in range(1500)])

    return draw
