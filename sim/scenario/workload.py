"""Workload on paper: expected orders, work and staff time, hour by hour.

Everything here is an expectation that is known before a run.
Work is booked to the hour in which its order arrives, as if there were no waits.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.scenario.demand import Demand
from sim.scenario.distributions import mean_of
from sim.scenario.duties import duty_segments
from sim.scenario.flow import ORDER_FLOW, WorkStep, share_of, written_step
from sim.scenario.model import Scenario
from sim.scenario.rates import rate_table
from sim.scenario.replay import DRAWN, parse_opening, parse_replay
from sim.scenario.teams import Team
from sim.units import TICKS_PER_HOUR, TICKS_PER_MINUTE

__all__ = [
    "StepWork",
    "class_shares",
    "error_share",
    "opening_by_step",
    "orders_by_hour",
    "served_by",
    "staff_minutes_by_hour",
    "work_by_step",
]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class StepWork:
    """Expected work at one work step."""

    flow: str
    """Flow of the step."""
    step: str
    """Name of the step."""
    cases: Floats
    """Cases that the step applies to, for each hour of the horizon."""
    minutes: Floats
    """Standard minutes of work, rework included, for each hour of the horizon."""

    @property
    def written(self) -> str:
        """The step as a team's ``serves`` names it."""
        return written_step(self.flow, self.step)


def work_by_step(scenario: Scenario) -> list[StepWork]:
    """Return the expected work at every work step, order flow first.

    Work on orders follows from arrivals, class mix, step shares and mean minutes; the
    opening backlog adds what is left to do of its orders, in the first hour.
    Of the other flows, the cases of triggers on ``arrived``, ``shipped`` (as if every
    order were shipped) and ``cancelled`` (by ``customers.cancel``) are counted, and the
    requests of ``customers.cancel``.
    Late orders, oversold orders and errors found after shipping are known only after a
    run and are left out.

    Rework is ``e ÷ (1 − e)`` times the mean rework minutes, where ``e`` is
    :func:`error_share` of the step.
    """
    arrivals = sum(orders_by_hour(scenario, demand) for demand in scenario.demand)
    assert not isinstance(arrivals, int)
    opening = opening_by_step(scenario)
    table = []
    for flow, step in scenario.steps():
        if not isinstance(step, WorkStep):
            continue
        entering = arrivals * _cases_an_order(scenario, flow)
        if flow == ORDER_FLOW:
            entering = entering.copy()
            place = scenario.flow[ORDER_FLOW].index(step)
            entering[0] += opening[: place + 1].sum(axis=0)
        error = error_share(scenario, written_step(flow, step.step))
        shares = np.array([share_of(step, each.name) for each in scenario.classes])
        minutes = np.array([_minutes(step, c.name, error) for c in scenario.classes])
        cases = entering * shares
        table.append(StepWork(flow, step.step, cases.sum(axis=1), cases @ minutes))
    return table


def orders_by_hour(scenario: Scenario, demand: Demand) -> Floats:
    """Return the expected orders, shape ``(n_hours, n_classes)``; a replay's, counted.

    Hours are counted from the start of the horizon.
    """
    n_hours = -(-scenario.end_tick // TICKS_PER_HOUR)
    shares = class_shares(scenario, demand)
    if demand.replay is None:
        rates = rate_table(scenario, demand)
        hours = rates.edges[:-1] // TICKS_PER_HOUR
        return np.outer(np.bincount(hours, rates.expected, n_hours), shares)
    orders = parse_replay(scenario, demand)
    return _counted(orders.ticks // TICKS_PER_HOUR, orders.class_index, n_hours, shares)


def opening_by_step(scenario: Scenario) -> Floats:
    """Return the orders open at the start, shape ``(n_steps, n_classes)``."""
    n_steps = len(scenario.flow[ORDER_FLOW])
    total = np.zeros((n_steps, len(scenario.classes)))
    for demand in scenario.demand:
        if demand.opening_backlog is not None:
            orders = parse_opening(scenario, demand)
            shares = class_shares(scenario, demand)
            total += _counted(orders.step_index, orders.class_index, n_steps, shares)
    return total


def class_shares(scenario: Scenario, demand: Demand) -> Floats:
    """Return the share of each class in a demand."""
    if demand.mix is None:
        return np.array([each.share for each in scenario.classes])
    return np.array([demand.mix.get(each.name, 0.0) for each in scenario.classes])


def staff_minutes_by_hour(scenario: Scenario) -> Floats:
    """Return the paid minutes of each team in each hour, shape ``(n_teams, n_hours)``.

    Breaks are left out; absence is not.
    """
    n_hours = -(-scenario.end_tick // TICKS_PER_HOUR)
    edges = np.arange(n_hours + 1, dtype=np.int64) * TICKS_PER_HOUR
    duties = duty_segments(scenario)
    rows = []
    for team in range(len(scenario.teams)):
        own = duties.team == team
        on_duty = _elapsed(duties.start[own], edges) - _elapsed(duties.end[own], edges)
        rows.append(np.diff(on_duty) / TICKS_PER_MINUTE)
    return np.array(rows).reshape(len(scenario.teams), n_hours)


def served_by(scenario: Scenario, written: str) -> list[Team]:
    """Return the teams that serve a work step, written as ``step`` or ``flow.step``."""
    return [team for team in scenario.teams if written in team.serves]


def error_share(scenario: Scenario, written: str) -> float:
    """Return the mean error share of the teams that serve a step.

    Teams count by their people (heads of all shifts), as long as nobody knows who will
    do how much.
    """
    teams = served_by(scenario, written)
    heads = [sum(shift.heads for shift in team.shifts) for team in teams]
    if not sum(heads):
        return 0.0
    shares = [team.error_share.get(written, 0.0) for team in teams]
    return float(np.average(shares, weights=heads))


def _minutes(step: WorkStep, class_name: str, error: float) -> float:
    """Return the mean standard minutes of a case of a class, rework included."""
    once = mean_of(step.minutes_by_class.get(class_name, step.minutes))
    again = once if step.rework_minutes is None else mean_of(step.rework_minutes)
    return once + (error / (1 - error) * again if error < 1 else 0.0)


def _cases_an_order(scenario: Scenario, flow: str) -> float:
    """Return how many cases of a flow an order starts on average, as far as known."""
    if flow == ORDER_FLOW:
        return 1.0
    cancel = scenario.customers.cancel
    cancelled = 0.0 if cancel is None else cancel.share
    chance = {"arrived": 1.0, "shipped": 1.0, "cancelled": cancelled}
    cases = sum(
        trigger.share * chance.get(trigger.when, 0.0)
        for trigger in scenario.triggers
        if trigger.start == flow
    )
    if cancel is not None and cancel.through == flow:
        cases += cancel.share
    return cases


def _counted(
    rows: NDArray[np.integer], classes: NDArray[np.int16], n_rows: int, shares: Floats
) -> Floats:
    """Return counts by row and class; those without a class are spread by share."""
    known = classes != DRAWN
    total = np.zeros((n_rows, len(shares)))
    np.add.at(total, (rows[known], classes[known]), 1.0)
    drawn = np.bincount(rows[~known], minlength=n_rows)
    return total + np.outer(drawn, shares)


def _elapsed(moments: Ints, edges: Ints) -> Ints:
    """Return for each edge the sum of the ticks that passed since earlier moments."""
    ordered = np.sort(moments)
    before = np.concatenate(([0], np.cumsum(ordered)))
    count = np.searchsorted(ordered, edges)
    return count * edges - before[count]
