"""From an orders table to a demand block of a scenario: level, shape and spread.

Level: orders a day of an average week.
Shape: 168 weights, hour × weekday, Monday 00:00 first, with mean 1; level × weight ÷ 24
is the rate of that hour, and summed over the measured days it gives back exactly the
orders that were counted.
Spread: how much more the days scatter than chance alone would make them.
A day with its factor G (mean 1, coefficient of variation cv) and Poisson arrivals has
the variance m + m² cv²; m is the mean of its weekday, so that weekdays do not count as
scatter.
Cancelled orders are counted: they arrived and made work.
"""

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import tomlkit
from tomlkit.items import InlineTable, Item

from sim.errors import ImportDataError, Problem
from sim.scenario.clocktimes import WEEKDAYS

__all__ = [
    "WEEKDAYS",
    "DemandMeasure",
    "demand_toml",
    "measure_demand",
    "write_profile",
]

_LEAST_CV = 0.005

Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True, eq=False)
class DemandMeasure:
    """What an orders table says about demand."""

    shop: str
    channel: str

    first_day: date
    last_day: date
    """Both days belong to the period."""

    n_orders: int

    orders_per_day: float
    """Mean over an average week; a weekday counts once, however often it occurs."""

    weights: Floats
    """Shape ``(7, 24)``, Monday first, mean 1."""

    unseen_weekdays: tuple[str, ...]
    """Weekdays the period does not hold; they get the mean shape of the others."""

    cv: float | None
    """Spread of the day factor; None when no weekday occurs twice."""

    class_shares: Mapping[str, float]
    """Class → share of the orders; empty when the table names no classes."""

    @property
    def n_days(self) -> int:
        """Days of the period, those without orders included."""
        return (self.last_day - self.first_day).days + 1


def measure_demand(
    orders: pd.DataFrame,
    *,
    shop: str | None = None,
    channel: str | None = None,
    first_day: date | None = None,
    last_day: date | None = None,
) -> DemandMeasure:
    """Return level, shape and spread of the orders of a period.

    ``shop``, ``channel`` — take only these; None takes all.
    ``first_day``, ``last_day`` — both inclusive, in the zone of the table; None means
    the day of the first or last order.

    Raises
    ------
    ImportDataError
        There is no order in the period.
    """
    for name, wanted in (("shop", shop), ("channel", channel)):
        if wanted is not None:
            orders = orders[(orders[name] == wanted).fillna(False).astype(bool)]
    if orders.empty:
        raise ImportDataError(Problem("orders", "orders_none_in_period"))
    wall = orders["ordered_at"].dt.tz_localize(None)
    first_day = first_day or wall.min().date()
    last_day = last_day or wall.max().date()
    after = pd.Timestamp(last_day + timedelta(days=1))
    is_inside = (wall >= pd.Timestamp(first_day)) & (wall < after)
    if not is_inside.any():
        raise ImportDataError(Problem("orders", "orders_none_in_period"))
    counts = _counts(wall[is_inside], first_day, last_day)
    weekday = (first_day.weekday() + np.arange(len(counts))) % 7
    rates, unseen = _rates(counts, weekday)
    return DemandMeasure(
        shop=shop or _one_name(orders["shop"]),
        channel=channel or _one_name(orders["channel"]),
        first_day=first_day,
        last_day=last_day,
        n_orders=int(counts.sum()),
        orders_per_day=float(rates.mean() * 24),
        weights=rates / rates.mean(),
        unseen_weekdays=unseen,
        cv=_day_cv(counts.sum(axis=1), weekday),
        class_shares=_shares(orders.loc[is_inside, "class"]),
    )


