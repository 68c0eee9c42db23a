"""Minutes of each team in each hour, as the use chart needs them."""

from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from sim.charts.tables import moments, numbers, parts, rows_of, wall

__all__ = ["WORTH_SHOWING", "StaffHour", "staff_hours"]

WORTH_SHOWING = 1.0
"""Mean minutes of an hour from which on duty or overtime is shown."""


@dataclass(frozen=True, slots=True)
class StaffHour:
    """Mean minutes of a team in one hour."""

    at: datetime
    """Start of the hour, local time."""
    duty: float
    """Minutes on duty."""
    busy: float
    """Minutes of work, overtime included."""
    overtime: float
    """Minutes of work after the end of a shift or into a break."""

    @property
    def day(self) -> date:
        """Day of the hour."""
        return self.at.date()

    @property
    def paid(self) -> float:
        """Minutes on duty and of overtime."""
        return self.duty + self.overtime

    @property
    def use(self) -> float:
        """Busy ÷ paid minutes, 0-1."""
        return self.busy / self.paid

    @property
    def is_open(self) -> bool:
        """Whether people are on duty, not only late."""
        return self.duty >= WORTH_SHOWING

    @property
    def has_overtime(self) -> bool:
        """Whether there is overtime worth a mark."""
        return self.overtime >= WORTH_SHOWING


def staff_hours(staff: pd.DataFrame) -> dict[str, list[StaffHour]]:
    """Return the hours in which anyone of a team is paid; others are left out."""
    teams = {team: _paid_hours(rows) for team, rows in parts(staff, "team")}
    return {team: hours for team, hours in teams.items() if hours}


def _paid_hours(rows: pd.DataFrame) -> list[StaffHour]:
    minutes = {kpi: _by_hour(rows, kpi) for kpi in ("duty", "busy", "overtime")}
    hours = [
        StaffHour(at, *(minutes[kpi].get(at, 0.0) for kpi in minutes))
        for at in sorted(set().union(*minutes.values()))
    ]
    return [hour for hour in hours if hour.is_open or hour.has_overtime]


def _by_hour(rows: pd.DataFrame, kpi: str) -> dict[datetime, float]:
    own = rows_of(rows, kpi=kpi)
    return dict(zip(wall(moments(own)), numbers(own, "mean").tolist(), strict=True))
