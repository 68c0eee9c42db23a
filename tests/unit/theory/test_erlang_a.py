"""Erlang A against printed values, plain state sums and its limits."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm

from sim.theory import (
    ErlangA,
    delay_probability,
    erlang_a_measures,
    erlang_a_service_level,
    erlang_c,
    erlang_c_mean_queue,
    erlang_c_service_level,
)
from tests.unit.theory.printed import as_printed

LOADS = st.floats(0.1, 60.0)
SERVERS = st.integers(1, 60)
PATIENCE = st.floats(0.05, 50.0)


def test_measures_match_reference_r04():
    """The workforce library's case gives its Erlang A line."""
    found = erlang_a_measures(10, 14, mean_service=3, mean_patience=5)

    assert found.waiting_probability == as_printed("0.14526")
    assert found.abandoned_share == as_printed("0.013984")
    assert found.occupancy == as_printed("0.704297")
    assert found.mean_wait == as_printed("0.069919")


def test_service_level_matches_reference_r04():
    """As many are served within 20 s as the reference says."""
    level = erlang_a_service_level(10, 14, 20 / 60, mean_service=3, mean_patience=5)

    assert level == as_printed("0.916792")


@pytest.mark.parametrize(
    ("load", "servers", "patience"),
    [(3, 5, 0.2), (8, 5, 1.7), (5, 5, 30.0), (0.01, 1, 1.0)],
    ids=["impatient", "overloaded", "critical and patient", "nearly empty"],
)
def test_measures_match_plain_state_sums(load, servers, patience):
    """Adding up a long list of states one by one gives the same measures."""
    states = _state_probabilities(load, servers, patience)
    queue = sum(share * max(n - servers, 0) for n, share in enumerate(states))

    found = erlang_a_measures(load, servers, mean_service=1, mean_patience=patience)

    assert found.waiting_probability == pytest.approx(sum(states[servers:]), rel=1e-11)
    assert found.mean_queue == pytest.approx(queue, rel=1e-11)


@pytest.mark.parametrize("limit", [0, 0.1, 1, 5])
@pytest.mark.parametrize(
    ("load", "servers", "patience"), [(3, 4, 0.5), (6, 4, 2.0), (2, 3, 20.0)]
)
def test_service_level_matches_a_tagged_arrival(load, servers, patience, limit):
    """Following one arrival through its place in the queue gives the same share."""
    states = _state_probabilities(load, servers, patience)
    served = _served_within(limit, servers, patience, places=len(states) - servers)
    expected = sum(states[:servers]) + float(np.dot(states[servers:], served))

    found = erlang_a_service_level(
        load, servers, limit, mean_service=1, mean_patience=patience
    )

    assert found == pytest.approx(expected, abs=1e-9)


@settings(deadline=None)
@given(load=st.floats(0.1, 20.0), spare=st.integers(1, 10))
def test_erlang_a_tends_to_erlang_c_as_patience_grows(load, spare):
    """Those who would wait for ever wait as in Erlang C; the gap shrinks on the way."""
    servers = int(load) + 1 + spare
    gaps = [
        erlang_c(load, servers) - _waiting(load, servers, patience)
        for patience in (1, 100, 1e4)
    ]

    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] >= 0


@settings(deadline=None)
@given(load=st.floats(0.1, 20.0), spare=st.integers(1, 10))
def test_endless_patience_is_erlang_c(load, spare):
    """Queue and service level of those who practically never give up are Erlang C's."""
    servers = int(load) + 1 + spare
    endless = {"mean_service": 1, "mean_patience": 1e9}
    queue = erlang_a_measures(load, servers, **endless).mean_queue
    level = erlang_a_service_level(load, servers, 0.3, **endless)

    assert queue == pytest.approx(erlang_c_mean_queue(load, servers), rel=1e-6)
    expected = erlang_c_service_level(load, servers, 0.3, 1)
    assert level == pytest.approx(expected, abs=1e-8)


@settings(deadline=None)
@given(load=LOADS, servers=SERVERS)
def test_equal_rates_of_leaving_make_a_poisson_number(load, servers):
    """With patience as long as service, the number in system is Poisson."""
    expected = delay_probability(load, servers)

    assert _waiting(load, servers, 1) == pytest.approx(float(expected), rel=1e-9)


