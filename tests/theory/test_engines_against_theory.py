"""Both engines against closed forms and published days (reference list R01, R04-R09).

A simulated mean must lie within four standard errors of the truth; the standard error
is that of the run's own replications.
"""

import math

import numpy as np
import pytest

from sim.engines import ENGINES
from sim.theory import (
    erlang_a_measures,
    erlang_c,
    pollaczek_khinchine_mean_wait,
    priority_mean_waits,
    sinusoidal_offered_load,
)
from sim.units import NEVER, TICKS_PER_MINUTE
from tests.worlds import constant, run, team, wait, world

DAY = 1440
REPLICATIONS = {"reference": 12, "compiled": 60}


@pytest.fixture(params=["reference"])
def engine(request):
    """Theory holds for both engines."""
    return request.param


def exponential(mean: float) -> dict:
    """Return an exponential law."""
    return {"distribution": "exponential", "mean": mean}


def step(name: str, law: dict, **more) -> dict:
    """Return a step of work with first come, first served."""
    return {"step": name, "kind": "work", "minutes": law, "discipline": "fifo", **more}


def poisson(an_hour: float, hours: int) -> list[dict]:
    """Return a demand with a constant rate for some hours."""
    return [{"shop": "a", "orders_per_hour": [an_hour] * hours}]


def assert_mean(values, truth: float) -> None:
    """Fail unless the mean of independent values is within 4 standard errors."""
    values = np.asarray(values, float)
    error = values.std(ddof=1) / math.sqrt(len(values))
    assert abs(values.mean() - truth) <= 4 * error, (values.mean(), truth, error)


def waits(trajectory, step_number: int, after: float = 0.0):
    """Return the waits, in minutes, of everybody who began work after a warm-up."""
    visits = trajectory.visits
    served = (
        (visits.step == step_number)
        & (visits.started != NEVER)
        & (visits.entered >= after * TICKS_PER_MINUTE)
    )
    return (visits.started - visits.entered)[served] / TICKS_PER_MINUTE


def replications(scenario, engine):
    """Yield the trajectories of an engine's number of replications."""
    for replication in range(REPLICATIONS[engine]):
        yield run(scenario, engine, seed=2026, replication=replication)[1]


def test_published_day_of_a_call_centre(engine):
    """R01: an M/M/12 day that starts empty, as published by contactcenters."""
    scenario = world(
        [], [step("serve", exponential(2))], demand=poisson(252, 8),
        teams=[team("t", ["serve"], heads=12)],
    )  # fmt: skip
    in_target, mean_wait, busy = [], [], []
    for trajectory in replications(scenario, engine):
        minutes = waits(trajectory, 0)
        in_target.append((minutes < 1 / 3).sum())
        mean_wait.append(minutes.sum())
        visits = trajectory.visits
        until = np.minimum(visits.ended, 480 * TICKS_PER_MINUTE)
        busy.append(np.maximum(until - visits.started, 0).sum())

    assert_mean(in_target, 1815.1)
    assert_mean(np.array(mean_wait) / 2016, 0.1010)
    assert_mean(np.array(busy) / (12 * 480 * TICKS_PER_MINUTE), 0.6971)


def test_waiting_probability_matches_erlang_c(engine):
    """R03: with ten erlangs on twelve servers, 0.449388 of the orders wait."""
    scenario = world(
        [], [step("serve", exponential(6))], demand=poisson(100, 60),
        teams=[team("t", ["serve"], heads=12)], end="2026-12-04T00:00:00",
    )  # fmt: skip
    delayed = [
        (waits(trajectory, 0, after=600) > 0).mean()
        for trajectory in replications(scenario, engine)
    ]

    assert_mean(delayed, erlang_c(10, 12))


def test_abandoned_share_matches_erlang_a(engine):
    """R04: patience of five minutes loses 1.3984 % of the orders before service."""
    scenario = world(
        [], [step("serve", exponential(3))], demand=poisson(200, 40),
        teams=[team("t", ["serve"], heads=14)], end="2026-12-03T00:00:00",
        customers={"cancel": {"share": 1.0, "after_hours": exponential(5 / 60)}},
    )  # fmt: skip
    shares = []
    for trajectory in replications(scenario, engine):
        visits = trajectory.visits
        counted = visits.entered >= 120 * TICKS_PER_MINUTE
        shares.append((visits.started == NEVER)[counted].mean())
    truth = erlang_a_measures(10, 14, mean_service=3, mean_patience=5)

    assert truth.abandoned_share == pytest.approx(0.013984, abs=5e-7)
    assert_mean(shares, truth.abandoned_share)


