"""Both engines against closed forms and published days (reference list R01, R03-R09).

A simulated mean must lie within four standard errors of the truth; the standard error
is that of the run's own replications.
"""

import math

import numpy as np
import pytest

from sim.engines import ENGINES
from sim.experiments.verify import MODEL_CASES, Check, check_case, check_engines
from sim.units import TICKS_PER_MINUTE
from tests.worlds import run, team, work, world

REPLICATIONS = {"reference": 8, "compiled": 60}
PRINTED = {
    "r03_delayed": 0.449388,
    "r04_abandoned": 0.013984,
    "r05_pick": 2.216450,
    "r05_pack": 1.528302,
    "r05_ship": 0.333333,
    "r06_urgent": 0.146879 * 6,
    "r06_normal": 0.881275 * 6,
    "r08_deterministic": 2,
    "r08_erlang": 3,
    "r08_exponential": 4,
    "r08_variable": 10,
    "r09_peak": 114.142136,
    "r09_trough": 85.857864,
}
CASES = {case.name: case for case in MODEL_CASES}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", CASES)
def test_engine_agrees_with_theory(name, engine):
    """The simulated mean is within four standard errors of the truth."""
    check = check_case(
        CASES[name], engine=engine, replications=REPLICATIONS[engine], seed=2026
    )

    assert check.passed, check


@pytest.mark.parametrize("name", PRINTED)
def test_truths_are_the_printed_ones(name):
    """What the cases are held against is what the reference list prints."""
    assert CASES[name].truth == pytest.approx(PRINTED[name], abs=4e-6)


def test_whole_published_day_agrees():
    """R01: mean wait 0.1010 minutes, occupancy 0.6971 up to minute 480."""
    scenario = CASES["r01_in_target"].scenario()
    waited, busy, orders = [], [], []
    for replication in range(80):
        visits = run(scenario, "compiled", seed=7, replication=replication)[1].visits
        waited.append((visits.started - visits.entered).sum() / TICKS_PER_MINUTE)
        orders.append(len(visits))
        until = np.minimum(visits.ended, 480 * TICKS_PER_MINUTE)
        busy.append(np.maximum(until - visits.started, 0).sum())
    occupancy = np.array(busy) / (12 * 480 * TICKS_PER_MINUTE)
    ratio = sum(waited) / sum(orders)
    residuals = np.array(waited) - ratio * np.array(orders)
    error = residuals.std(ddof=1) / math.sqrt(80) / np.mean(orders)

    assert abs(ratio - 0.1010) <= 4 * error
    assert abs(occupancy.mean() - 0.6971) <= 4 * occupancy.std(ddof=1) / math.sqrt(80)


def test_spread_of_the_clearance_time_agrees():
    """R07: the standard deviation is half an hour."""
    case = CASES["r07_clearance"]
    scenario = case.scenario()
    hours = [
        case.statistic(run(scenario, "compiled", seed=3, replication=replication)[1])
        for replication in range(200)
    ]

    assert abs(np.std(hours, ddof=1) - 0.5) <= 4 * 0.5 / math.sqrt(2 * 199)


def test_engines_agree_on_a_scenario():
    """The self-check finds no replication in which the two engines differ."""
    scenario = world([0, 1, 2], [work("pack", 5)], teams=[team("t", ["pack"])])

    check = check_engines(scenario, replications=2, seed=1)
    assert (check.found, check.passed) == (0.0, True)


@pytest.mark.parametrize(
    ("found", "passed"), [(1.1, True), (1.2, False), (math.nan, False)]
)
def test_check_fails_outside_its_tolerance(found, passed):
    """A deliberately broken value turns its line red; so does one that is missing."""
    check = Check("erlang_b", 1.0, found, tolerance=0.15, seconds=0.0)

    assert check.passed is passed
