"""Stretches of time, against counting tick by tick."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.measures.spans import Bins, Spans, TimeSet, off_duty, ticks_by_bin

TEN_MINUTES = 600_000
END = 60  # ten-minute units: ten hours


def spans(max_workers=2):
    """Return stretches (worker, start, end) in ten-minute units."""
    moment = st.integers(0, END)
    row = st.tuples(st.integers(0, max_workers - 1), moment, moment)
    return st.lists(row.map(lambda r: (r[0], min(r[1:]), max(r[1:]))), max_size=8)


def as_spans(rows, unit=TEN_MINUTES):
    """Return rows as spans in ticks."""
    columns = np.array(rows, np.int64).reshape(-1, 3)
    return Spans(
        columns[:, 0].astype(np.int32), columns[:, 1] * unit, columns[:, 2] * unit
    )


def covered(rows):
    """Return how often each (worker, unit) is covered."""
    count = np.zeros((2, END), np.int64)
    for worker, start, end in rows:
        count[worker, start:end] += 1
    return count


def disjoint(rows):
    """Return the union of the rows as disjoint stretches by (worker, start)."""
    is_on = covered(rows) > 0
    return [
        (worker, unit, unit + 1)
        for worker in range(2)
        for unit in np.flatnonzero(is_on[worker])
    ]


@given(work=spans(), duty=spans())
def test_off_duty_is_work_without_duty(work, duty):
    """What is left of the work is exactly what no duty of that person covers."""
    duty = disjoint(duty)

    found = off_duty(as_spans(work), as_spans(duty), END * TEN_MINUTES)

    units = zip(found.worker, found.start, found.end, strict=True)
    left = [(w, s // TEN_MINUTES, e // TEN_MINUTES) for w, s, e in units]
    assert (covered(left) == covered(work) * (covered(duty) == 0)).all()


def test_a_single_tick_off_duty_is_found():
    """Duty ends with its last tick; work in the next one is off duty."""
    duty = as_spans([(0, 0, 2 * 3_600_000)], unit=1)
    work = as_spans([(0, 3_600_000, 2 * 3_600_000 + 1)], unit=1)

    found = off_duty(work, duty, END * TEN_MINUTES)

    assert found.start.tolist() == [2 * 3_600_000]
    assert found.ticks == 1


@given(rows=spans(), width=st.integers(1, 20), origin=st.integers(-9, 0))
def test_bins_hold_every_tick_once(rows, width, origin):
    """The ticks of a bin are those of the stretches that lie in it."""
    bins = Bins(origin, width, -(-(END - origin) // width))
    of = as_spans(rows, unit=1)

    found = ticks_by_bin(of.start, of.end, of.worker, 2, bins)

    padded = np.zeros((2, bins.count * width), np.int64)
    padded[:, -origin : END - origin] = covered(rows)
    assert (found == padded.reshape(2, bins.count, width).sum(axis=2)).all()


@given(rows=spans(max_workers=1), pieces=spans(max_workers=1))
def test_a_time_set_counts_the_ticks_inside_it(rows, pieces):
    """Ticks within a set are those that both the stretch and the set cover."""
    pieces = as_spans(disjoint(pieces), unit=1)
    of = as_spans(rows, unit=1)

    found = TimeSet(pieces.start, pieces.end).ticks_within(of.start, of.end)

    inside = covered(zip(*pieces, strict=True))[0]
    assert found.tolist() == [inside[start:end].sum() for _, start, end in rows]
