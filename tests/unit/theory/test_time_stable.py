"""Staffing for a level chance of a wait, against the printed table."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.theory import (
    delay_probability,
    erlang_a_measures,
    sinusoidal_offered_load,
    time_stable_servers,
)
from tests.unit.theory.printed import row

LOADS = sinusoidal_offered_load(
    np.arange(9) * math.pi / 4,
    mean_rate=100,
    amplitude=20,
    cycle=2 * math.pi,
    mean_service=1,
)
# target, servers and chance of a wait at k pi/4
R09 = [
    (
        0.1,
        [103, 114, 125, 129, 125, 114, 103, 99, 103],
        ".0958 .0905 .0855 .0914 .0855 .0905 .0958 .0884 .0958",
    ),
    (
        0.5,
        [91, 101, 111, 115, 111, 101, 91, 87, 91],
        ".472 .473 .475 .480 .475 .473 .472 .465 .472",
    ),
    (
        0.9,
        [79, 88, 98, 102, 98, 88, 79, 75, 79],
        ".889 .896 .885 .883 .885 .896 .889 .892 .889",
    ),
]


@pytest.mark.parametrize(("target", "servers", "delays"), R09)
def test_staffing_matches_reference_r09(target, servers, delays):
    """Servers and chances of a wait are those of the reference table."""
    found = time_stable_servers(LOADS, target)

    assert found.tolist() == servers
    assert delay_probability(LOADS, found).tolist() == row(delays)


@pytest.mark.parametrize("target", [0.1, 0.5, 0.9])
def test_table_agrees_with_erlang_a_of_equal_rates(target):
    """A steady load at these servers, patience as long as service, waits as often."""
    servers = time_stable_servers(LOADS, target)
    steady = [
        erlang_a_measures(load, number, mean_service=1, mean_patience=1)
        for load, number in zip(LOADS, servers, strict=True)
    ]

    expected = [measures.waiting_probability for measures in steady]
    assert delay_probability(LOADS, servers) == pytest.approx(expected, rel=1e-9)


@settings(deadline=None)
@given(
    loads=st.lists(st.floats(1e-3, 1e5), min_size=1, max_size=6),
    target=st.floats(1e-9, 0.999),
)
def test_target_is_met_and_no_server_is_spare(loads, target):
    """The answer meets the target, and one server fewer does not."""
    servers = time_stable_servers(loads, target)

    assert (delay_probability(loads, servers) <= target).all()
    assert (delay_probability(loads, servers - 1) > target).all()


def test_target_is_inclusive():
    """A chance of exactly the target meets it."""
    target = float(delay_probability(10, 13))

    assert time_stable_servers(10, target) == 13


def test_shape_is_kept():
    """A load gives a number, a table of loads a table of servers."""
    assert time_stable_servers(10.0, 0.2).shape == ()
    assert time_stable_servers(np.ones((2, 3)), 0.2).shape == (2, 3)


def test_no_load_needs_no_server():
    """Where the load is 0, nobody is needed; where it is small, somebody is."""
    assert time_stable_servers([0.0, 1e-9, 0.5], 0.1).tolist() == [0, 1, 2]


def test_enormous_load_is_refused():
    """Loads beyond exact whole numbers are an error, not a long wait."""
    with pytest.raises(ValueError, match=r"^loads: must be <= 1e\+12, got 1e\+13"):
        time_stable_servers([1.0, 1e13], 0.1)


@pytest.mark.parametrize("target", [0.0, 1.0])
def test_sure_targets_are_refused(target):
    """A wait can be neither excluded nor promised."""
    with pytest.raises(ValueError, match=r"^target: must be > 0 and < 1, got "):
        time_stable_servers([10.0], target)
