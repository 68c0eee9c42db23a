"""Simulated shops whose truth is known, for tests of the forecast."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from sim.forecast.counts import HourlyCounts
from sim.forecast.priors import PRIORS
from sim.forecast.windows import PHASES, SaleWindow, phases
from sim.orders.table import orders_frame
from sim.scenario.profiles import evening_profile
from sim.units import NEVER

TOKYO = ZoneInfo("Asia/Tokyo")
WEEK = np.array(evening_profile()).reshape(7, 24)
SALES = tuple(
    SaleWindow(
        "スーパーSALE", datetime(year, month, 4, 20), datetime(year, month, 11, 2)
    )
    for year, month in ((2026, 3), (2026, 6), (2026, 9), (2026, 12))
)
"""The sales of a year; the last is the one to come."""


def shop(
    rng,
    sales=SALES,
    *,
    spread=0.25,
    day_cv=0.15,
    per_day=110.0,
    level=5.0,
    slope=0.0,
    factors=None,
    weeks_before=8,
):
    """Return the orders by hour of a shop, its last sale included.

    ``spread`` — standard deviation of the log of a sale's level.
    ``factors`` — of the phases; None draws them from the priors.
    """
    first = sales[0].start.replace(hour=0) - timedelta(weeks=weeks_before)
    n_days = (sales[-1].end - first).days + 3
    counts = HourlyCounts(first, np.zeros(n_days * 24), TOKYO)
    means = per_day / 24 * WEEK.ravel()[counts.cells]
    factors = drawn_factors(rng) if factors is None else factors
    for sale in sales:
        years = (sales[-1].start - sale.start) / timedelta(days=365.25)
        log_level = np.log(level) - slope * years + rng.normal(0, spread)
        means[counts.hours(sale.start, sale.end)] *= np.exp(log_level)
        for phase in phases(sale):
            means[counts.hours(phase.start, phase.end)] *= factors[phase.name]
    days = rng.gamma(1 / day_cv**2, day_cv**2, n_days) if day_cv else np.ones(n_days)
    return HourlyCounts(first, rng.poisson(means * np.repeat(days, 24)) * 1.0, TOKYO)


def drawn_factors(rng) -> dict:
    """Return phase factors drawn from the priors."""
    return {
        name: rng.gamma(PRIORS.phases[name].shape)
        * PRIORS.phases[name].mean
        / PRIORS.phases[name].shape
        for name in PHASES
    }


def table_of(counts: HourlyCounts, rng=None, **columns) -> pd.DataFrame:
    """Return the canonical orders table of a series, orders spread over their hours."""
    hour = np.repeat(np.arange(len(counts.orders)), counts.orders.astype(int))
    offset = (
        (np.arange(len(hour)) * 0.618) % 1 if rng is None else rng.random(len(hour))
    )
    wall = pd.Timestamp(counts.start) + pd.to_timedelta(
        np.round((hour + offset) * 3600, 3), unit="s"
    )
    moments = pd.Series(wall.sort_values()).dt.tz_localize(counts.zone)
    frame = {"order_id": [f"{i:06d}" for i in range(len(moments))]}
    frame |= {"ordered_at": moments, "lines": 1, "shop": "a", "channel": "rakuten"}
    return orders_frame(pd.DataFrame(frame | columns), counts.zone)


def orders_of(program, trajectory, stamps) -> pd.DataFrame:
    """Return the orders table that a shop would have after a simulated sale.

    ``stamps`` — column of the table → step whose end it is the time of; ``shipped_at``
    is the handover.
    """
    cases, visits = trajectory.cases, trajectory.visits
    n = int((cases.flow == 0).sum())
    clock = program.scenario.clock
    columns = {"ordered_at": cases.arrived[:n].astype(np.int64)}
    for column, step in stamps.items():
        at = np.full(n, NEVER)
        rows = np.flatnonzero(visits.step == program.step_named(step))
        rows = rows[visits.case[rows] < n]
        at[visits.case[rows]] = visits.ended[rows]
        columns[column] = at
    columns["shipped_at"] = cases.completed[:n]
    start = pd.Timestamp(clock.start)
    frame = {}
    for column, ticks in columns.items():
        happened = ticks < trajectory.end
        wait = pd.to_timedelta(np.where(happened, ticks, 0), unit="ms")
        frame[column] = pd.Series(start + wait).where(happened)
    frame |= {"order_id": [f"{i:06d}" for i in range(n)], "lines": 1}
    return orders_frame(pd.DataFrame(frame), clock.zone)


def served(counts: HourlyCounts, capacity) -> pd.DataFrame:
    """Return the table of a shop that ships ``capacity`` orders in each hour at most.

    ``capacity`` — by hour of the week, or by hour of the series.
    """
    by_hour = np.asarray(capacity, float)
    if len(by_hour) == 168:
        by_hour = by_hour[counts.cells]
    gone, left = 0.0, np.zeros(len(counts.orders))
    come = np.cumsum(counts.orders)
    for hour in range(len(left)):
        left[hour] = np.floor(min(by_hour[hour], come[hour] - gone))
        gone += left[hour]
    table = table_of(counts)
    out = np.repeat(np.arange(len(left)), left.astype(int))
    end = pd.Timestamp(counts.start) + pd.to_timedelta((out + 1) * 3600 - 1, unit="s")
    shipped = pd.Series(end).dt.tz_localize(counts.zone).reindex(table.index)
    return table.assign(shipped_at=shipped.astype(table["shipped_at"].dtype))


def office_hours(per_hour: float):
    """Return a capacity by hour of the week: 9 to 18, every day but Sunday."""
    week = np.zeros((7, 24))
    week[:6, 9:18] = per_hour
    return week.ravel()
