"""Uncertain inputs: which numbers of a scenario may be wrong, and how far.

A range that the scenario states (``low`` and ``high`` of an ``[[origins]]`` row) is
taken as it is.
Every other input gets the default range of its kind, which is an assumption of hanboki:

=============  ==========================================================
orders         ± 30 % (also the multiplier of an event and open orders)
spread         cv of the level or of days × 0.5 and × 1.5
mix            share of a class ± 25 %, the other classes make room (the largest
               class is what the others leave)
minutes        mean of a work or a wait ± 25 %
rare minutes   rework, time until an error is found, delays ± 50 %
step share     part of cases that need a step ± 25 %, at most 1
customers      share of contacts or cancellations ± 50 %, at most 1
capacity       cases a pickup ± 20 %
stock          share that wants an item ± 30 %, minutes of sync ± 50 %
speed          ± 20 %
absence        from 0 to twice the value, at least 5 points above it
errors         from 0 to twice the value
learning       start ± 25 % (at most 1), hours ± 50 %
fatigue        slowdown from none to twice as strong
=============  ==========================================================

Heads, shifts, prices and the promise are decisions, and are left as they are; so are
costs, which change no shipment.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from pydantic import TypeAdapter

from sim.errors import Problem, ScenarioError
from sim.scenario.changing import value_at
from sim.scenario.demand import Demand
from sim.scenario.distributions import Constant, Distribution, mean_of, scaled
from sim.scenario.flow import GateStep, Step, WorkStep, written_step
from sim.scenario.model import Scenario
from sim.scenario.paths import format_loc, locate, parse_path
from sim.scenario.teams import Team

__all__ = ["InputKind", "UncertainInput", "uncertain_inputs"]

InputKind = Literal[
    "absence",
    "cancel_hours",
    "cancel_share",
    "capacity",
    "delay",
    "error_found",
    "errors",
    "event",
    "fatigue",
    "learning_hours",
    "learning_start",
    "level_spread",
    "day_spread",
    "minutes",
    "mix",
    "number",
    "opening",
    "orders",
    "rework",
    "speed",
    "step_share",
    "stock_share",
    "sync",
    "trigger_share",
]
Names = Mapping[str, str]

_LAW: TypeAdapter[Distribution] = TypeAdapter(Distribution)


@dataclass(frozen=True, slots=True)
class UncertainInput:
    """One number that may be wrong."""

    path: str
    """Where it stands in the scenario."""
    kind: InputKind
    """Entry ``input_<kind>`` of the catalogue ``compare.toml``."""
    value: float
    """What the scenario says; of a law, its mean."""
    low: float
    """Lowest value that is tried."""
    high: float
    """Highest value that is tried."""
    is_stated: bool = False
    """Whether the scenario states the range; else it is hanboki's assumption."""
    names: Names = field(default_factory=dict)
    """What the words name: step, team, class …"""

    def at(self, scenario: Scenario, value: float) -> dict[str, object]:
        """Return the values of the scenario that make the input ``value``."""
        if self.kind == "mix":
            return _mix_at(scenario, self.path, value)
        written = value_at(scenario, self.path)
        if isinstance(written, dict):
            law = _LAW.validate_python(written)
            mean = mean_of(law)
            if mean == 0:
                return {self.path: Constant(distribution="constant", value=value)}
            return {self.path: scaled(law, value / mean)}
        is_whole = isinstance(written, int) and self.kind in ("capacity", "opening")
        return {self.path: round(value) if is_whole else value}


def uncertain_inputs(scenario: Scenario) -> tuple[UncertainInput, ...]:
    """Return the uncertain inputs of a scenario, in the order of the file.

    Raises
    ------
    ScenarioError
        A range is stated of something that is no number.
    """
    found = {parse_path(each.path): each for each in _by_kind(scenario)}
    for each in _stated(scenario):
        place = parse_path(each.path)
        usual = found.get(place)
        if usual is not None:
            found[place] = replace(each, kind=usual.kind, names=usual.names)
        else:
            found[place] = each
    return tuple(each for each in found.values() if each.low < each.high)


