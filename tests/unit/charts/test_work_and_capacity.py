"""Arriving work against capacity."""

import numpy as np

from sim.charts import alt_text, work_and_capacity
from sim.charts.tables import numbers, rows_of
from tests.unit.charts.fake_result import fake_result

RESULT = fake_result()
LOAD = RESULT.tables.load
RUN = RESULT.record


def test_lines_are_minutes_in_people():
    """Sixty mean minutes an hour are one person; the last hour ends at its end."""
    capacity, _, _, work = work_and_capacity(LOAD, "ja", run=RUN).data[:4]
    for trace, kpi in ((capacity, "capacity"), (work, "work")):
        minutes = numbers(rows_of(LOAD, team="store", kpi=kpi), "mean")

        assert np.allclose(trace.y[:-1] * 60, minutes)
        assert len(trace.x) == len(minutes) + 1


def test_shortage_is_the_work_above_capacity():
    """The filled area lies between capacity and whatever is larger."""
    _, base, shortage, work = work_and_capacity(LOAD, "ja", run=RUN).data[:4]

    assert np.array_equal(shortage.y, np.maximum(base.y, work.y))
    assert shortage.fill == "tonexty"
    assert shortage.fillpattern.shape == "/"


def test_takeaway_counts_the_work_that_waits():
    """Two hours of work for one person-hour leave one hour of work waiting."""
    start = LOAD["at"].iloc[0]
    small = LOAD.iloc[:2].assign(
        at=start, team="store", kpi=["work", "capacity"], mean=[120.0, 60.0]
    )

    assert "about 1 hours" in alt_text(work_and_capacity(small, "en", run=RUN))


def test_enough_people_is_said():
    """Where work never exceeds capacity, the sentence says so."""
    start = LOAD["at"].iloc[0]
    small = LOAD.iloc[:2].assign(
        at=start, team="store", kpi=["work", "capacity"], mean=[30.0, 60.0]
    )

    assert "never exceeds" in alt_text(work_and_capacity(small, "en", run=RUN))
