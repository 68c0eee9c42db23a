"""Least servers for a target, and the heads to put on the roster."""

import math
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.theory import (
    erlang_c,
    erlang_c_service_level,
    least_servers_for_service_level,
    least_servers_for_waiting_probability,
    rostered_heads,
)


@pytest.mark.parametrize(
    ("max_occupancy", "raw", "rostered"),
    [(0.85, 14, 20), (0.70, 15, 22)],
    ids=["service level decides", "occupancy decides"],
)
def test_positions_match_reference_r04(max_occupancy, raw, rostered):
    """The workforce library's case needs as many heads as it printed."""
    servers = least_servers_for_service_level(
        10, 0.8, limit=20 / 60, mean_service=3, max_occupancy=max_occupancy
    )

    assert servers == raw
    assert rostered_heads(servers, 0.3) == rostered


@settings(deadline=None)
@given(load=st.floats(0.1, 80.0), target=st.floats(0.001, 1.0))
def test_waiting_target_is_met_and_no_server_is_spare(load, target):
    """The answer meets the target, and one server fewer does not."""
    servers = least_servers_for_waiting_probability(load, target)
    fewer = servers - 1

    assert erlang_c(load, servers) <= target
    assert fewer <= load or erlang_c(load, fewer) > target


@settings(deadline=None)
@given(load=st.floats(0.1, 80.0), target=st.floats(0.0, 0.999))
def test_service_target_is_met_and_no_server_is_spare(load, target):
    """The answer meets the service level, and one server fewer does not."""
    servers = least_servers_for_service_level(load, target, limit=0.5, mean_service=2)
    fewer = servers - 1

    assert erlang_c_service_level(load, servers, 0.5, 2) >= target
    assert fewer <= load or erlang_c_service_level(load, fewer, 0.5, 2) < target


@pytest.mark.parametrize(
    ("load", "share", "expected"),
    [(12, 0.8, 15), (12.1, 0.8, 16), (0.1 * 3, 0.3, 1)],
    ids=["exactly full", "just above", "load with a rounding error"],
)
def test_occupancy_limit_is_inclusive(load, share, expected):
    """A server may be busy for exactly the share allowed."""
    servers = least_servers_for_waiting_probability(load, 1, max_occupancy=share)

    assert servers == expected


def test_no_load_needs_no_server():
    """Where nobody arrives, nobody is needed."""
    assert least_servers_for_waiting_probability(0, 0.1) == 0
    assert least_servers_for_service_level(0, 0.9, limit=1, mean_service=1) == 0


@settings(deadline=None)
@given(servers=st.integers(0, 5_000), percent=st.integers(0, 95))
@example(servers=1, percent=80)  # 1 / (1 - 0.8) is just above 5
def test_roster_is_rounded_up_exactly(servers, percent):
    """Rounding errors of a float never add or drop a head."""
    expected = math.ceil(Fraction(servers * 100, 100 - percent))

    assert rostered_heads(servers, percent / 100) == expected


@pytest.mark.parametrize("target", [0, -0.1, 1.1, float("nan")])
def test_impossible_waiting_target_is_refused(target):
    """No finite staffing makes waiting impossible."""
    with pytest.raises(ValueError, match=r"^waiting_probability: must be > 0 and <= 1"):
        least_servers_for_waiting_probability(10, target)


def test_other_impossible_shares_are_refused():
    """Service level 1, occupancy 0 and shrinkage 1 cannot be reached."""
    with pytest.raises(
        ValueError, match=r"^service_level: must be >= 0 and < 1, got 1"
    ):
        least_servers_for_service_level(10, 1, limit=1, mean_service=1)
    with pytest.raises(
        ValueError, match=r"^max_occupancy: must be > 0 and <= 1, got 0"
    ):
        least_servers_for_waiting_probability(10, 0.2, max_occupancy=0)
    with pytest.raises(ValueError, match=r"^shrinkage: must be >= 0 and < 1, got 1"):
        rostered_heads(10, 1)
