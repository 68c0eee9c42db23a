"""What every run must satisfy, whatever the scenario."""

from itertools import pairwise

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.engines import simulate
from sim.engines.program import compile_program
from sim.engines.rules import End
from sim.units import NEVER
from tests.strategies import scenarios, seeds
from tests.worlds import poisson_world, run, team, waits_of_orders, work, world

ENGINE = "reference"
drawn = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@drawn
@given(scenarios(), seeds)
def test_nothing_disappears_and_time_never_runs_back(scenario, seed):
    """Every order has one outcome; every stay begins where the last one ended."""
    program = compile_program(scenario)
    run = simulate(program, seed=seed, replication=0, engine_name=ENGINE).check()
    visits = run.visits

    same = visits.case[1:] == visits.case[:-1]
    assert np.all(visits.entered[1:][same] >= visits.ended[:-1][same])
    assert np.all(np.isin(visits.case, np.arange(len(run.cases))))
    gone = run.cases.left != NEVER
    last = np.full(len(run.cases), -1, np.int64)
    np.maximum.at(last, visits.case, visits.ended)
    assert np.all(last[gone] <= run.cases.left[gone])


@drawn
@given(scenarios(), seeds)
def test_people_do_one_thing_at_a_time_and_start_on_duty_only(scenario, seed):
    """Nothing starts outside staffed hours, and nobody works on two cases at once."""
    program = compile_program(scenario)
    run = simulate(program, seed=seed, replication=0, engine_name=ENGINE)
    visits, duties = run.visits, run.duties

    for worker in np.unique(visits.worker[visits.worker >= 0]):
        mine = visits.worker == worker
        order = np.argsort(visits.started[mine])
        starts, ends = visits.started[mine][order], visits.ended[mine][order]
        own = duties.worker == worker
        on = [
            np.any((duties.start[own] <= start) & (start < duties.end[own]))
            for start in starts
        ]
        assert all(on)
        assert all(ends[:-1] <= starts[1:])


@drawn
@given(scenarios(), seeds)
def test_gates_keep_their_timetable_and_capacity(scenario, seed):
    """Cases leave a gate at its departures only, at most its capacity at each."""
    program = compile_program(scenario)
    visits = simulate(program, seed=seed, replication=0, engine_name=ENGINE).visits

    for step in program.steps:
        if step.kind == "gate":
            through = (visits.step == step.number) & (visits.end == End.DONE)
            ticks, counts = np.unique(visits.ended[through], return_counts=True)
            assert np.all(np.isin(ticks, step.departures))
            assert np.all(counts <= step.capacity)


@drawn
@given(scenarios(), seeds)
def test_waits_add_up_to_the_area_under_the_queue(scenario, seed):
    """Little's law per step, exactly in ticks (Little 1961)."""
    program = compile_program(scenario)
    visits = simulate(program, seed=seed, replication=0, engine_name=ENGINE).visits

    for number in range(len(program.steps)):
        here = visits.step == number
        begin = visits.entered[here]
        stop = np.minimum(
            np.minimum(visits.started[here], visits.ended[here]), program.end
        )
        moves = np.concatenate([begin, stop])
        change = np.repeat([1, -1], here.sum())
        order = np.argsort(moves, kind="stable")
        queue = np.cumsum(change[order])
        area = int(np.sum(queue[:-1] * np.diff(moves[order]))) if here.any() else 0
        assert area == int(np.sum(stop - begin))


minutes = st.lists(st.integers(0, 40), min_size=2, max_size=25)


@drawn
@given(minutes, st.integers(1, 4), st.integers(1, 9))
def test_first_come_first_served_never_overtakes(arrivals, heads, task):
    """With one queue in order of entry, nobody starts before an earlier order."""
    steps = [work("pack", task, discipline="fifo")]
    scenario = world(sorted(arrivals), steps, teams=[team("t", ["pack"], heads=heads)])
    visits = run(scenario, ENGINE)[1].visits

    assert all(early <= late for early, late in pairwise(visits.started))


@drawn
@given(minutes, st.integers(1, 4), st.integers(1, 9), st.integers(2, 5))
def test_stretching_time_stretches_every_wait(arrivals, heads, task, factor):
    """With all gaps and tasks k times as long, so are all waits."""
    waits = [
        waits_of_orders(
            world(
                [arrival * k for arrival in sorted(arrivals)],
                [work("pack", task * k)],
                teams=[team("t", ["pack"], heads=heads)],
            ),
            ENGINE,
        )
        for k in (1, factor)
    ]

    assert np.array_equal(waits[0] * factor, waits[1])


@drawn
@given(minutes, st.integers(1, 4), st.integers(1, 9))
def test_one_more_person_makes_nobody_wait_longer(arrivals, heads, task):
    """At a single first-come queue a further server helps every order."""
    waits = [
        waits_of_orders(
            world(
                sorted(arrivals),
                [work("pack", task, discipline="fifo")],
                teams=[team("t", ["pack"], heads=people)],
            ),
            ENGINE,
        )
        for people in (heads, heads + 1)
    ]

    assert np.all(waits[1] <= waits[0])


@drawn
@given(st.floats(1, 10), st.floats(1, 3), st.integers(0, 99))
def test_orders_keep_their_identity_when_the_rate_is_scaled(scale, more, replication):
    """At ten times the rate the orders of eight times are all there, at their ticks."""
    few, many = (
        run(poisson_world(factor), ENGINE, replication=replication)[1].cases
        for factor in (scale, scale * more)
    )
    identities = [
        dict(zip(c.draw.tolist(), c.arrived.tolist(), strict=True)) for c in (few, many)
    ]

    assert identities[0].items() <= identities[1].items()
