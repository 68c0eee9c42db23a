"""The heat map of staff use."""

import numpy as np

from sim.charts import alt_text, staff_use
from sim.charts.staff_hours import staff_hours
from tests.unit.charts.fake_result import fake_result

RESULT = fake_result()
STAFF = RESULT.tables.staff
RUN = RESULT.record


def test_colour_is_busy_over_paid_minutes():
    """A cell is mean busy minutes ÷ (duty + overtime), in percent."""
    heat = _heat_maps(staff_use(STAFF, "ja", run=RUN))[0]
    day, hour = heat.x[2], heat.y[0]
    rows = STAFF[
        (STAFF["team"] == "store")
        & (STAFF["at"].map(lambda at: (at.date(), at.hour) == (day, hour)))
    ].set_index("kpi")["mean"]

    assert np.isclose(heat.z[0][2], 100 * rows["busy"] / rows["duty"])


def test_closed_hours_are_blank():
    """An hour without anyone on duty has no colour, overtime or not."""
    heat = _heat_maps(staff_use(STAFF, "ja", run=RUN))[0]
    lunch = list(heat.y).index(12)
    evening = list(heat.y).index(18)

    assert np.isnan(heat.z[lunch]).all()
    assert np.isnan(heat.z[evening]).all()


def test_overtime_has_a_symbol():
    """Each hour with a minute of overtime or more has a triangle."""
    figure = staff_use(STAFF, "ja", run=RUN)
    marks = [trace for trace in figure.data if trace.meta == "overtime"]
    hours = staff_hours(STAFF)["store"]

    assert len(marks[0].x) == sum(hour.has_overtime for hour in hours) > 0
    assert marks[0].marker.symbol == "triangle-up"


def test_the_total_of_teams_is_no_team():
    """The row for all teams gets no panel."""
    total = STAFF[STAFF["team"] == "store"].assign(team="*")
    figure = staff_use(total, "ja", run=RUN)

    assert not figure.data
    assert alt_text(figure)


def test_each_team_has_a_panel_with_its_label():
    """Panels are named by the labels of the teams."""
    names = {"store": "店舗スタッフ", "agency-temp": "応援"}
    figure = staff_use(STAFF, "ja", run=RUN, names=names)
    panels = [note.text for note in figure.layout.annotations if note.name == "panel"]

    assert len(_heat_maps(figure)) == 2
    assert [panel.split("</b>")[0] for panel in panels] == [
        "<b>店舗スタッフ",
        "<b>応援",
    ]


def _heat_maps(figure):
    return [trace for trace in figure.data if trace.type == "heatmap"]
