"""Wages and losses, worked out by hand."""

import pytest

from sim.engines.rules import Cause
from tests.unit.measures.worlds import (
    DAY,
    HOUR,
    MINUTE,
    duty,
    order,
    scenario,
    seen,
    team,
    value,
    visit,
)

WAGE = {"yen_per_hour": 1000, "overtime": 1.25, "night": 1.5, "holiday": 1.35}


def paid(duties, work=(), holiday_days=("Sun",), **cost):
    """Return a world in which person 0 (employer shop) is on duty and works."""
    cost = WAGE | {"holiday_days": holiday_days} | cost
    teams = [
        team("own", ["pick"], cost=cost),
        team("temps", ["pick"], employer="agency", cost=cost),
        team("free", ["pick"], employer="family"),
    ]
    return seen(
        scenario(teams=teams, triggers=[]),
        cases=[order(0)],
        visits=[visit(0, 0, 0, start, end, 0) for start, end in work],
        duties=duties,
    )


def wages(world, employer="shop"):
    """Return regular, overtime, night and holiday yen, and their total."""
    return [
        value(world, "costs", employer=employer, kpi=kpi)
        for kpi in ("regular", "overtime", "night", "holiday", "total")
    ]


def test_duty_is_paid_whether_or_not_there_is_work():
    """Three hours on a Saturday cost three hourly wages."""
    world = paid([duty(0, 9 * HOUR, 12 * HOUR)])

    assert wages(world) == [3000, 0, 0, 0, 3000]


def test_overtime_is_paid_with_its_factor():
    """Twenty minutes after the shift cost a third of an hour × 1.25."""
    world = paid(
        [duty(0, 9 * HOUR, 12 * HOUR)],
        [(11 * HOUR, 12 * HOUR + 20 * MINUTE)],
    )

    assert wages(world) == pytest.approx([3000, 1250 / 3, 0, 0, 3000 + 1250 / 3])


def test_the_night_is_from_22_to_5():
    """A duty from 21 to 6 o'clock has seven hours of night, of them 5 on Sunday."""
    world = paid([duty(0, 21 * HOUR, DAY + 6 * HOUR)], holiday_days=("holiday",))

    assert wages(world) == [9000, 0, 3500, 0, 12500]


def test_the_night_before_the_first_day_reaches_into_it():
    """The hours from 0 to 5 of the first day are night."""
    world = paid([duty(0, 0, 6 * HOUR)])

    assert wages(world) == [6000, 0, 2500, 0, 8500]


def test_premiums_add():
    """An overtime hour in the night of a Sunday costs 1 + 0.25 + 0.5 + 0.35 wages."""
    sunday_night = DAY + 23 * HOUR
    world = paid(
        [duty(0, DAY + 20 * HOUR, sunday_night - HOUR)],
        [(sunday_night - 2 * HOUR, sunday_night)],
    )

    assert wages(world) == pytest.approx(
        [2000, 1250, 500, 3 * 350, 2000 + 1250 + 500 + 1050]
    )


def test_the_holiday_ends_at_midnight():
    """Of a duty from Saturday 23 to Sunday 1 o'clock one hour is on the holiday."""
    world = paid([duty(0, 23 * HOUR, DAY + HOUR)], night=1.0)

    assert wages(world) == pytest.approx([2000, 0, 0, 350, 2350])


def test_employers_are_kept_apart_and_no_cost_is_no_cost():
    """Each employer pays its own teams; a team without cost is not counted."""
    world = paid([duty(number, 9 * HOUR, 10 * HOUR) for number in range(3)])

    assert wages(world, "agency")[0] == 1000
    assert wages(world, "family") == [0] * 5
    assert value(world, "kpis", kpi="staff_cost_yen") == 2000
    assert value(world, "kpis", kpi="staff_hours") == 3


def test_people_on_call_are_paid_for_their_call():
    """A call of two hours costs two hourly wages."""
    world = paid([duty(0, 10 * HOUR, 12 * HOUR, on_call=True)])

    assert wages(world)[0] == 2000


def test_what_goes_wrong_with_orders_costs_the_shop():
    """Margin, compensation, crossed and misshipped parcels follow the rates."""
    rates = {
        "margin_share": 0.5,
        "compensation_share": 0.1,
        "crossed_yen": 7,
        "misship_yen": 11,
    }
    shipped = {"due": HOUR, "completed": 2 * HOUR, "left": 2 * HOUR}
    world = seen(
        scenario(costs=rates),
        cases=[
            order(0, left=1, cause=Cause.CUSTOMER, value_yen=1000.0),
            order(0, left=1, cause=Cause.OVERSOLD, value_yen=200.0),
            order(0, value_yen=5000.0, crossed=True, **shipped),
            order(0, misshipped=True, completed=1, left=1, value_yen=4.0),
            order(0, value_yen=4.0),
        ],
    )
    kpis = ("lost_margin", "compensation", "crossed", "misship")

    found = [value(world, "costs", employer="shop", kpi=kpi) for kpi in kpis]

    assert found == [600, 500, 7, 11]
    assert value(world, "kpis", kpi="lost_margin_yen") == 600
    assert value(world, "kpis", kpi="total_cost_yen") == 1118
