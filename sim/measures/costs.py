"""Wages by employer, and what goes wrong with orders, in yen.

Paid time is duty and overtime; premiums add (see :class:`sim.scenario.teams.Cost`):

- ``regular``: duty at the base rate,
- ``overtime``: overtime at the base rate × the overtime factor,
- ``night``, ``holiday``: what the premium adds to the paid time within its hours.

The value of each order counts to a 1/1024 of a yen, so that sums of yen do not depend
on the order in which they are taken.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.engines.rules import Outcome
from sim.engines.tally import (
    DUTY,
    OVERTIME,
    YEN_STEPS,
    Tally,
    in_yen_steps,
)
from sim.measures.frame import Frame
from sim.measures.observation import N_OUTCOMES, Observation
from sim.measures.schema import kpi_names
from sim.scenario.teams import Cost
from sim.units import TICKS_PER_HOUR

__all__ = ["LOSSES", "SHOP", "WAGES", "count_paid", "count_yen", "keys", "values"]

SHOP = "shop"
"""Employer under which the yen that go wrong with orders are listed."""

WAGES = 5
"""KPIs of each employer; the last is their sum."""
LOSSES = 4
"""KPIs of what goes wrong with orders."""

Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]

_LOST = [Outcome.CANCELLED_BEFORE_DUE, Outcome.CANCELLED_AFTER_DUE, Outcome.OVERSOLD]


def keys(frame: Frame) -> pd.DataFrame:
    """Return the rows: employer, KPI; what goes wrong with orders is last."""
    names = kpi_names("costs")
    wages, losses = names[:WAGES], names[WAGES:]
    employers = _employers(frame)
    rows = [(employer, kpi) for employer in employers for kpi in wages]
    rows += [(SHOP, kpi) for kpi in losses]
    return pd.DataFrame(rows, columns=["employer", "kpi"])


def values(frame: Frame, found: Tally) -> Float64:
    """Return the values, in the order of the rows."""
    return np.concatenate((_wages(frame, found).ravel(), _losses(frame, found)))


def count_paid(seen: Observation) -> Int64:
    """Return ticks of duty and overtime, shape (2, n_teams, 3): all, night, holiday."""
    teams = seen.frame.program.scenario.teams
    paid = np.zeros((2, len(teams), 3), np.int64)
    for kind, spans in ((DUTY, seen.duty), (OVERTIME, seen.overtime)):
        team_of = seen.team_of(spans)
        for number, premium in enumerate(seen.frame.premiums):
            own = spans.at(team_of == number)
            paid[kind, number, 0] = own.ticks
            for place, hours in enumerate(premium):
                ticks = hours.ticks_within(own.start, own.end)
                paid[kind, number, 1 + place] = ticks.sum()
    return paid


def count_yen(seen: Observation) -> Float64:
    """Return the value of the orders by outcome, in steps of a 1/1024 of a yen."""
    steps = in_yen_steps(seen.trajectory.cases.value_yen[: seen.n_orders])
    summed = np.bincount(seen.outcome, weights=steps, minlength=N_OUTCOMES)
    return summed.astype(np.float64)  # of no orders it is whole numbers


def _employers(frame: Frame) -> tuple[str, ...]:
    teams = frame.program.scenario.teams
    return tuple(dict.fromkeys(team.employer for team in teams))


def _wages(frame: Frame, found: Tally) -> Float64:
    """Return the wages, shape (n_employers, 5)."""
    employers = _employers(frame)
    yen = np.zeros((len(employers), WAGES))
    for number, team in enumerate(frame.program.scenario.teams):
        if team.cost is not None:
            parts = _team_wages(team.cost, found.paid[:, number].tolist())
            yen[employers.index(team.employer), : WAGES - 1] += parts
    yen[:, -1] = yen[:, :-1].sum(axis=1)
    return yen


def _team_wages(cost: Cost, paid: list[list[int]]) -> tuple[float, float, float, float]:
    """Return (regular, overtime, night, holiday) in yen."""
    duty, overtime = paid[DUTY], paid[OVERTIME]
    rate = cost.yen_per_hour / TICKS_PER_HOUR
    return (
        rate * duty[0],
        rate * cost.overtime * overtime[0],
        rate * (cost.night - 1.0) * (duty[1] + overtime[1]),
        rate * (cost.holiday - 1.0) * (duty[2] + overtime[2]),
    )


def _losses(frame: Frame, found: Tally) -> Float64:
    """Return (lost margin, compensation, crossed, misshipped) in yen."""
    costs = frame.program.scenario.costs
    yen = found.yen / YEN_STEPS
    crossed, misshipped, _ = found.marks.tolist()
    return np.array(
        [
            costs.margin_share * yen[_LOST].sum(),
            costs.compensation_share * yen[Outcome.SHIPPED_LATE],
            costs.crossed_yen * crossed,
            costs.misship_yen * misshipped,
        ]
    )
