"""How orders leave: a fixed capacity, or a fixed part of those that wait."""

import numpy as np
import pytest

from sim.forecast.outflow import (
    Outflow,
    flow_out,
    measure_outflow,
    open_by_age,
    pace_waits,
    waits,
)

HOURS = 24 * 7 * 8
CELLS = np.arange(HOURS) % 168


def law(kind="capacity", rate=2.0, delay=0):
    """Return a law that is the same at all hours."""
    return Outflow(kind, np.full(168, rate), delay, 0, {})


def left_of(outflow, arrived, open_before=()):
    """Return the departures of one draw."""
    arrived = np.array([arrived], float)
    before = np.array(open_before, float)
    return flow_out(outflow, before, arrived, CELLS[: arrived.shape[1]])[0].tolist()


def test_no_more_leave_than_the_capacity():
    """Five orders at two an hour leave in three hours."""
    assert left_of(law(), [5, 0, 0, 0]) == [2, 2, 1, 0]


def test_orders_open_before_leave_first():
    """What was open at the start is part of the queue."""
    assert left_of(law(), [1, 0, 0], open_before=[0, 4]) == [2, 2, 1]


def test_nobody_leaves_before_the_delay():
    """An order that needs two hours cannot leave in the hour it came."""
    assert left_of(law(rate=9, delay=2), [3, 1, 0, 0, 0]) == [0, 0, 3, 1, 0]


def test_a_pace_takes_its_part_of_those_who_wait():
    """Half of those who wait leave in each hour, however many they are."""
    assert left_of(law("pace", 0.5), [8, 0, 0]) == [4, 2, 1]


def test_waits_are_the_distance_of_the_curves():
    """First come, first served: the middle order of an hour stands for it."""
    arrived, left = np.array([2.0, 2, 0, 0]), np.array([0.0, 2, 2, 0])

    assert waits(0.0, arrived, left)[:2].tolist() == [1, 1]
    assert np.isnan(waits(0.0, arrived, left)[2])
    assert waits(2.0, arrived, left)[0] == 2


def test_waits_at_a_pace_are_geometric():
    """At one half an hour, an order waits one hour on average, and 1/8 over two."""
    found = pace_waits(law("pace", 0.5), CELLS[:60], 2.0)

    assert found.mean_hours[0] == pytest.approx(1, abs=1e-6)
    assert found.variance[0] == pytest.approx(2, abs=1e-6)
    assert found.late[0] == pytest.approx(1 / 8)


def test_open_orders_are_the_youngest():
    """First come, first served leaves the last arrivals open."""
    assert open_by_age(np.array([3.0, 2, 4]), np.array([0.0, 2, 2])).tolist() == [
        0,
        1,
        4,
    ]


@pytest.mark.parametrize("kind", ["capacity", "pace"])
def test_the_law_that_made_the_data_is_found(kind):
    """Orders served by a capacity show a capacity, those at a pace a pace."""
    rng = np.random.default_rng(1)
    arrived = rng.poisson(10.0, HOURS) * np.where(
        np.arange(HOURS) // 24 % 7 < 3, 1.6, 0.4
    )
    truth = law(kind, 10.5 if kind == "capacity" else 0.05)
    left = flow_out(truth, np.empty(0), arrived[None], CELLS)[0]
    found = measure_outflow(arrived, left, CELLS, 0)

    assert found.law == kind
    assert np.median(found.rate) == pytest.approx(truth.rate[0], rel=0.1)


def test_hours_that_were_never_full_can_do_as_much_as_their_neighbours():
    """A desk whose queue is gone by noon could go on; at night nobody is there.

    In the last hours it does one order at a time, because no more are there.
    """
    desk = np.zeros((7, 24))
    desk[:, 9:18] = 20
    arrived = np.ones(HOURS) * 2
    truth = Outflow("capacity", desk.ravel(), 0, 0, {})
    left = flow_out(truth, np.empty(0), arrived[None], CELLS)[0]
    found = measure_outflow(arrived, left, CELLS, 0).rate.reshape(7, 24)

    assert left.reshape(-1, 24)[7:, 15].max() == 2
    assert found[:, 9:18] == pytest.approx(20)
    assert not found[:, 18:].any()
