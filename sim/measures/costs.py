"""Wages by employer, and what goes wrong with orders, in yen.

Paid time is duty and overtime; premiums add (see :class:`sim.scenario.teams.Cost`):

- ``regular``: duty at the base rate,
- ``overtime``: overtime at the base rate × the overtime factor,
- ``night``, ``holiday``: what the premium adds to the paid time within its hours.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.engines.rules import Outcome
from sim.measures.frame import Frame
from sim.measures.observation import Observation
from sim.measures.schema import kpi_names
from sim.measures.spans import Spans
from sim.scenario.teams import Cost
from sim.units import TICKS_PER_HOUR

__all__ = ["LOSSES", "SHOP", "WAGES", "keys", "values"]

SHOP = "shop"
"""Employer under which the yen that go wrong with orders are listed."""

WAGES = 5
"""KPIs of each employer; the last is their sum."""
LOSSES = 4
"""KPIs of what goes wrong with orders."""

Float64 = NDArray[np.float64]


def keys(frame: Frame) -> pd.DataFrame:
    """Return the rows: employer, KPI; what goes wrong with orders is last."""
    names = kpi_names("costs")
    wages, losses = names[:WAGES], names[WAGES:]
    employers = _employers(frame)
    rows = [(employer, kpi) for employer in employers for kpi in wages]
    rows += [(SHOP, kpi) for kpi in losses]
    return pd.DataFrame(rows, columns=["employer", "kpi"])


def values(seen: Observation) -> Float64:
    """Return the values, in the order of the rows."""
    return np.concatenate((_wages(seen).ravel(), _losses(seen)))


def _lost_margin(seen: Observation) -> float:
    """Return the margin of the orders that were cancelled or oversold."""
    lost = seen.is_cancelled | (seen.outcome == Outcome.OVERSOLD)
    share = seen.frame.program.scenario.costs.margin_share
    return share * float(_order_values(seen)[lost].sum())


def _employers(frame: Frame) -> tuple[str, ...]:
    teams = frame.program.scenario.teams
    return tuple(dict.fromkeys(team.employer for team in teams))


def _wages(seen: Observation) -> Float64:
    """Return the wages, shape (n_employers, 5)."""
    employers = _employers(seen.frame)
    yen = np.zeros((len(employers), WAGES))
    duty_team, overtime_team = (
        seen.team_of(spans) for spans in (seen.duty, seen.overtime)
    )
    for number, team in enumerate(seen.frame.program.scenario.teams):
        if team.cost is not None:
            duty = seen.duty.at(duty_team == number)
            overtime = seen.overtime.at(overtime_team == number)
            parts = _team_wages(seen.frame, team.cost, duty, overtime)
            yen[employers.index(team.employer), : WAGES - 1] += parts
    yen[:, -1] = yen[:, :-1].sum(axis=1)
    return yen


def _team_wages(
    frame: Frame, cost: Cost, duty: Spans, overtime: Spans
) -> tuple[float, float, float, float]:
    """Return (regular, overtime, night, holiday) in yen."""
    night, holiday = (
        sum(
            int(hours.ticks_within(spans.start, spans.end).sum())
            for spans in (duty, overtime)
        )
        for hours in (frame.nights, frame.premium_days(cost.holiday_days))
    )
    rate = cost.yen_per_hour / TICKS_PER_HOUR
    return (
        rate * duty.ticks,
        rate * cost.overtime * overtime.ticks,
        rate * (cost.night - 1.0) * night,
        rate * (cost.holiday - 1.0) * holiday,
    )


def _losses(seen: Observation) -> Float64:
    """Return (lost margin, compensation, crossed, misshipped) in yen."""
    costs, cases = seen.frame.program.scenario.costs, seen.trajectory.cases
    late = seen.outcome == Outcome.SHIPPED_LATE
    return np.array(
        [
            _lost_margin(seen),
            costs.compensation_share * _order_values(seen)[late].sum(),
            costs.crossed_yen * np.count_nonzero(cases.crossed[: seen.n_orders]),
            costs.misship_yen * np.count_nonzero(cases.misshipped[: seen.n_orders]),
        ]
    )


def _order_values(seen: Observation) -> Float64:
    return seen.trajectory.cases.value_yen[: seen.n_orders]
