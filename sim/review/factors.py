"""The five things in which a sale can differ from its plan, each as an edit of it.

``level``   how many orders came in all
``shape``   when they came, whatever their number
``speed``   minutes of a case at the steps before and after the mall's own processing
``staff``   who was there, by the roster
``errors``  part of the tasks that was wrong

With all of them the plan is the sale as it was, but for chance.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np

from sim.forecast.roster import Roster
from sim.review.actuals import Actuals, Float64, orders_by_hour, stage_steps
from sim.review.worked import worked_shifts
from sim.scenario.demand import Demand
from sim.scenario.distributions import scaled
from sim.scenario.flow import ORDER_FLOW, WorkStep
from sim.scenario.model import Scenario
from sim.scenario.rates import rate_table
from sim.scenario.teams import Team
from sim.units import TICKS_PER_HOUR

__all__ = ["FACTORS", "FactorName", "Reality", "reality_of", "with_factors"]

FactorName = Literal["level", "shape", "speed", "staff", "errors"]
FACTORS: Final[tuple[FactorName, ...]] = get_args(FactorName)

Edit = Callable[[Scenario], Scenario]


@dataclass(frozen=True, slots=True)
class Reality:
    """What is known of the five, in numbers."""

    expected: tuple[Float64, ...]
    """Orders that the plan expected of each demand in each hour, at level 1."""
    came: tuple[Float64, ...]
    """Orders that came."""
    speed: tuple[float, float] | None
    """Factor on the minutes before and after the processing; None: not known."""
    roster: Roster | None
    """Who was there; None: not known."""
    error_shares: Mapping[str, float]
    """Part of wrong tasks by step; empty: not known."""

    @property
    def level(self) -> float:
        """Orders that came, as a multiple of those expected."""
        expected = sum(float(each.sum()) for each in self.expected)
        return sum(float(each.sum()) for each in self.came) / max(expected, 1e-9)

    @property
    def known(self) -> tuple[FactorName, ...]:
        """The factors that the files tell of."""
        told = {
            "level": True,
            "shape": True,
            "speed": self.speed is not None,
            "staff": self.roster is not None,
            "errors": bool(self.error_shares),
        }
        return tuple(name for name in FACTORS if told[name])


def reality_of(
    plan: Scenario, actuals: Actuals, speed: tuple[float, float] | None = None
) -> Reality:
    """Return what is known of a sale beside its plan."""
    return Reality(
        expected=tuple(_expected(plan, demand) for demand in plan.demand),
        came=orders_by_hour(plan, actuals),
        speed=speed,
        roster=actuals.roster,
        error_shares=actuals.error_shares,
    )


def with_factors(
    plan: Scenario, reality: Reality, chosen: frozenset[FactorName]
) -> Scenario:
    """Return the plan with the chosen factors as they really were.

    The others stay as planned. Orders come at known rates in every one of these plans:
    how wrong the forecast might have been is no part of a review.
    """
    edits: Mapping[FactorName, Edit] = {
        "speed": lambda scenario: _at_speed(scenario, reality.speed or (1.0, 1.0)),
        "staff": lambda scenario: _staffed(scenario, reality.roster),
        "errors": lambda scenario: _with_errors(scenario, reality.error_shares),
    }
    changed = _with_orders(plan, reality, chosen)
    for name, edit in edits.items():
        if name in chosen:
            changed = edit(changed)
    return changed


def _expected(plan: Scenario, demand: Demand) -> Float64:
    """Return the expected orders of each hour from the start of the horizon."""
    n_hours = -(-plan.end_tick // TICKS_PER_HOUR)
    if demand.replay is not None:
        return np.zeros(n_hours)
    rates = rate_table(plan, demand)
    edges = np.arange(n_hours + 1, dtype=np.int64) * TICKS_PER_HOUR
    before = np.concatenate([[0.0], np.cumsum(rates.expected)])
    return np.diff(np.interp(edges, rates.edges, before))


def _with_orders(
    plan: Scenario, reality: Reality, chosen: frozenset[FactorName]
) -> Scenario:
    """Return the plan with hourly rates of the planned or real number and shape."""
    demands = []
    for demand, expected, came in zip(
        plan.demand, reality.expected, reality.came, strict=True
    ):
        total = came if "level" in chosen else expected
        shape = came if "shape" in chosen else expected
        weight = float(total.sum()) / max(float(shape.sum()), 1e-9)
        rates = tuple((shape * weight).tolist())
        demands.append(
            Demand.model_validate(
                {
                    "shop": demand.shop,
                    "channel": demand.channel,
                    "orders_per_hour": rates,
                    "mix": demand.mix,
                    "opening_backlog": demand.opening_backlog,
                }
            )
        )
    return plan.replace(demand=tuple(demands))


def _at_speed(plan: Scenario, factors: tuple[float, float]) -> Scenario:
    """Return the plan with other minutes at the steps of the two stretches."""
    stretches = stage_steps(plan)
    steps = []
    for step in plan.flow[ORDER_FLOW]:
        for names, factor in zip(stretches, factors, strict=True):
            if isinstance(step, WorkStep) and step.step in names and factor != 1:
                step = step.replace(
                    minutes=scaled(step.minutes, factor),
                    minutes_by_class={
                        name: scaled(law, factor)
                        for name, law in step.minutes_by_class.items()
                    },
                )
        steps.append(step)
    return plan.replace(flow={**plan.flow, ORDER_FLOW: tuple(steps)})


def _staffed(plan: Scenario, roster: Roster | None) -> Scenario:
    """Return the plan with the people of the roster in place of its shifts.

    A team that the roster does not name keeps its shifts: nobody wrote it down.
    """
    if roster is None:
        return plan
    named = {stint.team for stint in roster.stints}
    return plan.replace(
        teams=tuple(
            _as_it_was(team, roster) if team.name in named else team
            for team in plan.teams
        )
    )


def _as_it_was(team: Team, roster: Roster) -> Team:
    shifts = worked_shifts(roster.of_team(team.name))
    return team.replace(shifts=shifts, absence=0.0, on_call=None)


def _with_errors(plan: Scenario, shares: Mapping[str, float]) -> Scenario:
    """Return the plan with the measured error share of each step, for every team."""
    return plan.replace(
        teams=tuple(
            team.replace(error_share=team.error_share | _of_team(team, shares))
            for team in plan.teams
        )
    )


def _of_team(team: Team, shares: Mapping[str, float]) -> dict[str, float]:
    return {step: share for step, share in shares.items() if step in team.serves}
