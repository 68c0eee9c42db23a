"""Stage times from timestamps: how long orders spend between two stamps, and who works.

The chain is 注文日時 → 注文確認 → 注文確定 → 発送指示 → 発送完了報告; a stamp that a
file does not have is passed over, and its time belongs to the next stage.
Only two stages hold work of the shop or its agency (DOMAIN 4.3): ``confirm``, unless it
is automatic, and ``dispatch``; in between the mall and the customer's payment decide.

An interval is waiting and work together; how many minutes the work takes is estimated
elsewhere (:mod:`sim.forecast.calibration`), from what gets done while a queue stands.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal, NamedTuple

import numpy as np
import pandas as pd

from sim.experiments import Interval, wilson_interval
from sim.forecast.counts import Bools, Floats
from sim.language import Language, number_text, text

__all__ = [
    "AutoConfirm",
    "PersonShare",
    "Stage",
    "auto_confirm",
    "batches",
    "person_share",
    "stage_waits",
    "stages_of",
]

StageName = Literal["confirm", "payment", "release", "dispatch"]

_CHAIN: Final = ("ordered_at", "confirmed_at", "fixed_at", "ship_instructed_at",
                 "shipped_at")  # fmt: skip
_ENDS: Final[dict[str, StageName]] = {
    "confirmed_at": "confirm",
    "fixed_at": "payment",
    "ship_instructed_at": "release",
    "shipped_at": "dispatch",
}
_NIGHT = (0, 6)
_BAND = 0.2
_AUTO_SHARE = 0.8
_FEWEST = 30
_FEWEST_AT_NIGHT = 10
_BATCH = 3


class Stage(NamedTuple):
    """The time between two stamps."""

    name: StageName
    begins: str
    """Column of the first stamp."""
    ends: str
    """Column of the second stamp."""
    has_work: bool
    """Whether people of the shop or its agency work in it."""


@dataclass(frozen=True, slots=True)
class AutoConfirm:
    """Whether orders are confirmed by a machine."""

    is_auto: bool | None
    """None when the data cannot tell."""
    minutes: float
    """Median of 注文確認 − 注文日時; nan without data."""
    share_near: float
    """Part of all orders within a fifth (at least a minute) of that median."""
    share_near_at_night: float
    """The same for orders between 0 and 6 o'clock, when no desk is staffed."""
    n: int
    n_at_night: int

    def statement(self, language: Language) -> str:
        """Return the answer in one sentence."""
        answer = {True: "yes", False: "no", None: "unknown"}[self.is_auto]
        return text(
            f"forecast.auto_{answer}",
            language,
            minutes=number_text(self.minutes, language, 1) if self.n else "",
            n=number_text(self.n, language),
            night=number_text(self.n_at_night, language),
        )


class PersonShare(NamedTuple):
    """Part of the orders that a person must look at."""

    share: float
    """0-1; nan when the file has no such column."""
    interval: Interval
    """95 % (Wilson)."""
    n: int
    """Orders for which it is known."""


def stages_of(orders: pd.DataFrame) -> tuple[Stage, ...]:
    """Return the stages that the stamps of a table show, in order."""
    present = [column for column in _CHAIN if orders[column].notna().any()]
    auto = auto_confirm(orders).is_auto
    found = []
    for begins, ends in pairwise(present):
        name = _ENDS[ends]
        has_work = name == "dispatch" or (name == "confirm" and auto is not True)
        found.append(Stage(name, begins, ends, has_work))
    return tuple(found)


def stage_waits(
    orders: pd.DataFrame, *, by: Literal["stage", "hour", "weekday"] = "stage"
) -> pd.DataFrame:
    """Return how long the stages take, in hours.

    One row a stage (and hour or weekday of its first stamp, Monday 0) with ``n``,
    ``median_hours``, ``p90_hours``, ``has_work``, and of the whole stage
    ``n_excluded_<reason>`` and ``share_batched``: stamps set at one second for three
    orders or more, which is the time of a button and not of the work.
    """
    rows: list[dict[str, object]] = []
    for stage in stages_of(orders):
        reasons = _exclusions(orders, stage)
        kept = ~np.logical_or.reduce(list(reasons.values()))
        begins, ends = orders.loc[kept, stage.begins], orders.loc[kept, stage.ends]
        hours = (ends - begins).dt.total_seconds().to_numpy(np.float64) / 3600
        about = {
            "has_work": stage.has_work,
            "share_batched": batches(ends).share,
            **{f"n_excluded_{name}": int(gone.sum()) for name, gone in reasons.items()},
        }
        key = np.zeros(len(hours), np.int64)
        if by == "hour":
            key = begins.dt.hour.to_numpy(np.int64)
        elif by == "weekday":
            key = begins.dt.day_of_week.to_numpy(np.int64)
        for value in np.unique(key):
            waited = hours[key == value]
            row: dict[str, object] = {"stage": stage.name}
            if by != "stage":
                row[by] = int(value)
            rows.append(row | _spread(waited) | about)
    return pd.DataFrame(rows)


