"""Quantiles of the laws of a scenario, from one flat table.

:func:`encode_laws` writes the laws into a :class:`LawTable`, which Python and compiled
code read alike; a law is then known by its row.

Every law is inverted at one uniform, so a value never decreases when its uniform
increases (to rounding) and two scenarios that differ in a mean stay synchronised.
A mixture also takes one uniform only: ``u`` picks the part, and the place of ``u``
inside the part's share, stretched to (0, 1), is the uniform of that part.
A mixture is therefore non-decreasing inside each part but not across parts.

=============  =============================  ====================================
kind           p0, p1, p2                     choices
=============  =============================  ====================================
CONSTANT       value
EXPONENTIAL    mean
LOGNORMAL      mean and deviation of the log
GAMMA          mean, shape
WEIBULL        scale, 1 / shape
TRIANGULAR     low, mode, high
UNIFORM        low, high - low
EMPIRICAL                                     values and their cumulative weights
MIXTURE                                       rows and their cumulative shares
=============  =============================  ====================================
"""

import math
from collections.abc import Sequence
from itertools import accumulate
from typing import Final, NamedTuple, assert_never

import numpy as np
from numpy.typing import NDArray

from sim.randomness.gamma import gamma_ratio_quantile
from sim.randomness.jit import compiled, inlined, part
from sim.randomness.normal import normal_quantile
from sim.scenario.distributions import (
    Constant,
    Distribution,
    Empirical,
    Erlang,
    Exponential,
    Gamma,
    Lognormal,
    Mixture,
    Triangular,
    Uniform,
    Weibull,
)

__all__ = ["MAX_LAW_TICKS", "LawTable", "encode_laws", "law_ticks", "quantile"]

MAX_LAW_TICKS: Final = 2**53
"""Longest duration a law gives; about 285 000 years of milliseconds."""

_CONSTANT: Final = 0
_EXPONENTIAL: Final = 1
_LOGNORMAL: Final = 2
_GAMMA: Final = 3
_WEIBULL: Final = 4
_TRIANGULAR: Final = 5
_UNIFORM: Final = 6
_EMPIRICAL: Final = 7
_MIXTURE: Final = 8

_LOWEST = 2.0**-53
_HIGHEST = 1.0 - 2.0**-53
_MOST_TICKS = float(MAX_LAW_TICKS)
_LARGEST_EXPONENT = 700.0


_ROW = np.dtype(
    [
        ("kind", np.int64),
        ("p0", np.float64),
        ("p1", np.float64),
        ("p2", np.float64),
        ("first", np.int64),
        ("last", np.int64),
    ]
)
_CHOICE = np.dtype(
    [("cumulative", np.float64), ("value", np.float64), ("row", np.int64)]
)


class LawTable(NamedTuple):
    """Laws as two read-only arrays of records.

    Two, because each array that is passed to a compiled function costs about ten
    nanoseconds of reference counting.
    """

    rows: NDArray[np.void]
    """One record a law, shape ``(n_rows,)``: ``kind``, parameters ``p0``-``p2`` in
    the unit of the law, and the ``first`` and ``last`` of its choices.
    Row ``i`` is the ``i``-th law that was encoded; mixture parts follow after them."""
    choices: NDArray[np.void]
    """One record a choice, shape ``(n_choices,)``: ``cumulative`` probability (ends at
    1 in each law), ``value`` of an empirical law, ``row`` of a mixture part."""


def encode_laws(laws: Sequence[Distribution]) -> LawTable:
    """Return the table of some laws, in their order.

    Parameters
    ----------
    laws
        Laws of a scenario; none is legal.
    """
    every = list(laws)
    choices: list[tuple[float, float, int]] = []
    rows: list[tuple[float, ...]] = []
    for law in every:
        first = len(choices)
        if isinstance(law, Empirical):
            weights = law.weights or (1.0,) * len(law.values)
            no_row = (0,) * len(law.values)
            choices += zip(_cumulative(weights), law.values, no_row, strict=True)
        elif isinstance(law, Mixture):
            shares = [part.share for part in law.parts]
            no_value = (0.0,) * len(shares)
            part_rows = range(len(every), len(every) + len(shares))
            choices += zip(_cumulative(shares), no_value, part_rows, strict=True)
            every += [part.of for part in law.parts]  # visited later by this loop
        rows.append((*_kind_and_params(law), first, len(choices) - 1))
    return LawTable(_frozen(rows, _ROW), _frozen(choices, _CHOICE))


