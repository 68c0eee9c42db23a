"""How the cells of the canonical orders file are written.

Times are ISO with their offset, to the second or, where needed, the millisecond;
numbers are the shortest that read back exactly; nothing is an empty cell.
"""

from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd

__all__ = ["Kind", "written"]

Kind = Literal["text", "moment", "day", "claim", "count", "amount"]
"""What a column of the orders table holds."""


def written(kind: Kind, values: "pd.Series[Any]") -> Sequence[str]:
    """Return the cells of a column as text."""
    return _WRITERS[kind](values)


def _moments_written(values: "pd.Series[Any]") -> Sequence[str]:
    known = values.dropna()
    if known.empty:
        return [""] * len(values)
    wall = known.dt.tz_localize(None).to_numpy("datetime64[ms]")
    utc = known.dt.tz_convert(None).to_numpy("datetime64[ms]")
    minutes = (wall - utc) // np.timedelta64(1, "m")
    offset = {m: f"{'-' if m < 0 else '+'}{abs(m) // 60:02d}:{abs(m) % 60:02d}"
              for m in np.unique(minutes.astype(int)).tolist()}  # fmt: skip
    written = [
        text.removesuffix(".000") + offset[m]
        for text, m in zip(
            np.datetime_as_string(wall, unit="ms").tolist(),
            minutes.astype(int).tolist(),
            strict=True,
        )
    ]
    cells_out = np.full(len(values), "", dtype=object)
    cells_out[values.notna().to_numpy()] = written
    return list(cells_out)


def _amounts_written(values: "pd.Series[Any]") -> Sequence[str]:
    return [
        "" if value is pd.NA else repr(value).removesuffix(".0")
        for value in values.tolist()
    ]


def _plainly_written(values: "pd.Series[Any]") -> Sequence[str]:
    return ["" if value is pd.NA else str(value) for value in values.tolist()]


def _claims_written(values: "pd.Series[Any]") -> Sequence[str]:
    return ["" if v is pd.NA else str(v).lower() for v in values.tolist()]


_WRITERS: dict[Kind, Callable[["pd.Series[Any]"], Sequence[str]]] = {
    "text": _plainly_written,
    "moment": _moments_written,
    "day": _plainly_written,
    "claim": _claims_written,
    "count": _plainly_written,
    "amount": _amounts_written,
}
