"""Who was there: a roster as CSV, and its staffed time.

Columns ``team``, ``start``, ``end``, ``heads``; times are ISO 8601, and without an
offset they are in the zone that is asked for.
Breaks are rows left out: 09:00-12:00 and 13:00-18:00 are two rows.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from sim.errors import ImportDataError
from sim.forecast.counts import Floats
from sim.forecast.problems import ForecastProblem, refuse
from sim.forecast.windows import local

__all__ = ["Roster", "Stint", "parse_roster", "read_roster"]

_COLUMNS = ("team", "start", "end", "heads")
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Stint:
    """Some people of a team, on duty without a break."""

    team: str
    start: datetime
    """Naive local time, as is ``end``."""
    end: datetime
    heads: int


@dataclass(frozen=True, slots=True)
class Roster:
    """Who was there when."""

    stints: tuple[Stint, ...]

    def of_team(self, team: str | None) -> "Roster":
        """Return the stints of one team; None keeps all."""
        return Roster(tuple(s for s in self.stints if team in (None, s.team)))

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
    places = [header.index(name) for name in _COLUMNS]
    zone = ZoneInfo(timezone)
    stints, problems = [], []
    for line, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        stint = _stint(row, places, zone)
        if stint is None:
            got = ",".join(row)
            problems.append(ForecastProblem(f"{where}:{line}", "roster_line", got))
        else:
            stints.append(stint)
    if problems:
        raise ImportDataError(problems[:_SHOWN])
    return Roster(tuple(stints))


def _stint(row: Sequence[str], places: Sequence[int], zone: ZoneInfo) -> Stint | None:
    if len(row) <= max(places):
        return None
    team, start, end, heads = (row[place].strip() for place in places)
    try:
        low = local(datetime.fromisoformat(start), zone)
        high = local(datetime.fromisoformat(end), zone)
        count = int(heads)
    except ValueError:
        return None
    if not (team and low < high and count >= 0):
        return None
    return Stint(team, low, high, count)
