"""Waits of urgent and patient work at the same servers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.theory import erlang_c_mean_wait, priority_mean_waits
from tests.unit.theory.printed import as_printed, row

RATES = st.lists(st.floats(0.01, 10), min_size=1, max_size=6)


def test_waits_match_reference_r06():
    """The two classes wait as the reference says, and on average as in one queue."""
    urgent, patient = priority_mean_waits([2, 3], servers=6, mean_service=1)

    assert [urgent, patient] == row("0.146879 0.881275")
    assert (2 * urgent + 3 * patient) / 5 == as_printed("0.587516")


@settings(deadline=None)
@given(rates=RATES, spare=st.integers(1, 10), service=st.floats(0.2, 5))
def test_priority_conserves_the_mean_wait(rates, spare, service):
    """Weighted by rate, the waits average to that of one common queue."""
    load = sum(rates) * service
    servers = int(load) + spare
    waits = priority_mean_waits(rates, servers, service)

    average = np.average(waits, weights=rates)
    assert average == pytest.approx(erlang_c_mean_wait(load, servers, service))


@settings(deadline=None)
@given(rates=RATES, spare=st.integers(1, 10))
def test_urgent_work_never_waits_longer(rates, spare):
    """Waits rise, or stay, from class to class."""
    waits = priority_mean_waits(rates, int(sum(rates)) + spare, 1)

    assert (np.diff(waits) >= 0).all()


def test_a_class_without_arrivals_changes_no_other():
    """An empty class waits as the next arrival of its urgency would."""
    with_empty = priority_mean_waits([2, 0, 3], servers=6, mean_service=1)

    assert with_empty[[0, 2]].tolist() == row("0.146879 0.881275")


def test_full_servers_and_a_table_are_refused():
    """The classes together must leave a server some time, and come in one row."""
    with pytest.raises(
        ValueError, match=r"^servers: must be > offered load 6, .*got 6"
    ):
        priority_mean_waits([2, 4], servers=6, mean_service=1)
    with pytest.raises(ValueError, match=r"^arrival_rates: must be a row, got shape"):
        priority_mean_waits([[2, 4]], servers=7, mean_service=1)
