"""Amounts of a quote in every replication: both sides, and doing it in-house.

All are yen before tax unless their name says otherwise, so that bills, wages and losses
can be compared and added.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

import numpy as np
import pandas as pd

from sim.errors import Problem, RateCardError
from sim.quotes.billing import Bill
from sim.quotes.hours import wages
from sim.quotes.in_house import InHouse
from sim.quotes.numbers import exact_product, quotient
from sim.quotes.prices import CostBasis, HourRate
from sim.quotes.quantities import Quantities
from sim.quotes.rate_card import RateCard, rate_of
from sim.quotes.sales import SimulatedSales
from sim.scenario.model import Scenario

__all__ = ["AGENCY_AMOUNTS", "AMOUNTS", "amounts_of", "check_fit", "inquiries_of"]

AMOUNTS: Final = (
    "price",
    "price_with_tax",
    "price_per_order",
    "agency_cost",
    "agency_margin",
    "checking",
    "other_wages",
    "losses",
    "shop_total",
    "in_house_work",
    "in_house_total",
    "saving",
)
"""Amounts, in the order in which they are shown.

``price`` what the shop pays the agency; ``checking`` its own minutes on the agency's
work; ``other_wages`` people of other employers; ``losses`` what goes wrong with orders;
``shop_total`` the sum of these four; ``in_house_work`` the agency's work done by the
shop's own people; ``in_house_total`` the same with other wages and losses; ``saving``
what the agency saves the shop: in-house less shop total.
"""

AGENCY_AMOUNTS: Final = ("agency_cost", "agency_margin")
"""Amounts that need the agency's own costs."""


def amounts_of(
    sales: SimulatedSales, card: RateCard, in_house: InHouse, bills: tuple[Bill, ...]
) -> pd.DataFrame:
    """Return the amounts: one row a replication, a column each of :data:`AMOUNTS`.

    Where the agency does not disclose its costs, theirs are NaN.

    Raises
    ------
    RateCardError
        A team that is to be paid has no wage.
    """
    check_fit(sales.scenario, card, in_house)
    counted = sales.quantities
    price = _column(bill.before_tax_yen for bill in bills)
    orders = np.array([each.arrived for each in counted], np.float64)
    basis = card.cost_basis
    cost = np.full(len(price), np.nan)
    if basis is not None:
        cost = _column(_agency_cost(card, basis, each) for each in counted)
    checking = _column(_checking(card, in_house, each) for each in counted)
    work = _column(_in_house(card, in_house, each) for each in counted)
    others = [name for name in sales.wages.columns if name != card.employer]
    other_wages = sales.wages[others].sum(axis=1).to_numpy(np.float64)
    losses = sales.losses.sum(axis=1).to_numpy(np.float64)
    total = price + checking + other_wages + losses
    alone = work + other_wages + losses
    columns = {
        "price": price,
        "price_with_tax": _column(bill.total_yen for bill in bills),
        "price_per_order": price / np.where(orders > 0, orders, np.nan),
        "agency_cost": cost,
        "agency_margin": price - cost,
        "checking": checking,
        "other_wages": other_wages,
        "losses": losses,
        "shop_total": total,
        "in_house_work": work,
        "in_house_total": alone,
        "saving": alone - total,
    }
    return pd.DataFrame(columns, index=sales.replications.index)[list(AMOUNTS)]


def inquiries_of(card: RateCard, counted: Quantities) -> int:
    """Return the inquiries that were answered: of the card's flows, else of all."""
    if card.per_inquiry is None:
        return sum(counted.answered.values())
    return sum(counted.answered.get(flow, 0) for flow in card.per_inquiry.flows)


def _column(amounts: Iterable[Decimal]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return exact amounts as numbers that statistics can be taken of."""
    return np.array([float(amount) for amount in amounts])


def check_fit(scenario: Scenario, card: RateCard, in_house: InHouse) -> None:
    """Refuse a card that is for nobody in the plan, and to leave a wage out of a sum.

    Raises
    ------
    RateCardError
        No team of the plan belongs to the card's employer, or one of them has no wage
        in the costs of the agency or of the shop.
    """
    teams = [team.name for team in scenario.teams if team.employer == card.employer]
    if not teams:
        known = sorted({team.employer for team in scenario.teams})
        values = {"known": ", ".join(known)}
        raise RateCardError(
            Problem("employer", "unknown_employer", card.employer, values)
        )
    lists: dict[str, tuple[HourRate, ...]] = {"teams": in_house.teams}
    if card.cost_basis is not None:
        lists["cost_basis.teams"] = card.cost_basis.teams
    problems = [
        Problem(place, "team_without_wage", team)
        for place, rates in lists.items()
        for team in teams
        if rate_of(rates, team) is None
    ]
    if problems:
        raise RateCardError(problems)


def _wages(
    card: RateCard,
    rates: tuple[HourRate, ...],
    holidays: str | None,
    counted: Quantities,
) -> Decimal:
    """Return what the hours of the agency's teams cost at some rates."""
    days = list(counted.of_employer(card.employer))
    by_team = {row.team: rate for row in days if (rate := rate_of(rates, row.team))}
    return wages(days, by_team, holidays)


def _agency_cost(card: RateCard, basis: CostBasis, counted: Quantities) -> Decimal:
    standby = sum(row.standby_heads for row in counted.of_employer(card.employer))
    return (
        _wages(card, basis.teams, card.holidays, counted)
        + basis.yen_per_order * counted.arrived
        + basis.yen_per_inquiry * inquiries_of(card, counted)
        + basis.standby_yen_per_head_day * standby
        + basis.fixed_yen
    )


def _in_house(card: RateCard, in_house: InHouse, counted: Quantities) -> Decimal:
    return (
        _wages(card, in_house.teams, in_house.holidays, counted)
        + in_house.yen_per_order * counted.arrived
        + in_house.yen_per_inquiry * inquiries_of(card, counted)
        + in_house.fixed_yen
    )


def _checking(card: RateCard, in_house: InHouse, counted: Quantities) -> Decimal:
    """Return what the shop's own minutes on the agency's work cost."""
    minutes = card.checking or in_house.checking
    spent = (
        minutes.minutes_per_order * counted.arrived
        + minutes.minutes_per_inquiry * inquiries_of(card, counted)
    )
    return quotient(exact_product(spent, in_house.check_yen_per_hour), 60)
