"""Reading the tables of :mod:`sim.measures`: rows of a key, typed columns.

Columns leave here as numpy arrays and lists, so that charts need no pandas algebra.
"""

from datetime import date, datetime
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = [
    "TOTAL",
    "Spread",
    "days",
    "is_plain_zero",
    "moments",
    "none_seen_bound",
    "numbers",
    "parts",
    "peak",
    "rows_of",
    "spreads",
    "texts",
    "wall",
]

TOTAL = "*"
"""What stands in a key column of the row for the total."""


class Spread(NamedTuple):
    """What a row says of one number: mean, median and range of outcomes."""

    mean: float
    """Mean over the replications."""
    p10: float
    """One replication in ten is at or below it."""
    p50: float
    """Median."""
    p90: float
    """One replication in ten is at or above it."""


def rows_of(table: pd.DataFrame, **keys: str) -> pd.DataFrame:
    """Return the rows whose key columns have the given values, in table order."""
    chosen = np.ones(len(table), np.bool_)
    for column, value in keys.items():
        chosen &= np.array([entry == value for entry in table[column]], np.bool_)
    return table[chosen]


def parts(table: pd.DataFrame, column: str) -> list[tuple[str, pd.DataFrame]]:
    """Return (name, rows) for each name in a key column but the total, in order."""
    names = dict.fromkeys(texts(table, column))
    return [(name, rows_of(table, **{column: name})) for name in names if name != TOTAL]


def numbers(table: pd.DataFrame, column: str) -> NDArray[np.float64]:
    """Return a column of numbers."""
    return np.asarray(table[column].to_numpy(), np.float64)


def texts(table: pd.DataFrame, column: str) -> list[str]:
    """Return a column of names."""
    return [str(value) for value in table[column]]


def moments(table: pd.DataFrame, column: str = "at") -> list[datetime]:
    """Return a column of moments, aware as they are in the table."""
    return [pd.Timestamp(value).to_pydatetime() for value in table[column]]


def days(table: pd.DataFrame, column: str = "day") -> list[date]:
    """Return a column of days."""
    return [pd.Timestamp(value).date() for value in table[column]]


def wall(times: list[datetime]) -> list[datetime]:
    """Return aware moments as the local time that a clock on the wall shows.

    Charts have no time zone; the scenario's own is the one that planners live in.
    """
    return [time.replace(tzinfo=None) for time in times]


def spreads(table: pd.DataFrame) -> list[Spread]:
    """Return the statistics of each row."""
    columns = (numbers(table, name).tolist() for name in Spread._fields)
    return [Spread(*row) for row in zip(*columns, strict=True)]


def peak(table: pd.DataFrame) -> int:
    """Return the position of the first row with the largest median."""
    return int(np.argmax(numbers(table, "p50")))


def is_plain_zero(table: pd.DataFrame) -> bool:
    """Return whether no replication saw anything but 0 in any of the rows."""
    return not (numbers(table, "low").any() or numbers(table, "high").any())


def none_seen_bound(n: int) -> float:
    """Return the most that the chance of an event may be, never seen in ``n`` tries.

    The 95 % bound 3/n, the rule of three (Hanley & Lippman-Hand, 1983, "If nothing goes
    wrong, is everything all right?", JAMA 249(13)).
    """
    return min(1.0, 3 / n)