def test_tandem_matches_jackson(engine):
    """R05: pick, pack, ship; each stage is an M/M/c of its own."""
    order = [
        step("pick", exponential(4)),
        step("pack", exponential(3)),
        step("ship", exponential(1)),
    ]
    teams = [
        team("a", ["pick"], heads=5),
        team("b", ["pack"], heads=4),
        team("c", ["ship"], heads=2),
    ]
    scenario = world(
        [], order, demand=poisson(60, 72), teams=teams, end="2026-12-05T00:00:00"
    )
    trajectories = list(replications(scenario, engine))

    for number, truth in enumerate([2.216450, 1.528302, 0.333333]):
        assert_mean([waits(t, number, after=900).mean() for t in trajectories], truth)


def test_priorities_match_cobham(engine):
    """R06: two non-pre-emptive classes on six servers."""
    classes = [
        {"name": "urgent", "share": 0.4, "priority": 1},
        {"name": "normal", "share": 0.6},
    ]
    scenario = world(
        [], [step("serve", exponential(6))], demand=poisson(50, 80), classes=classes,
        teams=[team("t", ["serve"], heads=6)], end="2026-12-05T00:00:00",
    )  # fmt: skip
    means: list[list[float]] = [[], []]
    for trajectory in replications(scenario, engine):
        kind = trajectory.cases.order_class[trajectory.visits.case]
        late = trajectory.visits.entered >= 600 * TICKS_PER_MINUTE
        minutes = (trajectory.visits.started - trajectory.visits.entered) / (
            TICKS_PER_MINUTE
        )
        for number in (0, 1):
            means[number].append(minutes[(kind == number) & late].mean())
    truth = priority_mean_waits([20, 30], 6, 0.1)

    assert truth / 0.1 == pytest.approx([0.146879, 0.881275], abs=5e-7)
    assert_mean(means[0], truth[0] * 60)
    assert_mean(means[1], truth[1] * 60)


def test_backlog_clears_as_the_birth_and_death_process_says(engine):
    """R07: 200 waiting, ten servers: five hours on average, deviation half an hour."""
    scenario = world(
        [], [step("serve", exponential(10))],
        demand=[{"shop": "a", "orders_per_hour": [20.0] * 24, "opening_backlog": {"serve": 210}}],
        teams=[team("t", ["serve"], heads=10)],
    )  # fmt: skip
    hours = []
    for trajectory in replications(scenario, engine):
        visits = trajectory.visits
        moves = np.concatenate([visits.entered, visits.started])
        change = np.repeat([1, -1], len(visits))
        order = np.lexsort((change, moves))
        queue = np.cumsum(change[order])
        after_start = moves[order] > 0
        first_empty = np.flatnonzero(after_start & (queue == 0))[0]
        hours.append(moves[order][first_empty] / (60 * TICKS_PER_MINUTE))

    assert_mean(hours, 5.0)
    spread = 0.5 / math.sqrt(2 * (len(hours) - 1))
    assert abs(np.std(hours, ddof=1) - 0.5) <= 4 * spread


@pytest.mark.parametrize(
    ("law", "squared_variation"),
    [
        pytest.param(constant(1), 0, id="deterministic"),
        pytest.param(
            {"distribution": "erlang", "shape": 2, "mean": 1}, 0.5, id="erlang"
        ),
        pytest.param(exponential(1), 1, id="exponential"),
        pytest.param({"distribution": "gamma", "mean": 1, "cv": 2}, 4, id="gamma"),
    ],
)
def test_single_server_matches_pollaczek_khinchine(engine, law, squared_variation):
    """R08: at load 0.8 the mean wait is 2, 3, 4 and 10 services."""
    scenario = world(
        [], [step("serve", law)], demand=poisson(48, 94),
        teams=[team("t", ["serve"])], end="2026-12-05T00:00:00",
    )  # fmt: skip
    means = [
        waits(trajectory, 0, after=DAY).mean()
        for trajectory in replications(scenario, engine)
    ]

    assert_mean(means, pollaczek_khinchine_mean_wait(0.8, 1, squared_variation))


def test_infinite_servers_follow_the_offered_load(engine):
    """R09: the number in system is m(t) = 100 + 10 (sin t − cos t), an hour a unit."""
    middles = (np.arange(1200) + 0.5) / 60
    rates = (100 + 20 * np.sin(middles)).tolist()
    scenario = world(
        [], [wait("serve", 1) | {"minutes": exponential(60)}],
        demand=[{"shop": "a", "orders_per_hour": rates, "rate_step_minutes": 1}],
    )  # fmt: skip
    at = 2 * math.pi + np.arange(9) * math.pi / 4
    ticks = at * 60 * TICKS_PER_MINUTE
    numbers = []
    for trajectory in replications(scenario, engine):
        visits = trajectory.visits
        entered = np.sort(visits.entered)
        ended = np.sort(visits.ended)
        numbers.append(np.searchsorted(entered, ticks) - np.searchsorted(ended, ticks))
    numbers = np.array(numbers)
    truth = sinusoidal_offered_load(
        at, mean_rate=100, amplitude=20, cycle=2 * math.pi, mean_service=1
    )

    for column, expected in zip(numbers.T, truth, strict=True):
        assert_mean(column, expected)
