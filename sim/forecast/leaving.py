"""Orders leaving in a backtest: backlog, waits and misses, predicted and observed.

Left out are cancelled orders, and orders that the file never sees leave although they
are a month older than its end.
What the last week is known to have been ends at the split: an order still open then has
waited until then.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.forecast.counts import Floats, HourlyCounts, Ints
from sim.forecast.luck import with_luck
from sim.forecast.outflow import (
    Outflow,
    flow_out,
    measure_outflow,
    open_by_age,
    pace_waits,
    waits,
)
from sim.forecast.problems import refuse
from sim.forecast.roster import Roster, wall_minutes

__all__ = ["Compared", "Leaving"]

_STALE = timedelta(days=30)
_WEEK = 168


@dataclass(frozen=True, slots=True)
class Compared:
    """Sample and truth of one quantity, before they are scored."""

    unit: str
    sample: Floats
    """Shape ``(draws, n)``."""
    observed: Floats
    """Shape ``(n,)``, as are the naive forecasts."""
    last_week: Floats
    last_sale: Floats = field(default_factory=lambda: np.empty(0))
    """Empty when there is none."""
    is_hourly: bool = False


class _OfOrders(NamedTuple):
    """A value of the orders of each hour, shape ``(draws, hours)``."""

    mean: Floats
    variance: Floats | None
    """Of one order; None where the queue and not chance decides."""

    def like(self, arrived: Floats) -> "_OfOrders":
        """Return the same values for each draw."""
        assert self.variance is not None
        return _OfOrders(
            np.broadcast_to(self.mean, arrived.shape),
            np.broadcast_to(self.variance, arrived.shape),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Leaving:
    """Orders that come and leave, by hour, with the split in the middle."""

    arrived: Floats
    left: Floats
    counts: HourlyCounts
    hours: slice
    wait_hours: Floats
    """Hours that each kept order waited; those still open, until the file's end."""
    order_hour: Ints
    """Hour of the series in which each kept order came."""
    n_left_out: int

    @classmethod
    def of(cls, orders: pd.DataFrame, counts: HourlyCounts, hours: slice) -> "Leaving":
        """Return the orders of a table, over the hours of its series."""
        end = pd.Timestamp(counts.end)
        came = orders["ordered_at"].dt.tz_localize(None)
        gone = orders["shipped_at"].dt.tz_localize(None)
        is_off = orders["is_cancelled"].fillna(False).astype(bool)
        is_off |= orders["cancelled_at"].notna()
        is_off |= gone.isna() & (came < end - _STALE)
        is_off |= gone < came
        came, gone = came[~is_off], gone[~is_off]
        hour = _hour_of(came, counts)
        out = _hour_of(gone.dropna(), counts)
        n = len(counts.orders)
        waited = (gone.fillna(end) - came) / pd.Timedelta(hours=1)
        return cls(
            arrived=np.bincount(hour, minlength=n)[:n].astype(np.float64),
            left=np.bincount(out[out < n], minlength=n).astype(np.float64),
            counts=counts,
            hours=hours,
            wait_hours=waited.to_numpy(np.float64),
            order_hour=hour,
            n_left_out=int(is_off.sum()),
        )

    def outflow(self, roster: Roster | None) -> Outflow:
        """Return how orders left before the split."""
        at = self.hours.start
        known = self.wait_hours[self.order_hour + self.wait_hours < at]
        delay = int(np.percentile(known, 10)) if len(known) else 0
        found = measure_outflow(
            self.arrived[:at], self.left[:at], self.counts.cells[:at], delay
        )
        if roster is None:
            return found
        return self._by_roster(found, roster)

    def _by_roster(self, found: Outflow, roster: Roster) -> Outflow:
        """Return a capacity that follows the heads of the roster."""
        start = wall_minutes(self.counts.start)
        n_edges = len(self.counts.orders) + 1
        edges = start + 60 * np.arange(n_edges, dtype=np.float64)
        staffed = roster.minutes(edges) / 60
        at = self.hours.start
        waiting = np.cumsum(self.arrived - self.left)[:at]
        busy = (waiting >= 1) & (staffed[:at] > 0)
        hours = float(staffed[:at][busy].sum())
        if not hours:
            refuse("roster", "roster_no_overlap")
        rate = float(self.left[:at][busy].sum()) / hours
        by_hour = rate * staffed[self.hours]
        n_busy = int(busy.sum())
        return Outflow("roster", by_hour, found.delay_hours, n_busy, found.errors)

    def compared(
        self,
        outflow: Outflow,
        sample: Floats,
        promise_hours: float | None,
        *,
        seed: int,
    ) -> dict[str, Compared]:
        """Return backlog, waits and misses by day, predicted and observed."""
        at, stop = self.hours.start, self.hours.stop
        kept = float(self.arrived[:at].sum()) / max(
            float(self.counts.orders[:at].sum()), 1
        )
        arrived = sample * kept
        before = open_by_age(self.arrived[:at], self.left[:at])
        left = flow_out(outflow, before, arrived, self.counts.cells[self.hours])
        n_open = float(before.sum())
        backlog = n_open + np.cumsum(arrived - left, axis=1)[:, 23::24]
        truth = np.cumsum(self.arrived - self.left)
        week = truth[at - _WEEK : at][23::24]
        n_days = (stop - at) // 24
        found = {
            "backlog_day": Compared(
                "orders", backlog, truth[at:stop][23::24], np.resize(week, n_days)
            )
        }
        waited, late = self._predicted(outflow, n_open, arrived, left, promise_hours)
        observed, known = self._observed(at, stop), self._observed(at - _WEEK, at)
        found["wait_day"] = Compared(
            "hours",
            _by_day_with_luck(waited, arrived, name="wait", seed=seed),
            _means(observed, n_days),
            np.resize(_means(known, 7), n_days),
        )
        if promise_hours is not None:
            found["missed_day"] = _missed(
                late, arrived, observed, known, promise_hours, seed
            )
        return found

    def _predicted(
        self,
        outflow: Outflow,
        n_open: float,
        arrived: Floats,
        left: Floats,
        promise_hours: float | None,
    ) -> tuple[_OfOrders, _OfOrders]:
        """Return hours waited and lateness of an order, by hour of arrival and draw."""
        promise = promise_hours or 0.0
        if outflow.law == "pace":
            found = pace_waits(outflow, self.counts.cells[self.hours], promise)
            return (
                _OfOrders(found.mean_hours, found.variance).like(arrived),
                _OfOrders(found.late, found.late * (1 - found.late)).like(arrived),
            )
        waited = np.array(
            [waits(n_open, a, d) for a, d in zip(arrived, left, strict=True)]
        )
        late = np.where(np.isnan(waited), np.nan, waited > promise)
        return _OfOrders(waited, None), _OfOrders(late, None)

    def _observed(self, low: int, high: int) -> tuple[Floats, Floats]:
        """Return (hour from ``low``, wait as of ``high``) of orders of some hours."""
        inside = (self.order_hour >= low) & (self.order_hour < high)
        hour = self.order_hour[inside] - low
        wait = np.minimum(self.wait_hours[inside], high - low - hour)
        return hour.astype(np.float64), wait


