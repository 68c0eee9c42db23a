"""Offer: the menu of a scenario made ready for a search.

A plan is a tuple of heads, one number a menu shift, in the order of the menu.
The planned scenario has every menu shift as a shift of its team, also those with 0
heads: the people of a shift then keep their random absences whatever else is bought.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.scenario.duties import shift_segments
from sim.scenario.menu import Menu, MenuShift
from sim.scenario.menu_prices import (
    as_shift,
    head_price_yen,
    menu_of,
    shift_wage_yen,
    worked_days,
)
from sim.scenario.model import Scenario
from sim.scenario.target import Target
from sim.scenario.teams import Shift

__all__ = ["Choice", "Heads", "Offer", "Rule", "offer_of"]

Floats = NDArray[np.float64]
Heads = tuple[int, ...]
"""People bought for each shift of the menu."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One shift of the menu."""

    number: int
    """Place in the menu."""
    shift: MenuShift
    """The shift as the file has it."""
    team: int
    """Number of its team."""
    days: tuple[date, ...]
    """Days of the horizon on which it is worked."""
    head_yen: int
    """Price of one person for all these days, whole yen."""
    order_by: date | None
    """Last day on which it can be ordered; None when it is never worked."""
    is_too_late: bool
    """Its notice has passed, so nobody can be bought."""

    @property
    def levels(self) -> tuple[int, ...]:
        """Numbers of heads that may be bought, increasing from 0."""
        if self.is_too_late or not self.days:
            return (0,)
        return (0, *range(self.shift.min_heads, self.shift.max_heads + 1))


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """``coefficients · heads + constant >= 0`` in a stretch of time."""

    coefficients: Floats
    """By menu shift."""
    constant: float
    """What the people bring who are planned anyway."""
    ratio: int
    """Number of the ratio in the menu."""
    at: int
    """First tick of the stretch."""


