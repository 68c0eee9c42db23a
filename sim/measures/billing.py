"""What a bill counts in one replication: orders a day, replies, hours, calls, sales.

These numbers are no table of a result: they are kept for every replication, because a
bill is not linear (bands, minimum charge), so that the price of the mean sale is not
the mean price.
Time is in whole ticks, so that a premium hour is exactly an hour.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.measures.frame import Frame
from sim.measures.observation import Observation
from sim.measures.spans import Spans
from sim.units import NEVER

__all__ = ["BILLED_TIME", "billed"]

Int64 = NDArray[np.int64]
Block = dict[str, NDArray[np.number]]

BILLED_TIME: Final = ("paid", "overtime", "night")
"""Kinds of time: duty and overtime together, the overtime of it, and its part between
22:00 and 05:00."""


def billed(seen: Observation) -> Block:
    """Return what is billed.

    ==================  ==================  =======================================
    name                shape               meaning
    ==================  ==================  =======================================
    ``orders``          (days,)             orders that arrived; those that were open
                                            at the start count on the first day
    ``ticks``           (3, days, teams)    time of each kind in ``BILLED_TIME``
    ``calls``           (days, teams)       calls of people on call, by their check
    ``started``         (flows,)            cases of each flow other than the orders'
    ``answered``        (flows,)            those of them that were answered
    ``sales``           (3,)                orders shipped, yen of all orders, yen of
                                            the shipped orders
    ==================  ==================  =======================================
    """
    return {
        "orders": _orders(seen),
        "ticks": _ticks(seen),
        "calls": _calls(seen),
        **_cases(seen),
        "sales": _sales(seen),
    }


def _orders(seen: Observation) -> Int64:
    arrived = seen.trajectory.cases.arrived[: seen.n_orders]
    days = seen.frame.day_numbers(arrived)
    return np.bincount(days, minlength=len(seen.frame.days)).astype(np.int64)


def _ticks(seen: Observation) -> Int64:
    duty, overtime = (_by_day(seen, spans) for spans in (seen.duty, seen.overtime))
    return np.stack((duty[0] + overtime[0], overtime[0], duty[1] + overtime[1]))


def _by_day(seen: Observation, spans: Spans) -> tuple[Int64, Int64]:
    """Return ticks in all, and ticks at night, each of shape (days, teams)."""
    frame, team = seen.frame, seen.team_of(spans)
    row, day, start, end = _cut_at_midnight(frame, spans)
    at_night = frame.nights.ticks_within(start, end)
    shape = (len(frame.days), len(frame.teams))
    cell = day * shape[1] + team[row]
    return _summed(cell, end - start, shape), _summed(cell, at_night, shape)


def _cut_at_midnight(frame: Frame, spans: Spans) -> tuple[Int64, Int64, Int64, Int64]:
    """Return (row, day, start, end) of the pieces of each stretch on each day."""
    first = frame.day_numbers(spans.start)
    pieces = frame.day_numbers(np.maximum(spans.end - 1, spans.start)) - first + 1
    row = np.repeat(np.arange(len(first), dtype=np.int64), pieces)
    before = np.cumsum(pieces) - pieces
    day = first[row] + np.arange(len(row)) - before[row]
    next_midnight = np.append(frame.midnights[1:], NEVER)
    start = np.maximum(spans.start[row], frame.midnights[day])
    # the first day of the horizon may begin after midnight
    start = np.where(day == first[row], spans.start[row], start)
    return row, day, start, np.minimum(spans.end[row], next_midnight[day])


def _summed(cell: Int64, ticks: Int64, shape: tuple[int, int]) -> Int64:
    # exact: sums of whole numbers below 2**53
    summed = np.bincount(cell, weights=ticks, minlength=shape[0] * shape[1])
    return summed.astype(np.int64).reshape(shape)


def _calls(seen: Observation) -> Int64:
    calls, frame = seen.trajectory.calls, seen.frame
    shape = (len(frame.days), len(frame.teams))
    cell = frame.day_numbers(calls.called) * shape[1] + calls.team
    counted = np.bincount(cell, minlength=shape[0] * shape[1])
    return counted.astype(np.int64).reshape(shape)


def _cases(seen: Observation) -> Block:
    cases, first = seen.trajectory.cases, seen.n_orders
    flow, n_flows = (
        cases.flow[first:].astype(np.int64) - 1,
        len(seen.frame.started_flows),
    )
    is_answered = cases.completed[first:] != NEVER
    return {
        "started": np.bincount(flow, minlength=n_flows).astype(np.int64),
        "answered": np.bincount(flow[is_answered], minlength=n_flows).astype(np.int64),
    }


def _sales(seen: Observation) -> NDArray[np.float64]:
    value = seen.trajectory.cases.value_yen[: seen.n_orders]
    shipped = value[seen.is_shipped]
    return np.array([len(shipped), value.sum(), shipped.sum()])