def _missed(
    late: _OfOrders,
    arrived: Floats,
    observed: tuple[Floats, Floats],
    known: tuple[Floats, Floats],
    promise_hours: float,
    seed: int,
) -> Compared:
    """Return the share of each day's orders that leave too late.

    Only orders whose promise ends inside the predicted days are counted.
    """
    n_hours = arrived.shape[1]
    due = np.arange(n_hours) + promise_hours < n_hours
    is_due = observed[0] + promise_hours < n_hours
    was_due = known[0] + promise_hours < _WEEK
    truth = (observed[0][is_due], _is_above(observed[1][is_due], promise_hours))
    week = (known[0][was_due], _is_above(known[1][was_due], promise_hours))
    counted = late._replace(mean=np.where(due, late.mean, np.nan))
    return Compared(
        "share",
        np.minimum(_by_day_with_luck(counted, arrived, name="late", seed=seed), 1.0),
        _means(truth, n_hours // 24),
        np.resize(_means(week, 7), n_hours // 24),
    )


def _by_day_with_luck(
    values: _OfOrders, arrived: Floats, *, name: str, seed: int
) -> Floats:
    """Return the mean of each day's orders, their own luck included."""
    means = _by_day(values.mean, arrived)
    if values.variance is None:
        return means
    counted = np.where(np.isfinite(values.mean), arrived, 0.0)
    n_orders = counted.reshape(len(arrived), -1, 24).sum(axis=2)
    variances = _by_day(np.where(counted > 0, values.variance, np.nan), arrived)
    return with_luck(means, variances, n_orders, name=name, seed=seed)


def _hour_of(moments: "pd.Series[pd.Timestamp]", counts: HourlyCounts) -> Ints:
    hours = (moments - pd.Timestamp(counts.start)) // pd.Timedelta(hours=1)
    return np.asarray(hours, np.int64)


def _is_above(values: Floats, mark: float) -> Floats:
    return (values > mark).astype(np.float64)


def _by_day(values: Floats, weights: Floats) -> Floats:
    """Return the weighted mean of each day of each draw; NaN where there is none."""
    known = np.isfinite(values)
    weighed = np.where(known, weights, 0.0).reshape(len(values), -1, 24).sum(axis=2)
    total = (
        np.where(known, values * weights, 0.0).reshape(len(values), -1, 24).sum(axis=2)
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(weighed > 0, total / weighed, np.nan))


def _means(of_orders: tuple[Floats, Floats], n_days: int) -> Floats:
    """Return the mean of some orders' values by day; NaN where there is none."""
    hour, values = of_orders
    day = (hour // 24).astype(np.int64)
    n = np.bincount(day, minlength=n_days)[:n_days]
    total = np.bincount(day, weights=values, minlength=n_days)[:n_days]
    return np.where(n > 0, total / np.maximum(n, 1), np.nan)