def demand_toml(
    measure: DemandMeasure, *, source: str, profile: str = "profile.csv"
) -> str:
    """Return the demand block as TOML; each number says where it comes from.

    ``source`` — name of the orders file, for the comments.
    ``profile`` — name of the file written by :func:`write_profile`.
    """
    period = f"{measure.first_day} to {measure.last_day} ({measure.n_days} days)"
    said = f"measured: {source}, {period}, n = {measure.n_orders} orders"
    entry = tomlkit.table()
    entry.add("shop", measure.shop)
    entry.add("channel", measure.channel)
    entry.add("orders_per_day", _noted(round(measure.orders_per_day, 2), said))
    shape = f"{said}; hour x weekday, mean 1"
    if measure.unseen_weekdays:
        shape += f"; not seen, mean shape: {', '.join(measure.unseen_weekdays)}"
    entry.add("profile", _noted(profile, shape))
    if measure.cv is None:
        entry.add(tomlkit.comment("day: not measured, no weekday occurs twice"))
    elif measure.cv < _LEAST_CV:
        entry.add(tomlkit.comment(f"day: no more spread than chance; {said}"))
    else:
        spread = f"{said}; days beyond chance, weekday means removed"
        entry.add("day", _noted(_law(min(measure.cv, 10.0)), spread))
    for name, share in measure.class_shares.items():
        entry.add(tomlkit.comment(f"class {name}: share {share:.4f}; {said}"))
    blocks = tomlkit.aot()
    blocks.append(entry)
    document = tomlkit.document()
    document.add("demand", blocks)
    return tomlkit.dumps(document)


def write_profile(measure: DemandMeasure, path: Path) -> None:
    """Write the shape as CSV: weekday (Mon-Sun), hour (0-23), weight; 168 rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("weekday", "hour", "weight"))
        for weekday, weights in zip(WEEKDAYS, measure.weights.tolist(), strict=True):
            for hour, weight in enumerate(weights):
                writer.writerow((weekday, hour, f"{weight:.6f}"))


def _counts(wall: "pd.Series[Any]", first_day: date, last_day: date) -> Floats:
    """Return orders by day and hour, days without orders included."""
    n_days = (last_day - first_day).days + 1
    hours = (wall - pd.Timestamp(first_day)) // pd.Timedelta(hours=1)
    counts = np.bincount(hours.to_numpy(dtype=np.int64), minlength=n_days * 24)
    return counts.reshape(n_days, 24).astype(float)


def _rates(
    counts: Floats, weekday: np.ndarray[Any, Any]
) -> tuple[Floats, tuple[str, ...]]:
    """Return orders an hour by weekday and hour, and the weekdays that never occur."""
    n_seen = np.bincount(weekday, minlength=7)
    totals = np.zeros((7, 24))
    np.add.at(totals, weekday, counts)
    rates = totals / np.maximum(n_seen, 1)[:, None]
    is_seen = n_seen > 0
    rates[~is_seen] = rates[is_seen].mean(axis=0)
    names = zip(WEEKDAYS, is_seen.tolist(), strict=True)
    return rates, tuple(name for name, seen in names if not seen)


def _day_cv(by_day: Floats, weekday: np.ndarray[Any, Any]) -> float | None:
    n_seen = np.bincount(weekday, minlength=7)
    is_repeated = n_seen[weekday] >= 2
    if not is_repeated.any():
        return None
    sums = np.bincount(weekday, weights=by_day, minlength=7)
    mean = (sums / np.maximum(n_seen, 1))[weekday][is_repeated]
    n = n_seen[weekday][is_repeated]
    # a mean that was fitted to n days takes 1/n of their scatter away
    scatter = (by_day[is_repeated] - mean) ** 2 * n / (n - 1)
    excess = float((scatter - mean).sum())
    return math.sqrt(max(0.0, excess / float((mean**2).sum()))) if mean.any() else None


def _shares(classes: "pd.Series[Any]") -> Mapping[str, float]:
    shares = classes.dropna().value_counts(normalize=True)
    ordered = sorted(shares.items(), key=lambda entry: (-entry[1], str(entry[0])))
    return MappingProxyType({str(name): float(share) for name, share in ordered})


def _one_name(names: "pd.Series[Any]") -> str:
    known = names.dropna().unique().tolist()
    return str(known[0]) if len(known) == 1 else "all"


def _noted(value: float | str | InlineTable, comment: str) -> Item:
    item = tomlkit.item(value)
    item.comment(comment)
    return item


def _law(cv: float) -> InlineTable:
    law = tomlkit.inline_table()
    law.update({"distribution": "gamma", "cv": round(cv, 3)})
    return law
