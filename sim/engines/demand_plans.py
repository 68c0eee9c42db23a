"""The demands of a program: streams, rates, mixes, and the orders that are known."""

import numpy as np

from sim.engines.plans import DemandPlan, GivenOrders
from sim.randomness.streams import stream_numbers
from sim.scenario.demand import Demand
from sim.scenario.model import Scenario
from sim.scenario.replay import BY_RULE, parse_opening, parse_replay
from sim.scenario.timetable import rate_table

__all__ = ["demand_plans"]


def demand_plans(scenario: Scenario) -> tuple[DemandPlan, ...]:
    """Return the demands of a scenario, in file order."""
    names = [demand.stream for demand in scenario.demand]
    groups = [
        f"level:{demand.level.group}"
        if demand.level is not None and demand.level.group is not None
        else f"level:{demand.stream}"
        for demand in scenario.demand
    ]
    every = [
        *names,
        *(f"opening:{name}" for name in names),
        *dict.fromkeys(groups),
        *(f"day:{name}" for name in names),
    ]
    stream = stream_numbers(every)
    plans = []
    for number, (demand, name) in enumerate(zip(scenario.demand, names, strict=True)):
        rates = rate_table(scenario, demand)
        shares = [entry.share for entry in scenario.classes]
        if demand.mix is not None:
            shares = [demand.mix.get(entry.name, 0.0) for entry in scenario.classes]
        items = [
            item.share.get(demand.channel, 0.0)
            if item.shop in (None, demand.shop)
            else 0.0
            for item in scenario.stock
        ]
        plans.append(
            DemandPlan(
                number=number,
                stream=stream[name],
                opening_stream=stream[f"opening:{name}"],
                level=demand.level,
                level_stream=stream[groups[number]],
                day=demand.day,
                day_stream=stream[f"day:{name}"],
                edges=rates.edges,
                expected=rates.expected,
                day_of_interval=rates.day_index,
                class_bounds=tuple(np.cumsum(shares) / sum(shares)),
                item_bounds=tuple(np.cumsum(items)) if items else (),
                replay=_replayed(scenario, demand),
                opening=_opened(scenario, demand),
            )
        )
    return tuple(plans)


def _replayed(scenario: Scenario, demand: Demand) -> GivenOrders:
    if demand.replay is None:
        return _no_orders()
    orders = parse_replay(scenario, demand)
    n = len(orders.ticks)
    return GivenOrders(
        arrived=orders.ticks,
        order_class=orders.class_index,
        value_yen=orders.value_yen,
        due=np.full(n, BY_RULE, np.int64),
        step=np.zeros(n, np.int16),
    )


def _opened(scenario: Scenario, demand: Demand) -> GivenOrders:
    if demand.opening_backlog is None:
        return _no_orders()
    orders = parse_opening(scenario, demand)
    return GivenOrders(
        arrived=orders.ticks,
        order_class=orders.class_index,
        value_yen=orders.value_yen,
        due=orders.due_ticks,
        step=orders.step_index,
    )


def _no_orders() -> GivenOrders:
    return GivenOrders(
        arrived=np.empty(0, np.int64),
        order_class=np.empty(0, np.int16),
        value_yen=np.empty(0, np.float64),
        due=np.empty(0, np.int64),
        step=np.empty(0, np.int16),
    )
