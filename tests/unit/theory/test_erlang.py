"""Erlang B and C against printed values, each other and an independent formula."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from sim.theory import (
    erlang_b,
    erlang_c,
    erlang_c_by_servers,
    erlang_c_mean_queue,
    erlang_c_mean_wait,
    erlang_c_occupancy,
    erlang_c_service_level,
    erlang_c_wait_exceeds,
)
from tests.unit.theory.printed import as_printed

# load, servers, B, share that waits, mean queue, mean wait in mean services
R03 = [
    (1, 2, ".200000", ".333333", ".333333", ".333333"),
    (2, 3, ".210526", ".444444", ".888889", ".444444"),
    (5, 6, ".191847", ".587516", "2.937582", ".587516"),
    (5, 8, ".070048", ".167267", ".278778", ".055756"),
    (10, 11, ".163232", ".682118", "6.821182", ".682118"),
    (10, 12, ".119739", ".449388", "2.246941", ".224694"),
    (10, 14, ".056819", ".174132", ".435330", ".043533"),
    (10, 15, ".036497", ".102042", ".204085", ".020408"),
    (20, 25, ".050222", ".209103", ".836411", ".041821"),
    (50, 55, ".053749", ".384547", "3.845473", ".076909"),
    (100, 105, ".048261", ".515707", "10.314149", ".103141"),
    (100, 110, ".027463", ".237008", "2.370075", ".023701"),
    (100, 115, ".013575", ".095441", ".636273", ".006363"),
]
LOADS = st.floats(0.1, 60.0)
SPARE = st.integers(1, 40)


@pytest.mark.parametrize(("load", "servers", "lost", "waits", "queue", "wait"), R03)
def test_erlang_formulas_match_reference_r03(load, servers, lost, waits, queue, wait):
    """Loss, waiting, queue and wait are those of the reference table."""
    found = (
        erlang_b(load, servers),
        erlang_c(load, servers),
        erlang_c_mean_queue(load, servers),
        erlang_c_mean_wait(load, servers, mean_service=1),
    )

    assert found == tuple(as_printed(text) for text in (lost, waits, queue, wait))


@pytest.mark.parametrize(
    ("limit", "expected"),
    [(0.25, ".272568"), (0.5, ".165321"), (1, ".060818"), (2, ".008231")],
)
def test_wait_tail_matches_reference_r03(limit, expected):
    """Few wait long, and as many as the reference says."""
    assert erlang_c_wait_exceeds(10, 12, limit, mean_service=1) == as_printed(expected)


def test_day_of_reference_r01_has_its_stationary_values():
    """The published M/M/12 day has the stationary wait printed beside it."""
    assert erlang_c(8.4, 12) == as_printed("0.183889")
    assert erlang_c_mean_wait(8.4, 12, mean_service=2) == as_printed("0.102160")


def test_service_level_matches_reference_r04():
    """The workforce library's case gives its service level, wait and occupancy."""
    level = erlang_c_service_level(10, 14, limit=20 / 60, mean_service=3)

    assert level == as_printed("0.8883500191794669")
    assert erlang_c(10, 14) == as_printed("0.1741319335950498")
    assert erlang_c_occupancy(10, 14) == as_printed("0.7142857")


@pytest.mark.parametrize(
    ("servers", "limit", "level", "waits"),
    [(14, 0.33, "0.887853", "0.174"), (15, 20 / 60, "0.941", "0.102")],
    ids=["rounded target", "one more server"],
)
def test_variants_of_reference_r04(servers, limit, level, waits):
    """A target of 0.33 min is not one of 20 s, and a server more helps as printed."""
    found = erlang_c_service_level(10, servers, limit, mean_service=3)

    assert found == as_printed(level)
    assert erlang_c(10, servers) == as_printed(waits)


@settings(deadline=None)
@given(load=LOADS, spare=SPARE)
def test_erlang_b_is_below_erlang_c(load, spare):
    """Fewer find all servers busy when the blocked go away."""
    servers = int(load) + spare

    assert 0 < erlang_b(load, servers) < erlang_c(load, servers) < 1


