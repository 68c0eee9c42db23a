"""What the formulas accept: one check per rule, so that all refuse in the same words.

Every refusal is a ValueError that reads ``<where>: <rule>, got <value>``.
Not-a-number is refused by every check.
"""

import math
from operator import index

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "increasing",
    "non_negative",
    "non_negative_array",
    "positive",
    "share_between",
    "stable_servers",
    "whole_number",
]


def positive(where: str, value: float) -> float:
    """Return ``value`` if it is finite and above 0."""
    if not (value > 0 and math.isfinite(value)):
        raise _refused(where, "must be finite and > 0", value)
    return float(value)


def non_negative(where: str, value: float) -> float:
    """Return ``value`` if it is finite and not below 0."""
    if not (value >= 0 and math.isfinite(value)):
        raise _refused(where, "must be finite and >= 0", value)
    return float(value)


def non_negative_array(where: str, values: ArrayLike) -> NDArray[np.float64]:
    """Return ``values`` as floats if all are finite and none is below 0."""
    array = np.asarray(values, dtype=np.float64)
    wrong = array[~(np.isfinite(array) & (array >= 0))]
    if wrong.size:
        raise _refused(where, "must all be finite and >= 0", float(wrong[0]))
    return array


def increasing(where: str, values: ArrayLike) -> NDArray[np.float64]:
    """Return ``values`` as floats if there are two or more and each is above the last.

    The shape is ``(n,)``.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1 or array.size < 2:
        raise _refused(where, "must be a row of two or more", list(array.shape))
    if not np.isfinite(array).all() or not (np.diff(array) > 0).all():
        raise _refused(where, "must be finite and increasing", array[:5].tolist())
    return array


def share_between(
    where: str,
    value: float,
    *,
    includes_0: bool = False,
    includes_1: bool = False,
) -> float:
    """Return ``value`` if it lies between 0 and 1, ends as told."""
    above = value >= 0 if includes_0 else value > 0
    below = value <= 1 if includes_1 else value < 1
    if not (above and below):
        low, high = ">=" if includes_0 else ">", "<=" if includes_1 else "<"
        raise _refused(where, f"must be {low} 0 and {high} 1", value)
    return float(value)


def whole_number(where: str, value: int, *, at_least: int = 0) -> int:
    """Return ``value`` if it is a whole number and not below ``at_least``."""
    number = index(value)
    if number < at_least:
        raise _refused(where, f"must be >= {at_least}", number)
    return number


def stable_servers(servers: int, offered_load: float) -> int:
    """Return ``servers`` if above the load, so that a queue without loss settles."""
    where = "servers"
    number = whole_number(where, servers)
    if not number > offered_load:
        rule = f"must be > offered load {offered_load:g}, or the queue grows for ever"
        raise _refused(where, rule, number)
    return number


def _refused(where: str, rule: str, got: object) -> ValueError:
    shown = f"{got:g}" if isinstance(got, float) else repr(got)
    return ValueError(f"{where}: {rule}, got {shown}")
