"""Duty, departures, due dates and rates, with their boundaries."""

from datetime import datetime

import numpy as np
import pytest

from sim.engines import rules
from sim.engines.program import compile_program
from sim.scenario.model import Scenario
from sim.scenario.timetable import (
    due_table,
    due_ticks,
    duty_segments,
    gate_departures,
    open_segments,
    rate_table,
)
from sim.units import NEVER, TICKS_PER_HOUR
from tests.unit.scenario.small import local, scenario


def hours(ticks) -> list[float]:
    """Return ticks as hours from the start."""
    return [float(tick) / TICKS_PER_HOUR for tick in np.atleast_1d(ticks)]


def with_shift(**shift) -> Scenario:
    """Return a scenario with one person on one shift."""
    row = {"days": ["daily"], "from": "09:00", "to": "18:00", "heads": 1, **shift}
    team = {"name": "t", "employer": "s", "serves": ["confirm"], "shifts": [row]}
    horizon = {"start": local(2026, 11, 20), "end": local(2026, 11, 22)}
    return scenario(teams=[team], horizon=horizon)


def with_promise(**ship_by) -> Scenario:
    """Return a scenario with one class and its ship-by."""
    classes = [{"name": "standard", "share": 1.0, "ship_by": ship_by}]
    return scenario(classes=classes)


def due_of(world: Scenario, moment: str) -> str:
    """Return the due time of an order, local, as text."""
    tick = world.clock.tick(world.aware(datetime.fromisoformat(moment)))
    due = int(due_ticks(world, world.classes[0], tick))
    return world.clock.moment(due).replace(tzinfo=None).isoformat()


def test_a_break_splits_a_shift():
    """Before and after lunch are two segments; the second knows the paid morning."""
    duties = duty_segments(with_shift(breaks=["12:00-13:00"]))

    assert hours(duties.start) == [9, 13, 33, 37]
    assert hours(duties.end) == [12, 18, 36, 42]
    assert hours(duties.paid_before) == [0, 3, 0, 3]


def test_a_night_shift_is_cut_at_the_start_and_keeps_its_paid_hours():
    """The shift of the eve runs into the horizon with its paid hours before it."""
    world = with_shift(**{"from": "22:00", "to": "06:00", "breaks": ["00:30-01:30"]})
    duties = duty_segments(world)

    assert list(duties.day) == [-1, -1, 0, 0, 1]
    assert hours(duties.start) == [0, 1.5, 22, 25.5, 46]
    assert hours(duties.paid_before) == [2, 2.5, 0, 2.5, 0]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("00:00", "24:00", [(0, 24), (24, 48)]),
        ("00:00", "00:00", [(0, 24), (24, 48)]),
        ("24:00", "06:00", [(0, 6), (24, 30)]),
        ("10:00", "10:00", [(0, 10), (10, 34), (34, 48)]),
    ],
)
def test_shifts_around_midnight(start, end, expected):
    """A shift whose end is not after its start ends on the next day."""
    duties = duty_segments(with_shift(**{"from": start, "to": end}))

    assert list(zip(hours(duties.start), hours(duties.end), strict=True)) == expected


@pytest.mark.parametrize(
    ("pause", "expected"),
    [
        ("08:30-09:30", [(9.5, 18)]),
        ("17:00-19:00", [(9, 17)]),
        ("20:00-21:00", [(9, 18)]),
        ("23:00-10:00", [(10, 18)]),
        ("08:00-20:00", []),
    ],
)
def test_breaks_at_the_edges_of_a_shift(pause, expected):
    """Only the part of a break within the shift counts."""
    duties = duty_segments(with_shift(days=["2026-11-20"], breaks=[pause]))

    assert list(zip(hours(duties.start), hours(duties.end), strict=True)) == expected


def test_overlapping_breaks_are_one():
    """Breaks that overlap or touch are taken once."""
    world = with_shift(days=["2026-11-20"], breaks=["12:00-13:00", "12:30-14:00"])
    duties = duty_segments(world)

    assert hours(duties.paid_before) == [0, 3]
    assert hours(duties.start) == [9, 14]


