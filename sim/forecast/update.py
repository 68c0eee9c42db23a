"""Live update: what the orders so far change, and what to do now.

From the orders up to a moment come the posterior of each demand's level, the orders
that are open now, and a scenario of the rest: it starts now, with that backlog and that
level, and is simulated like any other.
People start the rest fresh: hours worked before now count neither as practice nor as
fatigue, and extra people who were called before must be written into the shifts.
Orders shipped before now are no part of the rest, so its missed share is that of the
orders still open and still to come.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.experiments import DEFAULT_REPLICATIONS, DEFAULT_SEED, Result, run
from sim.experiments.store import RunStore
from sim.forecast.counts import Bools, Floats
from sim.forecast.opening import Stage, opening_csv
from sim.forecast.posterior import Posterior, Seen, posteriors
from sim.forecast.problems import refuse
from sim.forecast.rest import rest_of
from sim.language import Language
from sim.scenario.demand import Demand
from sim.scenario.flow import ORDER_FLOW
from sim.scenario.model import Scenario
from sim.scenario.rates import rate_table

__all__ = [
    "CallAdvice",
    "LevelUpdate",
    "LiveUpdate",
    "live_update",
    "owners",
    "plan_of_the_rest",
]


@dataclass(frozen=True, slots=True)
class LevelUpdate:
    """What the orders so far say of one demand."""

    shop: str
    channel: str
    expected: float
    """Orders that were expected by now, at level 1."""
    orders: int
    """Orders that came."""
    prior_cv: float | None
    """Spread before; None when the scenario takes the level as known."""
    posterior: Posterior | None
    """Level now; None when the scenario takes it as known, and nothing changes."""


class RestPlan(NamedTuple):
    """What is known now, before anything is simulated."""

    levels: tuple[LevelUpdate, ...]
    """One for each demand, in file order."""
    opening: Mapping[str, int]
    """Open orders at each step of the order flow."""
    n_unassigned: int
    """Orders of shops or channels that the scenario does not have; left out."""
    scenario: Scenario
    """The rest of the horizon, from now on."""


@dataclass(frozen=True, slots=True)
class CallAdvice:
    """Whether a team's on-call rule should fire now."""

    team: str
    watch: str
    waiting: int
    """Orders at the watched step now."""
    above: int
    """Mark of the rule."""
    fires_now: bool
    """More are waiting than the mark allows."""
    expected_at: datetime | None
    """When the median of the simulated queue first passes the mark; None: it does not.
    The simulation calls the extra people when the rule says so."""
    arrive_at: datetime | None
    """When people called now would come; None when nobody is to be called now."""


@dataclass(frozen=True, slots=True, eq=False)
class LiveUpdate:
    """The plan as it stands now."""

    now: datetime
    """Aware, in whole minutes; the rest starts here."""
    levels: tuple[LevelUpdate, ...]
    opening: Mapping[str, int]
    n_unassigned: int
    calls: tuple[CallAdvice, ...]
    """One for each team with an on-call rule."""
    result: Result
    """The rest, simulated: new risk (``verdict``), backlog, misses, cost."""


