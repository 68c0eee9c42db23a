"""Replay: real orders in place of drawn ones, and the orders open at the start.

A replay file has the column ``ordered_at`` and perhaps ``class`` and ``value_yen``;
a file of open orders has ``step`` and ``ordered_at`` and perhaps ``class``,
``value_yen`` and ``ship_by``.
Times are ISO 8601; without an offset they are in the scenario's time zone.
An empty cell of an optional column is drawn, or follows from the class's promise.
"""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from io import StringIO
from math import isfinite
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from sim.errors import Problem, ScenarioError
from sim.scenario.calendars import known_timezones
from sim.scenario.demand import Demand
from sim.scenario.model import Scenario
from sim.scenario.outline import Outline, outline, table_of, text_of
from sim.scenario.problems import unknown
from sim.units import Clock

__all__ = [
    "BY_RULE",
    "DRAWN",
    "CsvNames",
    "OpeningOrders",
    "ReplayOrders",
    "opening_problems",
    "parse_opening",
    "parse_replay",
    "replay_problems",
]

DRAWN = -1
"""Class index of an order whose class is drawn."""
BY_RULE = -1
"""Due tick of an order that is due by its class's promise.

A due date that truly falls on tick −1 is given as −2, which is just as overdue.
"""
MAX_SHOWN = 5
MISSPELT = 0.7
"""Likeness from which on an unknown column is a misspelling; others are not read."""

Ints = NDArray[np.int64]
Cells = dict[str, object]
"""One row of a file, read."""
Read = Callable[[str], object]
Array = TypeVar("Array", bound="NDArray[np.generic]")


class ReplayOrders(NamedTuple):
    """Orders of a replay within the horizon, by time; read-only arrays."""

    ticks: Ints
    """Tick of the order."""
    class_index: NDArray[np.int16]
    """Class, index in the file; :data:`DRAWN` where it is drawn."""
    value_yen: NDArray[np.float64]
    """Value; nan where it is drawn."""


class OpeningOrders(NamedTuple):
    """Orders open at the start, by step and time; read-only arrays."""

    step_index: NDArray[np.int16]
    """Step of the order flow at which the order waits."""
    ticks: Ints
    """Tick of the order, negative."""
    class_index: NDArray[np.int16]
    """Class, index in the file; :data:`DRAWN` where it is drawn."""
    value_yen: NDArray[np.float64]
    """Value; nan where it is drawn."""
    due_ticks: Ints
    """Due tick; :data:`BY_RULE` where the class's promise says it."""


@dataclass(frozen=True, slots=True)
class CsvNames:
    """What the cells of a CSV file may refer to."""

    classes: tuple[str, ...]
    """Names of the order classes."""
    steps: tuple[str, ...]
    """Steps of the order flow at which an order can be open."""
    zone: ZoneInfo
    """Zone of times without an offset."""
    start: datetime | None
    """Start of the horizon, aware; None when the scenario does not say it."""

    @classmethod
    def of(cls, raw: Mapping[str, object], names: Outline) -> "CsvNames":
        """Return the names of a raw scenario file, which may be wrong elsewhere."""
        key = text_of(raw.get("timezone"))
        zone = ZoneInfo(key if key in known_timezones() else "Asia/Tokyo")
        start = table_of(raw.get("horizon")).get("start")
        if not isinstance(start, datetime):
            return cls(names.classes, names.open_steps, zone, None)
        aware = start.replace(tzinfo=zone) if start.tzinfo is None else start
        return cls(names.classes, names.open_steps, zone, aware)


def parse_replay(scenario: Scenario, demand: Demand) -> ReplayOrders:
    """Return the orders of a replay that fall into the horizon, sorted by time.

    Orders from ``horizon.arrivals_end`` on are left out as well.

    Raises
    ------
    ScenarioError
        The file is wrong; up to five bad rows are listed, and their number.
    """
    path = demand.replay or ""
    rows = _rows(scenario.attached(path), path, _csv_names(scenario), is_opening=False)
    ticks, class_index, values = _common(scenario, rows)
    until = scenario.end_tick
    if scenario.horizon.arrivals_end is not None:
        end = scenario.clock.tick(scenario.aware(scenario.horizon.arrivals_end))
        until = min(until, end)
    order = np.argsort(ticks, kind="stable")
    order = order[(ticks[order] >= 0) & (ticks[order] < until)]
    return ReplayOrders(
        _frozen(ticks[order]), _frozen(class_index[order]), _frozen(values[order])
    )


