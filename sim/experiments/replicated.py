"""The values of many replications, row by row of each table.

Percentiles need every value, so the values are kept until the statistics are made; but
beyond some size they lie in a file, and statistics read it in blocks of columns.
So the memory of a run does not grow with its replications, and no percentile is an
estimate.
"""

import tempfile
from collections.abc import Sequence
from typing import IO, Final

import numpy as np
from numpy.typing import NDArray

from sim.experiments.work import Block

__all__ = ["Replicated"]

_MOST_BYTES: Final = 64_000_000
"""Bytes of all tables from which they go to the disk."""


class Replicated:
    """Values of replications 0, 1, 2, …, put in any order; gone when the block ends.

    Parameters
    ----------
    most_bytes
        Size from which the values are kept in files.
    """

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._tables: dict[str, _InMemory | _OnDisk] = {}

    def __enter__(self) -> "Replicated":
        return self

    def __exit__(self, *_: object) -> None:
        for table in self._tables.values():
            table.close()
        self._tables = {}

    def put(self, numbers: Sequence[int], block: Block) -> None:
        """Write the values of some replications."""
        for name, rows in block.items():
            if name not in self._tables:
                self._tables[name] = _InMemory(rows.shape[1], rows.dtype)
            self._tables[name].put(numbers, rows)
        if sum(table.n_bytes for table in self._tables.values()) > self._most_bytes:
            self._tables = {
                name: table.on_disk() for name, table in self._tables.items()
            }

    def width(self, table: str) -> int:
        """Return the number of rows that a table has in each replication."""
        return self._tables[table].width

    def columns(self, table: str, n: int, start: int, stop: int) -> NDArray[np.number]:
        """Return some rows of a table in the first n replications, as columns.

        Shape (n, stop − start).
        """
        return self._tables[table].columns(n, start, stop)


class _InMemory:
    """One table in memory."""

    def __init__(self, width: int, dtype: np.dtype) -> None:
        self.width = width
        self._rows = np.empty((0, width), dtype)
        self._n = 0

    @property
    def n_bytes(self) -> int:
        return self._n * self.width * self._rows.itemsize

    def put(self, numbers: Sequence[int], rows: NDArray[np.number]) -> None:
        self._n = max(self._n, max(numbers) + 1)
        if self._n > len(self._rows):
            grown = np.empty(
                (max(self._n, 2 * len(self._rows)), self.width), rows.dtype
            )
            grown[: len(self._rows)] = self._rows
            self._rows = grown
        self._rows[list(numbers)] = rows

    def columns(self, n: int, start: int, stop: int) -> NDArray[np.number]:
        return self._rows[:n, start:stop]

    def on_disk(self) -> "_OnDisk":
        return _OnDisk(self._rows[: self._n])

    def close(self) -> None:
        pass


class _OnDisk:
    """One table in a nameless file, one replication after the other."""

    n_bytes = 0

    def __init__(self, rows: NDArray[np.number]) -> None:
        self.width = rows.shape[1]
        self._dtype = rows.dtype
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # lives as long as this
        self._file.write(np.ascontiguousarray(rows).data)

    def put(self, numbers: Sequence[int], rows: NDArray[np.number]) -> None:
        size = self.width * self._dtype.itemsize
        for number, row in zip(numbers, np.ascontiguousarray(rows), strict=True):
            self._file.seek(number * size)
            self._file.write(row.data)

    def columns(self, n: int, start: int, stop: int) -> NDArray[np.number]:
        if not self.width:
            return np.empty((n, 0), self._dtype)
        self._file.flush()
        mapped = np.memmap(self._file, self._dtype, "r", shape=(n, self.width))
        return np.array(mapped[:, start:stop])

    def on_disk(self) -> "_OnDisk":
        return self

    def close(self) -> None:
        self._file.close()
