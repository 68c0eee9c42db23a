"""What may go wrong, each as an edit of the scenario.

A stress applies only where the scenario has what fails; otherwise it says why not.
Edits keep the random numbers of everything that they do not touch.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, Literal, get_args

from sim.experiments.import_outage import import_outage
from sim.experiments.people import largest_dependence, without_person
from sim.scenario.demand import Demand, Event
from sim.scenario.flow import ORDER_FLOW, GateStep
from sim.scenario.model import Scenario
from sim.scenario.teams import Team

__all__ = ["STRESSES", "Stress", "StressName", "stress_set"]

StressName = Literal[
    "level",
    "start_dash",
    "key_person",
    "temps_slow",
    "import_down",
    "carrier",
    "stock_sync",
]
STRESSES: Final[tuple[StressName, ...]] = get_args(StressName)
"""All stresses, in the order in which they are shown."""

LEVEL_FACTOR: Final = 1.5
DASH_FACTOR: Final = 2.0
DASH_HOURS: Final = 2
TEMPS_FACTOR: Final = 0.5
_WHOLE_HORIZON: Final = 525_600.0
"""Minutes of a year, longer than any horizon: stock is then never told."""


@dataclass(frozen=True, slots=True, eq=False)
class Stress:
    """One thing that goes wrong."""

    name: StressName
    """Which one; the catalogue ``compare.toml`` has words for it."""
    base: Scenario
    """Plan that it is compared with."""
    scenario: Scenario | None = None
    """The same plan when it goes wrong; None when the stress does not apply."""
    reason: str | None = None
    """Why it does not apply: entry ``stress_no_<reason>`` of the catalogue."""
    about: Mapping[str, object] = field(default_factory=dict)
    """What the words name: teams, steps, moments (aware), factors."""


def stress_set(scenario: Scenario, *, absent: str | None = None) -> tuple[Stress, ...]:
    """Return every stress of a scenario, those that do not apply with the reason.

    Parameters
    ----------
    absent
        Team in which one person is away; None means the person on whom a step depends
        most.

    Raises
    ------
    ValueError
        There is no such team, or nobody works in it.
    """
    edits: Mapping[StressName, Callable[[Scenario], Stress]] = {
        "level": _level,
        "start_dash": _start_dash,
        "key_person": lambda plan: _key_person(plan, absent),
        "temps_slow": _temps_slow,
        "import_down": _import_down,
        "carrier": _carrier,
        "stock_sync": _stock_sync,
    }
    return tuple(edits[name](scenario) for name in STRESSES)


def _level(scenario: Scenario) -> Stress:
    """More orders at all times; replayed orders stay as they were."""
    demands = tuple(
        demand.replace(scale=demand.scale * LEVEL_FACTOR)
        if _has_rate(demand)
        else demand
        for demand in scenario.demand
    )
    if demands == scenario.demand:
        return Stress("level", scenario, reason="rate")
    changed = scenario.replace(demand=demands)
    return Stress("level", scenario, changed, about={"factor": LEVEL_FACTOR})


def _start_dash(scenario: Scenario) -> Stress:
    """Twice the orders in the first hours of each sale."""
    demands, begun = [], []
    for demand in scenario.demand:
        dash = _dash(demand)
        if dash is not None:
            begun.append(scenario.aware(dash.from_))
            demand = demand.replace(events=(*demand.events, dash))
        demands.append(demand)
    if not begun:
        return Stress("start_dash", scenario, reason="sale")
    changed = scenario.replace(demand=tuple(demands))
    about = {"factor": DASH_FACTOR, "at": min(begun)}
    return Stress("start_dash", scenario, changed, about=about)


def _dash(demand: Demand) -> Event | None:
    """Return the event that doubles the start of the sale; None without a sale.

    The sale is the event that brings most orders. Its dash is the shortest event that
    begins with it, or its first two hours.
    """
    if not demand.events or not _has_rate(demand):
        return None
    sale = max(
        demand.events,
        key=lambda event: (event.multiplier - 1) * (event.to - event.from_),
    )
    if sale.multiplier <= 1:
        return None
    start = sale.from_
    ends = [event.to for event in demand.events if event.from_ == start]
    end = (
        min(*ends, start + timedelta(hours=DASH_HOURS)) if len(ends) == 1 else min(ends)
    )
    return Event(label="start dash", from_=start, to=end, multiplier=DASH_FACTOR)


def _key_person(scenario: Scenario, team: str | None) -> Stress:
    """One person is away all the time: the one on whom a step depends most."""
    found = largest_dependence(scenario, team=team)
    if found is None:
        if team is not None:
            msg = f"absent: must be a team in which someone works, got {team!r}"
            raise ValueError(msg)
        return Stress("key_person", scenario, reason="people")
    about = {
        "team": found.person.team_label,
        "shift": found.person.shift_label,
        "step": found.step_label,
        "share": found.share,
    }
    changed = without_person(scenario, found.person)
    return Stress("key_person", scenario, changed, about=about)


def _temps_slow(scenario: Scenario) -> Stress:
    """People who work only for the sale do half of what was thought."""
    temps = [team for team in scenario.teams if _is_temporary(team)]
    if not temps:
        return Stress("temps_slow", scenario, reason="temps")
    changed = scenario.replace(
        teams=tuple(
            team.replace(speed=team.speed * TEMPS_FACTOR) if team in temps else team
            for team in scenario.teams
        )
    )
    about = {"teams": tuple(team.label or team.name for team in temps)}
    return Stress("temps_slow", scenario, changed, about=about)


def _is_temporary(team: Team) -> bool:
    """Return whether a team only comes for given dates, is new to the work, or on call.

    A team with a learning curve is new to the work.
    """
    if team.ramp is not None:
        return True
    if not team.shifts:
        return team.on_call is not None
    return all(day[:1].isdigit() for shift in team.shifts for day in shift.days)


def _import_down(scenario: Scenario) -> Stress:
    """Orders do not reach the order system for three hours, at the worst moment."""
    outage = import_outage(scenario)
    if outage is None:
        return Stress("import_down", scenario, reason="import")
    about = {
        "at": outage.start,
        "hours": outage.hours,
        "is_added": outage.is_added,
    }
    return Stress("import_down", outage.base, outage.scenario, about=about)


def _carrier(scenario: Scenario) -> Stress:
    """Half of each pickup's room."""
    steps = scenario.flow[ORDER_FLOW]
    limited = [
        step
        for step in steps
        if isinstance(step, GateStep) and step.capacity is not None
    ]
    if not limited:
        return Stress("carrier", scenario, reason="capacity")
    halved = tuple(
        step.replace(capacity=(step.capacity or 0) // 2) if step in limited else step
        for step in steps
    )
    changed = scenario.replace(flow={**scenario.flow, ORDER_FLOW: halved})
    about = {"steps": tuple(step.label or step.step for step in limited)}
    return Stress("carrier", scenario, changed, about=about)


def _stock_sync(scenario: Scenario) -> Stress:
    """Channels never learn what the others sold."""
    shared = [item for item in scenario.stock if len(item.share) > 1]
    if not shared:
        return Stress("stock_sync", scenario, reason="stock")
    changed = scenario.replace(
        stock=tuple(
            item.replace(sync_minutes=_WHOLE_HORIZON) if item in shared else item
            for item in scenario.stock
        )
    )
    return Stress("stock_sync", scenario, changed, about={"items": len(shared)})


def _has_rate(demand: Demand) -> bool:
    return demand.orders_per_day is not None or demand.orders_per_hour is not None
