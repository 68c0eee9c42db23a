"""The numbers of a scenario that a planner may question, each with its origin.

An input is one stated number of the file: where it stands, what it is, what it is of,
and where it comes from. Heads of shifts are left out: they are the plan, not an
assumption.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from sim.scenario.model import Scenario
from sim.scenario.paths import Loc, format_loc, locate, parse_path
from sim.scenario.target import Origin

__all__ = ["PARTS", "Input", "Part", "inputs", "origins_by_place", "stated_numbers"]

Part = Literal[
    "demand", "classes", "flow", "triggers", "customers", "stock", "teams", "costs",
    "target",
]  # fmt: skip
PARTS: tuple[Part, ...] = (
    "demand", "classes", "flow", "triggers", "customers", "stock", "teams", "costs",
    "target",
)  # fmt: skip
"""Parts of a scenario that hold such numbers, in the order of the file."""

_NO_QUESTION = frozenset({"heads", "priority", "schema_version"})


@dataclass(frozen=True, slots=True)
class Input:
    """One number that may be questioned."""

    path: str
    """Where it stands, as :func:`sim.scenario.files.edit` takes it."""
    part: Part
    """Part of the scenario."""
    owners: tuple[str, ...]
    """What it is of, from the outside in: labels of rows, such as 注文確認."""
    keys: tuple[str, ...]
    """Keys under the innermost row, such as ``("minutes", "mean")``."""
    value: float
    """The number."""
    origin: Origin | None
    """The origin that covers it most closely; None means an assumption."""

    @property
    def kind(self) -> Literal["measured", "quoted", "assumption"]:
        """Where the number comes from; what is not said is assumed."""
        return self.origin.kind if self.origin else "assumption"


def inputs(scenario: Scenario) -> tuple[Input, ...]:
    """Return the numbers of a scenario that may be questioned, in file order."""
    data = scenario.model_dump(by_alias=True, exclude_unset=True)
    origins = origins_by_place(scenario, data)
    return tuple(
        _input(data, part, loc, value, origins)
        for part in PARTS
        for loc, value in stated_numbers(data.get(part), (part,))
        if not _NO_QUESTION.intersection(map(str, loc))
    )


def origins_by_place(scenario: Scenario, data: object) -> dict[Loc, Origin]:
    """Return the origins by the place they cover; those that lead nowhere left out."""
    covered: dict[Loc, Origin] = {}
    for origin in scenario.origins:
        tokens = parse_path(origin.of)
        found = None if tokens is None else locate(data, tokens)
        if found is not None:
            covered[found[0]] = origin
    return covered


def stated_numbers(data: object, loc: Loc) -> Iterator[tuple[Loc, float]]:
    """Yield place and value of every number in plain data."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from stated_numbers(value, (*loc, key))
    elif isinstance(data, list | tuple):
        for index, value in enumerate(data):
            yield from stated_numbers(value, (*loc, index))
    elif isinstance(data, int | float) and not isinstance(data, bool):
        yield loc, data


def _input(
    data: object, part: Part, loc: Loc, value: float, origins: Mapping[Loc, Origin]
) -> Input:
    above = [loc[:length] for length in range(len(loc), 0, -1)]
    covering = next((origins[place] for place in above if place in origins), None)
    rows = [place for place, key in enumerate(loc) if isinstance(key, int)]
    last = rows[-1] if rows else 0
    return Input(
        path=format_loc(loc),
        part=part,
        owners=tuple(_row_label(data, loc[: place + 1]) for place in rows),
        keys=tuple(str(key) for key in loc[last + 1 :]),
        value=float(value),
        origin=covering,
    )


def _row_label(data: object, loc: Loc) -> str:
    """Return what the screen calls a row: its label, its name, else its number."""
    row = data
    for key in loc:
        row = row[key]  # type: ignore[index]  # the place was walked before
    if isinstance(row, Mapping):
        for key in ("label", "name", "step", "item", "when", "shop"):
            if row.get(key):
                return str(row[key])
    return str(int(loc[-1]) + 1)