def test_people_of_a_shift_are_sorted_by_person_then_time():
    """Segments are sorted by team, shift, person and start; nobody means no row."""
    duties = duty_segments(with_shift(heads=2))

    assert list(duties.person) == [0, 0, 1, 1]
    assert hours(duties.start) == [9, 33, 9, 33]
    assert len(duty_segments(with_shift(heads=0))) == 0


def test_a_shift_with_a_calendar_rests_on_closed_days():
    """A shift tied to the contact calendar is not worked on Saturday."""
    duties = duty_segments(with_shift(calendar="contact"))

    assert list(duties.day) == [0]


def test_duty_arrays_are_read_only():
    """Nobody can change a timetable."""
    duties = duty_segments(with_shift())

    with pytest.raises(ValueError, match="read-only"):
        duties.start[0] = 1


def test_the_day_is_23_hours_long_when_clocks_go_forward():
    """In New York, 00:00 to 24:00 on 2026-03-08 lasts 23 hours."""
    row = {"days": ["daily"], "from": "00:00", "to": "24:00", "heads": 1}
    world = scenario(
        timezone="America/New_York",
        calendar={"holidays": "US"},
        horizon={"start": local(2026, 3, 8), "end": local(2026, 3, 10)},
        teams=[{"name": "t", "employer": "s", "serves": ["confirm"], "shifts": [row]}],
    )

    duties = duty_segments(world)
    assert hours(duties.start) == [0, 23]
    assert hours(gate_departures(world, world.flow["order"][2])) == [10, 17, 34, 41]


def test_rates_follow_the_local_clock_when_clocks_change():
    """The office shape starts at 09:00 local time also on the day clocks change."""
    world = scenario(
        timezone="America/New_York",
        calendar={"holidays": "US"},
        horizon={"start": local(2026, 3, 6), "end": local(2026, 3, 10)},
        demand=[{"shop": "a", "orders_per_day": 24, "profile": "office"}],
    )

    table = rate_table(world, world.demand[0])
    monday = world.clock.tick(world.aware(local(2026, 3, 9, 9)))
    row = int(np.searchsorted(table.edges, monday))
    assert table.expected[row] == pytest.approx(20 * table.expected[row - 1])
    assert table.day_index[row] == 3


@pytest.mark.parametrize(
    ("ordered", "due"),
    [
        ("2026-11-20T12:59:59.999", "2026-11-21T23:59:59.999000"),
        ("2026-11-20T13:00:00", "2026-11-24T23:59:59.999000"),
        ("2026-11-21T12:59:59.999", "2026-11-24T23:59:59.999000"),
        ("2026-11-21T13:00:00", "2026-11-25T23:59:59.999000"),  # after Saturday's
        ("2026-11-22T23:00:00", "2026-11-25T23:59:59.999000"),  # Sunday is closed
        ("2026-11-23T23:59:59", "2026-11-25T23:59:59.999000"),  # 勤労感謝の日
        ("2026-11-24T12:00:00", "2026-11-25T23:59:59.999000"),
    ],
)
def test_cut_off_and_closed_days(ordered, due):
    """Exactly at the cut-off is the next open day; a closed day is before its own."""
    world = with_promise(cutoff="13:00", business_days=1)

    assert due_of(world, ordered) == due


@pytest.mark.parametrize(
    ("ordered", "due"),
    [
        ("2026-11-20T11:59:59", "2026-11-20T18:00:00"),
        ("2026-11-21T08:59:59", "2026-11-21T18:00:00"),
        ("2026-11-21T09:00:00", "2026-11-24T18:00:00"),
    ],
)
def test_cut_off_is_earlier_on_open_saturdays(ordered, due):
    """The weekend cut-off holds on an open Saturday; a clock time is in time itself."""
    world = with_promise(cutoff="12:00", cutoff_closed_soon="09:00", by="18:00")

    assert due_of(world, ordered) == due


