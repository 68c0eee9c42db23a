"""Rules of people, one small world each: dispatch, work, shifts, breaks, calls."""

import pytest

from sim.engines.rules import rest_ticks, speed_at, work_ticks
from sim.units import NEVER
from tests.worlds import clock, fates, log, run, team, wait, work, worked, world


def test_second_order_waits_for_the_only_person(engine):
    """With one person, the second order starts when the first one ends."""
    scenario = world([0, 0], [work("pack", 5)], teams=[team("t", ["pack"])])

    assert worked(*run(scenario, engine)) == [(0, 0, 0, 5), (0, 1, 5, 10)]


def test_person_with_the_lowest_number_starts(engine):
    """Of two idle people, the one with the smaller number takes the case."""
    scenario = world([3, 9], [work("pack", 5)], teams=[team("t", ["pack"], heads=2)])

    assert worked(*run(scenario, engine)) == [(0, 0, 3, 8), (0, 1, 9, 14)]


def test_team_earlier_in_the_file_is_served_first(engine):
    """Where two teams could take a case, the first of the file does."""
    teams = [team("a", ["pack"]), team("b", ["pack"])]
    scenario = world([0, 0, 0], [work("pack", 5)], teams=teams)

    assert worked(*run(scenario, engine)) == [(0, 0, 0, 5), (1, 1, 0, 5), (0, 2, 5, 10)]


def test_preference_order_comes_before_due(engine):
    """A team serves its first step as long as a case waits there."""
    steps = [work("check", 4), work("pack", 4)]
    scenario = world([0, 1], steps, teams=[team("t", ["check", "pack"])])

    assert [row[1:3] for row in worked(*run(scenario, engine))] == [
        (0, 0), (1, 4), (0, 8), (1, 12),
    ]  # fmt: skip


def test_pick_due_takes_the_earliest_due_of_all_queues(engine):
    """With ``pick = "due"`` the older order goes on before the younger one begins."""
    classes = [{"name": "c", "share": 1, "ship_by": {"within_hours": 1}}]
    steps = [work("check", 4), work("pack", 4)]
    teams = [team("t", ["check", "pack"], pick="due")]
    scenario = world([0, 1], steps, teams=teams, classes=classes)

    assert [row[1:3] for row in worked(*run(scenario, engine))] == [
        (0, 0), (0, 4), (1, 8), (1, 12),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("end_of_shift", "expected"),
    [
        ("finish", [(0, 0, 538, 543), (0, 1, 1440 + 480, 1440 + 485)]),
        (
            "pause",
            [(0, 0, 538, 540), (0, 0, 1920, 1923), (0, 1, 1923, 1928)],
        ),
    ],
)
def test_end_of_shift_finishes_or_pauses_the_running_task(
    engine, end_of_shift, expected
):
    """``finish`` works past the end; ``pause`` does the rest first on the next day."""
    shifts = [{"days": ["daily"], "from": "08:00", "to": "09:00", "heads": 1}]
    teams = [team("t", ["pack"], shifts=shifts, end_of_shift=end_of_shift)]
    scenario = world([538, 539], [work("pack", 5)], teams=teams, end=clock(2880))

    assert worked(*run(scenario, engine)) == expected


def test_task_that_ends_with_the_shift_is_finished(engine):
    """A task whose last tick is the end of the shift needs no second day."""
    shifts = [{"days": ["daily"], "from": "08:00", "to": "09:00", "heads": 1}]
    teams = [team("t", ["pack"], shifts=shifts, end_of_shift="pause")]
    scenario = world([535], [work("pack", 5)], teams=teams)

    assert worked(*run(scenario, engine)) == [(0, 0, 535, 540)]


def test_nothing_starts_in_a_break(engine):
    """A break stops new work; the running task pauses and goes on after it."""
    shifts = [{"days": ["daily"], "from": "00:00", "to": "24:00", "heads": 1,
               "breaks": ["00:10-00:20"]}]  # fmt: skip
    teams = [team("t", ["pack"], shifts=shifts, end_of_shift="pause")]
    scenario = world([7, 12], [work("pack", 5)], teams=teams)

    assert worked(*run(scenario, engine)) == [
        (0, 0, 7, 10), (0, 0, 20, 22), (0, 1, 22, 27),
    ]  # fmt: skip


def test_paused_case_keeps_its_place_in_the_queue(engine):
    """After the break the paused case goes before one that came meanwhile."""
    steps = [work("pack", 5, discipline="fifo")]
    shifts = [{"days": ["daily"], "from": "00:00", "to": "24:00", "heads": 1,
               "breaks": ["00:10-00:20"]}]  # fmt: skip
    teams = [team("t", ["pack"], shifts=shifts, end_of_shift="pause")]
    scenario = world([9, 9.5], steps, teams=teams)

    assert [row[1] for row in worked(*run(scenario, engine))] == [0, 0, 1]


@pytest.mark.parametrize("shifts", [[], None])
def test_zero_staff_is_legal(engine, shifts):
    """With nobody there, orders stay open and none is lost."""
    teams = [team("t", ["pack"], heads=0, shifts=shifts)]
    scenario = world([0, 1], [work("pack", 5)], teams=teams)
    _, trajectory = run(scenario, engine)

    assert fates(trajectory) == [("OPEN_NOT_DUE", "NONE")] * 2


