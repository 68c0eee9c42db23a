"""The board of a running sale: what is so, what is coming, what must be decided.

Everything is worked out from the plan, the orders so far and the moment: the level is
learned from the orders, the rest of the sale is simulated with today's backlog
(:mod:`sim.forecast.update`), and the next pickups, the calls and the agreed volume are
looked at on that rest.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import pandas as pd

from sim.experiments import DEFAULT_SEED, Cancelled, Result
from sim.experiments.intervals import Interval
from sim.forecast.update import LiveUpdate, live_update
from sim.live.backlog import Backlog, backlog_now
from sim.live.calls import CallOption, CallOutlook, call_outlook
from sim.live.risk import PickupRisk, pickup_risks
from sim.live.volume import AgreedVolume, SoFar, VolumeOutlook, so_far, volume_outlook
from sim.measures import ALL
from sim.scenario.model import Scenario

__all__ = ["BOARD_REPLICATIONS", "Board", "DayOutlook", "board_of"]

BOARD_REPLICATIONS: Final = 100


@dataclass(frozen=True, slots=True)
class DayOutlook:
    """Missed shipments whose ship-by falls on a day."""

    day: date
    missed_p10: float
    missed_p50: float
    missed_p90: float
    missed_mean: float
    interval: Interval
    """95 % interval of the mean."""


@dataclass(frozen=True, slots=True, eq=False)
class Board:
    """Everything about a running sale at a moment."""

    now: datetime
    """The moment, aware, in whole minutes."""
    data_at: datetime
    """The moment up to which the order files say something, aware."""
    plan: Scenario
    """The plan as it was made."""
    so_far: SoFar
    backlog: tuple[Backlog, ...]
    """Steps of the order flow with open orders, in order."""
    n_unassigned: int
    """Orders of shops or channels that the plan does not have; left out."""
    update: LiveUpdate
    """Level, on-call rules, and the rest simulated."""
    pickups: tuple[PickupRisk, ...]
    """What hangs on each of the next pickups."""
    days: tuple[DayOutlook, ...]
    """Predicted missed shipments of today and the days to come."""
    calls: tuple[CallOutlook, ...]
    """People who can be called, what that is worth, and until when."""
    volumes: tuple[VolumeOutlook, ...]
    """Agreed bands."""

    @property
    def result(self) -> Result:
        """The rest of the sale, simulated."""
        return self.update.result

    @property
    def open_orders(self) -> int:
        """Orders that are not handed over yet."""
        return sum(row.orders for row in self.backlog)


def board_of(
    plan: Scenario,
    orders: pd.DataFrame,
    now: datetime,
    *,
    options: Sequence[CallOption] | None = None,
    volumes: Sequence[AgreedVolume] = (),
    seed: int = DEFAULT_SEED,
    replications: int = BOARD_REPLICATIONS,
    cancelled: Callable[[], bool] | None = None,
) -> Board:
    """Return the board of a running sale.

    Parameters
    ----------
    plan
        The scenario as it was planned.
    orders
        Canonical orders table.
    now
        The moment the orders tell of; later orders are not looked at.
    options
        People who can be called; None: those of the on-call rules.
    volumes
        Agreed bands.
    cancelled
        Asked between replications.

    Raises
    ------
    Cancelled
        ``cancelled`` said so.
    ImportDataError
        ``now`` lies outside the plan's horizon.
    """
    update = live_update(plan, orders, now, seed=seed, replications=replications)
    if cancelled is not None and cancelled():
        raise Cancelled
    rest = update.result.scenario
    moment = update.now
    if options is None:
        options = _options(plan)
    return Board(
        now=moment,
        data_at=_data_at(orders, moment),
        plan=plan,
        so_far=so_far(plan, orders, moment, seed=seed, replications=replications),
        backlog=backlog_now(plan, orders, moment),
        n_unassigned=update.n_unassigned,
        update=update,
        pickups=pickup_risks(
            rest, seed=seed, replications=replications, cancelled=cancelled
        ),
        days=_days(update.result),
        calls=tuple(
            call_outlook(
                rest,
                option,
                seed=seed,
                replications=replications,
                cancelled=cancelled,
            )
            for option in options
        ),
        volumes=tuple(
            volume_outlook(rest, orders, band, seed=seed, replications=replications)
            for band in volumes
        ),
    )


def _options(plan: Scenario) -> tuple[CallOption, ...]:
    """Return the people of the on-call rules."""
    return tuple(
        CallOption(
            team.name, team.on_call.heads, team.on_call.lead_hours, team.on_call.hours
        )
        for team in plan.teams
        if team.on_call is not None and team.on_call.heads
    )


def _data_at(orders: pd.DataFrame, now: datetime) -> datetime:
    """Return the newest moment that any stamp of the orders names, up to now."""
    columns = ["ordered_at", "confirmed_at", "shipped_at", "cancelled_at"]
    newest = [
        stamps[stamps <= pd.Timestamp(now)].max()
        for stamps in (orders[name].dropna() for name in columns)
    ]
    known = [moment for moment in newest if not pd.isna(moment)]
    latest = max(known, default=pd.Timestamp(now))
    return latest.to_pydatetime().astimezone(now.tzinfo)


def _days(result: Result) -> tuple[DayOutlook, ...]:
    table = result.tables.by_day
    rows = table[
        (table["kpi"] == "missed")
        & (table["shop"] == ALL)
        & (table["order_class"] == ALL)
    ]
    return tuple(
        DayOutlook(
            day=row["day"],
            missed_p10=row["p10"],
            missed_p50=row["p50"],
            missed_p90=row["p90"],
            missed_mean=row["mean"],
            interval=Interval(row["ci_low"], row["ci_high"]),
        )
        for row in rows.to_dict("records")
    )
