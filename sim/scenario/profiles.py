"""Week shapes: how the orders of a week are spread over its 168 hours.

A shape is 168 weights with mean 1, Monday 00:00 first, in the scenario's local time.
``orders_per_day × weight ÷ 24`` is the mean number of orders in that hour.

The named shapes are ASSUMPTIONS.
There is no public figure for the share of a mall's orders by hour; the shapes only say
what everyone in the trade takes for granted (quiet nights, a long evening).
A shop that has its own orders uses a CSV file instead (``hanboki demand`` writes one).
"""

import csv
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sim.errors import Problem, ScenarioError
from sim.scenario.clocktimes import WEEKDAYS

if TYPE_CHECKING:
    from sim.scenario.demand import Demand
    from sim.scenario.model import Scenario

__all__ = [
    "NAMED_PROFILES",
    "evening_profile",
    "flat_profile",
    "is_profile_file",
    "named_profile",
    "office_profile",
    "parse_profile",
    "profile_weights",
]

NAMED_PROFILES: tuple[str, ...] = ("flat", "evening", "office")
"""Names that ``profile`` may take besides a CSV file."""

HOURS_A_DAY = 24
HOURS_A_WEEK = 168
_COLUMNS = ("weekday", "hour", "weight")
# fmt: off
_EVENING_WEEKDAY = (
    0.80, 0.45, 0.25, 0.15, 0.12, 0.18, 0.35, 0.55, 0.70, 0.85, 0.95, 1.00,
    1.20, 1.05, 1.00, 1.00, 1.00, 1.05, 1.15, 1.30, 1.70, 2.20, 2.30, 1.80,
)
_EVENING_WEEKEND = (
    0.95, 0.55, 0.30, 0.18, 0.13, 0.17, 0.30, 0.50, 0.80, 1.05, 1.20, 1.20,
    1.20, 1.15, 1.15, 1.15, 1.15, 1.15, 1.20, 1.35, 1.75, 2.20, 2.30, 1.70,
)
# fmt: on


def profile_weights(demand: "Demand", scenario: "Scenario") -> tuple[float, ...]:
    """Return the 168 weights of the demand's week shape, Monday 00:00 first, mean 1.

    Raises
    ------
    ScenarioError
        The shape's CSV file is wrong; all its problems are listed.
    """
    if not is_profile_file(demand.profile):
        return named_profile(demand.profile)
    weights, problems = parse_profile(scenario.attached(demand.profile), demand.profile)
    if problems:
        raise ScenarioError(problems)
    return weights


def is_profile_file(profile: str) -> bool:
    """Return whether ``profile`` names a CSV file and not a shape."""
    return profile.lower().endswith(".csv")


def named_profile(name: str) -> tuple[float, ...]:
    """Return the 168 weights of a named shape.

    Raises
    ------
    KeyError
        There is no such shape.
    """
    shapes = {
        "flat": flat_profile,
        "evening": evening_profile,
        "office": office_profile,
    }
    return shapes[name]()


def flat_profile() -> tuple[float, ...]:
    """Return the same weight for every hour; an ASSUMPTION that states ignorance."""
    return (1.0,) * HOURS_A_WEEK


def evening_profile() -> tuple[float, ...]:
    """Return mall shopping: quiet from 02 to 06, peak from 21 to 23, every day.

    An ASSUMPTION: there is no public hourly curve of a mall's orders.
    """
    return _normalised(_EVENING_WEEKDAY * 5 + _EVENING_WEEKEND * 2)


def office_profile() -> tuple[float, ...]:
    """Return orders of companies: Monday to Friday, 9 to 18, few at other times.

    An ASSUMPTION: there is no public hourly curve of business orders.
    """
    workday = tuple(1.0 if 9 <= hour < 18 else 0.05 for hour in range(HOURS_A_DAY))
    return _normalised(workday * 5 + (0.05,) * (2 * HOURS_A_DAY))


def parse_profile(text: str, where: str) -> tuple[tuple[float, ...], list[Problem]]:
    """Return the weights of a CSV file, scaled to mean 1, and its problems.

    The file has the columns ``weekday`` (Mon … Sun), ``hour`` (0-23) and ``weight``
    (0 or more), one row for each of the 168 hours, in any order.
    With problems, the weights are empty.
    """
    rows = list(csv.reader(text.splitlines()))
    if not rows or tuple(name.strip() for name in rows[0]) != _COLUMNS:
        got = ",".join(rows[0]) if rows else ""
        return (), [Problem(where, "profile_header", got)]
    cells: dict[int, float] = {}
    problems: list[Problem] = []
    for number, row in enumerate(rows[1:], start=2):
        if row:
            problems += _take_row(row, f"{where}:{number}", cells)
    if not problems and len(cells) < HOURS_A_WEEK:
        problems.append(_missing_hours(where, cells))
    if not problems and sum(cells.values()) <= 0:
        problems.append(Problem(where, "profile_all_zero"))
    if problems:
        return (), problems
    return _normalised(cells[hour] for hour in range(HOURS_A_WEEK)), []


def _take_row(row: Sequence[str], where: str, cells: dict[int, float]) -> list[Problem]:
    """Put one row into ``cells``, or return what is wrong with it."""
    if len(row) != len(_COLUMNS):
        return [Problem(where, "profile_columns", len(row))]
    weekday, hour, weight = (cell.strip() for cell in row)
    problems = []
    if weekday not in WEEKDAYS:
        problems.append(Problem(where, "profile_weekday", weekday))
    if not (hour.isascii() and hour.isdigit() and int(hour) < HOURS_A_DAY):
        problems.append(Problem(where, "profile_hour", hour))
    value = _weight(weight)
    if value is None:
        problems.append(Problem(where, "profile_weight", weight))
    if problems or value is None:
        return problems
    cell = WEEKDAYS.index(weekday) * HOURS_A_DAY + int(hour)
    if cell in cells:
        return [Problem(where, "profile_twice", f"{weekday} {int(hour)}")]
    cells[cell] = value
    return []


def _weight(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value < float("inf") else None


def _missing_hours(where: str, cells: Iterable[int]) -> Problem:
    missing = sorted(set(range(HOURS_A_WEEK)) - set(cells))
    shown = ", ".join(
        f"{WEEKDAYS[cell // HOURS_A_DAY]} {cell % HOURS_A_DAY}" for cell in missing[:5]
    )
    return Problem(
        where, "profile_missing_hours", shown, values={"count": len(missing)}
    )


def _normalised(weights: Iterable[float]) -> tuple[float, ...]:
    values = tuple(weights)
    mean = sum(values) / len(values)
    return tuple(value / mean for value in values)
