"""The square-root rule against printed values and against exact Erlang C."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.theory import (
    erlang_c,
    halfin_whitt_beta,
    halfin_whitt_waiting_probability,
    least_servers_for_waiting_probability,
    square_root_servers,
    verified_square_root_servers,
)
from tests.unit.theory.printed import as_printed

R10_WAITING = [
    (0, "1"),
    (0.1, ".880287"),
    (0.25, ".720932"),
    (0.5, ".504539"),
    (0.75, ".341748"),
    (1, ".223361"),
    (1.25, ".140436"),
    (1.5, ".084690"),
    (2, ".026881"),
]
R10_BETA = [
    (0.8, ".172807"),
    (0.5, ".506054"),
    (0.3, ".828945"),
    (0.2, "1.061516"),
    (0.1, "1.420187"),
    (0.05, "1.739836"),
    (0.01, "2.374888"),
]
# target, load, least servers by Erlang C, servers by the rule
R10_SERVERS = [
    (0.2, 10, 14, 14),
    (0.2, 20, 26, 25),
    (0.2, 50, 58, 58),
    (0.2, 100, 111, 111),
    (0.2, 400, 422, 422),
    (0.2, 1000, 1034, 1034),
    (0.05, 10, 17, 16),
    (0.05, 20, 29, 28),
    (0.05, 50, 64, 63),
    (0.05, 100, 119, 118),
    (0.05, 400, 436, 435),
    (0.05, 1000, 1056, 1056),
]


@pytest.mark.parametrize(("beta", "expected"), R10_WAITING)
def test_limiting_share_matches_reference_r10(beta, expected):
    """The limiting share that waits is that of the reference table."""
    assert halfin_whitt_waiting_probability(beta) == as_printed(expected)


@pytest.mark.parametrize(("waiting", "expected"), R10_BETA)
def test_beta_matches_reference_r10(waiting, expected):
    """The spare servers for a share are those of the reference table."""
    assert halfin_whitt_beta(waiting) == as_printed(expected)


@pytest.mark.parametrize(("target", "load", "exact", "rule"), R10_SERVERS)
def test_servers_match_reference_r10(target, load, exact, rule):
    """Rule and exact answer are those of the reference table."""
    assert square_root_servers(load, target) == rule
    assert verified_square_root_servers(load, target) == exact
    assert least_servers_for_waiting_probability(load, target) == exact


@settings(deadline=None)
@given(beta=st.floats(0.0, 30.0))
def test_beta_undoes_the_limiting_share(beta):
    """Going to the share and back gives the same spare servers."""
    waiting = halfin_whitt_waiting_probability(beta)

    assert halfin_whitt_beta(waiting) == pytest.approx(beta, rel=1e-9, abs=1e-9)


@settings(deadline=None)
@given(load=st.floats(0.0, 200.0), target=st.floats(0.001, 1.0))
def test_verified_rule_is_the_least_exact_answer(load, target):
    """After verification it does not matter which guess came first."""
    expected = least_servers_for_waiting_probability(load, target)

    assert verified_square_root_servers(load, target) == expected


def test_erlang_c_tends_to_the_limit():
    """At a load of a million the limit is right to three digits."""
    assert erlang_c(1e6, 1_001_000) == pytest.approx(
        halfin_whitt_waiting_probability(1), rel=1e-3
    )


def test_ends_of_the_range_are_exact():
    """Everybody waits without spare servers, nobody with very many."""
    assert halfin_whitt_beta(1) == 0
    assert halfin_whitt_waiting_probability(1_000) == 0


def test_impossible_arguments_are_refused():
    """Spare servers are not negative and a share that waits is above 0."""
    with pytest.raises(ValueError, match=r"^beta: must be finite and >= 0, got -1"):
        halfin_whitt_waiting_probability(-1)
    with pytest.raises(ValueError, match=r"^waiting_probability: must be > 0 and <= 1"):
        halfin_whitt_beta(0)
