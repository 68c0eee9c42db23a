"""Rows: linear conditions on the people bought."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Rows"]

Floats = NDArray[np.float64]
Int64 = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Conditions ``heads · coefficients + base >= need``, all in standard ticks."""

    coefficients: Floats
    """Shape (n_rows, n_choices)."""
    base: Floats
    """What the people planned anyway get done, shape (n_rows,)."""
    need: Floats
    """Least work, shape (n_rows,)."""
    steps: Int64
    """Number of the step set."""
    start: Int64
    """First tick."""
    end: Int64
    """Tick by which the work must be finished."""

    @classmethod
    def of(cls, parts: Iterable["Rows"]) -> "Rows":
        """Return the rows of all parts; at least one."""
        columns = zip(*map(cls._columns, parts), strict=True)
        return cls(*map(np.concatenate, columns))

    def at(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> "Rows":
        """Return some of the rows."""
        return Rows(*(column[rows] for column in self._columns()))

    def needing(self, need: Floats) -> "Rows":
        """Return the same conditions with other needs."""
        return replace(self, need=need)

    def inflated(self, by: float) -> "Rows":
        """Return the rows with needs times ``1 + by``."""
        return self.needing(self.need * (1.0 + by))

    def slack(self, heads: NDArray[np.floating]) -> Floats:
        """Return capacity minus need of one plan, by row."""
        return np.asarray(self.coefficients @ heads + self.base - self.need)

    def __len__(self) -> int:
        return len(self.need)

    def _columns(self) -> tuple[NDArray[Any], ...]:
        return (
            self.coefficients,
            self.base,
            self.need,
            self.steps,
            self.start,
            self.end,
        )
