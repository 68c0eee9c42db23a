"""Sales that differ from their plan in one thing, and what files tell of them."""

from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from sim.forecast.roster import Roster, Stint
from sim.orders import import_orders
from sim.review.actuals import Actuals
from sim.scenario.model import Scenario
from sim.scenario.rates import rate_table
from sim.scenario.timetable import duty_segments
from tests.sale_replay import rms_file, truth_of
from tests.unit.live.world import FOLLOWED

PLAN = FOLLOWED.replace(
    teams=tuple(team.replace(on_call=None) for team in FOLLOWED.teams)
)
CERTAIN = PLAN.replace(demand=(PLAN.demand[0].replace(level=None),))
"""The plan with its orders at the expected level."""


def differing(factor: str) -> Scenario:
    """Return the sale as it really goes when just one thing differs."""
    desk, packers = CERTAIN.teams
    demand = CERTAIN.demand[0]
    match factor:
        case "level":
            return CERTAIN.replace(demand=(demand.replace(scale=1.4),))
        case "shape":
            sale = demand.events[0]
            later = sale.replace(from_=sale.from_ + timedelta(hours=44), multiplier=60)
            bunched = CERTAIN.replace(demand=(demand.replace(events=(later,)),))
            scale = expected(CERTAIN) / expected(bunched)
            changed = bunched.demand[0].replace(scale=scale)
            return CERTAIN.replace(demand=(changed,))
        case "speed":
            slow = tuple(
                step.replace(minutes=step.minutes.replace(mean=step.minutes.mean * 1.8))
                if step.step == "confirm"
                else step
                for step in CERTAIN.flow["order"]
            )
            return CERTAIN.replace(flow={"order": slow})
        case "staff":
            short = packers.shifts[0].replace(heads=1)
            return CERTAIN.replace(teams=(desk, packers.replace(shifts=(short,))))
        case "errors":
            return CERTAIN.replace(
                teams=(desk.replace(error_share={"confirm": 0.5}), packers)
            )
    raise AssertionError(factor)


def expected(scenario: Scenario) -> float:
    """Return the expected orders of a scenario."""
    return float(rate_table(scenario, scenario.demand[0]).expected.sum())


@cache
def actuals_of(factor: str | None, seed: int) -> Actuals:
    """Return what the files tell of a sale in which one thing differs."""
    scenario = CERTAIN if factor is None else differing(factor)
    return Actuals(
        orders=orders_of(scenario, seed),
        roster=roster_of(scenario),
        error_shares={"confirm": scenario.teams[0].error_share.get("confirm", 0.0)},
    )


def orders_of(scenario: Scenario, seed: int) -> pd.DataFrame:
    """Return the orders table that is read from the shop's file after the sale."""
    end = scenario.aware(scenario.horizon.end)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "orders.csv"
        path.write_bytes(rms_file(truth_of(scenario, seed=seed), end))
        orders, _ = import_orders([path])
    return orders


def roster_of(scenario: Scenario) -> Roster:
    """Return the roster that says who was there: everybody who was planned."""
    duty = duty_segments(scenario)
    stints = []
    for team, start, end in zip(duty.team, duty.start, duty.end, strict=True):
        low, high = (
            scenario.clock.moment(int(tick)).replace(tzinfo=None)
            for tick in (start, end)
        )
        stints.append(Stint(scenario.teams[int(team)].name, low, high, 1))
    merged: dict[Stint, int] = {}
    for stint in stints:
        merged[stint] = merged.get(stint, 0) + 1
    return Roster(tuple(replace(stint, heads=n) for stint, n in merged.items()))
