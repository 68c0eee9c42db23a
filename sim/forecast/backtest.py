"""Backtest: fit before a day, predict after it, compare with what happened.

Nothing after the split is looked at, except what is to be predicted and, where given,
the roster that was worked.
Arrivals come from the forecast (ordinary weeks, and the sale where one lies ahead);
backlog, waits and missed orders from those arrivals and from the outflow as measured
before the split.

Two naive forecasts stand beside it: the same hour of the last week before the split,
and, inside a sale, the last sale hour by hour, scaled by today's ordinary level.
They are single values, so their CRPS is the absolute error.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import numpy as np
import pandas as pd

from sim.forecast.base import Base, fit_base
from sim.forecast.counts import (
    Bools,
    Floats,
    HourlyCounts,
    hourly_counts,
    of_shop,
    on_zone,
)
from sim.forecast.leaving import Compared, Leaving
from sim.forecast.level import LevelGuess
from sim.forecast.ordinary import Ordinary, ordinary_weeks
from sim.forecast.outflow import Outflow
from sim.forecast.priors import PRIORS, Priors
from sim.forecast.problems import refuse
from sim.forecast.roster import Roster
from sim.forecast.sale import SaleForecast, forecast_counts
from sim.forecast.sampling import DRAWS, draw_sales
from sim.forecast.scores import score
from sim.forecast.windows import SaleWindow

__all__ = ["Backtest", "backtest"]

_WEEK = 168


@dataclass(frozen=True, slots=True, eq=False)
class Backtest:
    """What was predicted, what happened, and how far apart they are."""

    split: datetime
    """Midnight, naive local time; the first predicted day."""
    n_days: int
    scores: pd.DataFrame
    """One row a quantity: ``quantity`` (arrivals_hour, arrivals_day, backlog_day,
    wait_day, missed_day), ``unit``, ``n``, ``observed``, ``bias``, ``mae``,
    ``coverage``, ``crps``, ``crps_last_week``, ``crps_last_sale`` (NaN outside sales)
    and ``crps_here``, the forecast's on the same hours as the last sale's."""
    tables: dict[str, pd.DataFrame]
    """For each quantity: ``at``, ``observed``, ``p10``, ``p50``, ``p90``,
    ``last_week``, ``last_sale``."""
    outflow: Outflow | None
    """How orders left before; None when the file has no shipping times."""
    ordinary: Ordinary
    sales: tuple[SaleForecast, ...]
    """Forecasts of the sales that lie in the predicted days."""
    n_left_out: int
    """Orders left out of backlog, waits and misses."""


def backtest(
    orders: pd.DataFrame,
    split: datetime,
    *,
    n_days: int = 14,
    sales: Sequence[SaleWindow] = (),
    excluded: Sequence[SaleWindow] = (),
    multiplier: float | None = None,
    guess: LevelGuess | None = None,
    promise_hours: float | None = None,
    roster: Roster | None = None,
    shop: str | None = None,
    channel: str | None = None,
    seed: int,
    replications: int = DRAWS,
    priors: Priors = PRIORS,
) -> Backtest:
    """Return how a forecast made at ``split`` compares with what happened.

    Parameters
    ----------
    orders
        Canonical orders table; ``shipped_at`` is needed for backlog, waits and misses.
    split
        First predicted day, in the zone of the table; its time of day is ignored.
    n_days
        Days that are predicted.
    sales
        All sales of the file; those that end before the split are learned from, those
        that begin after it are predicted.
    excluded
        Other events, which are neither ordinary nor a sale.
    multiplier, guess
        Size of a sale ahead where no past sale tells it.
    promise_hours
        An order is missed when it leaves later than this after it came; None leaves
        missed orders out.
    roster
        Who was there before and after the split; capacity then follows the heads.
    seed, replications
        Of the drawn futures.

    Raises
    ------
    ImportDataError
        There are fewer than four weeks before the split, or the file ends before the
        predicted days do.
    """
    chosen = of_shop(orders, shop, channel)
    counts = hourly_counts(chosen)
    middle = datetime.combine(split.date(), time())
    _check(counts, middle, n_days)
    windows = [window.on_wall(counts.zone) for window in sales]
    others = [window.on_wall(counts.zone) for window in excluded]
    known = counts.until(middle)
    past = [window for window in windows if window.end <= middle]
    base = fit_base(known, known.normal_days((*windows, *others)))
    ordinary = ordinary_weeks(base, priors)
    hours = counts.hours(middle, middle + timedelta(days=n_days))
    sample = ordinary.draws(
        int(counts.cells[hours.start]), n_days, seed=seed, replications=replications
    )
    last_sale = np.full(hours.stop - hours.start, np.nan)
    forecasts = []
    for window in windows:
        inside = counts.hours(window.start, window.end)
        low, high = (
            inside.start - hours.start,
            min(inside.stop, hours.stop) - hours.start,
        )
        can_tell = past or multiplier is not None or guess is not None
        if not (0 <= low < high and can_tell):
            continue
        forecast = forecast_counts(
            known, window, past, multiplier=multiplier, guess=guess, excluded=others,
            priors=priors,
        )  # fmt: skip
        drawn = draw_sales(forecast, seed=seed, replications=replications)
        sample[:, low:high] = drawn[:, : high - low]
        forecasts.append(forecast)
        if past:
            last_sale[low:high] = _last_sale(base, past[-1], high - low)
    observed = counts.orders[hours]
    last_week = np.resize(
        counts.orders[hours.start - _WEEK : hours.start], len(observed)
    )
    found = _arrivals(sample, observed, last_week, last_sale)
    outflow, n_left_out = None, 0
    if chosen["shipped_at"].notna().any():
        stage = Leaving.of(chosen, counts, hours)
        outflow, n_left_out = stage.outflow(roster), stage.n_left_out
        found |= stage.compared(outflow, sample, promise_hours, seed=seed)
    return Backtest(
        split=middle,
        n_days=n_days,
        scores=_scores(found),
        tables={name: _table(days, middle, counts) for name, days in found.items()},
        outflow=outflow,
        ordinary=ordinary,
        sales=tuple(forecasts),
        n_left_out=n_left_out,
    )


def _check(counts: HourlyCounts, split: datetime, n_days: int) -> None:
    if split < counts.start + timedelta(days=28):
        refuse("split", "backtest_too_early", f"{split:%Y-%m-%d}",
               first=f"{counts.start + timedelta(days=28):%Y-%m-%d}")  # fmt: skip
    if split + timedelta(days=n_days) > counts.end:
        refuse("split", "backtest_too_late", f"{split:%Y-%m-%d}",
               last=f"{counts.end - timedelta(days=n_days):%Y-%m-%d}")  # fmt: skip


def _last_sale(base: Base, window: SaleWindow, n_hours: int) -> Floats:
    """Return the last sale hour by hour, scaled by today's ordinary level."""
    hours = base.counts.hours(window.start, window.end)
    then, _ = base.level(hours.start // 24)
    now, _ = base.level(base.counts.n_days)
    orders = base.counts.orders[hours] * (now / then)
    return np.concatenate([orders, np.full(max(0, n_hours - len(orders)), np.nan)])[
        :n_hours
    ]


def _arrivals(
    sample: Floats, observed: Floats, last_week: Floats, last_sale: Floats
) -> dict[str, Compared]:
    def by_day(values: Floats) -> Floats:
        return np.asarray(values.reshape(*values.shape[:-1], -1, 24).sum(axis=-1))

    return {
        "arrivals_hour": Compared(
            "orders", sample, observed, last_week, last_sale, is_hourly=True
        ),
        "arrivals_day": Compared(
            "orders",
            by_day(sample),
            by_day(observed),
            by_day(last_week),
            by_day(last_sale),
        ),
    }


def _scores(found: dict[str, Compared]) -> pd.DataFrame:
    rows = []
    for name, days in found.items():
        row: dict[str, object] = {"quantity": name, "unit": days.unit}
        row |= score(days.sample, days.observed)._asdict()
        row["crps_last_week"] = score(days.last_week[None], days.observed).crps
        row["crps_last_sale"] = row["crps_here"] = float("nan")
        is_sale: Bools = np.isfinite(days.last_sale)
        if is_sale.any():
            row["crps_last_sale"] = score(
                days.last_sale[None, is_sale], days.observed[is_sale]
            ).crps
            row["crps_here"] = score(
                days.sample[:, is_sale], days.observed[is_sale]
            ).crps
        rows.append(row)
    return pd.DataFrame(rows)


def _table(days: Compared, split: datetime, counts: HourlyCounts) -> pd.DataFrame:
    n = len(days.observed)
    step = pd.Timedelta(hours=1 if days.is_hourly else 24)
    at = pd.Timestamp(split) + step * np.arange(n)
    with np.errstate(invalid="ignore"):
        p10, p50, p90 = np.percentile(days.sample, [10, 50, 90], axis=0)
    last_sale = days.last_sale if len(days.last_sale) else np.full(n, np.nan)
    return pd.DataFrame(
        {
            "at": on_zone(pd.DatetimeIndex(at), counts.zone),
            "observed": days.observed,
            "p10": p10,
            "p50": p50,
            "p90": p90,
            "last_week": days.last_week,
            "last_sale": last_sale,
        }
    )
