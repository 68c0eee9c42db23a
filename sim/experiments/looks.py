"""How well each mean is known after 1, 2, 3, … replications.

Sums run in the order of the replications and start from the first value of a KPI, so no
look depends on a later value, to the last bit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.experiments.intervals import t_quantiles
from sim.measures import kpi_units

__all__ = ["Looks", "look_at"]

Float64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Looks:
    """Half-widths of the 95 % intervals; arrays have shape (n_looks, n_kpis)."""

    names: tuple[str, ...]
    """The KPIs."""
    half: Float64
    """Half of the interval; NaN with one value, 0 with none: nothing is to be known."""
    relative: Float64
    """Allowed part of the mean so far."""
    absolute: Float64
    """Allowed in any case, shape (n_kpis,)."""

    @property
    def n(self) -> int:
        """Number of looks, which is that of replications."""
        return len(self.half)

    @property
    def allowed(self) -> Float64:
        """Largest half-width that is good enough."""
        return np.maximum(self.relative, self.absolute)

    @property
    def holds(self) -> NDArray[np.bool_]:
        """Whether a KPI is known well enough."""
        return np.asarray(self.half <= self.allowed, np.bool_)

    @property
    def is_absolute(self) -> NDArray[np.bool_]:
        """Whether the absolute width decides at the last look, shape (n_kpis,)."""
        return np.asarray(self.absolute > self.relative[-1], np.bool_)

    def until(self, n: int) -> "Looks":
        """Return the first n looks."""
        return Looks(self.names, self.half[:n], self.relative[:n], self.absolute)

    def excess(self) -> Float64:
        """Return half-width ÷ allowed half-width at the last look, shape (n_kpis,).

        Infinite where nothing is known.
        """
        half = np.nan_to_num(self.half[-1], nan=np.inf)
        allowed = np.maximum(self.allowed[-1], np.finfo(np.float64).tiny)
        return np.asarray(half / allowed, np.float64)


def look_at(
    kpis: pd.DataFrame, relative: float, absolute: Mapping[str, float]
) -> Looks:
    """Return how well each mean is known after each replication.

    Parameters
    ----------
    kpis
        Headline KPIs, one row a replication, NaN where there is no value.
    relative
        Allowed half-width, as a part of the mean.
    absolute
        Allowed half-width by unit; 0 where missing.
    """
    values = kpis.to_numpy(np.float64)
    is_value = ~np.isnan(values)
    counts = np.cumsum(is_value, axis=0)
    first = values[np.argmax(is_value, axis=0), np.arange(values.shape[1])]
    from_first = np.where(is_value, values - first, 0.0)
    sums, squares = np.cumsum(from_first, axis=0), np.cumsum(from_first**2, axis=0)
    some = np.maximum(counts, 1)
    freedom = np.where(counts > 1, counts - 1, np.nan)
    variance = np.maximum(squares - sums**2 / some, 0.0) / freedom
    half = _t_table(len(values))[counts] * np.sqrt(variance / some)
    units, names = kpi_units("kpis"), tuple(kpis.columns)
    return Looks(
        names=names,
        half=np.where(counts > 0, half, 0.0),
        relative=relative * np.abs(np.where(counts > 0, first + sums / some, 0.0)),
        absolute=np.array([absolute.get(units[name], 0.0) for name in names]),
    )


def _t_table(n: int) -> Float64:
    """Return the t quantiles of 0, 1, …, n values."""
    return _t_table_of_size(1 << n.bit_length())


@lru_cache(maxsize=4)
def _t_table_of_size(size: int) -> Float64:
    return t_quantiles(np.arange(size, dtype=np.int64))
