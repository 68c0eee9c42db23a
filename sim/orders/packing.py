"""Item lines that some templates pack into one cell, as ``L1=2&L2=1``."""

import re
from collections.abc import Sequence

import numpy as np

__all__ = ["parts_of", "unpacked"]

_PACKED = re.compile(r"\s*L\d+=")
_MARK = re.compile(r"(?:^\s*|&\s*)L\d+=")

Rows = np.ndarray[tuple[int], np.dtype[np.int64]]


def parts_of(cell: str) -> list[str]:
    """Return the lines in a cell; a cell that is not packed is one line.

    >>> parts_of("L1=2&L2=1"), parts_of("3")
    (['2', '1'], ['3'])
    """
    return _MARK.split(cell)[1:] if _PACKED.match(cell) else [cell]


def unpacked(column: Sequence[str]) -> tuple[Rows, list[str]]:
    """Return the row of each line of a column, and the lines."""
    parts = [parts_of(cell) for cell in column]
    counts = np.array([len(lines) for lines in parts], dtype=np.int64)
    rows = np.repeat(np.arange(len(parts), dtype=np.int64), counts)
    return rows, [line for lines in parts for line in lines]
