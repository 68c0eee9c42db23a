"""How long a backlog lasts."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.theory import clearance_mean, clearance_variance
from tests.unit.theory.printed import as_printed

# backlog, servers, services per hour, arrivals per hour, mean hours, sd hours
R07 = [
    (200, 10, 6, 20, "5.000", "0.500"),
    (500, 20, 12, 150, "5.5556", "0.5172"),
]


@pytest.mark.parametrize(("backlog", "servers", "speed", "rate", "mean", "sd"), R07)
def test_clearance_matches_reference_r07(backlog, servers, speed, rate, mean, sd):
    """The backlog lasts, and varies, as the reference says."""
    flow = {"arrival_rate": rate, "mean_service": 1 / speed}

    assert clearance_mean(backlog, servers, **flow) == as_printed(mean)
    variance = clearance_variance(backlog, servers, **flow)
    assert math.sqrt(variance) == as_printed(sd)


def test_clearance_solves_its_own_equations():
    """First-step equations on a long cut queue give the same mean and variance."""
    up, down, backlog, longest = 2.0, 3.0, 4, 400
    away = np.diag(np.full(longest, up + down))
    away -= np.diag(np.full(longest - 1, up), 1) + np.diag(
        np.full(longest - 1, down), -1
    )
    mean = np.linalg.solve(away, np.ones(longest))
    square = np.linalg.solve(away, 2 * mean)

    flow = {"arrival_rate": up, "mean_service": 1.0}
    found = clearance_mean(backlog, 3, **flow), clearance_variance(backlog, 3, **flow)
    assert found[0] == pytest.approx(mean[backlog - 1], rel=1e-9)
    assert found[1] == pytest.approx(
        square[backlog - 1] - mean[backlog - 1] ** 2, rel=1e-9
    )


@settings(deadline=None)
@given(backlog=st.integers(0, 1_000), rate=st.floats(0, 9), factor=st.integers(1, 9))
def test_clearance_grows_in_step_with_the_backlog(backlog, rate, factor):
    """Twice the backlog takes twice as long, with twice the variance."""
    flow = {"arrival_rate": rate, "mean_service": 1.0}

    for measure in (clearance_mean, clearance_variance):
        once = measure(backlog, 10, **flow)
        assert measure(backlog * factor, 10, **flow) == pytest.approx(factor * once)


@pytest.mark.parametrize("measure", [clearance_mean, clearance_variance])
def test_backlog_that_never_clears_is_refused(measure):
    """New work alone must leave the servers some time."""
    with pytest.raises(
        ValueError, match=r"^servers: must be > offered load 10, .*got 1"
    ):
        measure(5, 10, arrival_rate=10, mean_service=1)
    with pytest.raises(ValueError, match=r"^backlog: must be >= 0, got -1"):
        measure(-1, 10, arrival_rate=1, mean_service=1)
