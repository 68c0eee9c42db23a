"""A real sale, counted for its bill: orders from a table, hours from a roster."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from sim.errors import RateCardError
from sim.forecast.roster import parse_roster
from sim.orders.table import orders_frame
from sim.quotes.actuals import actual_quantities
from tests.unit.quotes.cards import HOUR, SATURDAY, SUNDAY, card, charges
from tests.unit.quotes.plans import plan, sales, team

ROSTER = """team,start,end,heads
desk,2026-12-05T09:00,2026-12-05T12:00,2
desk,2026-12-05T13:00,2026-12-05T19:00,1
night,2026-12-05T20:00,2026-12-06T01:00,1
packers,2026-12-05T09:00,2026-12-05T18:00,3
"""


def orders(*rows):
    """Return an orders table of (ordered_at, shipped_at, value_yen)."""
    moments = [
        (pd.Timestamp(at, tz="Asia/Tokyo"), pd.Timestamp(out, tz="Asia/Tokyo"), value)
        for at, out, value in rows
    ]
    columns = ["ordered_at", "shipped_at", "value_yen"]
    frame = pd.DataFrame(moments, columns=columns)
    frame["order_id"] = [str(number) for number in range(len(rows))]
    frame["lines"] = 1
    return orders_frame(frame, plan().zone)


SALE = orders(
    ("2026-12-04 23:59", "2026-12-05 10:00", 9000),
    ("2026-12-05 00:00", "2026-12-05 18:00", 1500.5),
    ("2026-12-05 23:59", None, 2000),
    ("2026-12-06 12:00", "2026-12-06 18:00", None),
    ("2026-12-07 00:00", None, 9000),
)


def counted(roster=ROSTER, **more):
    """Return the quantities of the sale."""
    answered = {"contact": 4}
    parsed = parse_roster(roster, "roster.csv")
    return actual_quantities(plan(), SALE, parsed, answered=answered, **more)


def test_orders_of_the_plan_count_on_their_day():
    """Orders before the first and after the last moment of the plan are left out."""
    found = counted()

    assert found.orders == {SATURDAY: 2, SUNDAY: 1}
    assert (found.shipped, found.ordered_yen, found.shipped_yen) == (
        2,
        Decimal("3500.5"),
        Decimal("1500.5"),
    )
    assert found.started == found.answered == {"contact": 4}


def test_hours_are_those_of_all_heads():
    """Two heads for three hours and one for six are twelve hours, one of them over."""
    (desk,) = [row for row in counted().team_days if row.team == "desk"]

    assert (desk.day, desk.employer) == (SATURDAY, "agency")
    assert desk.paid_ticks == 12 * HOUR
    assert desk.overtime_ticks == HOUR
    assert desk.night_ticks == 0


def test_a_night_is_cut_at_midnight():
    """20:00 to 01:00 has two night hours on the first day and one on the next."""
    rows = {row.day: row for row in counted().team_days if row.team == "night"}

    assert [rows[day].paid_ticks // HOUR for day in (SATURDAY, SUNDAY)] == [4, 1]
    assert [rows[day].night_ticks // HOUR for day in (SATURDAY, SUNDAY)] == [2, 1]
    # the plan's shift ends at 23:00
    assert [rows[day].overtime_ticks // HOUR for day in (SATURDAY, SUNDAY)] == [1, 1]


def test_the_bill_of_a_real_sale_is_to_the_yen():
    """Orders, hours and premiums of what happened, worked out by hand."""
    rates = card(
        per_order={"bands": [{"yen": 100}]},
        per_inquiry={"bands": [{"yen": 50}]},
        teams=[
            {"name": "desk", "yen_per_hour": 2000, "overtime": 1.25},
            {"name": "night", "yen_per_hour": 2000, "night": 1.25},
        ],
        cancellation={"steps": [{"within_hours": 48, "share": 0.5}]},
    )
    desk = "desk,2026-12-06T{}:00,2026-12-06T{}:00,1,2026-12-05T13:00\n"
    roster = ROSTER.replace("heads\n", "heads,cancelled_at\n")
    roster += desk.format("09", 12) + desk.format(13, 18)

    assert charges(rates, counted(roster)) == [
        ("order", "", 300),
        ("inquiry", "", 200),
        ("hours", "desk", 24_000),
        ("overtime", "desk", 500),
        ("hours", "night", 10_000),
        ("night", "night", 1_500),
        ("cancellation", "desk", 8_000),
    ]


def test_people_on_call_stand_by_on_every_day():
    """Standby is kept on both days; a call counts on its own."""
    on_call = {"watch": "confirm", "above": 9, "lead_hours": 1, "heads": 2, "hours": 3}
    extra = team("temps", "agency", ["confirm"]) | {"shifts": [], "on_call": on_call}
    teams = [*plan().model_dump(by_alias=True)["teams"], extra]
    found = actual_quantities(
        plan(teams=teams),
        SALE,
        parse_roster(ROSTER, "roster.csv"),
        answered={},
        started={"contact": 2},
        calls={("temps", SUNDAY): 1},
    )
    rows = [row for row in found.team_days if row.team == "temps"]

    assert [(row.day, row.standby_heads, row.calls) for row in rows] == [
        (SATURDAY, 2, 0),
        (SUNDAY, 2, 1),
    ]
    assert found.started == {"contact": 2}


@pytest.mark.parametrize(
    ("named", "expected"),
    [(None, [(SATURDAY, 2)]), ({("desk", SUNDAY): 1}, [(SUNDAY, 1)])],
)
def test_named_calls_replace_all_calls_of_the_roster(named, expected):
    """With calls of its own the bill counts none of the roster's column."""
    roster = ROSTER.replace("heads\n", "heads,calls\n").replace("12:00,2", "12:00,2,2")
    rows = counted(roster, calls=named).team_days

    assert [(row.day, row.calls) for row in rows if row.calls] == expected


def test_a_roster_of_strangers_is_refused():
    """A team that the plan does not have cannot be billed."""
    with pytest.raises(RateCardError) as caught:
        counted(ROSTER + "ghosts,2026-12-05T09:00,2026-12-05T10:00,1\n")

    assert caught.value.problems[0].rule == "roster_unknown_team"
    assert caught.value.problems[0].got == "ghosts"


def test_a_roster_as_planned_gives_the_plans_hours():
    """Worked exactly as planned, the real hours are the simulated ones without luck."""
    planned = "team,start,end,heads\n" + "".join(
        f"desk,{day}T09:00,{day}T18:00,1\nnight,{day}T20:00,{day}T23:00,1\n"
        for day in (date(2026, 12, 5), date(2026, 12, 6))
    )
    real = [row for row in counted(planned).team_days if row.team != "packers"]
    simulated = [
        row for row in sales().quantities[0].team_days if row.employer == "agency"
    ]

    assert [row.paid_ticks for row in real] == [
        row.paid_ticks - row.overtime_ticks for row in simulated
    ]
    assert [row.overtime_ticks for row in real] == [0, 0, 0, 0]
