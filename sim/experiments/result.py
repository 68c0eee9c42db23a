"""What a run gives back, and the same as plain data for a JSON file.

The JSON form is stable::

    {"format": "hanboki.result/1",
     "record": {scenario_name, scenario_digest, seed, replications, engine, versions},
     "verdict": {status, probability, ci_low, ci_high, n, missed_share,
                 with_probability, further},
     "stopping": null, or {reason, relative, max_replications, needed, slowest,
                  expected, kpis: [{kpi, half_width, allowed, is_absolute, needed}]},
     "kpis": {<kpi>: {unit, mean, ci_low, ci_high, p10, p50, p90, low, high, n}},
     "tables": {<table>: {<column>: [one value a row]}},
     "replications": {"replication": […], <kpi>: [one value a replication]},
     "timing": {seconds, workers, reused}}

Numbers are not rounded; null stands for "no value"; moments and days are ISO 8601.
Only ``timing`` differs between two runs of one record.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.experiments.record import RunRecord, Timing
from sim.experiments.replicated import Replicated
from sim.experiments.stopping import Stopping
from sim.experiments.summary import summarise
from sim.experiments.verdict import Verdict
from sim.measures import kpi_names
from sim.scenario.model import Scenario

__all__ = ["FORMAT", "Result", "Tables", "kpi_rows", "tables_of", "to_json_dict"]

FORMAT: Final = "hanboki.result/1"

_MOST_VALUES: Final = 2_000_000
"""Values of which statistics are made at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """All tables; their columns are written in :data:`sim.measures.TABLES`."""

    kpis: pd.DataFrame
    """Headline."""
    by_class: pd.DataFrame
    """Orders by shop and class."""
    by_day: pd.DataFrame
    """Orders by day, shop and class."""
    backlog: pd.DataFrame
    """Cases at each step over time."""
    waits: pd.DataFrame
    """Waiting and stay by step."""
    staff: pd.DataFrame
    """Duty, work and overtime by hour and team."""
    arrivals: pd.DataFrame
    """New orders by hour, shop and channel."""
    load: pd.DataFrame
    """Arriving work and capacity by hour and team."""
    replies: pd.DataFrame
    """Cases of the other flows."""
    costs: pd.DataFrame
    """Yen by employer."""
    departures: pd.DataFrame
    """Departures of the gates."""

    def items(self) -> Iterator[tuple[str, pd.DataFrame]]:
        """Yield (name, table), in the order of the contract."""
        for field in fields(self):
            yield field.name, getattr(self, field.name)


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """The answer of a run, with all that it was made from."""

    scenario: Scenario
    """What was simulated."""
    record: RunRecord
    """What the numbers depend on."""
    verdict: Verdict
    """Whether the promise is kept."""
    tables: Tables
    """The numbers, with intervals and ranges."""
    replications: pd.DataFrame
    """Headline KPIs: one row a replication (index ``replication``), a column a KPI."""
    timing: Timing
    """How long it took."""
    stopping: Stopping | None = None
    """Why there are so many replications; None when their number was given."""


def tables_of(keys: Mapping[str, pd.DataFrame], values: Replicated, n: int) -> Tables:
    """Return each table's keys with the statistics of n replications beside them."""
    return Tables(
        **{
            name: pd.concat([rows, _statistics(values, name, n)], axis=1)
            for name, rows in keys.items()
        }
    )


def _statistics(values: Replicated, name: str, n: int) -> pd.DataFrame:
    width, step = values.width(name), max(1, _MOST_VALUES // n)
    parts = [
        summarise(values.columns(name, n, start, min(start + step, width)))
        for start in range(0, max(width, 1), step)
    ]
    return pd.concat(parts, ignore_index=True)


def kpi_rows(values: NDArray[np.float64]) -> pd.DataFrame:
    """Return the headline KPIs of each replication, one row each."""
    index = pd.RangeIndex(len(values), name="replication")
    return pd.DataFrame(values, index=index, columns=list(kpi_names("kpis")))


def to_json_dict(result: Result) -> dict[str, object]:
    """Return a result as plain data that ``json.dumps`` takes, in a stable order."""
    kpis = _columns(result.tables.kpis)
    names = kpis.pop("kpi")
    record = result.record
    return {
        "format": FORMAT,
        "record": {
            **{f.name: getattr(record, f.name) for f in fields(record)},
            "versions": dict(record.versions),
        },
        "verdict": asdict(result.verdict),
        "stopping": None if result.stopping is None else asdict(result.stopping),
        "kpis": {
            name: {column: values[row] for column, values in kpis.items()}
            for row, name in enumerate(names)
        },
        "tables": {
            name: _columns(table)
            for name, table in result.tables.items()
            if name != "kpis"
        },
        "replications": _columns(result.replications.reset_index()),
        "timing": asdict(result.timing),
    }


def _columns(table: pd.DataFrame) -> dict[str, list[object]]:
    return {str(name): _plain(column) for name, column in table.items()}


def _plain(column: pd.Series) -> list[object]:
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return [moment.isoformat() for moment in column]
    if column.dtype.kind == "f":
        return [None if math.isnan(value) else value for value in column.tolist()]
    return [
        value.isoformat() if isinstance(value, date) else value
        for value in column.tolist()
    ]