@inlined
def law_ticks(laws: LawTable, index: int, u: float, ticks_per_unit: float) -> int:
    """Return the ``u``-quantile of a law as ticks, int64 from 1 to MAX_LAW_TICKS.

    Parameters
    ----------
    laws, index, u
        As for :func:`quantile`.
    ticks_per_unit
        Ticks in one unit of the law, > 0; a speed may be divided into it.
    """
    ticks = np.rint(min(quantile(laws, index, u) * ticks_per_unit, _MOST_TICKS))
    return np.int64(max(1.0, ticks))  # type: ignore[return-value]  # int64 is the point


@compiled
def quantile(laws: LawTable, index: int, u: float) -> float:
    """Return the ``u``-quantile of a law, in the law's unit.

    Parameters
    ----------
    laws
        Table of :func:`encode_laws`.
    index
        Row of the law.
    u
        Probability in (0, 1).
    """
    row = laws.rows[index]
    if row["kind"] == _MIXTURE:
        choice = _choice(laws.choices, row["first"], row["last"], u)
        below = 0.0
        if choice > row["first"]:
            below = laws.choices[choice - 1]["cumulative"]
        above = laws.choices[choice]["cumulative"]
        u = min(max((u - below) / (above - below), _LOWEST), _HIGHEST)
        row = laws.rows[laws.choices[choice]["row"]]
    if row["kind"] == _EMPIRICAL:
        choice = _choice(laws.choices, row["first"], row["last"], u)
        return float(laws.choices[choice]["value"])
    return _formula(
        row["kind"], float(row["p0"]), float(row["p1"]), float(row["p2"]), u
    )


@part
def _formula(kind: int, p0: float, p1: float, p2: float, u: float) -> float:
    if kind == _CONSTANT:
        return p0
    if kind == _EXPONENTIAL:
        return -p0 * math.log1p(-u)
    if kind == _LOGNORMAL:
        return math.exp(min(p0 + p1 * normal_quantile(u), _LARGEST_EXPONENT))
    if kind == _GAMMA:
        return p0 * gamma_ratio_quantile(p1, u)
    if kind == _WEIBULL:
        exponent = math.log(-math.log1p(-u)) * p1
        return p0 * math.exp(min(exponent, _LARGEST_EXPONENT))
    if kind == _TRIANGULAR:
        return _triangular(p0, p1, p2, u)
    return p0 + u * p1


@part
def _triangular(low: float, mode: float, high: float, u: float) -> float:
    width = high - low
    if u * width <= mode - low:
        return low + math.sqrt(u * width * (mode - low))
    return high - math.sqrt((1.0 - u) * width * (high - mode))


@part
def _choice(choices: NDArray[np.void], low: int, high: int, u: float) -> int:
    """Return the first choice from ``low`` to ``high`` that reaches ``u``."""
    while low < high:
        middle = (low + high) >> 1
        if choices[middle]["cumulative"] >= u:
            high = middle
        else:
            low = middle + 1
    return low


def _kind_and_params(law: Distribution) -> tuple[int, float, float, float]:
    match law:
        case Constant():
            return _CONSTANT, law.value, 0.0, 0.0
        case Exponential():
            return _EXPONENTIAL, law.mean, 0.0, 0.0
        case Lognormal():
            log_variance = math.log1p(law.cv * law.cv)
            log_mean = math.log(law.mean) - 0.5 * log_variance
            return _LOGNORMAL, log_mean, math.sqrt(log_variance), 0.0
        case Gamma():
            # twice divided: cv squared may underflow, an infinite shape is legal
            return _GAMMA, law.mean, 1.0 / law.cv / law.cv, 0.0
        case Erlang():
            return _GAMMA, law.mean, float(law.shape), 0.0
        case Weibull():
            return _WEIBULL, law.scale, 1.0 / law.shape, 0.0
        case Triangular():
            return _TRIANGULAR, law.low, law.mode, law.high
        case Uniform():
            return _UNIFORM, law.low, law.high - law.low, 0.0
        case Empirical():
            return _EMPIRICAL, 0.0, 0.0, 0.0
        case Mixture():
            return _MIXTURE, 0.0, 0.0, 0.0
        case _:
            assert_never(law)


def _cumulative(weights: Sequence[float]) -> list[float]:
    total = math.fsum(weights)
    sums = [min(1.0, partial / total) for partial in accumulate(weights)]
    return [*sums[:-1], 1.0]


def _frozen(records: Sequence[tuple[float, ...]], dtype: np.dtype) -> NDArray[np.void]:
    array = np.array(records, dtype=dtype)
    array.flags.writeable = False
    return array
