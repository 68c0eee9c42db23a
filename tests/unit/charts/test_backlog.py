"""The backlog fan and its panels by step."""

import numpy as np
import pytest

from sim.charts import alt_text, backlog_by_step, backlog_fan, ship_by_moments
from sim.charts.tables import numbers, rows_of
from tests.unit.charts.fake_result import fake_result, fake_scenario

RESULT = fake_result()
BACKLOG = RESULT.tables.backlog
RUN = RESULT.record
SHIP_BY = ship_by_moments(RESULT.scenario)


@pytest.mark.parametrize("step", ["*", "packing"])
def test_fan_shows_the_numbers_of_the_table(step):
    """Lower edge, upper edge and line are P10, P90 and P50 of the step."""
    figure = backlog_fan(BACKLOG, "ja", run=RUN, step=step)
    rows = rows_of(BACKLOG, step=step)

    for trace, column in zip(figure.data, ("p10", "p90", "p50"), strict=True):
        assert np.array_equal(trace.y, numbers(rows, column))


def test_fan_shows_local_time():
    """The axis shows the wall clock of the scenario, without an offset."""
    figure = backlog_fan(BACKLOG, "ja", run=RUN)

    assert str(figure.data[2].x[0]).startswith("2026-12-03")
    assert figure.data[2].x[0].tzinfo is None


def test_departures_and_ship_by_times_are_marked():
    """Each departure and each ship-by time has a symbol below the fan."""
    departures = RESULT.tables.departures
    figure = backlog_fan(BACKLOG, "ja", run=RUN, departures=departures, ship_by=SHIP_BY)
    marks = {trace.meta: trace for trace in figure.data}

    assert len(marks["gate:pickup"].x) == len(rows_of(departures, kpi="left"))
    assert len(marks["ship_by_marks"].x) == len(SHIP_BY)


def test_a_gate_that_leaves_all_day_is_not_marked():
    """More departures than can be told apart are left out."""
    many = RESULT.tables.departures.sample(200, replace=True, random_state=1)
    figure = backlog_fan(BACKLOG, "ja", run=RUN, departures=many.assign(kpi="left"))

    assert all(trace.meta != "gate:pickup" for trace in figure.data)


def test_takeaway_names_the_peak():
    """The sentence holds the largest median."""
    rows = rows_of(BACKLOG, step="*")
    peak = f"{numbers(rows, 'p50').max():,.0f}"

    assert peak in alt_text(backlog_fan(BACKLOG, "en", run=RUN))


def test_ship_by_moments_are_the_midnights_after_open_days():
    """A promise "by the end of the day" ends at the midnight that follows."""
    assert all((at.hour, at.minute) == (0, 0) for at in SHIP_BY)
    assert len({at.date() for at in SHIP_BY}) == len(SHIP_BY)


def test_promises_in_hours_have_no_common_moment():
    """A class that is due so many hours after the order has no mark."""
    classes = ({"name": "a", "share": 1, "ship_by": {"within_hours": 24}},)

    assert ship_by_moments(fake_scenario(classes=classes)) == []


def test_panels_share_one_scale():
    """Every step has a panel, all with the same vertical range."""
    figure = backlog_by_step(BACKLOG, "ja", run=RUN)
    axes = list(figure.select_yaxes())

    assert len(axes) == 5
    assert len({axis.range for axis in axes}) == 1


def test_panels_show_the_numbers_of_the_table():
    """The line of a panel is the median of its step."""
    figure = backlog_by_step(BACKLOG, "ja", run=RUN)
    rows = rows_of(BACKLOG, step="confirm")

    assert np.array_equal(figure.data[2].y, numbers(rows, "p50"))


def test_steps_that_stay_empty_have_no_panel():
    """A step without a case in any replication is left out."""
    columns = ["p10", "p50", "p90", "low", "high"]
    quiet = BACKLOG.copy()
    quiet.loc[quiet["step"] == "pickup", columns] = 0

    assert len(list(backlog_by_step(quiet, "ja", run=RUN).select_yaxes())) == 4