@dataclass(frozen=True, eq=False)
class Offer:
    """A scenario with a menu, and everything about buying from it."""

    scenario: Scenario
    """The scenario, before anybody is bought."""
    choices: tuple[Choice, ...]
    """The shifts of the menu."""
    as_of: date | None
    """Day on which orders are placed; None means in time for everything."""

    @cached_property
    def menu(self) -> Menu:
        """The menu."""
        return menu_of(self.scenario)

    @cached_property
    def prices(self) -> Floats:
        """Price of one head of each choice, yen."""
        return np.array([choice.head_yen for choice in self.choices], np.float64)

    @cached_property
    def most(self) -> Heads:
        """Heads at most, by choice."""
        return tuple(choice.levels[-1] for choice in self.choices)

    @cached_property
    def base_yen(self) -> int:
        """Wages of the people who are planned anyway, whole yen."""
        total = 0.0
        for team in self.scenario.teams:
            if team.cost is not None:
                for shift in team.shifts:
                    wage = shift_wage_yen(self.scenario, shift, team.cost)
                    total += shift.heads * wage
        return round(total)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The ratios of the menu, in every stretch in which they can matter."""
        return tuple(_rules(self))

    @cached_property
    def n_plans(self) -> int:
        """Number of plans, rules not looked at."""
        return int(np.prod([len(choice.levels) for choice in self.choices]))

    def bought_yen(self, heads: Sequence[int]) -> int:
        """Return what the people bought cost."""
        prices = (choice.head_yen for choice in self.choices)
        return sum(n * price for n, price in zip(heads, prices, strict=True))

    def cost_yen(self, heads: Sequence[int]) -> int:
        """Return what a plan costs on paper: planned wages and the people bought."""
        return self.base_yen + self.bought_yen(heads)

    def obeys(self, heads: Sequence[int]) -> bool:
        """Return whether a plan keeps limits, ratios and budget."""
        levels = (choice.levels for choice in self.choices)
        if any(n not in known for n, known in zip(heads, levels, strict=True)):
            return False
        budget = self.menu.budget_yen
        if budget is not None and self.bought_yen(heads) > budget:
            return False
        bought = np.array(heads, np.float64)
        return all(
            rule.coefficients @ bought + rule.constant >= -1e-9 for rule in self.rules
        )

    def planned(self, heads: Sequence[int]) -> Scenario:
        """Return the scenario with the people bought in the shifts of their teams."""
        bought: dict[int, list[Shift]] = {}
        for choice, n in zip(self.choices, heads, strict=True):
            bought.setdefault(choice.team, []).append(as_shift(choice.shift, n))
        teams = tuple(
            team.replace(shifts=(*team.shifts, *bought[number]))
            if number in bought
            else team
            for number, team in enumerate(self.scenario.teams)
        )
        return self.scenario.replace(teams=teams)

    def retargeted(self, target: Target) -> "Offer":
        """Return the offer of the same scenario with another promise."""
        return offer_of(self.scenario.replace(target=target), as_of=self.as_of)

    def with_menu(self, menu: Menu) -> "Offer":
        """Return the offer of the same scenario with another menu."""
        return offer_of(self.scenario.replace(menu=menu), as_of=self.as_of)


def offer_of(scenario: Scenario, *, as_of: date | None = None) -> Offer:
    """Return what can be bought for a scenario.

    Parameters
    ----------
    scenario
        A checked scenario with a menu.
    as_of
        Day on which orders are placed; shifts whose notice has passed then are out.

    Raises
    ------
    ScenarioError
        The scenario has no menu.
    """
    teams = [team.name for team in scenario.teams]
    choices = []
    for number, shift in enumerate(menu_of(scenario).shifts):
        days = worked_days(scenario, shift)
        notice = timedelta(days=shift.notice_days)
        order_by = days[0] - notice if days else None
        choices.append(
            Choice(
                number=number,
                shift=shift,
                team=teams.index(shift.team),
                days=days,
                head_yen=round(head_price_yen(scenario, shift)),
                order_by=order_by,
                is_too_late=as_of is not None
                and order_by is not None
                and as_of > order_by,
            )
        )
    return Offer(scenario=scenario, choices=tuple(choices), as_of=as_of)


def _rules(offer: Offer) -> Iterator[Rule]:
    scenario = offer.scenario
    teams = [team.name for team in scenario.teams]
    for number, ratio in enumerate(offer.menu.ratios):
        weight = {
            teams.index(ratio.leaders): ratio.members_per_leader,
            teams.index(ratio.members): -1.0,
        }
        bought = [
            (choice.number, weight[choice.team], list(_in_house(scenario, shift)))
            for choice in offer.choices
            for shift in (as_shift(choice.shift, 1),)
            if choice.team in weight
        ]
        planned = [
            (shift.heads * weight[team], list(_in_house(scenario, shift)))
            for team in weight
            for shift in scenario.teams[team].shifts
        ]
        spans = [*(part[-1] for part in bought), *(part[-1] for part in planned)]
        changes = {tick for part in spans for span in part for tick in span}
        seen: set[bytes] = set()
        for tick in sorted(changes):
            rule = _rule_at(offer, number, tick, bought, planned)
            key = rule.coefficients.tobytes() + np.float64(rule.constant).tobytes()
            if np.any(rule.coefficients < 0) and key not in seen:
                seen.add(key)
                yield rule


def _rule_at(
    offer: Offer,
    ratio: int,
    tick: int,
    bought: list[tuple[int, float, list[tuple[int, int]]]],
    planned: list[tuple[float, list[tuple[int, int]]]],
) -> Rule:
    coefficients = np.zeros(len(offer.choices))
    for choice, weight, spans in bought:
        if any(start <= tick < end for start, end in spans):
            coefficients[choice] += weight
    constant = sum(
        weight
        for weight, spans in planned
        if any(start <= tick < end for start, end in spans)
    )
    return Rule(coefficients, float(constant), ratio, tick)


def _in_house(scenario: Scenario, shift: Shift) -> Iterator[tuple[int, int]]:
    """Yield (first tick, first tick after it) of each day, breaks included."""
    by_day: dict[int, list[int]] = {}
    for day, start, end, _ in shift_segments(scenario, shift):
        by_day.setdefault(day, []).extend((start, end))
    for ticks in by_day.values():
        yield min(ticks), max(ticks)
