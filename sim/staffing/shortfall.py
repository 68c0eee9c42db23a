"""Shortfall: where a plan is short of hands, what stands in the way, and the repair."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.scenario.menu import Menu
from sim.staffing.offer import Heads, Offer
from sim.staffing.relaxation import Relaxation
from sim.staffing.rows import Rows
from sim.units import TICKS_PER_HOUR

__all__ = ["Raise", "Reason", "Unmet", "repair_menu", "repairs_of", "unmet_of"]

Floats = NDArray[np.float64]
Reason = Literal["no_shift", "limit", "notice", "ratio", "budget", "open"]
"""What keeps more people away: no shift of the menu has hours there, all that have are
at their limit, were not ordered in time, lack leaders, cost too much; ``open``: nothing
does, the search just found it cheaper elsewhere or had no time."""

_MOST_SHOWN = 8
_TIMES, _MORE = 3, 10
"""How far a repair may raise the limits of the menu."""


@dataclass(frozen=True, slots=True)
class Unmet:
    """A stretch of time in which the planned people cannot do the work."""

    steps: tuple[str, ...]
    """Steps whose work it is."""
    start: int
    """First tick."""
    end: int
    """Tick by which the work must be finished."""
    short_hours: float
    """Hours of work at the speed 1 that nobody can do in time."""
    heads_short: int
    """People of the fastest shift that are missing for all of the stretch."""
    reason: Reason


@dataclass(frozen=True, slots=True)
class Raise:
    """A limit of the menu that must be raised."""

    choice: int
    """Number of the shift."""
    limit: int
    """Heads at most, today."""
    needed: int
    """Heads that the cheapest repair buys."""


def unmet_of(
    offer: Offer, relaxation: Relaxation, likely: Rows, heads: Heads
) -> tuple[Unmet, ...]:
    """Return the stretches in which a plan is short, the worst of each step first.

    Parameters
    ----------
    offer
        What can be bought.
    relaxation, likely
        The sampled sales and what they ask for, in as many sales as the promise says.
    heads
        The plan.
    """
    missing = -likely.slack(np.array(heads, np.float64))
    share = missing / np.maximum(likely.need, 1.0)
    found: dict[tuple[int, int], Unmet] = {}
    for row in np.argsort(-share, kind="stable"):
        if missing[row] <= TICKS_PER_HOUR / 60:
            break
        number, end = int(likely.steps[row]), int(likely.end[row])
        if (number, end) in found or len(found) >= _MOST_SHOWN:
            continue
        one = likely.coefficients[row].max(initial=0.0)
        found[number, end] = Unmet(
            steps=tuple(
                relaxation.reading.program.steps[step].name
                for step in relaxation.reading.sets[number]
            ),
            start=int(likely.start[row]),
            end=end,
            short_hours=float(missing[row] / TICKS_PER_HOUR),
            heads_short=int(np.ceil(missing[row] / one)) if one > 0 else 0,
            reason=_reason(offer, likely.coefficients[row], heads),
        )
    return tuple(found.values())


def repair_menu(offer: Offer) -> Menu:
    """Return the menu with its limits raised far and without a budget."""
    shifts = tuple(
        shift.replace(max_heads=min(_TIMES * shift.max_heads + _MORE, 1000))
        for shift in offer.menu.shifts
    )
    return offer.menu.replace(shifts=shifts, budget_yen=None)


def repairs_of(offer: Offer, heads: Heads) -> tuple[Raise, ...]:
    """Return the limits of an offer that a plan of the raised menu goes beyond."""
    return tuple(
        Raise(choice.number, choice.levels[-1], n)
        for choice, n in zip(offer.choices, heads, strict=True)
        if n > choice.levels[-1]
    )


def _reason(offer: Offer, hours: Floats, heads: Heads) -> Reason:
    able = [choice for choice in offer.choices if hours[choice.number] > 0]
    if not able:
        return "no_shift"
    if all(choice.is_too_late for choice in able):
        return "notice"
    free = [c for c in able if heads[c.number] < c.levels[-1]]
    if not free:
        return "limit"
    for choice in free:
        more = _next_level(offer, heads, choice.number)
        if offer.obeys(more):
            return "open"
    more = _next_level(offer, heads, free[0].number)
    budget = offer.menu.budget_yen
    is_dear = budget is not None and offer.bought_yen(more) > budget
    return "budget" if is_dear else "ratio"


def _next_level(offer: Offer, heads: Heads, choice: int) -> Heads:
    levels = offer.choices[choice].levels
    level = next(n for n in levels if n > heads[choice])
    return (*heads[:choice], level, *heads[choice + 1 :])
