"""What really happened, as far as files tell: orders, roster, errors, contacts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.forecast.opening import default_steps
from sim.forecast.roster import Roster
from sim.forecast.update import owners
from sim.scenario.model import Scenario
from sim.scenario.promises import due_ticks
from sim.units import NEVER, TICKS_PER_HOUR

__all__ = [
    "Actuals",
    "Counted",
    "DueOrders",
    "counted",
    "due_and_missed",
    "orders_by_hour",
    "stage_hours",
    "stage_steps",
    "ticks_of",
]

Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class Actuals:
    """Everything that is known of a sale that is over."""

    orders: pd.DataFrame
    """Canonical orders table."""
    roster: Roster | None = None
    """Who was there; None: nobody wrote it down, and the plan's shifts are taken."""
    error_shares: Mapping[str, float] = field(default_factory=dict)
    """Part of the finished tasks of a step that was wrong, as far as it was counted."""
    contacts: int | None = None
    """Inquiries that came; None: they were not counted."""
    wrong_orders: int | None = None
    """Orders that left with an error; None: they were not counted."""
    replied_in_time: int | None = None
    """Inquiries answered within the promised time; None: they were not counted."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Headline numbers of what happened; None where the files do not tell."""

    orders: int
    """Orders of the horizon."""
    due: int
    """Orders whose ship-by lies in the horizon."""
    missed: int | None
    """Orders not handed over by their ship-by; None without shipping stamps.

    An order whose class no file tells is missed only when it would be in every class.
    """
    missed_open: int
    """Orders whose class no file tells, missed in some class and not in others."""
    cancelled: int
    """Orders that were cancelled."""
    peak_backlog: int | None
    """Most open orders at once; None without shipping stamps."""
    staff_hours: float | None
    """Hours on duty; None without a roster."""
    contacts: int | None
    """Inquiries; None when they were not counted."""
    n_unassigned: int
    """Orders of shops or channels that the plan does not have; left out."""
    n_unclassed: int
    """Orders whose class no file tells, where the plan has several."""

    @property
    def missed_share(self) -> float | None:
        """Missed orders as a part of those due."""
        return None if self.missed is None else self.missed / max(self.due, 1)


def counted(plan: Scenario, actuals: Actuals) -> Counted:
    """Return the headline numbers, by the plan's promise."""
    owner = owners(plan, actuals.orders)
    orders = _inside(plan, actuals.orders[owner >= 0])
    arrived = ticks_of(plan, orders["ordered_at"])
    shipped = ticks_of(plan, orders["shipped_at"])
    left = ticks_of(plan, orders["cancelled_at"])
    has_stamps = bool((shipped != NEVER).any())
    found = due_and_missed(plan, orders)
    hours = None
    if actuals.roster is not None:
        hours = sum(
            stint.heads * (stint.end - stint.start).total_seconds() / 3600
            for stint in actuals.roster.stints
        )
    return Counted(
        orders=len(orders),
        due=int(found.is_due.sum()),
        missed=int(found.is_missed.sum()) if has_stamps else None,
        missed_open=int(found.is_open.sum()),
        cancelled=int(orders["is_cancelled"].fillna(False).sum()),
        peak_backlog=_peak(plan, arrived, shipped, left) if has_stamps else None,
        staff_hours=hours,
        contacts=actuals.contacts,
        n_unassigned=int((owner < 0).sum()),
        n_unclassed=int((~found.is_told).sum()) if len(plan.classes) > 1 else 0,
    )


class DueOrders(NamedTuple):
    """What became of the ship-by of orders, each of shape (n_orders,)."""

    is_due: Bools
    """The ship-by lies in the horizon; without a class the latest of all classes."""
    is_missed: Bools
    """It was missed, whichever class the order has."""
    is_told: Bools
    """A file tells the class."""
    is_open: Bools
    """It was missed in a class that the order may have, and not in another."""


def due_and_missed(plan: Scenario, orders: pd.DataFrame) -> DueOrders:
    """Return whether each order was due and was missed, as far as files tell.

    An order that was cancelled by its ship-by is not missed.
    """
    arrived = ticks_of(plan, orders["ordered_at"])
    shipped = ticks_of(plan, orders["shipped_at"])
    left = ticks_of(plan, orders["cancelled_at"])
    cancelled = orders["is_cancelled"].fillna(False).to_numpy(bool)
    first, last, is_told = _ship_by(plan, orders, arrived)

    def missed(due: Int64) -> Bools:
        # a cancellation without a time is taken for one in time: nothing else is known
        in_time = cancelled & ((left <= due) | (left == NEVER)) & (shipped == NEVER)
        late: Bools = (due < plan.end_tick) & (shipped > due) & ~in_time
        return late

    is_missed = missed(last)
    return DueOrders(
        last < plan.end_tick, is_missed, is_told, missed(first) & ~is_missed
    )