@settings(deadline=None)
@given(load=LOADS, spare=SPARE)
def test_erlang_c_falls_with_servers(load, spare):
    """One server more lets fewer wait."""
    servers = int(load) + spare

    assert erlang_c(load, servers + 1) < erlang_c(load, servers)


@settings(deadline=None)
@given(load=LOADS, spare=SPARE, share=st.floats(0.01, 0.999))
def test_erlang_c_rises_with_load(load, spare, share):
    """Less load lets fewer wait."""
    servers = int(load) + spare

    assert erlang_c(load * share, servers) < erlang_c(load, servers)


@settings(deadline=None)
@given(load=LOADS, spare=SPARE, service=st.floats(0.1, 100.0))
def test_wait_and_queue_obey_littles_law(load, spare, service):
    """The mean queue is the arrival rate times the mean wait."""
    servers = int(load) + spare
    wait = erlang_c_mean_wait(load, servers, service)

    assert erlang_c_mean_queue(load, servers) == pytest.approx(load / service * wait)


@settings(deadline=None)
@given(load=LOADS, spare=SPARE)
def test_erlang_b_is_a_cut_poisson(load, spare):
    """Erlang B is the last state of a Poisson number cut at the servers."""
    servers = int(load) + spare
    expected = poisson.pmf(servers, load) / poisson.cdf(servers, load)

    assert erlang_b(load, servers) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("servers", [9_000, 10_000, 10_001, 10_100, 11_000])
def test_very_large_load_does_not_overflow(servers):
    """A load of ten thousand is as exact as a small one."""
    expected = poisson.pmf(servers, 1e4) / poisson.cdf(servers, 1e4)

    assert erlang_b(1e4, servers) == pytest.approx(expected, rel=1e-8)
    assert servers <= 1e4 or 0 < erlang_c(1e4, servers) < 1


def test_far_too_many_servers_leave_no_wait():
    """A share too small for a float is 0, not an error."""
    assert erlang_b(1, 1_000) == 0
    assert erlang_c(1, 1_000) == 0


def test_rows_by_servers_agree_with_single_values():
    """Walking up server by server gives the same shares."""
    rows = erlang_c_by_servers(10)

    for _ in range(20):
        servers, waiting = next(rows)
        assert waiting == pytest.approx(erlang_c(10, servers), rel=1e-14)


def test_no_load_means_no_wait():
    """Without arrivals nobody is lost and nobody waits."""
    assert erlang_b(0, 1) == 0
    assert erlang_b(0, 0) == 1
    assert erlang_c(0, 1) == 0


@pytest.mark.parametrize("servers", [9, 10])
@pytest.mark.parametrize(
    "measure",
    [
        erlang_c,
        erlang_c_mean_queue,
        erlang_c_occupancy,
        lambda load, servers: erlang_c_mean_wait(load, servers, 1),
        lambda load, servers: erlang_c_wait_exceeds(load, servers, 1, 1),
        lambda load, servers: erlang_c_service_level(load, servers, 1, 1),
    ],
)
def test_unstable_queue_is_refused(measure, servers):
    """A queue that grows for ever has no mean wait, and the message says so."""
    rule = r"^servers: must be > offered load 10, .* for ever, got "

    with pytest.raises(ValueError, match=rule + str(servers)):
        measure(10, servers)


@pytest.mark.parametrize("load", [-1, float("nan"), float("inf")])
def test_impossible_load_is_refused(load):
    """A load is a finite number that is not negative."""
    with pytest.raises(
        ValueError, match=r"^offered_load: must be finite and >= 0, got"
    ):
        erlang_b(load, 3)


def test_impossible_servers_and_times_are_refused():
    """Servers are counted from 0 and a service takes time."""
    with pytest.raises(ValueError, match=r"^servers: must be >= 0, got -1"):
        erlang_b(1, -1)
    with pytest.raises(TypeError):
        erlang_b(1, 2.5)
    with pytest.raises(ValueError, match=r"^mean_service: must be finite and > 0"):
        erlang_c_mean_wait(1, 2, mean_service=0)