def test_weekend_cut_off_holds_on_an_open_national_holiday():
    """A holiday on which the shop is open closes early."""
    promise = {"cutoff": "12:00", "cutoff_closed_soon": "09:00", "calendar": "order"}
    world = with_promise(**promise)

    assert due_of(world, "2026-11-23T09:00:00") == "2026-11-24T23:59:59.999000"
    assert due_of(world, "2026-11-24T09:00:00") == "2026-11-24T23:59:59.999000"


def test_due_table_covers_sixty_days_before_the_start():
    """Orders of the opening backlog find their own due day."""
    world = with_promise(cutoff="13:00", business_days=1)

    assert due_of(world, "2026-09-24T13:00:00") == "2026-09-26T23:59:59.999000"


def test_without_cut_off_the_day_counts():
    """With a cut-off of 24:00 the last moment of the day counts for the day."""
    world = with_promise(business_days=0)

    assert due_of(world, "2026-11-20T23:59:59.999") == "2026-11-20T23:59:59.999000"


def test_hours_and_no_promise():
    """A promise in hours is arrival plus hours; no promise is never due."""
    world = with_promise(within_hours=1.5)
    assert hours(due_ticks(world, world.classes[0], [0])) == [1.5]
    with pytest.raises(ValueError, match="within hours"):
        due_table(world, world.classes[0])

    plain = scenario()
    assert list(due_ticks(plain, plain.classes[0], [0, 5])) == [NEVER, NEVER]


def reply_due(world, trigger, ticks):
    """Return when the cases a trigger starts at these ticks are due (rule 10)."""
    plan = compile_program(world).triggers[world.triggers.index(trigger)]
    stretches = plan.open_starts, plan.open_ends
    return [rules.reply_due(tick, plan.reply_ticks, *stretches) for tick in ticks]


def with_trigger(**trigger) -> Scenario:
    """Return a scenario whose late orders start a contact."""
    return scenario(triggers=[{"when": "late", "start": "contact", **trigger}])


@pytest.mark.parametrize(
    ("hour", "expected"),
    [
        (10, 10 + 8),
        (20, 20 + 8 + 72),  # Friday 20:00: four hours left, then Tuesday
        (16, 24),  # ends exactly with Friday
        (30, 96 + 8),  # Saturday counts from Tuesday 00:00
        (95, 96 + 8),
        (96, 96 + 8),
    ],
)
def test_reply_counts_open_hours_only(hour, expected):
    """Hours of a closed Saturday, Sunday and holiday do not count."""
    world = with_trigger(reply_within_hours=8, calendar="contact")
    due = reply_due(world, world.triggers[0], [hour * TICKS_PER_HOUR])

    assert hours(due) == [expected]


def test_reply_without_calendar_and_without_promise():
    """Without a calendar all hours count; without a promise it is never due."""
    plain = with_trigger(reply_within_hours=8)
    free = with_trigger()

    assert hours(reply_due(plain, plain.triggers[0], [0])) == [8]
    assert list(reply_due(free, free.triggers[0], [0])) == [NEVER]


def test_reply_on_a_calendar_that_never_opens_is_never_due():
    """A calendar without open days gives nobody a due time."""
    world = scenario(
        calendar={"contact": {"closed": ["daily"]}},
        triggers=[
            {
                "when": "late",
                "start": "contact",
                "reply_within_hours": 1,
                "calendar": "contact",
            }
        ],
    )

    assert list(reply_due(world, world.triggers[0], [0])) == [NEVER]
    assert len(open_segments(world, "contact")[0]) == 0


def test_open_segments_join_open_days():
    """Friday, then Tuesday to Friday after the long weekend."""
    starts, ends = open_segments(scenario(), "contact")
    inside = (ends > 0) & (starts < 7 * 24 * TICKS_PER_HOUR)

    assert hours(starts[inside])[1:] == [96]
    assert hours(ends[inside]) == [24, 192]


def test_open_segments_of_an_open_calendar_are_one():
    """A calendar that never closes is one stretch."""
    starts, ends = open_segments(scenario(), "order")

    assert len(starts) == len(ends) == 1
    assert starts[0] < 0 < ends[0]