def _stated(scenario: Scenario) -> Iterator[UncertainInput]:
    for number, origin in enumerate(scenario.origins):
        if origin.low is None or origin.high is None:
            continue
        path = _numbered(scenario, origin.of)
        value = value_at(scenario, path)
        if isinstance(value, dict):
            value = mean_of(_LAW.validate_python(value))
        if not isinstance(value, int | float):
            where = f"origins[{number}].of"
            raise ScenarioError(Problem(where, "range_of_number", origin.of))
        yield UncertainInput(
            path=path,
            kind="number",
            value=float(value),
            low=origin.low,
            high=origin.high,
            is_stated=True,
            names={"path": origin.of},
        )


def _by_kind(scenario: Scenario) -> Iterator[UncertainInput]:
    for number, demand in enumerate(scenario.demand):
        yield from _of_demand(demand, f"demand[{number}]")
    yield from _of_classes(scenario)
    labels = {each.name: each.label or each.name for each in scenario.classes}
    for flow, steps in scenario.flow.items():
        for number, step in enumerate(steps):
            yield from _of_step(step, f"flow.{flow}[{number}]", labels)
    for number, trigger in enumerate(scenario.triggers):
        place = f"triggers[{number}]"
        names: Names = {"when": trigger.when, "flow": trigger.start}
        if "share" in trigger.model_fields_set:
            yield _around(
                f"{place}.share", "trigger_share", trigger.share, 0.5, names, 1
            )
        if trigger.delay_minutes is not None:
            yield from _of_law(
                trigger.delay_minutes, f"{place}.delay_minutes", "delay", 0.5, names
            )
    yield from _of_customers(scenario)
    for number, item in enumerate(scenario.stock):
        names = {"item": item.item}
        for channel, share in item.share.items():
            path = f"stock[{number}].share.{channel}"
            named = {**names, "channel": channel}
            yield _around(path, "stock_share", share, 0.3, named, 1)
        path = f"stock[{number}].sync_minutes"
        yield _around(path, "sync", item.sync_minutes, 0.5, names)
    step_labels = {
        written_step(flow, step.step): step.label or step.step
        for flow, step in scenario.steps()
    }
    for number, team in enumerate(scenario.teams):
        yield from _of_team(team, f"teams[{number}]", step_labels)


def _of_demand(demand: Demand, place: str) -> Iterator[UncertainInput]:
    names = {"shop": demand.shop, "channel": demand.channel}
    if demand.orders_per_day is not None:
        yield _around(
            f"{place}.orders_per_day", "orders", demand.orders_per_day, 0.3, names
        )
    elif demand.orders_per_hour is not None:
        yield _around(f"{place}.scale", "orders", demand.scale, 0.3, names)
    for number, event in enumerate(demand.events):
        path = f"{place}.events[{number}].multiplier"
        yield _around(path, "event", event.multiplier, 0.3, {"event": event.label})
    if demand.level is not None:
        yield _around(f"{place}.level.cv", "level_spread", demand.level.cv, 0.5, names)
    if demand.day is not None:
        yield _around(f"{place}.day.cv", "day_spread", demand.day.cv, 0.5, names)
    if isinstance(demand.opening_backlog, dict):
        for step, count in demand.opening_backlog.items():
            path = f"{place}.opening_backlog.{step}"
            yield _around(path, "opening", count, 0.3, {**names, "step": step})


def _of_classes(scenario: Scenario) -> Iterator[UncertainInput]:
    if len(scenario.classes) < 2 or all(each.mix for each in scenario.demand):
        return
    largest = max(each.share for each in scenario.classes)
    is_left_out = False
    for number, each in enumerate(scenario.classes):
        if each.share == largest and not is_left_out:
            is_left_out = True  # its share is what the others leave
        elif each.share > 0:
            names = {"class": each.label or each.name}
            path = f"classes[{number}].share"
            yield _around(path, "mix", each.share, 0.25, names, most=1)


def _mix_at(scenario: Scenario, path: str, value: float) -> dict[str, object]:
    """Return the shares of all classes when one has the share ``value``."""
    shares = {
        f"classes[{number}].share": each.share
        for number, each in enumerate(scenario.classes)
    }
    room = (1 - value) / (1 - shares[path])
    return {
        each: value if each == path else share * room for each, share in shares.items()
    }


