"""All tables of one replication at once."""

from collections.abc import Mapping
from typing import Final, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.engines.trajectory import Trajectory
from sim.measures import (
    arrivals,
    backlog,
    by_class,
    by_day,
    costs,
    departures,
    kpis,
    load,
    replies,
    staff,
    waits,
)
from sim.measures.frame import Frame
from sim.measures.observation import Observation

__all__ = ["headline", "measure", "table_keys"]

Values = NDArray[np.float64] | NDArray[np.int32]


class _TableMeasure(Protocol):
    """A table: its rows are known before the run, its values after it."""

    def keys(self, frame: Frame) -> pd.DataFrame: ...

    def values(self, seen: Observation) -> Values: ...


_AFTER_HEADLINE: Final[Mapping[str, _TableMeasure]] = {
    "by_class": by_class,
    "by_day": by_day,
    "backlog": backlog,
    "waits": waits,
    "staff": staff,
    "arrivals": arrivals,
    "load": load,
    "replies": replies,
    "costs": costs,
    "departures": departures,
}


def table_keys(frame: Frame) -> dict[str, pd.DataFrame]:
    """Return the key columns of every table, in the order of the schema."""
    rest = {name: table.keys(frame) for name, table in _AFTER_HEADLINE.items()}
    return {"kpis": kpis.keys(frame), **rest}


def measure(frame: Frame, trajectory: Trajectory) -> dict[str, Values]:
    """Return the values of every table, one for each row of its keys."""
    seen = Observation(frame, trajectory)
    rest = {name: table.values(seen) for name, table in _AFTER_HEADLINE.items()}
    return {"kpis": kpis.values(seen, rest), **rest}


def headline(frame: Frame, trajectory: Trajectory) -> NDArray[np.float64]:
    """Return the values of the table ``kpis`` alone, equal to those of ``measure``."""
    seen = Observation(frame, trajectory)
    needed = {"backlog": backlog.values(seen), "costs": costs.values(seen)}
    return kpis.values(seen, needed)