def parse_opening(scenario: Scenario, demand: Demand) -> OpeningOrders:
    """Return the orders open at the start, sorted by step and time.

    Orders given as a number for each step count as ordered one tick before the start,
    with class and value drawn.

    Raises
    ------
    ScenarioError
        The file is wrong; up to five bad rows are listed, and their number.
    """
    names = _csv_names(scenario)
    backlog = demand.opening_backlog
    if isinstance(backlog, str):
        text = scenario.attached(backlog)
        rows = _rows(text, backlog, names, is_opening=True)
    else:
        counts = backlog or {}
        before = scenario.clock.moment(-1)
        rows = [
            {"step": step, "ordered_at": before, "class": None}
            for step in counts
            for _ in range(counts[step])
        ]
    ticks, class_index, values = _common(scenario, rows)
    places = {step: index for index, step in enumerate(names.steps)}
    steps = np.array([places[str(row["step"])] for row in rows], np.int16)
    due = np.array([_due(scenario.clock, row.get("ship_by")) for row in rows], np.int64)
    order = np.lexsort((ticks, steps))
    return OpeningOrders(
        _frozen(steps[order]),
        _frozen(ticks[order]),
        _frozen(class_index[order]),
        _frozen(values[order]),
        _frozen(due[order]),
    )


def replay_problems(text: str, where: str, names: CsvNames) -> list[Problem]:
    """Return what is wrong with a replay file: at most five rows, and their number."""
    return _parsed_replay(text, where, names)[1]


def opening_problems(text: str, where: str, names: CsvNames) -> list[Problem]:
    """Return what is wrong with a file of open orders, in the same way."""
    return _parsed_opening(text, where, names)[1]


def _parsed_replay(
    text: str, where: str, names: CsvNames
) -> tuple[list[Cells], list[Problem]]:
    return _parsed(text, where, _replay_columns(names), ("ordered_at",))


def _parsed_opening(
    text: str, where: str, names: CsvNames
) -> tuple[list[Cells], list[Problem]]:
    return _parsed(text, where, _opening_columns(names), ("step", "ordered_at"))


def _rows(text: str, where: str, names: CsvNames, *, is_opening: bool) -> list[Cells]:
    if is_opening:
        rows, problems = _parsed_opening(text, where, names)
    else:
        rows, problems = _parsed_replay(text, where, names)
    if problems:
        raise ScenarioError(problems)
    return rows


def _replay_columns(names: CsvNames) -> dict[str, Read]:
    def class_of(cell: str) -> object:
        return _one_of(cell, names.classes, "unknown_class") if cell else None

    def moment_of(cell: str) -> object:
        return _moment(cell, names.zone)

    return {
        "ordered_at": moment_of,
        "class": class_of,
        "value_yen": lambda cell: _yen(cell) if cell else None,
    }


def _opening_columns(names: CsvNames) -> dict[str, Read]:
    def ordered_at(cell: str) -> object:
        moment = _moment(cell, names.zone)
        if names.start is not None and moment >= names.start:
            raise _CellError(Problem("", "opening_in_future", cell))
        return moment

    return {
        **_replay_columns(names),
        "step": lambda cell: _one_of(cell, names.steps, "unknown_step"),
        "ordered_at": ordered_at,
        "ship_by": lambda cell: _moment(cell, names.zone) if cell else None,
    }


