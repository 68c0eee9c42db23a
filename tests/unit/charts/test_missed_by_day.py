"""Missed shipments a day."""

import numpy as np

from sim.charts import alt_text, missed_by_day
from sim.charts.tables import numbers, rows_of
from tests.unit.charts.fake_result import fake_result

RESULT = fake_result()
BY_DAY = RESULT.tables.by_day
RUN = RESULT.record


def test_bars_are_medians_and_whiskers_the_range():
    """Whiskers end at P10 and P90 of the table."""
    bar = missed_by_day(BY_DAY, "ja", run=RUN).data[0]
    rows = _missed("standard")

    assert np.array_equal(bar.y, numbers(rows, "p50"))
    assert np.allclose(bar.y + bar.error_y.array, numbers(rows, "p90"))
    assert np.allclose(bar.y - bar.error_y.arrayminus, numbers(rows, "p10"))


def test_classes_differ_by_more_than_colour():
    """Classes stand side by side, each with a pattern of its own."""
    names = {"standard": "通常", "next-day": "最強翌日配送"}
    figure = missed_by_day(BY_DAY, "ja", run=RUN, names=names)
    bars = [trace for trace in figure.data if trace.type == "bar"]

    assert [bar.name for bar in bars] == ["通常", "最強翌日配送"]
    assert len({bar.marker.pattern.shape for bar in bars}) == 2


def test_a_single_class_is_shown_as_all_orders():
    """With one class there is nothing to tell apart."""
    single = BY_DAY[BY_DAY["order_class"] != "next-day"]
    figure = missed_by_day(single, "ja", run=RUN)

    assert np.array_equal(figure.data[0].y, numbers(_missed("*"), "p50"))


def test_none_missed_is_said_with_its_bound():
    """Never seen in 100 sales is given as a chance of at most 3 %, not as 0."""
    figure = missed_by_day(fake_result(misses=0).tables.by_day, "en", run=RUN)

    assert "at most 3%" in alt_text(figure)


def test_rare_misses_are_called_rare():
    """Where even P90 is 0, the figure says so and names the most that was seen."""
    rare = BY_DAY.assign(p10=0.0, p50=0.0, p90=0.0)
    figure = missed_by_day(rare, "ja", run=RUN)

    assert "まれです" in alt_text(figure)
    assert not figure.data


def test_takeaway_names_the_worst_day():
    """The sentence holds the day with the largest median."""
    assert "12/7(月)" in alt_text(missed_by_day(BY_DAY, "ja", run=RUN))


def test_takeaway_names_the_riskiest_day_when_medians_are_zero():
    """With all medians 0, the day with the largest P90 is the one to watch."""
    risky = BY_DAY.assign(p10=0.0, p50=0.0)

    assert "12/7(月)" in alt_text(missed_by_day(risky, "ja", run=RUN))


def _missed(order_class):
    return rows_of(BY_DAY, kpi="missed", shop="*", order_class=order_class)