def _of_step(
    step: Step, place: str, classes: Mapping[str, str]
) -> Iterator[UncertainInput]:
    names = {"step": step.label or step.step}
    if isinstance(step, GateStep):
        if step.capacity:
            yield _around(f"{place}.capacity", "capacity", step.capacity, 0.2, names)
    else:
        yield from _of_law(step.minutes, f"{place}.minutes", "minutes", 0.25, names)
        for name, law in step.minutes_by_class.items():
            path = f"{place}.minutes_by_class.{name}"
            named = {**names, "class": classes.get(name, name)}
            yield from _of_law(law, path, "minutes", 0.25, named)
    if isinstance(step, WorkStep):
        yield from _of_rework(step, place, names)
    if isinstance(step.share, dict):
        for name, share in step.share.items():
            named = {**names, "class": classes.get(name, name)}
            path = f"{place}.share.{name}"
            yield _around(path, "step_share", share, 0.25, named, most=1)
    elif step.share < 1:
        yield _around(f"{place}.share", "step_share", step.share, 0.25, names, most=1)


def _of_rework(step: WorkStep, place: str, names: Names) -> Iterator[UncertainInput]:
    again, found = step.rework_minutes, step.error_found_after_minutes
    if again is not None:
        yield from _of_law(again, f"{place}.rework_minutes", "rework", 0.5, names)
    if found is not None:
        path = f"{place}.error_found_after_minutes"
        yield from _of_law(found, path, "error_found", 0.5, names)


def _of_customers(scenario: Scenario) -> Iterator[UncertainInput]:
    customers = scenario.customers
    for key, cancel in (
        ("cancel", customers.cancel),
        ("cancel_when_late", customers.cancel_when_late),
    ):
        if cancel is not None:
            place, names = f"customers.{key}", {"when": key}
            yield _around(f"{place}.share", "cancel_share", cancel.share, 0.5, names, 1)
            path = f"{place}.after_hours"
            yield from _of_law(cancel.after_hours, path, "cancel_hours", 0.5, names)


def _of_team(
    team: Team, place: str, steps: Mapping[str, str]
) -> Iterator[UncertainInput]:
    names = {"team": team.label or team.name}
    if not any(shift.heads for shift in team.shifts) and team.on_call is None:
        return
    if "speed" in team.model_fields_set:
        yield _around(f"{place}.speed", "speed", team.speed, 0.2, names)
    for step, speed in team.speed_by_step.items():
        named = {"team": f"{names['team']}/{steps.get(step, step)}"}
        yield _around(f'{place}.speed_by_step."{step}"', "speed", speed, 0.2, named)
    high = min(1.0, max(2 * team.absence, team.absence + 0.05))
    yield UncertainInput(
        f"{place}.absence", "absence", team.absence, 0.0, high, names=names
    )
    for step, share in team.error_share.items():
        named = {"team": names["team"], "step": steps.get(step, step)}
        path = f'{place}.error_share."{step}"'
        most = min(1.0, 2 * share)
        yield UncertainInput(path, "errors", share, 0.0, most, names=named)
    if team.ramp is not None:
        path, start = f"{place}.ramp.start", team.ramp.start
        yield _around(path, "learning_start", start, 0.25, names, most=1)
        path, hours = f"{place}.ramp.full_after_hours", team.ramp.full_after_hours
        yield _around(path, "learning_hours", hours, 0.5, names)
    if team.fatigue is not None:
        path, slowdown = f"{place}.fatigue.slowdown", team.fatigue.slowdown
        high = 1 + 2 * (slowdown - 1)
        yield UncertainInput(path, "fatigue", slowdown, 1.0, high, names=names)


def _of_law(
    law: Distribution, path: str, kind: InputKind, part: float, names: Names
) -> Iterator[UncertainInput]:
    """Yield the mean of a law; none when it is 0, which no factor changes."""
    mean = mean_of(law)
    if mean > 0:
        yield _around(path, kind, mean, part, names)


def _around(
    path: str,
    kind: InputKind,
    value: float,
    part: float,
    names: Names,
    most: float | None = None,
) -> UncertainInput:
    """Return an input that may be off by a part of its value, at most ``most``."""
    high = value * (1 + part)
    if most is not None:
        high = min(high, most)
    return UncertainInput(path, kind, value, value * (1 - part), high, names=names)


def _numbered(scenario: Scenario, path: str) -> str:
    """Return a path with numbers in place of the names of rows."""
    tokens = parse_path(path)
    data = scenario.model_dump(by_alias=True)
    found = None if tokens is None else locate(data, tokens)
    return path if found is None else format_loc(found[0])
