"""Cases of other flows, and whether they were answered in time."""

import math

import pytest

from tests.unit.measures.worlds import (
    DAY,
    HOUR,
    contact,
    order,
    scenario,
    seen,
    table,
    value,
)

CONTACTS = [
    order(0),
    contact(0, due=DAY, completed=DAY, left=DAY),  # in time, at the very tick
    contact(0, due=DAY, completed=DAY + 1, left=DAY + 1),  # late
    contact(0, due=DAY),  # open, overdue
    contact(0, due=3 * DAY),  # open, not judged yet
    contact(0, due=3 * DAY, completed=HOUR, left=HOUR),  # in time
    contact(0, completed=HOUR, left=HOUR),  # no promise
]


@pytest.mark.parametrize(
    ("kpi", "expected"),
    [
        ("started", 6),
        ("answered", 4),
        ("in_time", 2),
        ("in_time_share", 0.5),
        ("open", 2),
    ],
)
def test_cases_are_judged_once_answered_or_overdue(kpi, expected):
    """The share divides by what was promised and can be judged."""
    world = seen(cases=CONTACTS)

    assert value(world, "replies", flow="contact", kpi=kpi) == expected


def test_the_headline_counts_all_other_flows():
    """Contacts are all started cases; their share in time is that of all flows."""
    world = seen(cases=CONTACTS)

    assert value(world, "kpis", kpi="contacts") == 6
    assert value(world, "kpis", kpi="reply_in_time_share") == 0.5


def test_nothing_to_judge_is_no_value():
    """Without contacts there is no share, rather than a perfect one."""
    world = seen(cases=[order(0)])

    assert math.isnan(value(world, "kpis", kpi="reply_in_time_share"))
    assert math.isnan(value(world, "replies", flow="contact", kpi="in_time_share"))


def test_a_scenario_with_one_flow_has_no_replies():
    """Where only orders flow, the table is empty and the headline complete."""
    steps = scenario().flow["order"]
    world = seen(
        scenario(flow={"order": steps}, triggers=[], teams=[]), cases=[order(0)]
    )

    assert table(world, "replies").empty
    assert value(world, "kpis", kpi="contacts") == 0
