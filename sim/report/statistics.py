"""Rows of a table as records: a number with all that is known of it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.measures.schema import kpi_units

__all__ = ["Statistics", "keyed_statistics", "kpi_statistics"]

_COLUMNS = ("mean", "ci_low", "ci_high", "p10", "p50", "p90", "low", "high")
_COUNTED = ("orders", "cases", "share")


@dataclass(frozen=True, slots=True)
class Statistics:
    """What the replications say of one number."""

    unit: str
    """Unit of the measures schema."""
    mean: float
    """Mean over the replications."""
    ci_low: float
    """Lower end of the 95 % interval of the mean."""
    ci_high: float
    """Upper end of the 95 % interval of the mean."""
    p10: float
    """One replication in ten is at or below it."""
    p50: float
    """Median."""
    p90: float
    """One replication in ten is at or above it."""
    low: float
    """Smallest."""
    high: float
    """Largest."""
    n: int
    """Replications that have the number."""

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the mean, cut to what the number can be.

        Where no value is below 0 the mean is not either; a share is at most 1.
        """
        low, high = self.ci_low, self.ci_high
        if self.low >= 0:
            low = max(low, 0.0)
        if self.unit == "share" and self.high <= 1:
            high = min(high, 1.0)
        return low, high

    @property
    def is_never_seen(self) -> bool:
        """Whether it counts something that no replication saw."""
        return self.unit in _COUNTED and self.low == 0 and self.high == 0


def keyed_statistics(
    table: pd.DataFrame, name: str, *keys: str
) -> dict[tuple[str, ...], Statistics]:
    """Return the rows of a table by the values of its key columns, in order.

    Parameters
    ----------
    name
        Name of the table in the measures schema, which knows the units.
    keys
        Key columns; the last is ``kpi``.
    """
    units = kpi_units(name)
    values = np.asarray(table[list(_COLUMNS)].to_numpy(), np.float64).tolist()
    counts = [int(count) for count in table["n"]]
    names = zip(*(map(str, table[key]) for key in keys), strict=True)
    return {
        key: _statistics(units[key[-1]], row, count)
        for key, row, count in zip(names, values, counts, strict=True)
    }


def kpi_statistics(kpis: pd.DataFrame) -> dict[str, Statistics]:
    """Return the rows of the table ``kpis`` by the name of the KPI, in order."""
    rows = keyed_statistics(kpis, "kpis", "kpi")
    return {kpi: statistics for (kpi,), statistics in rows.items()}


def _statistics(unit: str, row: list[float], n: int) -> Statistics:
    mean, ci_low, ci_high, p10, p50, p90, low, high = row
    return Statistics(unit, mean, ci_low, ci_high, p10, p50, p90, low, high, n)
