"""Waiting and staying at the steps, in minutes worked out by hand."""

import math

import numpy as np
import pytest

from sim.engines.rules import End
from sim.measures.waits import queued_ticks
from tests.unit.measures.worlds import DAY, MINUTE, order, seen, value, visit


def at(*rows):
    """Return a world in which each row is (step, entered, started, ended) minutes."""
    return seen(
        cases=[order(0) for _ in rows],
        visits=[
            visit(number, step, *(minute * MINUTE for minute in times), worker=0)
            for number, (step, *times) in enumerate(rows)
        ],
    )


@pytest.mark.parametrize(
    ("kpi", "expected"),
    [
        ("visits", 3),
        ("wait_mean", 10.0),  # 0, 10 and 20
        ("wait_p90", 18.0),  # linear between 10 and 20
        ("wait_max", 20.0),
        ("cycle_mean", 15.0),  # 5, 15 and 25
    ],
)
def test_waiting_is_from_entry_to_start(kpi, expected):
    """Waiting ends when work begins; the stay ends when the work is done."""
    world = at((0, 0, 0, 5), (0, 0, 10, 15), (0, 0, 20, 25))

    found = value(world, "waits", step="pick", kpi=kpi)

    assert found == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("step", ["dry", "pickup"])
def test_a_wait_or_gate_is_waiting_as_a_whole(step):
    """Where nobody works, the whole stay is waiting."""
    number = {"dry": 1, "pickup": 2}[step]
    world = at((number, 0, 0, 30))

    assert value(world, "waits", step=step, kpi="wait_mean") == 30
    assert value(world, "waits", step=step, kpi="cycle_mean") == 30


def test_open_stays_count_with_the_time_so_far():
    """A case that nobody served waits until the end of the horizon."""
    world = seen(cases=[order(0)], visits=[visit(0, 0, 0)])
    two_days = 2 * DAY / MINUTE

    assert value(world, "waits", step="pick", kpi="wait_max") == two_days
    assert value(world, "waits", step="pick", kpi="cycle_mean") == two_days


def test_the_parts_of_a_paused_task_are_one_stay():
    """A pause makes one stay longer; it does not make two."""
    paused = visit(0, 0, 0, 2 * MINUTE, 5 * MINUTE, 0, end=End.PAUSED)
    rest = visit(0, 0, 5 * MINUTE, 9 * MINUTE, 10 * MINUTE, 0)
    world = seen(cases=[order(0)], visits=[paused, rest])

    assert value(world, "waits", step="pick", kpi="visits") == 1
    assert value(world, "waits", step="pick", kpi="wait_mean") == 6
    assert value(world, "waits", step="pick", kpi="cycle_mean") == 10


def test_a_step_without_cases_has_no_mean():
    """Nobody came: the number is 0 and the means have no value."""
    world = seen(cases=[order(0)])

    assert value(world, "waits", step="pick", kpi="visits") == 0
    assert math.isnan(value(world, "waits", step="pick", kpi="wait_mean"))


def test_waits_are_the_area_under_the_queue_exactly():
    """Little's law in ticks: all waits are the integral of the queue length."""
    world = at((0, 0, 7, 8), (0, 3, 8, 11), (0, 3, 11, 11), (0, 20, 20, 31))
    visits = world.trajectory.visits
    ticks = np.arange(0, 40 * MINUTE, MINUTE)

    queue = [
        np.count_nonzero((visits.entered <= tick) & (visits.started > tick))
        for tick in ticks
    ]

    assert sum(queue) * MINUTE == queued_ticks(world).sum()


def test_a_case_that_leaves_in_a_pause_does_not_swallow_the_next_stay():
    """The next case's stay is its own, though the row before it ended in a pause."""
    world = seen(
        cases=[order(0), order(0)],
        visits=[
            visit(0, 0, 0, 2 * MINUTE, 5 * MINUTE, 0, end=End.PAUSED),
            visit(1, 0, 0, 6 * MINUTE, 9 * MINUTE, 0),
        ],
    )

    assert value(world, "waits", step="pick", kpi="visits") == 2
    assert value(world, "waits", step="pick", kpi="wait_max") == 6