@settings(deadline=None)
@given(load=LOADS, servers=SERVERS, patience=PATIENCE)
def test_what_arrives_is_served_or_gives_up(load, servers, patience):
    """Busy servers carry exactly the load that has not given up."""
    found = erlang_a_measures(load, servers, mean_service=2, mean_patience=patience)
    served = found.occupancy * servers / load

    assert served + found.abandoned_share == pytest.approx(1)
    assert found.mean_queue == pytest.approx(load / 2 * found.mean_wait)
    assert 0 <= found.occupancy <= 1


@settings(deadline=None)
@given(load=LOADS, servers=SERVERS, patience=PATIENCE)
def test_service_level_runs_from_no_wait_to_all_served(load, servers, patience):
    """Limit 0 counts who is served at once, a long limit everyone who is served."""
    measures = erlang_a_measures(load, servers, mean_service=1, mean_patience=patience)
    levels = [
        erlang_a_service_level(load, servers, t, mean_service=1, mean_patience=patience)
        for t in (0, 0.1, 1, 1e6)
    ]

    assert levels == sorted(levels)
    assert levels[0] == pytest.approx(1 - measures.waiting_probability, abs=1e-10)
    assert levels[-1] == pytest.approx(1 - measures.abandoned_share, abs=1e-10)


@pytest.mark.parametrize("servers", [5_000, 9_900, 10_000, 10_200, 15_000])
def test_very_large_load_does_not_overflow(servers):
    """At a load of ten thousand overload gives up, and spare servers leave no queue."""
    found = erlang_a_measures(1e4, servers, mean_service=1, mean_patience=2)

    assert 0 <= found.waiting_probability <= 1
    assert found.abandoned_share >= max(0, 1 - servers / 1e4) - 1e-12


@pytest.mark.parametrize("load", [5e-324, 1e-300, 1e-12])
def test_fading_load_is_no_special_case(load):
    """A load close to 0 is served without a wait."""
    found = erlang_a_measures(load, 2, mean_service=1, mean_patience=1)

    assert found.waiting_probability == pytest.approx(0, abs=1e-20)
    assert found.occupancy == pytest.approx(load / 2)


def test_no_load_means_no_wait():
    """Without arrivals nothing is busy and nobody gives up."""
    found = erlang_a_measures(0, 3, mean_service=1, mean_patience=1)

    assert found == ErlangA(0, 0, 0, 0, 0)
    assert erlang_a_service_level(0, 3, 0, mean_service=1, mean_patience=1) == 1


def test_endless_patience_in_overload_is_refused():
    """Too many queue lengths to add up is an error that says what to do."""
    rule = r"^mean_patience: must be shorter .* got 1e\+12 mean services; use Erlang C"

    with pytest.raises(ValueError, match=rule):
        erlang_a_measures(10, 9, mean_service=1, mean_patience=1e12)


@pytest.mark.parametrize("load", [0, 1])
def test_no_server_is_refused(load):
    """Without a server there is no occupancy to speak of."""
    with pytest.raises(ValueError, match=r"^servers: must be >= 1, got 0"):
        erlang_a_measures(load, 0, mean_service=1, mean_patience=1)
    with pytest.raises(ValueError, match=r"^servers: must be >= 1, got 0"):
        erlang_a_service_level(load, 0, 1, mean_service=1, mean_patience=1)


def _waiting(load, servers, patience):
    found = erlang_a_measures(load, servers, mean_service=1, mean_patience=patience)
    return found.waiting_probability


def _state_probabilities(load, servers, patience, states=400):
    """Return P(n in system), mean service 1, by plain multiplication."""
    weights = [1.0]
    for n in range(1, states):
        leaving = min(n, servers) + max(n - servers, 0) / patience
        weights.append(weights[-1] * load / leaving)
    return np.array(weights) / math.fsum(weights)


def _served_within(limit, servers, patience, places):
    """Return P(served within ``limit``) by the number found waiting."""
    rates = np.zeros((places + 2, places + 2))  # the last two: served, given up
    for ahead in range(places):
        onward = servers + ahead / patience
        rates[ahead, ahead - 1 if ahead else places] = onward
        rates[ahead, places + 1] = 1 / patience
        rates[ahead, ahead] = -onward - 1 / patience
    return expm(rates * limit)[:places, places]
