"""Minutes per order, from what got done while a queue was standing."""

from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from sim.forecast.calibration import calibrate_minutes
from sim.forecast.roster import Roster, Stint
from sim.forecast.update import plan_of_the_rest
from sim.language import LANGUAGES
from tests.unit.forecast.shops import orders_of
from tests.worlds import run, team, world

DAYS = [datetime(2026, 12, day) for day in (1, 2, 3)]
ROSTER = Roster(
    tuple(
        Stint("desk", day + timedelta(hours=low), day + timedelta(hours=high), 2)
        for day in DAYS
        for low, high in ((9, 12), (13, 18))
    )
)


def desk(minutes=2.3, *, orders_per_day=900.0, cv=0.8, level=1.0):
    """Return three days of a desk of two with a queue that lasts."""
    shifts = [{"days": ["daily"], "from": "09:00", "to": "18:00", "heads": 2,
               "breaks": ["12:00-13:00"]}]  # fmt: skip
    law = {"distribution": "lognormal", "mean": minutes, "cv": cv}
    confirm = {"step": "confirm", "kind": "work", "minutes": law}
    demand = {"shop": "a", "orders_per_day": orders_per_day, "profile": "evening",
              "scale": level}  # fmt: skip
    return world(
        [],
        [confirm],
        end="2026-12-04T00:00:00",
        demand=[demand],
        attachments=[],
        teams=[team("desk", ["confirm"], shifts=shifts)],
    )


def simulated(scenario, replication=0) -> pd.DataFrame:
    """Return the orders table of one simulated run."""
    program, trajectory = run(scenario, "compiled", replication=replication)
    return orders_of(program, trajectory, {"confirmed_at": "confirm"})


def is_recovered(trial: int) -> tuple[bool, bool]:
    """Return whether minutes and level of a shop lie in their 95 % intervals.

    The shop has its own minutes, spread of minutes and level, unlike any other.
    """
    rng = np.random.default_rng(trial)
    minutes, cv = rng.uniform(1.2, 5.0), rng.uniform(0.3, 1.0)
    level = rng.gamma(16) / 16
    per_day = 2 * 480 / minutes * 1.8
    orders = simulated(desk(minutes, orders_per_day=per_day, cv=cv, level=level), trial)
    found = calibrate_minutes(orders, ROSTER)
    plan = desk(minutes, orders_per_day=per_day)
    prior = {"distribution": "gamma", "cv": 0.25}
    demand = plan.demand[0].replace(level=prior)
    now = datetime(2026, 12, 3, 12)
    update = plan_of_the_rest(plan.replace(demand=(demand,)), orders, now)
    known = update.levels[0].posterior
    return found.low <= minutes <= found.high, known.low <= level <= known.high


def test_the_minutes_that_were_simulated_come_back():
    """Three days of a standing queue give the minutes within a few percent."""
    found = calibrate_minutes(simulated(desk()), ROSTER)

    assert found.status == "ok"
    assert found.low < 2.3 < found.high
    assert (found.high - found.low) / 2.3 < 0.2


def test_most_truths_are_inside_their_intervals():
    """In a small sample of shops the 95 % intervals hold what they should."""
    inside = np.array([is_recovered(trial) for trial in range(12)])

    assert inside.mean(axis=0).min() >= 0.95 - 4 * np.sqrt(0.95 * 0.05 / 12)


@pytest.mark.slow
def test_calibration_recovers_minutes_and_level():
    """In at least 90 % of 200 trials each lies inside its own 95 % interval."""
    inside = np.array([is_recovered(trial) for trial in range(1000, 1200)])

    assert inside.mean(axis=0).min() >= 0.9


def test_without_a_queue_the_data_cannot_tell():
    """Thirty orders a day leave two people idle, whatever the minutes."""
    found = calibrate_minutes(simulated(desk(orders_per_day=30)), ROSTER)

    assert found.status == "no_queue"
    assert np.isnan(found.minutes)


def test_a_queue_of_an_hour_is_too_little():
    """One busy morning is no measurement."""
    orders = simulated(desk(orders_per_day=900)).iloc[:120]
    found = calibrate_minutes(orders, ROSTER)

    assert found.status == "too_few"
    assert found.n_orders > 0


def test_bulk_stamps_do_not_tell_the_minutes():
    """Orders confirmed by one button at noon say nothing of the work."""
    orders = simulated(desk())
    orders["confirmed_at"] = orders["confirmed_at"].dt.ceil("4h")

    assert calibrate_minutes(orders, ROSTER).status == "batched"


def test_without_stamps_there_is_nothing_to_measure():
    """A file without the end of the work cannot tell."""
    orders = simulated(desk())
    orders = orders.assign(confirmed_at=orders["cancelled_at"])

    assert calibrate_minutes(orders, ROSTER).status == "no_stamps"


def test_orders_that_passed_by_themselves_do_not_count():
    """Orders confirmed by a rule within seconds are nobody's work."""
    orders = simulated(desk())
    robot = orders.assign(confirmed_at=orders["ordered_at"] + pd.Timedelta(seconds=5))
    found = calibrate_minutes(pd.concat([orders, robot], ignore_index=True), ROSTER)

    assert found.n_by_itself == len(robot)
    assert found.minutes == calibrate_minutes(orders, ROSTER).minutes


def test_only_the_team_that_does_the_work_is_counted():
    """Ten packers on the roster do not make the desk slower."""
    packers = [Stint("pack", s.start, s.end, 10) for s in ROSTER.stints]
    both = Roster((*ROSTER.stints, *packers))
    orders = simulated(desk())

    assert calibrate_minutes(orders, both, team="desk") == calibrate_minutes(
        orders, ROSTER
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("per_day", [30, 900])
def test_the_answer_is_said_in_words(per_day, language):
    """With a queue the sentence holds the minutes, without one it says why not."""
    found = calibrate_minutes(simulated(desk(orders_per_day=per_day)), ROSTER)
    sentence = found.statement(language)

    assert (f"{found.minutes:.2f}".rstrip("0") in sentence) == (found.status == "ok")
