"""People of a plan, one by one: who could be away, and what depends on whom.

The people of a shift are alike, so one of them stands for all.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.scenario.duties import shift_segments
from sim.scenario.flow import WorkStep, written_step
from sim.scenario.model import Scenario
from sim.scenario.teams import Team
from sim.scenario.workload import work_by_step

__all__ = ["Dependence", "Person", "largest_dependence", "people", "without_person"]


@dataclass(frozen=True, slots=True)
class Person:
    """One of the alike people of a shift, or of those on call."""

    team: int
    """Number of the team."""
    shift: int | None
    """Number of the shift in the team; None means on call."""
    team_label: str
    """What the screen calls the team."""
    shift_label: str
    """What the screen calls the shift; empty when it has no label, or on call."""
    heads: int
    """People like this one."""


@dataclass(frozen=True, slots=True)
class Dependence:
    """How much of a step's people one person is."""

    person: Person
    step: str
    """Step, as teams name it."""
    step_label: str
    """What the screen calls the step."""
    share: float
    """Part of the paid minutes of all who serve the step; 1 means nobody else can."""


def people(scenario: Scenario) -> Iterator[Person]:
    """Yield one person of every shift that has any, and of those on call."""
    for number, team in enumerate(scenario.teams):
        label = team.label or team.name
        for place, shift in enumerate(team.shifts):
            if shift.heads > 0:
                yield Person(number, place, label, shift.label or "", shift.heads)
        if team.on_call is not None and team.on_call.heads > 0:
            yield Person(number, None, label, "", team.on_call.heads)


def without_person(scenario: Scenario, person: Person) -> Scenario:
    """Return the plan in which the person is away all the time."""
    teams = list(scenario.teams)
    teams[person.team] = _one_head_less(teams[person.team], person.shift)
    return scenario.replace(teams=tuple(teams))


def largest_dependence(
    scenario: Scenario, *, team: str | None = None
) -> Dependence | None:
    """Return the largest part that one person has in the people of a step, on paper.

    Where several are equal, the step with most work counts.
    People on call are left out, because nobody knows whether they come.

    Parameters
    ----------
    team
        Name of a team to stay within; None means all.

    Returns
    -------
    Dependence
        None when nobody is on duty.
    """
    paid = {(each.team, each.shift): _paid(scenario, each) for each in people(scenario)}
    work = {each.written: float(each.minutes.sum()) for each in work_by_step(scenario)}
    found: list[tuple[float, float, Dependence]] = []
    for flow, step in scenario.steps():
        if not isinstance(step, WorkStep):
            continue
        written = written_step(flow, step.step)
        serving = [
            person
            for person in people(scenario)
            if written in scenario.teams[person.team].serves
        ]
        total = sum(paid[each.team, each.shift] * each.heads for each in serving)
        for person in serving:
            name = scenario.teams[person.team].name
            if person.shift is None or total == 0 or team not in (None, name):
                continue
            share = paid[person.team, person.shift] / total
            label = step.label or step.step
            dependence = Dependence(person, written, label, share)
            found.append((share, work.get(written, 0.0), dependence))
    return max(found, key=lambda each: each[:2])[2] if found else None


def _paid(scenario: Scenario, person: Person) -> int:
    """Return the paid ticks of a person; 0 for one on call."""
    if person.shift is None:
        return 0
    shift = scenario.teams[person.team].shifts[person.shift]
    return sum(end - start for _, start, end, _ in shift_segments(scenario, shift))


def _one_head_less(team: Team, shift: int | None) -> Team:
    if shift is None:
        assert team.on_call is not None
        fewer = team.on_call.replace(heads=team.on_call.heads - 1)
        return team.replace(on_call=fewer)
    shifts = list(team.shifts)
    shifts[shift] = shifts[shift].replace(heads=shifts[shift].heads - 1)
    return team.replace(shifts=tuple(shifts))
