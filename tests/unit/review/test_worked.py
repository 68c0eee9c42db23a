"""A roster as shifts of the same people."""

from datetime import datetime

from sim.forecast.roster import Roster, Stint
from sim.review.worked import worked_shifts
from sim.scenario.timetable import duty_segments
from tests.unit.review.world import CERTAIN, roster_of


def stint(day, start, end, heads):
    """Return a stint of a day in December."""
    return Stint(
        "desk", datetime(2026, 12, day, start), datetime(2026, 12, day, end), heads
    )


def test_a_gap_is_a_break_of_one_shift():
    """Before and after lunch work the same people."""
    (shift,) = worked_shifts(Roster((stint(5, 9, 12, 3), stint(5, 13, 18, 3))))

    assert (shift.from_, shift.to, shift.breaks) == ("09:00", "18:00", ("12:00-13:00",))
    assert shift.heads == 3


def test_the_same_people_come_on_several_days():
    """Three on Saturday and four on Sunday are three on both, and one more."""
    shifts = worked_shifts(Roster((stint(5, 9, 18, 3), stint(6, 9, 18, 4))))

    assert {(shift.days, shift.heads) for shift in shifts} == {
        (("2026-12-05", "2026-12-06"), 3),
        (("2026-12-06",), 1),
    }


def test_nobody_makes_no_shift():
    """A stint without heads is no shift."""
    assert worked_shifts(Roster((stint(5, 9, 18, 0),))) == ()


def test_a_night_shift_ends_on_the_next_day():
    """22:00 to 06:00 is one shift."""
    night = Stint("desk", datetime(2026, 12, 5, 22), datetime(2026, 12, 6, 6), 2)
    (shift,) = worked_shifts(Roster((night,)))

    assert (shift.days, shift.from_, shift.to) == (("2026-12-05",), "22:00", "06:00")


def test_planned_shifts_come_back():
    """The roster of a plan gives the plan's hours on duty."""
    roster = roster_of(CERTAIN)
    teams = tuple(
        team.replace(shifts=worked_shifts(roster.of_team(team.name)))
        for team in CERTAIN.teams
    )
    one, other = duty_segments(CERTAIN), duty_segments(CERTAIN.replace(teams=teams))

    assert sorted(zip(one.start, one.end, strict=True)) == sorted(
        zip(other.start, other.end, strict=True)
    )
