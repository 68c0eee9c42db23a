"""Live update of a running sale."""

from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from sim.engines.population import populate
from sim.engines.program import compile_program
from sim.errors import ImportDataError
from sim.experiments import run
from sim.forecast.update import live_update, plan_of_the_rest
from sim.orders.table import empty_orders, orders_frame
from sim.scenario.demand import Level
from sim.scenario.files import dumps, loads
from sim.scenario.rates import rate_table
from tests.unit.forecast.shops import TOKYO, orders_of
from tests.worlds import run as run_one
from tests.worlds import team, wait, work, world

START = datetime(2026, 12, 4, 20)
NOW = START + timedelta(hours=6)


def sale(*, scale=1.0, level_cv=0.25, day_cv=0.1, heads=12, per_day=110.0, **more):
    """Return a sale of one week that begins at 20:00, ten times as busy as usual."""
    demand = {
        "shop": "a",
        "orders_per_day": per_day,
        "profile": "evening",
        "scale": scale,
        "level": {"cv": level_cv, "group": "sale"} if level_cv else None,
        "day": {"cv": day_cv} if day_cv else None,
        "events": [
            {"label": "sale", "from": START, "to": datetime(2026, 12, 11, 2),
             "multiplier": 10},
            {"label": "dash", "from": START, "to": START + timedelta(hours=2),
             "multiplier": 2.5},
        ],
    }  # fmt: skip
    flow = [work("confirm", 2), wait("processing", 30), work("pack", 4)]
    teams = more.pop("teams", [team("all", ["confirm", "pack"], heads=heads)])
    promise = {"cutoff": "13:00", "business_days": 1}
    more["classes"] = [{"name": "standard", "share": 1.0, "ship_by": promise}]
    horizon = {"start": START, "end": datetime(2026, 12, 11, 2)}
    return world(
        [], flow, demand=[demand], teams=teams, attachments=[], horizon=horizon, **more
    )


def orders_at(scenario, replication: int) -> pd.DataFrame:
    """Return the orders of one simulated sale, without what became of them."""
    until = scenario.horizon.replace(end=NOW + timedelta(hours=1))
    early = scenario.replace(horizon=until)
    drawn = populate(compile_program(early), seed=3, replication=replication)
    start = pd.Timestamp(scenario.clock.start)
    at = pd.Series(start + pd.to_timedelta(drawn.arrived, unit="ms"))
    frame = {"order_id": at.index.astype(str), "ordered_at": at, "lines": 1}
    return orders_frame(pd.DataFrame(frame), scenario.zone)


def test_six_hours_at_one_and_a_half_move_the_median_there():
    """After six hours of sales drawn at 1.5×, the median is within 15 % of 1.5."""
    plan, truth = sale(), sale(scale=1.5, level_cv=0, day_cv=0)
    medians = [
        plan_of_the_rest(plan, orders_at(truth, r), NOW).levels[0].posterior.p50
        for r in range(25)
    ]

    assert np.abs(np.array(medians) / 1.5 - 1).max() < 0.15


def test_days_that_scatter_leave_most_medians_within_15_percent():
    """With day factors in the truth too, nine in ten still end within 15 %."""
    plan, truth = sale(), sale(scale=1.5, level_cv=0)
    medians = np.array(
        [
            plan_of_the_rest(plan, orders_at(truth, r), NOW).levels[0].posterior.p50
            for r in range(30)
        ]
    )

    assert abs(np.median(medians) / 1.5 - 1) < 0.1
    assert np.mean(np.abs(medians / 1.5 - 1) < 0.15) >= 0.9


def test_the_rest_expects_what_was_learned():
    """The new scenario starts now and expects the old rest, times the new level."""
    plan, truth = sale(day_cv=0), sale(scale=1.5, level_cv=0, day_cv=0)
    update = plan_of_the_rest(plan, orders_at(truth, 0), NOW)
    rest = update.scenario
    old = rate_table(plan, plan.demand[0])
    later = old.edges[:-1] >= plan.clock.tick(plan.aware(NOW))
    expected = old.expected[later].sum() * update.levels[0].posterior.mean

    assert rest.clock.start == plan.aware(NOW)
    assert rate_table(rest, rest.demand[0]).expected.sum() == pytest.approx(expected)
    assert rest.demand[0].level.cv < plan.demand[0].level.cv / 2


def test_the_rest_is_a_scenario_that_can_be_saved(tmp_path):
    """It survives being written and read, with its open orders."""
    update = plan_of_the_rest(sale(), orders_at(sale(), 0), NOW)
    for file in update.scenario.attachments:
        (tmp_path / file.path).write_text(file.text, encoding="utf-8")

    assert loads(dumps(update.scenario), tmp_path).digest == update.scenario.digest


