"""Explain: tables that say what a scenario means before anything is simulated.

They are sums on paper: expected orders, the work these bring, the staff time that is
planned, and where the plan is short even if everything went evenly.
Column names are keys; their words are ``explain.column_<name>`` of the catalogue.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.scenario.doubts import Doubt, doubtful
from sim.scenario.groups import Group, groups
from sim.scenario.menu_prices import head_price_yen, worked_days
from sim.scenario.model import Scenario
from sim.scenario.workload import (
    orders_by_hour,
    staff_minutes_by_hour,
    work_by_step,
)
from sim.units import TICKS_PER_HOUR

__all__ = [
    "Explanation",
    "explain",
    "load_table",
    "menu_table",
    "orders_table",
    "short_days",
    "staff_table",
    "work_table",
]

Floats = NDArray[np.float64]

_MENU_COLUMNS = [
    "shift",
    "team",
    "first_day",
    "days",
    "from",
    "to",
    "min_heads",
    "max_heads",
    "head_yen",
    "notice_days",
]


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """All tables and doubts of a scenario."""

    orders: pd.DataFrame
    """Expected orders a day; see :func:`orders_table`."""
    work: pd.DataFrame
    """Work minutes a day; see :func:`work_table`."""
    staff: pd.DataFrame
    """Staff minutes a day; see :func:`staff_table`."""
    load: pd.DataFrame
    """Work against staff hour by hour; see :func:`load_table`."""
    short: pd.DataFrame
    """Days that are short on paper; see :func:`short_days`."""
    menu: pd.DataFrame
    """Shifts that may be bought; see :func:`menu_table`."""
    doubts: tuple[Doubt, ...]
    """What is legal but doubtful."""


def explain(scenario: Scenario) -> Explanation:
    """Return everything that can be said about a scenario before a run."""
    return Explanation(
        orders=orders_table(scenario),
        work=work_table(scenario),
        staff=staff_table(scenario),
        load=load_table(scenario),
        short=short_days(scenario),
        menu=menu_table(scenario),
        doubts=tuple(doubtful(scenario)),
    )


def orders_table(scenario: Scenario) -> pd.DataFrame:
    """Return the expected orders a day by class: day, shop, channel, class, orders.

    Rates times events times scale, before the level factors; a replay is counted, its
    orders without a class spread by the mix.
    """
    days = _days(scenario)
    parts = []
    for demand in scenario.demand:
        by_day = _by_day(orders_by_hour(scenario, demand), days)
        for index, order_class in enumerate(scenario.classes):
            part = pd.DataFrame(
                {"day": by_day.index, "orders": by_day[index].to_numpy()}
            )
            part.insert(1, "shop", demand.shop)
            part.insert(2, "channel", demand.channel)
            part.insert(3, "class", order_class.name)
            parts.append(part)
    table = pd.concat(parts, ignore_index=True)
    return table.sort_values("day", kind="stable", ignore_index=True)


def work_table(scenario: Scenario) -> pd.DataFrame:
    """Return the standard work minutes a day: day, flow, step, cases, work_minutes.

    :func:`~sim.scenario.workload.work_by_step` says what is counted, and how rework is.
    """
    days = _days(scenario)
    parts = []
    for work in work_by_step(scenario):
        part = _by_day(np.column_stack([work.cases, work.minutes]), days)
        part.columns = pd.Index(["cases", "work_minutes"])
        part = part.reset_index(names="day")
        part.insert(1, "flow", work.flow)
        part.insert(2, "step", work.step)
        parts.append(part)
    columns = ["day", "flow", "step", "cases", "work_minutes"]
    table = pd.concat(parts) if parts else pd.DataFrame(columns=columns)
    return table.sort_values("day", kind="stable", ignore_index=True)


def staff_table(scenario: Scenario) -> pd.DataFrame:
    """Return staff time a day: day, team, paid_minutes, effective_minutes.

    Paid minutes leave breaks out.
    Effective minutes are paid minutes × (1 − absence) × speed: the standard minutes the
    team gets done; learning, fatigue, overtime and people on call are not in them.
    """
    days = _days(scenario)
    by_team = staff_minutes_by_hour(scenario)
    parts = []
    for team, minutes in zip(scenario.teams, by_team, strict=True):
        part = _by_day(minutes[:, None], days).reset_index(names="day")
        part.columns = pd.Index(["day", "paid_minutes"])
        part.insert(1, "team", team.name)
        factor = (1 - team.absence) * team.speed
        part["effective_minutes"] = part["paid_minutes"] * factor
        parts.append(part)
    columns = ["day", "team", "paid_minutes", "effective_minutes"]
    table = pd.concat(parts) if parts else pd.DataFrame(columns=columns)
    return table.sort_values("day", kind="stable", ignore_index=True)


def load_table(scenario: Scenario) -> pd.DataFrame:
    """Return work against staff, hour by hour, for each group of teams.

    Teams that share a step, directly or through other teams, are one group, and a step
    that nobody serves is a group of its own.
    Columns: hour (start, aware), group, steps, work_minutes (arriving in the hour),
    capacity_minutes (effective), load (work ÷ capacity, nan without capacity) and
    backlog_minutes (what would be left at the hour's end if work could be done as soon
    as its order is there).
    """
    hours = _hours(scenario)
    parts = [
        pd.DataFrame(
            {
                "hour": hours,
                "group": group.name,
                "steps": ", ".join(group.steps),
                "work_minutes": group.work_minutes,
                "capacity_minutes": group.capacity_minutes,
                "load": _ratio(group.work_minutes, group.capacity_minutes),
                "backlog_minutes": _backlog(group),
            }
        )
        for group in groups(scenario)
    ]
    return pd.concat([_no_load(hours), *parts], ignore_index=True)


def short_days(scenario: Scenario) -> pd.DataFrame:
    """Return the days on which more work arrives than the group can do.

    Columns: day, group, work_minutes, capacity_minutes, short_minutes and
    backlog_minutes at the end of the day.
    """
    load = load_table(scenario)
    load["day"] = load["hour"].dt.date
    table = (
        load.groupby(["day", "group"], sort=False)
        .agg(
            work_minutes=("work_minutes", "sum"),
            capacity_minutes=("capacity_minutes", "sum"),
            backlog_minutes=("backlog_minutes", "last"),
        )
        .reset_index()
    )
    short = table["work_minutes"] - table["capacity_minutes"]
    table.insert(4, "short_minutes", short)
    # rounding must not make a day short
    return table[short > 1e-6].reset_index(drop=True)


def menu_table(scenario: Scenario) -> pd.DataFrame:
    """Return the shifts that may be bought, in the order of the menu.

    Columns: shift, team, first_day, days (worked in the horizon), from, to, min_heads,
    max_heads, head_yen (price of one person for all these days) and notice_days.
    """
    shifts = () if scenario.menu is None else scenario.menu.shifts
    rows = []
    for shift in shifts:
        days = worked_days(scenario, shift)
        rows.append(
            {
                "shift": shift.label,
                "team": shift.team,
                "first_day": days[0] if days else None,
                "days": len(days),
                "from": shift.from_,
                "to": shift.to,
                "min_heads": shift.min_heads,
                "max_heads": shift.max_heads,
                "head_yen": head_price_yen(scenario, shift),
                "notice_days": shift.notice_days,
            }
        )
    return pd.DataFrame(rows, columns=_MENU_COLUMNS)


def _no_load(hours: pd.DatetimeIndex) -> pd.DataFrame:
    """Return the load table without a row, for a scenario without work."""
    numbers = ("work_minutes", "capacity_minutes", "load", "backlog_minutes")
    nothing = np.empty(0, np.float64)
    texts = {name: np.empty(0, np.object_) for name in ("group", "steps")}
    return pd.DataFrame({"hour": hours[:0], **texts, **dict.fromkeys(numbers, nothing)})


def _hours(scenario: Scenario) -> pd.DatetimeIndex:
    start = pd.Timestamp(scenario.clock.start)
    n_hours = -(-scenario.end_tick // TICKS_PER_HOUR)
    return pd.date_range(start, periods=n_hours, freq="h")


def _days(scenario: Scenario) -> NDArray[np.object_]:
    """Return the local day of each hour of the horizon."""
    return np.asarray(_hours(scenario).date)


def _by_day(values: Floats, days: NDArray[np.object_]) -> pd.DataFrame:
    """Return hourly columns summed by day."""
    return pd.DataFrame(values).groupby(days).sum()


def _ratio(work: Floats, capacity: Floats) -> Floats:
    return np.divide(work, capacity, out=np.full_like(work, np.nan), where=capacity > 0)


def _backlog(group: Group) -> Floats:
    """Return the work left at the end of each hour."""
    surplus = np.cumsum(group.work_minutes - group.capacity_minutes)
    lowest = np.minimum.accumulate(np.minimum(surplus, 0.0))
    return np.asarray(surplus - lowest)
