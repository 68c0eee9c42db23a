"""Minutes per order, from what got done while a queue was standing.

A stamp tells when an order was done, not when someone began with it, so an interval is
mostly waiting.
But while more orders wait than people are there, everyone is busy, and staffed minutes
divided by orders done is the time of one order, pauses, questions and detours included.
Only such stretches are used, cut into blocks of a quarter of an hour, the first of each
stretch left out (people begin together, and the first orders come late).

The interval is that of a ratio of sums over hours, with Student's t; that hours differ
by luck and by mix is in it, that the whole sale may differ from the next is not.

References
----------
Cochran, W. G. (1977). Sampling Techniques, 3rd ed., section 6.4 (ratio estimator).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from sim.experiments.intervals import t_quantiles
from sim.forecast.counts import Bools, Floats, Ints
from sim.forecast.roster import EPOCH, Roster
from sim.forecast.stages import batches
from sim.language import Language, number_text, text

__all__ = ["Calibration", "calibrate_minutes"]

_BLOCK = 15.0
_BLOCKS_A_GROUP = 4
_FEWEST_GROUPS = 6
_FEWEST_ORDERS = 30
_BATCHED = 0.5
_BY_ITSELF = 1.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """Minutes of one order, or why the data cannot tell them."""

    status: Literal["ok", "no_queue", "too_few", "batched", "no_stamps"]
    minutes: float
    """Staffed minutes of one order; nan unless ``ok``."""
    low: float
    """Lower end of the 95 % interval."""
    high: float
    """Upper end of it."""
    n_orders: int
    """Orders done in the busy stretches."""
    staffed_hours: float
    """Hours of people in the busy stretches."""
    n_groups: int
    """Hours, more or less, that the interval rests on."""
    n_by_itself: int
    """Orders left out because they passed within a minute: nobody touched them."""

    def statement(self, language: Language) -> str:
        """Return the answer in one sentence."""
        return text(
            f"forecast.calibration_{self.status}",
            language,
            minutes=number_text(self.minutes, language, 2)
            if self.status == "ok"
            else "",
            low=number_text(self.low, language, 2) if self.status == "ok" else "",
            high=number_text(self.high, language, 2) if self.status == "ok" else "",
            n=number_text(self.n_orders, language),
            hours=number_text(self.staffed_hours, language, 1),
        )


def calibrate_minutes(
    orders: pd.DataFrame,
    roster: Roster,
    *,
    begins: str = "ordered_at",
    ends: str = "confirmed_at",
    team: str | None = None,
) -> Calibration:
    """Return the minutes of one order at a stage that people work at.

    Parameters
    ----------
    orders
        Canonical orders table.
    roster
        Who was there; the people must have done nothing else in that time.
    begins, ends
        Columns of the stamps with which an order comes to the stage and is done.
    team
        Team of the roster that does the work; None takes everybody.
    """
    came, done = _minutes(orders[begins]), _minutes(orders[ends])
    cancelled = _minutes(orders["cancelled_at"])
    waited = done - came
    by_itself: Bools = waited < _BY_ITSELF
    touched = ~by_itself & np.isfinite(came)
    n_by_itself = int(by_itself.sum())
    if not np.isfinite(done[touched]).any():
        return _cannot("no_stamps", n_by_itself)
    if batches(orders.loc[touched, ends]).share > _BATCHED:
        return _cannot("batched", n_by_itself)
    out = np.fmin(done, cancelled)[touched]
    out = np.where(np.isfinite(out), out, np.inf)
    finished = np.sort(done[touched & np.isfinite(done)])
    edges = np.arange(
        np.floor(finished[0] / _BLOCK) * _BLOCK, finished[-1] + _BLOCK, _BLOCK
    )
    staffed = roster.of_team(team).minutes(edges)
    busy = _busy(edges, staffed, came[touched], out)
    if not busy.any():
        return _cannot("no_queue", n_by_itself)
    # what is done at an edge belongs to the block before it
    counts = np.diff(np.searchsorted(finished, edges, side="right"))
    return _ratio(counts[busy], staffed[busy], _groups(busy), n_by_itself)


def _busy(edges: Floats, staffed: Floats, came: Floats, out: Floats) -> Bools:
    """Return the blocks in which nobody of a steady crew can have been idle.

    More orders are there than people at every minute of the block, and it was so with
    as many people in the block before.
    """
    minute = np.arange(edges[0], edges[-1], 1.0)
    inside = np.searchsorted(np.sort(came), minute, side="right") - np.searchsorted(
        np.sort(out), minute, side="right"
    )
    fewest = inside.reshape(-1, round(_BLOCK)).min(axis=1)
    heads = staffed / _BLOCK
    is_steady = (heads > 0) & (heads == np.round(heads))
    full = is_steady & (fewest > heads)
    follows = full[1:] & full[:-1] & (heads[1:] == heads[:-1])
    return np.concatenate([[False], follows])


def _groups(busy: Bools) -> Ints:
    """Return the group of each busy block: up to four that follow each other."""
    place = np.flatnonzero(busy)
    starts = np.r_[True, np.diff(place) > 1]
    stretch = np.cumsum(starts) - 1
    within = np.arange(len(place)) - np.flatnonzero(starts)[stretch]
    _, group = np.unique(
        stretch * len(busy) + within // _BLOCKS_A_GROUP, return_inverse=True
    )
    return np.asarray(group, np.int64)


def _ratio(
    counts: "np.ndarray[tuple[int], np.dtype[np.intp]]",
    staffed: Floats,
    group: Ints,
    n_by_itself: int,
) -> Calibration:
    n = np.bincount(group, weights=counts)
    minutes = np.bincount(group, weights=staffed)
    n_orders, total = float(n.sum()), float(minutes.sum())
    k = len(n)
    if k < _FEWEST_GROUPS or n_orders < _FEWEST_ORDERS:
        found = _cannot("too_few", n_by_itself)
        return Calibration(
            "too_few", found.minutes, found.low, found.high, int(n_orders),
            total / 60, k, n_by_itself,
        )  # fmt: skip
    rate = n_orders / total
    residual = n - rate * minutes
    error = float(np.sqrt((residual**2).sum() * k / (k - 1))) / total
    half = float(t_quantiles(np.array([k]))[0]) * error
    return Calibration(
        status="ok",
        minutes=1 / rate,
        low=1 / (rate + half),
        high=1 / (rate - half) if rate > half else float("inf"),
        n_orders=int(n_orders),
        staffed_hours=total / 60,
        n_groups=k,
        n_by_itself=n_by_itself,
    )


def _cannot(
    status: Literal["no_queue", "too_few", "batched", "no_stamps"], n_by_itself: int
) -> Calibration:
    nan = float("nan")
    return Calibration(status, nan, nan, nan, 0, 0.0, 0, n_by_itself)


def _minutes(moments: "pd.Series[pd.Timestamp]") -> Floats:
    """Return moments as minutes on the wall clock; nan where there is none."""
    wall = moments.dt.tz_localize(None)
    seconds = (wall - pd.Timestamp(EPOCH)).dt.total_seconds()
    return np.asarray(seconds.to_numpy(np.float64, na_value=np.nan) / 60, np.float64)
