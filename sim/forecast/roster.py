"""Who was there: a roster as CSV, and its staffed time.

Columns ``team``, ``start``, ``end``, ``heads``; times are ISO 8601, and without an
offset they are in the zone that is asked for.
Breaks are rows left out: 09:00-12:00 and 13:00-18:00 are two rows.
A column ``cancelled_at`` may say when a shift that was ordered was cancelled again;
nobody was there then, and the row counts for the cancellation fee only.
A column ``calls`` may say how many calls of people on call brought them.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from sim.errors import ImportDataError
from sim.forecast.counts import Floats
from sim.forecast.problems import ForecastProblem, refuse
from sim.forecast.windows import local

__all__ = ["CancelledStint", "Roster", "Stint", "parse_roster", "read_roster"]

_COLUMNS = ("team", "start", "end", "heads")
_CANCELLED, _CALLS = "cancelled_at", "calls"
_KNOWN = (*_COLUMNS, _CANCELLED, _CALLS)
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Stint:
    """Some people of a team, on duty without a break."""

    team: str
    start: datetime
    """Naive local time, as is ``end``."""
    end: datetime
    heads: int
    calls: int = 0
    """Calls of people on call that brought them."""


@dataclass(frozen=True, slots=True)
class CancelledStint:
    """Work that was ordered and cancelled before it began."""

    stint: Stint
    at: datetime
    """When it was cancelled, naive local time."""


@dataclass(frozen=True, slots=True)
class Roster:
    """Who was there when."""

    stints: tuple[Stint, ...]
    cancelled: tuple[CancelledStint, ...] = ()
    """What was ordered and cancelled; nobody was there."""

    def of_team(self, team: str | None) -> "Roster":
        """Return what one team did; None keeps all."""
        return Roster(
            tuple(s for s in self.stints if team in (None, s.team)),
            tuple(c for c in self.cancelled if team in (None, c.stint.team)),
        )

    def minutes(self, edges: Floats) -> Floats:
        """Return staffed minutes between edges.

        ``edges`` — minutes from :data:`EPOCH` on the wall clock, increasing.
        """
        total = np.zeros(len(edges) - 1)
        for stint in self.stints:
            low, high = wall_minutes(stint.start), wall_minutes(stint.end)
            inside = np.diff(np.clip(edges, low, high))
            total += stint.heads * inside
        return total


EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 - the clock on the wall has no zone


def wall_minutes(moment: datetime) -> float:
    """Return naive local time as minutes from :data:`EPOCH`."""
    return (moment - EPOCH).total_seconds() / 60


def read_roster(path: Path, *, timezone: str = "Asia/Tokyo") -> Roster:
    """Return the roster in a CSV file (UTF-8).

    Raises
    ------
    ImportDataError
        The file is no roster; up to 20 bad lines are named.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        refuse(path.name, "roster_unreadable")
    return parse_roster(text, path.name, timezone=timezone)


def parse_roster(text: str, where: str, *, timezone: str = "Asia/Tokyo") -> Roster:
    """Return the roster in CSV text; see :func:`read_roster`."""
    rows = list(csv.reader(text.splitlines()))
    header = [name.strip() for name in rows[0]] if rows else []
    if any(name not in header for name in _COLUMNS):
        refuse(where, "roster_header", ",".join(header))
    places = {name: header.index(name) for name in _KNOWN if name in header}
    zone = ZoneInfo(timezone)
    stints, cancelled, problems = [], [], []
    for line, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        got = ",".join(row)
        cells = {n: row[i].strip() for n, i in places.items() if i < len(row)}
        stint = _stint(cells, zone)
        when = cells.get(_CANCELLED, "")
        if stint is None:
            problems.append(ForecastProblem(f"{where}:{line}", "roster_line", got))
        elif not when:
            stints.append(stint)
        elif (at := _cancelled_at(when, stint, zone)) is not None:
            cancelled.append(CancelledStint(stint, at))
        else:
            problems.append(ForecastProblem(f"{where}:{line}", "roster_cancelled", got))
    if problems:
        raise ImportDataError(problems[:_SHOWN])
    return Roster(tuple(stints), tuple(cancelled))


def _cancelled_at(words: str, stint: Stint, zone: ZoneInfo) -> datetime | None:
    """Return when a stint was cancelled; None when that is no time before it."""
    try:
        at = local(datetime.fromisoformat(words), zone)
    except ValueError:
        return None
    return at if at <= stint.start else None


def _stint(cells: Mapping[str, str], zone: ZoneInfo) -> Stint | None:
    """Return the stint of a row; None when it is none."""
    if any(name not in cells for name in _COLUMNS):
        return None
    team = cells["team"]
    try:
        low = local(datetime.fromisoformat(cells["start"]), zone)
        high = local(datetime.fromisoformat(cells["end"]), zone)
        heads, calls = int(cells["heads"]), int(cells.get(_CALLS) or 0)
    except ValueError:
        return None
    if not (team and low < high and heads >= 0 and calls >= 0):
        return None
    return Stint(team, low, high, heads, calls)
