"""The mean wait of a single server with service of any law."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.theory import erlang_c_mean_wait, pollaczek_khinchine_mean_wait


@pytest.mark.parametrize(
    ("squared_variation", "expected"),
    [(0, 2), (0.5, 3), (1, 4), (4, 10)],
    ids=["constant", "Erlang-2", "exponential", "very uneven"],
)
def test_mean_wait_matches_reference_r08(squared_variation, expected):
    """The wait grows with unevenness as the reference says."""
    found = pollaczek_khinchine_mean_wait(0.8, 1, squared_variation)

    assert found == pytest.approx(expected, rel=1e-14)


@settings(deadline=None)
@given(load=st.floats(0.0, 0.99), service=st.floats(0.1, 100))
def test_exponential_service_is_erlang_c_with_one_server(load, service):
    """With exponential service the formula is that of M/M/1."""
    found = pollaczek_khinchine_mean_wait(load / service, service, 1)

    assert found == pytest.approx(erlang_c_mean_wait(load, 1, service), rel=1e-9)


@pytest.mark.parametrize("rate", [0.5, 0.6])
def test_full_server_is_refused(rate):
    """Work that arrives as fast as it is done waits for ever."""
    rule = "^arrival_rate: must be < 0.5, one per mean service, .*, got "

    with pytest.raises(ValueError, match=rule + str(rate)):
        pollaczek_khinchine_mean_wait(rate, 2, 1)