def test_gate_leaves_on_open_days_only():
    """Nothing leaves on Sunday and on the holiday."""
    pickup = {"step": "g", "kind": "gate", "at": ["18:00"], "calendar": "shipping"}
    world = scenario(flow={"order": [pickup]})
    departures = gate_departures(world, world.flow["order"][0])

    assert hours(departures) == [18, 42, 114, 138, 162]


def test_gate_at_midnight_belongs_to_the_day_that_ends():
    """24:00 of the eve leaves at tick 0; that of the last day is after the end."""
    gate = {"step": "g", "kind": "gate", "at": ["24:00"]}
    horizon = {"start": local(2026, 11, 20), "end": local(2026, 11, 22)}
    world = scenario(flow={"order": [gate]}, horizon=horizon)

    assert hours(gate_departures(world, world.flow["order"][0])) == [0, 24]


def test_gate_every_so_many_minutes_counts_from_midnight():
    """Every seven hours is 00, 07, 14 and 21 on each day."""
    gate = {"step": "g", "kind": "gate", "every_minutes": 420}
    horizon = {"start": local(2026, 11, 20, 6), "end": local(2026, 11, 21, 7)}
    world = scenario(flow={"order": [gate]}, horizon=horizon)

    assert hours(gate_departures(world, world.flow["order"][0])) == [1, 8, 15, 18]


def rates(**demand):
    """Return the rate table of one demand over a week."""
    world = scenario(demand=[{"shop": "a", **demand}])
    return rate_table(world, world.demand[0])


def test_expected_orders_of_a_week_are_seven_days():
    """Over a whole week a shape changes no total; scale does."""
    assert rates(orders_per_day=48).expected.sum() == pytest.approx(7 * 48)
    shaped = rates(orders_per_day=48, profile="evening", scale=10)
    assert shaped.expected.sum() == pytest.approx(7 * 480)


def test_an_event_multiplies_exactly_its_stretch():
    """Event edges off the grid become edges of the table; overlaps multiply."""
    event = {"label": "e", "multiplier": 3}
    table = rates(
        orders_per_day=24,
        events=[
            {**event, "from": "2026-11-20T20:07:00", "to": "2026-11-20T22:00:00"},
            {**event, "from": "2026-11-20T21:00:00", "to": "2026-11-20T22:00:00"},
        ],
    )

    expected = 7 * 24 - 113 / 60 + 3 * 53 / 60 + 9
    assert table.expected.sum() == pytest.approx(expected)
    assert 20 * TICKS_PER_HOUR + 7 * 60_000 in table.edges


def test_stepwise_rates_end_with_their_last_value():
    """Hourly rates hold for their step and are 0 afterwards."""
    table = rates(orders_per_hour=[6, 0, 12], rate_step_minutes=30)

    assert table.expected.sum() == pytest.approx(3 + 6)
    assert not table.expected[table.edges[:-1] >= 90 * 60_000].any()


def test_no_arrivals_from_the_end_of_arrivals_on():
    """The end of arrivals cuts exactly."""
    horizon = {
        "start": local(2026, 11, 20),
        "end": local(2026, 11, 27),
        "arrivals_end": local(2026, 11, 21, 0, 7),
    }
    world = scenario(horizon=horizon)
    table = rate_table(world, world.demand[0])

    assert table.expected.sum() == pytest.approx(48 + 2 * 7 / 60)


def test_a_backlog_alone_expects_nobody():
    """A demand without a rate expects no orders but covers the horizon."""
    table = rates(opening_backlog={"confirm": 3})

    assert table.expected.sum() == 0
    assert hours(table.edges[[0, -1]]) == [0, 168]


def test_day_index_counts_local_days():
    """The day of a stretch is the local day, also when the start is not midnight."""
    horizon = {"start": local(2026, 11, 20, 18), "end": local(2026, 11, 22)}
    world = scenario(horizon=horizon)
    table = rate_table(world, world.demand[0])

    by_day = np.bincount(table.day_index, table.expected)
    assert list(by_day) == pytest.approx([12, 48])