def test_published_trace_of_capacity_that_comes_and_goes(engine):
    """The trace of simmer issue 64: one server from 5 to 10 and from 15 on."""
    shifts = [
        {"days": ["daily"], "from": "00:05", "to": "00:10", "heads": 1},
        {"days": ["daily"], "from": "00:15", "to": "24:00", "heads": 1},
    ]
    scenario = world(
        [0, 0, 0], [work("pack", 5)], teams=[team("t", ["pack"], shifts=shifts)]
    )

    assert [row[3] for row in worked(*run(scenario, engine))] == [10, 20, 25]


def test_wait_has_no_limit_of_people(engine):
    """Everybody waits at the same time in a wait step."""
    scenario = world([0, 0, 0], [wait("pay", 30)])

    assert [row[4] for row in log(*run(scenario, engine))] == [30, 30, 30]


def test_temp_follows_the_learning_curve_to_the_tick(engine):
    """The n-th order of a learner takes standard minutes ÷ the speed at its start."""
    ramp = {"start": 0.5, "full_after_hours": 1}
    scenario = world(
        [0, 0, 0], [work("pack", 15)], teams=[team("t", ["pack"], ramp=ramp)]
    )

    # speeds 0.5, then 0.5 + 0.5 × 30/60 = 0.75 after 30 min, then 50/60 × 0.5 + 0.5
    ends = [row[3] for row in worked(*run(scenario, engine))]
    assert ends == pytest.approx([30, 50, 50 + 15 / (0.5 + 0.5 * 50 / 60)], abs=1e-4)


def test_fatigue_slows_tasks_that_start_late_in_the_shift(engine):
    """From the stated hour of the shift on, a task takes the stated factor longer."""
    fatigue = {"after_hours": 0.5, "slowdown": 1.5}
    scenario = world(
        [0, 30], [work("pack", 10)], teams=[team("t", ["pack"], fatigue=fatigue)]
    )

    assert [row[3] for row in worked(*run(scenario, engine))] == [10, 45]


def test_neutral_ramp_and_fatigue_change_nothing(engine):
    """With all factors 1 the trajectory is that of the plain model."""
    plain = world([0, 1, 2], [work("pack", 7)], teams=[team("t", ["pack"])])
    neutral = team(
        "t", ["pack"], ramp={"start": 1, "full_after_hours": 5},
        fatigue={"after_hours": 1, "slowdown": 1}, speed_by_step={"pack": 1},
    )  # fmt: skip
    same = plain.replace(teams=[neutral])

    assert run(plain, engine)[1].equals(run(same, engine)[1])


def test_absent_people_do_not_work(engine):
    """With absence 1 nobody comes; with absence 0 everybody does."""
    base = [work("pack", 5)]
    absent = world([0], base, teams=[team("t", ["pack"], absence=1.0)])

    assert worked(*run(absent, engine)) == []
    assert len(run(absent, engine)[1].duties) == 0


def test_people_on_call_come_once_after_the_lead_time(engine):
    """Above the mark at a check, the extra people come after the lead time."""
    rule = {"watch": "pack", "above": 2, "check_every_minutes": 10,
            "lead_hours": 0.5, "heads": 2, "hours": 1}  # fmt: skip
    teams = [team("t", ["pack"], shifts=[], on_call=rule)]
    scenario = world([1, 2, 3, 4], [work("pack", 5)], teams=teams)
    program, trajectory = run(scenario, engine)

    assert worked(program, trajectory) == [
        (0, 0, 40, 45), (1, 1, 40, 45), (0, 2, 45, 50), (1, 3, 45, 50),
    ]  # fmt: skip
    assert len(trajectory.calls) == 1


def test_check_sees_the_queue_of_the_tick_before(engine):
    """An order that arrives at the tick of a check is not seen by it."""
    rule = {"watch": "pack", "above": 0, "check_every_minutes": 10,
            "lead_hours": 0, "heads": 1, "hours": 1}  # fmt: skip
    teams = [team("t", ["pack"], shifts=[], on_call=rule)]
    scenario = world([10], [work("pack", 5)], teams=teams)

    assert worked(*run(scenario, engine)) == [(0, 0, 20, 25)]


@pytest.mark.parametrize(
    ("standard", "speed", "expected"),
    [(1000, 1.0, 1000), (1000, 0.8, 1250), (1, 100.0, 1), (10, 3.0, 3)],
)
def test_work_ticks_are_standard_ticks_over_speed(standard, speed, expected):
    """A task lasts its standard ticks divided by the speed, at least one tick."""
    assert work_ticks(standard, speed) == expected


def test_rest_of_a_paused_task_is_at_least_one_tick():
    """Rounding never lets the rest of a task vanish."""
    assert rest_ticks(1000, 400, 2.0) == 200
    assert rest_ticks(10, 10, 1.0) == 1


def test_speed_without_ramp_and_fatigue_is_the_speed_itself():
    """The neutral parameters leave the speed alone."""
    assert speed_at(0.8, 0, 0, 1.0, 0, NEVER, 1.0) == 0.8
