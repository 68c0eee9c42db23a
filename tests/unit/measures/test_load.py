"""Work that arrives, against the time of the teams."""

import pytest

from sim.engines.rules import End
from tests.unit.measures.worlds import (
    HOUR,
    duty,
    hour,
    order,
    scenario,
    seen,
    team,
    value,
    visit,
)


def work(world, number, name):
    """Return the minutes of work that arrive for a team in an hour."""
    return value(world, "load", at=hour(world, number), team=name, kpi="work")


def test_work_arrives_when_a_case_enters_the_queue():
    """Two cases of two standard minutes make four minutes in their hour."""
    world = seen(
        cases=[order(0), order(0)],
        visits=[visit(0, 0, HOUR), visit(1, 0, 2 * HOUR - 1)],
    )

    assert [work(world, number, "own") for number in range(4)] == [0, 4, 0, 0]
    assert work(world, 1, "*") == 4


def test_a_slow_team_needs_longer():
    """At half speed, two standard minutes are four minutes of work."""
    teams = [team("own", ["pick"], speed=0.5), team("temps", ["contact.reply"])]
    world = seen(scenario(teams=teams), cases=[order(0)], visits=[visit(0, 0, 0)])

    assert work(world, 0, "own") == 4


def test_a_shared_step_is_split_by_planned_duty_and_speed():
    """Three heads at speed 1 take three quarters, two at speed 0.5 one quarter."""
    teams = [
        team("own", ["pick"], heads=3),
        team("temps", ["pick", "contact.reply"], heads=2, speed=0.5),
    ]
    world = seen(scenario(teams=teams), cases=[order(0)], visits=[visit(0, 0, 0)])

    assert work(world, 0, "own") == pytest.approx(1.5)
    assert work(world, 0, "temps") == pytest.approx(1.0)


def test_teams_without_planned_duty_share_evenly():
    """Where nobody has duty, each team that serves the step gets the same part."""
    teams = [team("own", ["pick"], heads=0), team("temps", ["pick"], heads=0)]
    world = seen(
        scenario(teams=teams, triggers=[]), cases=[order(0)], visits=[visit(0, 0, 0)]
    )

    assert work(world, 0, "own") == work(world, 0, "temps") == 1


def test_rework_is_work_and_the_rest_of_a_pause_is_not():
    """A rework adds its own minutes; a task that goes on adds none."""
    flow = {
        "order": [
            {
                "step": "pick",
                "kind": "work",
                "minutes": {"distribution": "constant", "value": 2},
                "minutes_by_class": {"gift": {"distribution": "constant", "value": 3}},
                "rework_minutes": {"distribution": "constant", "value": 7},
            }
        ]
    }
    world = seen(
        scenario(flow=flow, triggers=[], teams=[team("own", ["pick"])]),
        cases=[order(0, order_class=1)],
        visits=[
            visit(0, 0, 0, 1, 2, 0, end=End.PAUSED),
            visit(0, 0, HOUR, HOUR, HOUR + 1, 0),
            visit(0, 0, 2 * HOUR, visit=1),
        ],
    )

    assert [work(world, number, "own") for number in range(3)] == [3, 0, 7]


def test_capacity_is_the_duty_of_those_who_came():
    """Capacity is minutes on duty, whatever the plan said."""
    world = seen(cases=[order(0)], duties=[duty(0, 9 * HOUR, 11 * HOUR)])

    found = [
        value(world, "load", at=hour(world, number), team="own", kpi="capacity")
        for number in (8, 9, 10, 11)
    ]

    assert found == [0, 60, 60, 0]