def auto_confirm(orders: pd.DataFrame) -> AutoConfirm:
    """Return whether 注文確認 is automatic: as fast at night as by day.

    It is, when at all hours and also at night at least four orders in five are
    confirmed after nearly the same time.
    """
    known = orders["confirmed_at"].notna()
    at = orders.loc[known, "ordered_at"]
    wait = orders.loc[known, "confirmed_at"] - at
    minutes = wait.dt.total_seconds().to_numpy(np.float64) / 60
    if not len(minutes):
        return AutoConfirm(None, float("nan"), float("nan"), float("nan"), 0, 0)
    middle = float(np.median(minutes))
    near: Bools = np.abs(minutes - middle) <= max(1.0, _BAND * middle)
    hour = at.dt.hour.to_numpy(np.int64)
    is_night = (hour >= _NIGHT[0]) & (hour < _NIGHT[1])
    n_night = int(is_night.sum())
    at_night = float(near[is_night].mean()) if n_night else float("nan")
    share = float(near.mean())
    can_tell = len(minutes) >= _FEWEST and n_night >= _FEWEST_AT_NIGHT
    is_auto = min(share, at_night) >= _AUTO_SHARE if can_tell else None
    return AutoConfirm(is_auto, middle, share, at_night, len(minutes), n_night)


class Batches(NamedTuple):
    """Stamps that were set for many orders at once."""

    share: float
    """Part of the stamps that share their second with two others or more."""
    n_batches: int
    largest: int
    """Orders of the largest batch."""


def batches(stamps: "pd.Series[pd.Timestamp]") -> Batches:
    """Return what part of some stamps comes from bulk buttons."""
    known = stamps.dropna()
    if known.empty:
        return Batches(float("nan"), 0, 0)
    sizes = known.dt.floor("s").value_counts().to_numpy()
    many = sizes[sizes >= _BATCH]
    return Batches(float(many.sum()) / len(known), len(many), int(sizes.max()))


def person_share(orders: pd.DataFrame) -> PersonShare:
    """Return the part of the orders that a person must look at.

    Remarks, noshi, wrapping, gift, several addresses, island, warning, open amount;
    the importer has read these columns into ``needs_person``.
    """
    known = orders["needs_person"].dropna()
    if known.empty:
        nan = float("nan")
        return PersonShare(nan, Interval(nan, nan), 0)
    needing = int(known.sum())
    return PersonShare(
        needing / len(known), wilson_interval(needing, len(known)), len(known)
    )


def _exclusions(orders: pd.DataFrame, stage: Stage) -> dict[str, Bools]:
    """Return which orders a stage leaves out, by the first reason that applies."""
    begins, ends = orders[stage.begins], orders[stage.ends]
    open_ = (begins.isna() | ends.isna()).to_numpy()
    backwards = ~open_ & (ends < begins).to_numpy()
    cancelled = orders["is_cancelled"].fillna(False).to_numpy(bool)
    cancelled |= orders["cancelled_at"].notna().to_numpy()
    found = {"open": open_, "backwards": backwards, "cancelled": cancelled}
    if stage.name == "dispatch":
        asked = pd.to_datetime(orders["delivery_date"].astype(object))
        began = begins.dt.tz_localize(None).dt.normalize()
        found["asked_date"] = (asked > began).to_numpy()
        found["changed"] = orders["status"].isin(["400", "変更確定待ち"]).to_numpy()
    seen = np.zeros(len(orders), np.bool_)
    for name, gone in found.items():
        found[name] = gone & ~seen
        seen |= gone
    return found


def _spread(hours: Floats) -> dict[str, object]:
    median, p90 = np.percentile(hours, [50, 90])
    return {"n": len(hours), "median_hours": float(median), "p90_hours": float(p90)}