def test_open_orders_stand_where_the_simulation_left_them():
    """The backlog at each step is that of the simulated sale at this moment."""
    truth = sale(heads=1, per_day=30)
    program, trajectory = run_one(truth, "compiled")
    stamps = {"confirmed_at": "confirm", "fixed_at": "processing"}
    orders = orders_of(program, trajectory, stamps)
    update = plan_of_the_rest(truth, orders, NOW)
    tick, visits = truth.clock.tick(truth.aware(NOW)), trajectory.visits
    there = (visits.entered < tick) & (visits.ended >= tick)
    counts = np.bincount(visits.step[there], minlength=3)

    assert list(update.opening.values()) == counts.tolist()


@pytest.mark.jit
def test_more_orders_than_expected_raise_the_risk():
    """A plan that just holds at its level misses more once orders run at 1.5×."""
    plan = sale(heads=1, per_day=20)
    truth = sale(scale=1.5, level_cv=0, day_cv=0, per_day=20)
    before = run(plan, replications=8, workers=1)
    after = live_update(plan, orders_at(truth, 0), NOW, replications=8, workers=1)

    assert after.result.record.scenario_digest != plan.digest
    assert (
        after.result.replications["missed_share"].mean()
        > before.replications["missed_share"].mean()
    )
    assert after.calls == ()


def on_call_sale(above: int):
    """Return a sale with one packer and three on call."""
    rule = {"watch": "confirm", "above": above, "lead_hours": 2, "heads": 3, "hours": 8}
    crew = team("all", ["confirm", "pack"], heads=1) | {"on_call": rule}
    return sale(teams=[crew], per_day=30)


@pytest.mark.parametrize(("above", "fires"), [(10, True), (100_000, False)])
def test_an_on_call_rule_fires_when_the_queue_is_above_its_mark(above, fires):
    """With dozens waiting, a mark of 10 calls people and one of 100,000 does not."""
    plan = on_call_sale(above)
    (advice,) = live_update(
        plan, orders_at(plan, 0), NOW, replications=2, workers=1
    ).calls

    assert advice.fires_now is fires
    assert (advice.arrive_at == plan.aware(NOW) + timedelta(hours=2)) is fires
    assert (advice.expected_at is not None) is fires


def test_a_known_level_stays_as_it_is():
    """Where the scenario takes the level as known, only the backlog is new."""
    plan = sale(level_cv=0, day_cv=0)
    update = plan_of_the_rest(plan, orders_at(plan, 0), NOW)

    assert update.levels[0].posterior is None
    assert update.scenario.demand[0].scale == 1


def test_orders_of_another_shop_are_counted_and_left_out():
    """With two shops, an order of a third one is reported, not lost in silence."""
    shops = [
        {"shop": name, "orders_per_day": 10, "level": Level(cv=0.2)} for name in "ab"
    ]
    plan = world([], [work("pack", 1)], demand=shops, attachments=[])
    rows = {"order_id": ["1", "2"], "lines": 1, "shop": ["a", "c"],
            "ordered_at": [pd.Timestamp("2026-12-01T01:00", tz=TOKYO)] * 2}  # fmt: skip
    orders = orders_frame(pd.DataFrame(rows), TOKYO)
    update = plan_of_the_rest(plan, orders, datetime(2026, 12, 1, 6))

    assert update.n_unassigned == 1
    assert [level.orders for level in update.levels] == [1, 0]


def test_stepwise_rates_go_on_in_the_middle_of_a_step():
    """Rates by the hour keep their times when now is half past."""
    demand = [{"shop": "a", "orders_per_hour": [1.0, 2.0, 3.0], "level": {"cv": 0.2}}]
    plan = world([], [work("pack", 1)], demand=demand, attachments=[])
    rest = plan_of_the_rest(
        plan, empty_orders(TOKYO), datetime(2026, 12, 1, 1, 30)
    ).scenario.demand[0]

    assert rest.rate_step_minutes == 30
    assert rest.orders_per_hour == (2.0, 3.0, 3.0)


@pytest.mark.parametrize("now", [START - timedelta(hours=1), datetime(2026, 12, 12)])
def test_a_moment_outside_the_horizon_is_refused(now):
    """There is no rest before the start or after the end."""
    with pytest.raises(ImportDataError, match="outside the horizon"):
        plan_of_the_rest(sale(), empty_orders(TOKYO), now)