def live_update(
    scenario: Scenario,
    orders: pd.DataFrame,
    now: datetime,
    *,
    steps: Mapping[Stage, str] | None = None,
    language: Language = "ja",
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    workers: int | None = None,
    executor: Executor | None = None,
    store: RunStore | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> LiveUpdate:
    """Return what the orders so far change, with the rest simulated anew.

    Parameters
    ----------
    scenario
        The plan as it was simulated before.
    orders
        Canonical orders table, from the start of the horizon (and earlier open orders).
    now
        The moment; what the table says after it is not looked at.
    steps
        Step at which new, confirmed and released orders stand; None lets the flow say.
    language
        Language of the labels in the new scenario.
    replications, seed, workers, executor, store, on_progress
        As for :func:`sim.experiments.run`.

    Raises
    ------
    ImportDataError
        ``now`` lies outside the horizon, or a step is unknown.
    """
    plan = plan_of_the_rest(scenario, orders, now, steps=steps, language=language)
    result = run(
        plan.scenario,
        replications=replications,
        seed=seed,
        workers=workers,
        executor=executor,
        store=store,
        on_progress=on_progress,
    )
    return LiveUpdate(
        now=plan.scenario.clock.start,
        levels=plan.levels,
        opening=plan.opening,
        n_unassigned=plan.n_unassigned,
        calls=_calls(plan, result),
        result=result,
    )


def plan_of_the_rest(
    scenario: Scenario,
    orders: pd.DataFrame,
    now: datetime,
    *,
    steps: Mapping[Stage, str] | None = None,
    language: Language = "ja",
) -> RestPlan:
    """Return levels, backlog and the scenario of the rest, without simulating it."""
    moment = scenario.aware(now).replace(second=0, microsecond=0)
    tick = scenario.clock.tick(moment)
    if not 0 <= tick < scenario.end_tick:
        refuse("now", "now_outside", f"{moment:%Y-%m-%d %H:%M}")
    owner = owners(scenario, orders)
    seen = [
        _seen(scenario, demand, orders[owner == i], tick)
        for i, demand in enumerate(scenario.demand)
    ]
    found = _posteriors(scenario, seen)
    openings = [
        opening_csv(scenario, orders[owner == i], moment, steps)
        for i in range(len(scenario.demand))
    ]
    levels = tuple(
        LevelUpdate(
            shop=demand.shop,
            channel=demand.channel,
            expected=float(expected.sum()),
            orders=int(counted.sum()),
            prior_cv=None if posterior is None or not demand.level else demand.level.cv,
            posterior=posterior,
        )
        for demand, (expected, counted), posterior in zip(
            scenario.demand, seen, found, strict=True
        )
    )
    known = [step.step for step in scenario.flow[ORDER_FLOW]]
    return RestPlan(
        levels=levels,
        opening={
            step: sum(opening.by_step.get(step, 0) for opening in openings)
            for step in known
        },
        n_unassigned=int(np.count_nonzero(owner < 0)),
        scenario=rest_of(
            scenario,
            moment,
            found,
            [file.text for file in openings],
            language=language,
        ),
    )


def owners(
    scenario: Scenario, orders: pd.DataFrame
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the number of the demand each order belongs to; −1 for none.

    With one demand all orders are its own; an order without shop (channel) belongs to
    the only demand with its channel (shop).
    """
    if len(scenario.demand) == 1:
        return np.zeros(len(orders), np.int64)
    n_fitting = np.zeros(len(orders), np.int64)
    owner = np.full(len(orders), -1, np.int64)
    for i, demand in enumerate(scenario.demand):
        fits: Bools = np.ones(len(orders), np.bool_)
        for column, name in (("shop", demand.shop), ("channel", demand.channel)):
            is_same = (orders[column] == name) | orders[column].isna()
            fits &= is_same.fillna(True).to_numpy(bool)
        owner[fits] = i
        n_fitting += fits
    return np.where(n_fitting == 1, owner, -1)


def _seen(
    scenario: Scenario, demand: Demand, orders: pd.DataFrame, tick: int
) -> tuple[Floats, Floats]:
    """Return expected and actual orders of each day up to ``tick``."""
    rates = rate_table(scenario, demand)
    past = np.clip(tick - rates.edges[:-1], 0, np.diff(rates.edges))
    expected = rates.expected * past / np.diff(rates.edges)
    n_days = int(rates.day_index[past > 0].max(initial=0)) + 1
    by_day = np.bincount(rates.day_index, weights=expected)[:n_days]
    start = pd.Timestamp(scenario.clock.start)
    now = pd.Timestamp(scenario.clock.moment(tick))
    at = orders["ordered_at"]
    inside = at[(at >= start) & (at < now)].dt.tz_convert(scenario.zone)
    first = pd.Timestamp(start.date())
    day = (inside.dt.tz_localize(None).dt.normalize() - first).dt.days
    counted = np.bincount(day.to_numpy(np.int64), minlength=n_days)[:n_days]
    return by_day.astype(np.float64), counted.astype(np.float64)


def _posteriors(
    scenario: Scenario, seen: list[tuple[Floats, Floats]]
) -> list[Posterior | None]:
    groups: dict[str, list[int]] = {}
    for i, demand in enumerate(scenario.demand):
        if demand.level is not None and demand.level.cv > 0 and demand.replay is None:
            group = demand.level.group
            key = f"group:{group}" if group is not None else demand.stream
            groups.setdefault(key, []).append(i)
    found: list[Posterior | None] = [None] * len(scenario.demand)
    for members in groups.values():
        together = [_evidence(scenario.demand[i], *seen[i]) for i in members]
        for i, posterior in zip(members, posteriors(together), strict=True):
            found[i] = posterior
    return found


def _evidence(demand: Demand, expected: Floats, orders: Floats) -> Seen:
    assert demand.level is not None
    cv = 0.0 if demand.day is None else demand.day.cv
    return Seen(level=demand.level, day_cv=cv, expected=expected, orders=orders)


def _calls(plan: RestPlan, result: Result) -> tuple[CallAdvice, ...]:
    scenario, advice = plan.scenario, []
    backlog = result.tables.backlog
    for team in scenario.teams:
        rule = team.on_call
        if rule is None:
            continue
        rows = backlog[(backlog["step"] == rule.watch) & (backlog["p50"] > rule.above)]
        waiting = plan.opening.get(rule.watch, 0)
        fires = waiting > rule.above
        start = scenario.clock.start
        comes = start + pd.Timedelta(hours=rule.lead_hours).to_pytimedelta()
        advice.append(
            CallAdvice(
                team=team.name,
                watch=rule.watch,
                waiting=waiting,
                above=rule.above,
                fires_now=fires,
                expected_at=None
                if rows.empty
                else pd.Timestamp(rows["at"].iloc[0]).to_pydatetime(),
                arrive_at=comes if fires else None,
            )
        )
    return tuple(advice)
