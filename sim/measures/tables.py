"""All tables of one replication at once."""

from collections.abc import Mapping
from typing import Final, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.engines.tally import Tally
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
from sim.measures.counting import tally_of
from sim.measures.frame import Frame
from sim.measures.observation import Observation

__all__ = ["Values", "measure", "table_keys", "tables_of_tally"]

Values = NDArray[np.float64] | NDArray[np.int32]


class _TableKeys(Protocol):
    """A table whose rows are known before the run."""

    def keys(self, frame: Frame) -> pd.DataFrame: ...


_TABLES: Final[Mapping[str, _TableKeys]] = {
    "kpis": kpis,
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
    return {name: table.keys(frame) for name, table in _TABLES.items()}


def measure(frame: Frame, trajectory: Trajectory) -> dict[str, Values]:
    """Return the values of every table, one for each row of its keys."""
    return tables_of_tally(frame, tally_of(Observation(frame, trajectory)))


def tables_of_tally(frame: Frame, found: Tally) -> dict[str, Values]:
    """Return the values of every table from the counts of a replication.

    Raises
    ------
    ValueError
        The counts are those of the headline only.
    """
    details = found.details
    if details is None:
        msg = "found: must hold details, got the counts of the headline"
        raise ValueError(msg)
    return {
        "kpis": kpis.values(frame, found),
        "by_class": by_class.values(found),
        "by_day": by_day.values(details),
        "backlog": backlog.values(found, details.inside),
        "waits": waits.values(details),
        "staff": staff.values(details),
        "arrivals": arrivals.values(details),
        "load": load.values(frame, details),
        "replies": replies.values(found),
        "costs": costs.values(frame, found),
        "departures": departures.values(details),
    }