def orders_by_hour(plan: Scenario, actuals: Actuals) -> tuple[Float64, ...]:
    """Return the orders of each demand in each hour from the start of the horizon.

    Each has shape (n_hours,); the last hour may reach beyond the horizon.
    """
    owner = owners(plan, actuals.orders)
    n_hours = -(-plan.end_tick // TICKS_PER_HOUR)
    found = []
    for number in range(len(plan.demand)):
        arrived = ticks_of(plan, actuals.orders["ordered_at"][owner == number])
        inside = arrived[(arrived >= 0) & (arrived < plan.end_tick)]
        counts = np.bincount(inside // TICKS_PER_HOUR, minlength=n_hours)
        found.append(counts.astype(np.float64))
    return tuple(found)


def ticks_of(plan: Scenario, stamps: "pd.Series[pd.Timestamp]") -> Int64:
    """Return moments as ticks of the plan; NEVER where there is none."""
    start = pd.Timestamp(plan.clock.start).tz_convert("UTC").tz_localize(None)
    since = stamps.dt.tz_convert("UTC").dt.tz_localize(None) - start
    known = since.notna().to_numpy()
    ticks = np.full(len(stamps), NEVER, np.int64)
    ticks[known] = (since[known] // pd.Timedelta(milliseconds=1)).to_numpy(np.int64)
    return ticks


def stage_hours(plan: Scenario, actuals: Actuals) -> tuple[float, float] | None:
    """Return the mean hours from order to confirmation and from release to handover.

    Censored at the end of the horizon; None without stamps.
    """
    orders = _inside(plan, actuals.orders)
    ticks = {
        name: ticks_of(plan, orders[name])
        for name in ("ordered_at", "confirmed_at", "fixed_at", "shipped_at")
    }
    if not any((ticks[name] != NEVER).any() for name in ("confirmed_at", "shipped_at")):
        return None
    end = plan.end_tick
    confirmed = np.minimum(ticks["confirmed_at"], ticks["fixed_at"])
    first = np.minimum(confirmed, end) - ticks["ordered_at"]
    released = np.minimum(ticks["fixed_at"], end)
    second = np.minimum(ticks["shipped_at"], end) - released
    hour = float(TICKS_PER_HOUR)
    return float(first.mean()) / hour, float(np.maximum(second, 0).mean()) / hour


def stage_steps(plan: Scenario) -> tuple[list[str], list[str]]:
    """Return the steps before the confirmation is done, and those from the release on.

    Those are the two stretches that stamps tell apart.
    """
    names = [step.step for step in plan.flow["order"]]
    places = default_steps(plan)
    confirmed = names.index(places["confirmed"])
    released = names.index(places["released"])
    return names[: max(confirmed, 1)], names[max(released, 1) :]


def _inside(plan: Scenario, orders: pd.DataFrame) -> pd.DataFrame:
    arrived = ticks_of(plan, orders["ordered_at"])
    return orders[(arrived >= 0) & (arrived < plan.end_tick)]


def _ship_by(
    plan: Scenario, orders: pd.DataFrame, arrived: Int64
) -> tuple[Int64, Int64, Bools]:
    """Return the earliest and the latest ship-by that each order may have.

    They are the same where a file tells the class, which comes third.
    """
    named = orders["class"].fillna("").to_numpy(object)
    by_class = {each.name: due_ticks(plan, each, arrived) for each in plan.classes}
    first: Int64 = np.minimum.reduce(list(by_class.values()))
    last: Int64 = np.maximum.reduce(list(by_class.values()))
    is_told = np.zeros(len(orders), np.bool_)
    for name, ticks in by_class.items():
        is_mine = named == name
        first = np.where(is_mine, ticks, first)
        last = np.where(is_mine, ticks, last)
        is_told |= is_mine
    return first, last, is_told


def _peak(plan: Scenario, arrived: Int64, shipped: Int64, left: Int64) -> int:
    """Return the most open orders on the plan's grid."""
    step = plan.horizon.grid_minutes * 60_000
    grid = np.arange(0, plan.end_tick + 1, step, dtype=np.int64)
    gone = np.sort(np.minimum(shipped, left))
    here = np.searchsorted(np.sort(arrived), grid) - np.searchsorted(gone, grid)
    return int(here.max())