class _CellError(ValueError):
    """A cell is wrong; carries the problem without its place."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.rule)


def _parsed(
    text: str, where: str, columns: Mapping[str, Read], needed: tuple[str, ...]
) -> tuple[list[Cells], list[Problem]]:
    """Return the rows of a CSV file, read cell by cell, and its problems."""
    reader = csv.reader(StringIO(text, newline=""))
    try:
        header = [name.strip() for name in next(reader, [])]
        problems = list(_header_problems(header, where, columns, needed))
        if problems:
            return [], problems
        return _body(reader, header, where, columns)
    except csv.Error as error:
        place = f"{where}:{reader.line_num}"
        return [], [Problem(place, "csv_form", values={"message": str(error)})]


def _header_problems(
    header: list[str], where: str, columns: Mapping[str, Read], needed: tuple[str, ...]
) -> Iterator[Problem]:
    for name in needed:
        if name not in header:
            got = ",".join(header)
            yield Problem(where, "csv_column_missing", got, values={"column": name})
    for index, name in enumerate(header):
        if name not in columns:
            if not get_close_matches(name, columns, cutoff=MISSPELT):
                continue
            allowed = ", ".join(columns)
            yield Problem(
                f"{where}:1", "csv_column_unknown", name, values={"known": allowed}
            )
        elif name in header[:index]:
            yield Problem(f"{where}:1", "csv_column_twice", name)


def _body(
    reader: Iterator[list[str]],
    header: list[str],
    where: str,
    columns: Mapping[str, Read],
) -> tuple[list[Cells], list[Problem]]:
    rows: list[Cells] = []
    problems: list[Problem] = []
    n_bad = 0
    for cells in reader:
        if not any(cells):
            continue
        line = getattr(reader, "line_num")  # noqa: B009  # csv readers have no type
        row, trouble = _row(cells, header, columns, f"{where}:{line}")
        n_bad += bool(trouble)
        if trouble and n_bad <= MAX_SHOWN:
            problems += trouble
        rows.append(row)
    if n_bad > MAX_SHOWN:
        values = {"count": n_bad, "shown": MAX_SHOWN}
        problems.append(Problem(where, "csv_more_rows", values=values))
    return rows, problems


def _row(
    cells: list[str], header: list[str], columns: Mapping[str, Read], where: str
) -> tuple[Cells, list[Problem]]:
    if len(cells) != len(header):
        values = {"count": len(header)}
        return {}, [Problem(where, "csv_cells", len(cells), values=values)]
    row: Cells = {}
    problems = []
    for name, cell in zip(header, cells, strict=True):
        if name not in columns:
            continue
        try:
            row[name] = columns[name](cell.strip())
        except _CellError as error:
            bad = error.problem
            problems.append(Problem(where, bad.rule, bad.got, bad.values))
    return row, problems


def _moment(cell: str, zone: ZoneInfo) -> datetime:
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError:
        raise _CellError(Problem("", "csv_moment", cell)) from None
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment


def _one_of(cell: str, known: tuple[str, ...], rule: str) -> str:
    if cell not in known:
        raise _CellError(unknown((), rule, cell, known))
    return cell


def _yen(cell: str) -> float:
    try:
        value = float(cell)
    except ValueError:
        value = -1.0
    if value < 0 or not isfinite(value):
        raise _CellError(Problem("", "csv_yen", cell))
    return value


def _csv_names(scenario: Scenario) -> CsvNames:
    names = outline(scenario.model_dump(mode="python", by_alias=True))
    return CsvNames(
        names.classes, names.open_steps, scenario.zone, scenario.clock.start
    )


def _common(
    scenario: Scenario, rows: list[Cells]
) -> tuple[Ints, NDArray[np.int16], NDArray[np.float64]]:
    """Return ticks, class indices and values of the rows."""
    places = {order_class.name: i for i, order_class in enumerate(scenario.classes)}
    moments = (row["ordered_at"] for row in rows)
    ticks = [scenario.clock.tick(at) for at in moments if isinstance(at, datetime)]
    classes = [places.get(str(row.get("class")), DRAWN) for row in rows]
    values = [_value(row.get("value_yen")) for row in rows]
    return (
        np.array(ticks, np.int64),
        np.array(classes, np.int16),
        np.array(values, np.float64),
    )


def _value(value: object) -> float:
    return value if isinstance(value, float) else float("nan")


def _due(clock: Clock, moment: object) -> int:
    if not isinstance(moment, datetime):
        return BY_RULE
    tick = clock.tick(moment)
    return tick - 1 if tick == BY_RULE else tick


def _frozen(array: Array) -> Array:
    array.flags.writeable = False
    return array
