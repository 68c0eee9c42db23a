"""Prices on paper: what one person of a shift costs, premiums included."""

from collections.abc import Iterator
from datetime import date, timedelta

from sim.errors import Problem, ScenarioError
from sim.scenario.calendars import is_on
from sim.scenario.duties import local_tick, shift_segments
from sim.scenario.menu import Menu, MenuShift
from sim.scenario.model import Scenario
from sim.scenario.teams import Cost, Shift
from sim.units import TICKS_PER_HOUR

__all__ = ["as_shift", "head_price_yen", "menu_of", "shift_wage_yen", "worked_days"]

NIGHT_BEGINS, NIGHT_ENDS = 22 * 60, 29 * 60
"""Minutes from 00:00 of the day on which the night premium begins."""


def menu_of(scenario: Scenario) -> Menu:
    """Return the menu of a scenario.

    Raises
    ------
    ScenarioError
        The scenario has none.
    """
    if scenario.menu is None:
        raise ScenarioError(Problem("menu", "menu_missing"))
    return scenario.menu


def as_shift(offered: MenuShift, heads: int) -> Shift:
    """Return the shift of a team that ``heads`` people of a menu shift work."""
    return Shift(
        label=offered.label,
        days=offered.days,
        calendar=offered.calendar,
        from_=offered.from_,
        to=offered.to,
        breaks=offered.breaks,
        heads=heads,
    )


def head_price_yen(scenario: Scenario, offered: MenuShift) -> float:
    """Return the price of one person for all days of a menu shift in the horizon."""
    if offered.yen_per_shift is not None:
        return offered.yen_per_shift * len(worked_days(scenario, offered))
    shift = as_shift(offered, 1)
    if offered.yen_per_hour is not None:
        hourly = Cost(yen_per_hour=offered.yen_per_hour)
        return shift_wage_yen(scenario, shift, hourly)
    team = next(team for team in scenario.teams if team.name == offered.team)
    return 0.0 if team.cost is None else shift_wage_yen(scenario, shift, team.cost)


def worked_days(scenario: Scenario, offered: MenuShift) -> tuple[date, ...]:
    """Return the days of the horizon on which a menu shift is worked."""
    first = scenario.aware(scenario.horizon.start).date()
    segments = shift_segments(scenario, as_shift(offered, 1))
    days = dict.fromkeys(segment[0] for segment in segments)
    return tuple(first + timedelta(days=day) for day in days)


def shift_wage_yen(scenario: Scenario, shift: Shift, cost: Cost) -> float:
    """Return what the planned hours of one person of a shift cost.

    Night and holiday premiums are in it; overtime and absence are known only after a
    run.
    """
    premiums = [
        *((cost.night, span) for span in _nights(scenario)),
        *((cost.holiday, span) for span in _holidays(scenario, cost.holiday_days)),
    ]
    ticks = 0.0
    for _, start, end, _ in shift_segments(scenario, shift):
        ticks += end - start
        for factor, (low, high) in premiums:
            ticks += (factor - 1) * max(min(end, high) - max(start, low), 0)
    return cost.yen_per_hour * ticks / TICKS_PER_HOUR


def _nights(scenario: Scenario) -> Iterator[tuple[int, int]]:
    for day in _days(scenario):
        yield (
            local_tick(scenario.clock, day, NIGHT_BEGINS),
            local_tick(scenario.clock, day, NIGHT_ENDS),
        )


def _holidays(
    scenario: Scenario, patterns: tuple[str, ...]
) -> Iterator[tuple[int, int]]:
    for day in _days(scenario):
        if is_on(patterns, day, scenario.calendar.holidays):
            yield (
                scenario.clock.midnight(day),
                scenario.clock.midnight(day + timedelta(days=1)),
            )


def _days(scenario: Scenario) -> Iterator[date]:
    first = scenario.aware(scenario.horizon.start).date() - timedelta(days=1)
    last = scenario.aware(scenario.horizon.end).date()
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
