"""Every number of a scenario with its origin, and a scenario with some of them changed.

Nothing is changed in place: an edited scenario is another one, kept on the shelf.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from dashboards.i18n import Language, say
from dashboards.services import shelf
from dashboards.services.plans import plan
from sim.scenario.changing import with_values
from sim.scenario.clocktimes import WEEKDAYS
from sim.scenario.flow import GateStep
from sim.scenario.input_words import input_owner, input_quantity, names_of_inputs
from sim.scenario.inputs import PARTS, Input, Part, inputs
from sim.scenario.model import Scenario
from sim.scenario.target import InputOrigin

__all__ = [
    "CLOSED_DAYS",
    "KINDS",
    "GateRow",
    "InputRow",
    "Kind",
    "PromiseRow",
    "Promises",
    "input_rows",
    "parts",
    "promises",
    "put_inputs",
    "put_promises",
]

Kind = Literal["measured", "quoted", "assumption"]
KINDS: tuple[Kind, ...] = get_args(Kind)
CLOSED_DAYS = (*WEEKDAYS, "holiday")
"""Days that a calendar may be closed on, as the page offers them."""


@dataclass(frozen=True, slots=True)
class InputRow:
    """One number in words."""

    path: str
    part: Part
    owner: str
    quantity: str
    value: float
    kind: Kind
    note: str


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """The promise of an order class."""

    order_class: str
    label: str
    cutoff: str
    business_days: int
    share: float


@dataclass(frozen=True, slots=True)
class GateRow:
    """Departures of a gate, such as the carrier's pickup."""

    path: str
    label: str
    at: str
    capacity: int | None


@dataclass(frozen=True, slots=True)
class Promises:
    """Promise, calendars and pickups of a scenario."""

    classes: tuple[PromiseRow, ...]
    """Classes whose promise is a cut-off and business days."""
    gates: tuple[GateRow, ...]
    """Gates with times of day."""
    closed: Mapping[str, tuple[str, ...]]
    """Closed days of each calendar."""
    missed_share: float
    with_probability: float


def parts(scenario: str) -> tuple[Part, ...]:
    """Return the parts of a scenario that hold numbers, in the order of the file."""
    present = {row.part for row in inputs(shelf.scenario(scenario))}
    return tuple(part for part in PARTS if part in present)


def input_rows(scenario: str, language: Language) -> tuple[InputRow, ...]:
    """Return every number of a scenario that may be questioned, in words."""
    found = shelf.scenario(scenario)
    names = names_of_inputs(found)
    return tuple(
        InputRow(
            path=row.path,
            part=row.part,
            owner=input_owner(row, language),
            quantity=input_quantity(row, names, language),
            value=row.value,
            kind=row.kind,
            note=row.origin.note if row.origin else "",
        )
        for row in inputs(found)
    )


def put_inputs(
    scenario: str,
    heads: Sequence[int],
    values: Mapping[str, float],
    kinds: Mapping[str, Kind],
    language: Language,
) -> str:
    """Keep a scenario with other numbers and origins; return its key.

    A number whose origin is not said anew is an assumption from now on: what was
    measured or quoted was another number.

    Parameters
    ----------
    heads
        People of each shift, in the order of the scenario's shifts; they come along.
    values
        New value by path.
    kinds
        New origin by path.

    Raises
    ------
    ScenarioError
        A value is not allowed; all problems are listed.
    """
    base = plan(scenario, tuple(heads))
    known = {row.path: row for row in inputs(base)}
    changed = {
        path: _as_written(known[path], value)
        for path, value in values.items()
        if value != known[path].value
    }
    assumed: dict[str, Kind] = dict.fromkeys(changed, "assumption")
    note = say("assumptions.changed_note", language)
    origins = _origins(base, known, assumed | dict(kinds), note)
    return _put(with_values(base, {**changed, "origins": origins}), base, language)


def promises(scenario: str) -> Promises:
    """Return promise, calendars and pickups of a scenario."""
    found = shelf.scenario(scenario)
    calendars = {
        name: getattr(found.calendar, name).closed
        for name in ("order", "shipping", "contact")
    }
    return Promises(
        classes=tuple(
            PromiseRow(
                each.name,
                each.label or each.name,
                each.ship_by.cutoff,
                each.ship_by.business_days,
                each.share,
            )
            for each in found.classes
            if each.ship_by is not None and each.ship_by.within_hours is None
        ),
        gates=tuple(
            GateRow(
                f"flow.{flow}[{step.step}]",
                step.label or step.step,
                "、".join(step.at),
                step.capacity,
            )
            for flow, step in found.steps()
            if isinstance(step, GateStep) and step.at
        ),
        closed={
            name: tuple(day for day in closed if day in CLOSED_DAYS)
            for name, closed in calendars.items()
        },
        missed_share=found.target.missed_share,
        with_probability=found.target.with_probability,
    )


def put_promises(
    scenario: str, heads: Sequence[int], typed: Promises, language: Language
) -> str:
    """Keep a scenario with another promise; return its key.

    Raises
    ------
    ScenarioError
        A time or number is not allowed; all problems are listed.
    """
    base = plan(scenario, tuple(heads))
    before = promises(scenario)
    values: dict[str, object] = {
        "target.missed_share": typed.missed_share,
        "target.with_probability": typed.with_probability,
    }
    for row in typed.classes:
        path = f"classes[{row.order_class}]"
        values[f"{path}.ship_by.cutoff"] = row.cutoff
        values[f"{path}.ship_by.business_days"] = row.business_days
    for gate in typed.gates:
        values[f"{gate.path}.at"] = _times(gate.at)
        if gate.capacity is not None:
            values[f"{gate.path}.capacity"] = gate.capacity
    for name, closed in typed.closed.items():
        if closed != before.closed[name]:
            kept = getattr(base.calendar, name).closed
            dates = [day for day in kept if day not in CLOSED_DAYS]
            values[f"calendar.{name}.closed"] = [*closed, *dates]
    return _put(with_values(base, values), base, language)


def _put(changed: Scenario, base: Scenario, language: Language) -> str:
    """Keep a changed scenario under a name that says so."""
    if changed.digest == base.digest:
        return shelf.put(base)
    mark = say("assumptions.edited_mark", language)
    name = base.name if base.name.endswith(mark) else base.name + mark
    return shelf.put(changed.replace(name=name[-200:]))


def _origins(
    base: Scenario, known: Mapping[str, Input], kinds: Mapping[str, Kind], note: str
) -> list[InputOrigin]:
    """Return the origins with those of some paths written anew, the others kept."""
    kept = [each for each in base.origins if each.of not in kinds]
    new = [
        InputOrigin(of=path, kind=kind, note=note)
        for path, kind in kinds.items()
        if path in known
    ]
    return [*kept, *new]


def _as_written(row: Input, value: float) -> float | int:
    """Return a number as its field takes it: whole ones stay whole."""
    return int(value) if value == int(value) and row.value == int(row.value) else value


def _times(typed: str) -> list[str]:
    """Return times of day written in one line, however they are separated."""
    for mark in ("、", ",", " ", "/", "・"):
        typed = typed.replace(mark, " ")
    return typed.split()
