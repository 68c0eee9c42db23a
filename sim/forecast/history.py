"""Backlog over time, rebuilt from the stamps of an orders file."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.forecast.counts import Ints
from sim.forecast.stages import stages_of

__all__ = ["PastBacklog", "past_backlog"]


class PastBacklog(NamedTuple):
    """How many orders stood where, over time."""

    table: pd.DataFrame
    """``at``, a column for each stage, and ``open``: all orders not shipped."""
    n_left_out: int
    """Cancelled orders without the time of it: when they left is not known."""


def past_backlog(orders: pd.DataFrame, *, every_minutes: int = 60) -> PastBacklog:
    """Return the orders in each stage at each moment, from the first order to the last.

    An order enters a stage with its first stamp and leaves it with the next stamp that
    it has, or when it is cancelled; without either it stands there to the end.
    The value at a moment is what someone finds who comes then, so a stamp of that very
    moment has not happened yet.
    """
    cancelled = orders["is_cancelled"].fillna(False).to_numpy(bool)
    undated = (
        cancelled
        & orders["cancelled_at"].isna().to_numpy()
        & orders["shipped_at"].isna().to_numpy()
    )
    kept = orders[~undated]
    zone = orders["ordered_at"].dt.tz
    stages = stages_of(orders)
    columns = ["ordered_at", *(stage.ends for stage in stages)]
    far = np.iinfo(np.int64).max
    gone = _ticks(kept["cancelled_at"], far)
    stamps = [np.minimum(_ticks(kept[column], far), gone) for column in columns]
    # a stage is left when any later stamp is there
    for place in range(len(stamps) - 2, 0, -1):
        stamps[place] = np.minimum(stamps[place], stamps[place + 1])
    last = max(int(stamp[stamp < far].max()) for stamp in stamps)
    first = int(stamps[0].min())
    step = every_minutes * 60_000
    grid = np.arange(first - first % step, last + step + 1, step, dtype=np.int64)
    at = pd.to_datetime(grid, unit="ms", utc=True).tz_convert(zone)
    table: dict[str, object] = {"at": at}
    for stage, begins, ends in zip(stages, stamps, stamps[1:], strict=False):
        table[stage.name] = _before(begins, grid) - _before(ends, grid)
    final = stamps[-1] if stages and stages[-1].name == "dispatch" else gone
    table["open"] = _before(stamps[0], grid) - _before(final, grid)
    return PastBacklog(pd.DataFrame(table), int(undated.sum()))


def _ticks(moments: "pd.Series[pd.Timestamp]", missing: int) -> Ints:
    """Return moments as milliseconds since 1970, ``missing`` where there is none."""
    raw = moments.dt.tz_convert("UTC").dt.tz_localize(None)
    ticks = raw.to_numpy("datetime64[ms]").astype(np.int64)
    return np.where(moments.isna().to_numpy(), missing, ticks)


def _before(
    ticks: Ints,
    grid: Ints,
) -> Ints:
    """Return how many ticks lie before each point of the grid."""
    return np.asarray(np.searchsorted(np.sort(ticks), grid, side="left"), np.int64)
