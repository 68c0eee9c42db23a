"""Duty, work and overtime of people, hour by hour."""

import pytest

from tests.unit.measures.worlds import (
    DAY,
    HOUR,
    MINUTE,
    duty,
    hour,
    order,
    seen,
    table,
    value,
    visit,
)

# person 0 is of team "own", person 1 of team "temps"
MORNING, AFTERNOON = duty(0, 9 * HOUR, 12 * HOUR), duty(0, 13 * HOUR, 18 * HOUR)


def working(*stretches, duties=(MORNING, AFTERNOON)):
    """Return a world in which person 0 works from minute to minute."""
    return seen(
        cases=[order(0)],
        visits=[
            visit(0, 0, 0, start * MINUTE, end * MINUTE, 0) for start, end in stretches
        ],
        duties=duties,
    )


def minutes(world, kpi, *hours, team="own"):
    """Return the minutes of a team in some hours."""
    return [
        value(world, "staff", at=hour(world, number), team=team, kpi=kpi)
        for number in hours
    ]


def test_duty_and_work_fall_into_the_hours_they_touch():
    """Work from 9:50 to 11:05 is 10, 60 and 5 minutes."""
    world = working((590, 665))

    assert minutes(world, "duty", 8, 9, 11, 12, 13) == [0, 60, 60, 0, 60]
    assert minutes(world, "busy", 8, 9, 10, 11, 12) == [0, 10, 60, 5, 0]
    assert minutes(world, "overtime", 9, 10, 11, 12) == [0, 0, 0, 0]


def test_work_after_the_shift_is_overtime():
    """A task from 17:50 to 18:20 has twenty minutes of overtime."""
    world = working((17 * 60 + 50, 18 * 60 + 20))

    assert minutes(world, "overtime", 17, 18) == [0, 20]
    assert minutes(world, "busy", 17, 18) == [10, 20]
    assert value(world, "kpis", kpi="overtime_hours") == pytest.approx(1 / 3)


def test_work_into_a_break_is_overtime_until_duty_begins_again():
    """A task from 11:30 to 13:30 has one hour of overtime, the break."""
    world = working((690, 810))

    assert minutes(world, "overtime", 11, 12, 13) == [0, 60, 0]
    assert minutes(world, "busy", 11, 12, 13) == [30, 60, 30]


def test_a_task_can_outlast_several_duties():
    """Work from 11 to 20 o'clock is overtime in the break and after the shift."""
    world = working((660, 1200))

    assert minutes(world, "overtime", 11, 12, 13, 17, 18, 19) == [0, 60, 0, 0, 60, 60]


def test_overtime_is_found_off_the_full_hours_too():
    """A shift from 9:15 to 9:45 makes the quarter after it overtime."""
    short = duty(0, 9 * HOUR + 15 * MINUTE, 9 * HOUR + 45 * MINUTE)
    world = working((555, 600), duties=[short])

    assert minutes(world, "duty", 9) == [30]
    assert minutes(world, "overtime", 9) == [15]


def test_work_is_cut_at_the_end_of_the_horizon():
    """A task that is open at the end counts until then."""
    late = duty(0, 2 * DAY - HOUR, 2 * DAY)
    world = seen(
        cases=[order(0)],
        visits=[visit(0, 0, 0, 2 * DAY - MINUTE, worker=0)],
        duties=[late],
    )

    assert minutes(world, "busy", 47) == [1]
    assert minutes(world, "duty", 47) == [60]


def test_nobody_is_busier_than_on_duty_and_overtime():
    """Busy never exceeds duty plus overtime, in any hour and team."""
    world = working((560, 700), (700, 790), (1000, 1100), (1100, 1300))
    rows = table(world, "staff").pivot_table(
        index=["at", "team"], columns="kpi", values="value"
    )

    assert (rows["busy"] <= rows["duty"] + rows["overtime"]).all()
    assert (rows["overtime"] <= rows["busy"]).all()


def test_the_total_is_the_sum_of_the_teams():
    """Team ``*`` holds what all teams hold together."""
    world = seen(cases=[order(0)], duties=[MORNING, duty(1, 9 * HOUR, 10 * HOUR)])

    assert minutes(world, "duty", 9, team="temps") == [60]
    assert minutes(world, "duty", 9, 10, team="*") == [120, 60]
