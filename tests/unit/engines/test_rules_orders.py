"""Rules of orders, a small world each: gates, queues, errors, triggers, cancelling."""

import numpy as np
import pytest

from sim.scenario.model import Attachment
from sim.units import NEVER, TICKS_PER_MINUTE
from tests.worlds import (
    clock,
    constant,
    fates,
    gate,
    log,
    minute,
    run,
    team,
    wait,
    work,
    worked,
    world,
)


def left_at(trajectory):
    """Return the minute at which each order was handed over."""
    cases = trajectory.cases
    return [minute(tick) for tick in cases.completed[cases.flow == 0]]


def test_gate_lets_no_more_than_its_capacity_leave(engine):
    """What does not fit waits for the next departure."""
    steps = [gate("pickup", ["01:00", "02:00"], capacity=2)]
    _, trajectory = run(world([0, 1, 2], steps), engine)

    assert left_at(trajectory) == [60, 60, 120]


def test_task_that_ends_at_the_departure_makes_it(engine):
    """Completions come before departures, departures before arrivals."""
    steps = [work("pack", 5), gate("pickup", ["01:00", "02:00"])]
    _, trajectory = run(world([55], steps, teams=[team("t", ["pack"])]), engine)

    assert left_at(trajectory) == [60]


def test_order_that_arrives_at_the_departure_misses_it(engine):
    """An order that needs no work and comes at the very tick waits for the next."""
    _, trajectory = run(world([60], [gate("pickup", ["01:00", "02:00"])]), engine)

    assert left_at(trajectory) == [120]


def test_gates_of_one_tick_open_in_the_order_of_the_flow(engine):
    """A case passes two gates that open together, if they stand in this order."""
    steps = [gate("import", ["01:00"]), gate("pickup", ["01:00", "02:00"])]
    _, trajectory = run(world([0], steps), engine)

    assert left_at(trajectory) == [60]


def test_tie_at_a_gate_goes_to_the_smaller_case_number(engine):
    """Of two orders of the same tick, the first in the file leaves first."""
    steps = [gate("pickup", ["01:00", "02:00"], capacity=1)]
    _, trajectory = run(world([5, 5], steps), engine)

    assert left_at(trajectory) == [60, 120]


def test_higher_priority_goes_first(engine):
    """A later order of higher priority overtakes the queue, not the running task."""
    classes = [
        {"name": "slow", "share": 0.5},
        {"name": "fast", "share": 0.5, "priority": 1},
    ]
    arrivals = [(0, "slow"), (1, "slow"), (2, "fast")]
    scenario = world(
        arrivals, [work("pack", 5)], teams=[team("t", ["pack"])], classes=classes
    )

    assert [row[1] for row in worked(*run(scenario, engine))] == [0, 2, 1]


@pytest.mark.parametrize(
    ("discipline", "expected"), [("due", [0, 2, 1]), ("fifo", [0, 1, 2])]
)
def test_queue_discipline_orders_by_ship_by_or_by_entry(engine, discipline, expected):
    """``due`` takes the earliest ship-by, ``fifo`` the first in the queue."""
    classes = [
        {"name": "long", "share": 0.5, "ship_by": {"within_hours": 48}},
        {"name": "short", "share": 0.5, "ship_by": {"within_hours": 24}},
    ]
    scenario = world(
        [(0, "long"), (1, "long"), (2, "short")],
        [work("pack", 5, discipline=discipline)],
        teams=[team("t", ["pack"])],
        classes=classes,
    )

    assert [row[1] for row in worked(*run(scenario, engine))] == expected


def test_step_that_does_not_apply_is_passed_at_once(engine):
    """A share by class decides who needs the step."""
    classes = [{"name": "plain", "share": 0.5}, {"name": "remarks", "share": 0.5}]
    steps = [work("check", 5, share={"default": 0.0, "remarks": 1.0}), wait("send", 1)]
    scenario = world(
        [(0, "plain"), (0, "remarks")],
        steps,
        teams=[team("t", ["check"])],
        classes=classes,
    )

    assert left_at(run(scenario, engine)[1]) == [1, 6]


@pytest.mark.parametrize(
    ("ticks_late", "outcome"), [(0, "SHIPPED_ON_TIME"), (1, "SHIPPED_LATE")]
)
def test_handover_at_the_ship_by_is_on_time(engine, ticks_late, outcome):
    """The ship-by is the last tick in time; one tick later is late."""
    classes = [{"name": "c", "share": 1, "ship_by": {"within_hours": 1}}]
    steps = [wait("pack", 60 + ticks_late / TICKS_PER_MINUTE)]

    assert fates(run(world([0], steps, classes=classes), engine)[1]) == [
        (outcome, "NONE")
    ]


def test_error_found_at_once_is_redone_before_the_next_step(engine):
    """A wrong task queues again for its rework minutes; then the case goes on."""
    steps = [work("check", 5, rework_minutes=constant(2)), wait("send", 1)]
    teams = [team("t", ["check"], error_share={"check": 1.0})]
    scenario = world([0], steps, teams=teams, end=clock(60))
    program, trajectory = run(scenario, engine)

    stretches = worked(program, trajectory)
    assert stretches[0] == (0, 0, 0, 5)
    assert stretches[1] == (0, 0, 5, 7)
    assert trajectory.cases.reworks[0] == 28  # every rework is wrong again


def test_error_found_later_pulls_a_waiting_case_back(engine):
    """A case that waits leaves its wait, is redone, and then waits in full."""
    steps = [
        work(
            "check",
            5,
            rework_minutes=constant(2),
            error_found_after_minutes=constant(10),
        ),
        wait("pay", 12),
    ]
    teams = [
        team("wrong", ["check"], error_share={"check": 1.0},
             shifts=[{"days": ["daily"], "from": "00:00", "to": "00:06", "heads": 1}]),
        team("right", ["check"],
             shifts=[{"days": ["daily"], "from": "00:06", "to": "24:00", "heads": 1}]),
    ]  # fmt: skip
    program, trajectory = run(world([0], steps, teams=teams), engine)

    assert log(program, trajectory) == [
        (0, "check", 0, 0, 5, "DONE"),
        (0, "pay", 5, 5, 15, "PULLED"),
        (0, "check", 15, 15, 17, "DONE"),
        (0, "pay", 17, 17, 29, "DONE"),
    ]


def test_error_found_in_work_is_redone_after_that_task(engine):
    """A case whose task has begun ends the task first."""
    steps = [
        work(
            "check",
            5,
            rework_minutes=constant(2),
            error_found_after_minutes=constant(3),
        ),
        work("pack", 10),
        wait("send", 1),
    ]
    teams = [
        team("wrong", ["check"], error_share={"check": 1.0},
             shifts=[{"days": ["daily"], "from": "00:00", "to": "00:06", "heads": 1}]),
        team("right", ["check", "pack"],
             shifts=[{"days": ["daily"], "from": "00:05", "to": "24:00", "heads": 1}]),
    ]  # fmt: skip
    program, trajectory = run(world([0], steps, teams=teams), engine)

    assert [(row[1], row[3], row[4]) for row in log(program, trajectory)] == [
        ("check", 0, 5), ("pack", 5, 15), ("check", 15, 17), ("send", 17, 18),
    ]  # fmt: skip


def test_error_found_after_shipping_fires_error_once(engine):
    """A wrong parcel is marked, starts a contact, and is not redone."""
    steps = [
        work("check", 5, error_found_after_minutes=constant(100)),
        gate("pickup", ["01:00"]),
    ]
    teams = [team("t", ["check", "contact.reply"], error_share={"check": 1.0})]
    triggers = [{"when": "error", "start": "contact"}]
    scenario = world(
        [0],
        steps,
        teams=teams,
        triggers=triggers,
        flows={"contact": [work("reply", 3)]},
    )
    program, trajectory = run(scenario, engine)

    assert trajectory.cases.misshipped.tolist() == [True, False]
    assert trajectory.cases.arrived[1] == 105 * TICKS_PER_MINUTE + 1
    assert worked(program, trajectory)[-1][1] == 1


@pytest.mark.parametrize(
    ("when", "tick"),
    [("arrived", 1), ("shipped", 5 * TICKS_PER_MINUTE + 1)],
)
def test_trigger_starts_a_case_one_tick_later(engine, when, tick):
    """Without a delay the started case arrives at the next tick."""
    flows = {"contact": [work("reply", 1)]}
    triggers = [{"when": when, "start": "contact", "reply_within_hours": 1}]
    scenario = world([0], [wait("send", 5)], triggers=triggers, flows=flows)
    cases = run(scenario, engine)[1].cases

    assert cases.arrived.tolist() == [0, tick]
    assert cases.due.tolist() == [NEVER, tick + 60 * TICKS_PER_MINUTE]
    assert (cases.parent[1], cases.slot[1]) == (0, 0)


def test_late_order_fires_late_at_the_first_tick_after_its_ship_by(engine):
    """The case is born one tick after that."""
    classes = [{"name": "c", "share": 1, "ship_by": {"within_hours": 1}}]
    triggers = [{"when": "late", "start": "contact"}]
    flows = {"contact": [work("reply", 1)]}
    scenario = world(
        [0], [wait("send", 90)], classes=classes, triggers=triggers, flows=flows
    )

    assert run(scenario, engine)[1].cases.arrived[1] == 60 * TICKS_PER_MINUTE + 2


def cancelling(hours: float, through: str | None = None) -> dict:
    """Return customers who all change their mind after ``hours``."""
    rule = {"share": 1.0, "after_hours": constant(hours)}
    return {"cancel": rule | ({"through": through} if through else {})}


def test_queued_order_leaves_at_once_when_cancelled(engine):
    """Nobody works on an order that was cancelled in the queue."""
    scenario = world(
        [0],
        [work("pack", 5)],
        teams=[team("t", ["pack"], heads=0)],
        customers=cancelling(1),
    )
    program, trajectory = run(scenario, engine)

    assert log(program, trajectory) == [(0, "pack", 0, None, 60, "LEFT")]
    assert fates(trajectory) == [("CANCELLED_BEFORE_DUE", "CUSTOMER")]


def test_order_in_work_leaves_when_the_task_ends(engine):
    """The task is finished, and only then the order is cancelled."""
    scenario = world(
        [0], [work("pack", 90), wait("send", 1)], teams=[team("t", ["pack"])],
        customers=cancelling(1),
    )  # fmt: skip
    program, trajectory = run(scenario, engine)

    assert log(program, trajectory) == [(0, "pack", 0, 0, 90, "DONE")]
    assert minute(trajectory.cases.left[0]) == 90


def test_order_at_a_gate_leaves_at_once_when_cancelled(engine):
    """A cancelled order does not go with the next departure."""
    _, trajectory = run(
        world([0], [gate("pickup", ["02:00"])], customers=cancelling(1)), engine
    )

    assert minute(trajectory.cases.left[0]) == 60
    assert fates(trajectory) == [("CANCELLED_BEFORE_DUE", "CUSTOMER")]


def test_departure_comes_before_a_cancellation_of_the_same_tick(engine):
    """A shipped order is never cancelled."""
    _, trajectory = run(
        world([0], [gate("pickup", ["01:00"])], customers=cancelling(1)), engine
    )

    assert fates(trajectory) == [("SHIPPED_ON_TIME", "NONE")]


def test_cancelled_after_due_counts_as_such(engine):
    """The order of ship-by and cancellation decides the outcome."""
    classes = [{"name": "c", "share": 1, "ship_by": {"within_hours": 0.5}}]
    _, trajectory = run(
        world([0], [wait("send", 90)], customers=cancelling(1), classes=classes), engine
    )

    assert fates(trajectory) == [("CANCELLED_AFTER_DUE", "CUSTOMER")]


def test_giving_up_counts_from_the_ship_by(engine):
    """A customer of a late order cancels the stated time after the ship-by."""
    classes = [{"name": "c", "share": 1, "ship_by": {"within_hours": 1}}]
    customers = {"cancel_when_late": {"share": 1.0, "after_hours": constant(2)}}
    _, trajectory = run(
        world([0], [wait("send", 600)], customers=customers, classes=classes), engine
    )

    assert minute(trajectory.cases.left[0]) == 180
    assert fates(trajectory) == [("CANCELLED_AFTER_DUE", "LATE")]


def test_worked_off_request_cancels_the_order(engine):
    """Through a flow, the order is cancelled when somebody has dealt with the wish."""
    scenario = world(
        [0], [wait("send", 90)], teams=[team("t", ["cancel.stop"])],
        customers=cancelling(1, "cancel"), flows={"cancel": [work("stop", 10)]},
    )  # fmt: skip
    cases = run(scenario, engine)[1].cases

    assert cases.requested[0] == 60 * TICKS_PER_MINUTE
    assert cases.left[0] == 70 * TICKS_PER_MINUTE + 1
    assert cases.completed[1] == cases.left[0]


def test_parcel_that_crosses_its_request_is_shipped_and_marked(engine):
    """Nobody dealt with the wish in time: 行き違い出荷."""
    scenario = world(
        [0], [wait("send", 65)], teams=[team("t", ["cancel.stop"])],
        customers=cancelling(1, "cancel"), flows={"cancel": [work("stop", 10)]},
    )  # fmt: skip
    _, trajectory = run(scenario, engine)

    assert fates(trajectory) == [("SHIPPED_ON_TIME", "NONE")]
    assert trajectory.cases.crossed[0]


@pytest.mark.parametrize(("heads", "expected"), [(0, "MALL"), (1, "NONE")])
def test_mall_cancels_what_nobody_confirmed(engine, heads, expected):
    """An order not confirmed in 14 days is cancelled as day 15 begins."""
    steps = [work("confirm", 5), gate("pickup", ["10:00"], calendar="shipping")]
    customers = {"auto_cancel": {"step": "confirm", "days": 14}}
    calendar = {"shipping": {"closed": ["2026-12-01..2026-12-20"]}}
    scenario = world(
        [60], steps, teams=[team("t", ["confirm"], heads=heads)], customers=customers,
        calendar=calendar, end="2026-12-22T00:00:00",
    )  # fmt: skip
    cases = run(scenario, engine)[1].cases

    day_15 = 15 * 24 * 60 if heads == 0 else 20 * 24 * 60 + 600
    assert minute(cases.left[0]) == day_15
    assert fates(run(scenario, engine)[1])[0][1] == expected


def selling(sync_minutes: float, arrivals: dict[str, list[float]], units: int = 2):
    """Return a world of two channels that sell ``units`` of one item."""
    demand = [
        {"shop": "a", "channel": channel, "replay": f"{channel}.csv"}
        for channel in arrivals
    ]
    files = [
        Attachment(
            path=f"{channel}.csv",
            text="ordered_at\n" + "".join(f"{clock(at)}\n" for at in minutes),
        )
        for channel, minutes in arrivals.items()
    ]
    stock = [{"item": "coat", "units": units, "sync_minutes": sync_minutes,
              "share": dict.fromkeys(arrivals, 1.0)}]  # fmt: skip
    return world(
        [], [work("check", 1), wait("send", 1)], teams=[team("t", ["check"])],
        demand=demand, attachments=files, stock=stock,
    )  # fmt: skip


def test_channel_sells_blind_between_syncs(engine):
    """Both channels sell the last units; the orders too many are oversold."""
    scenario = selling(30, {"rakuten": [1, 3, 5], "yahoo": [2, 4, 31]})
    _, trajectory = run(scenario, engine)

    assert sorted(fates(trajectory)) == [
        ("OVERSOLD", "OVERSOLD"), ("OVERSOLD", "OVERSOLD"),
        ("SHIPPED_ON_TIME", "NONE"), ("SHIPPED_ON_TIME", "NONE"),
    ]  # fmt: skip
    assert trajectory.turned_away.at.tolist() == [5 * 60_000, 31 * 60_000]


def test_synchronised_channels_never_oversell(engine):
    """With the count shared at once, customers turn away instead."""
    scenario = selling(0, {"rakuten": [1, 3, 5], "yahoo": [2, 4, 31]})
    _, trajectory = run(scenario, engine)

    assert fates(trajectory) == [("SHIPPED_ON_TIME", "NONE")] * 2
    assert len(trajectory.turned_away) == 4


def test_open_orders_stand_at_their_step_with_their_own_ship_by(engine):
    """The backlog of the start is worked off, and nothing of it is lost."""
    demand = [{"shop": "a", "opening_backlog": "open.csv"}]
    files = [
        Attachment(
            path="open.csv",
            text="step,ordered_at,ship_by\n"
            "pack,2026-11-30T10:00:00,2026-12-01T00:05:00\n"
            "check,2026-11-30T11:00:00,2026-11-30T23:00:00\n",
        )
    ]
    scenario = world(
        [], [work("check", 4), work("pack", 3)], teams=[team("t", ["pack", "check"])],
        demand=demand, attachments=files,
    )  # fmt: skip
    program, trajectory = run(scenario, engine)

    assert worked(program, trajectory) == [(0, 0, 0, 3), (0, 1, 3, 7), (0, 1, 7, 10)]
    assert fates(trajectory) == [("SHIPPED_ON_TIME", "NONE"), ("SHIPPED_LATE", "NONE")]


def test_backlog_given_as_counts_is_there_at_the_start(engine):
    """A number for each step is that many open orders."""
    demand = [{"shop": "a", "opening_backlog": {"check": 2, "pack": 1}}]
    scenario = world(
        [], [work("check", 4), work("pack", 3)], teams=[team("t", ["pack", "check"])],
        demand=demand,
    )  # fmt: skip
    _, trajectory = run(scenario, engine)

    assert len(trajectory.cases) == 3
    assert np.all(trajectory.cases.completed != NEVER)


def test_order_open_at_the_end_is_overdue_or_not_due(engine):
    """Unfinished work is reported, and late when its ship-by has passed."""
    classes = [{"name": "c", "share": 1, "ship_by": {"within_hours": 12}}]
    teams = [team("t", ["pack"], heads=0)]
    scenario = world([60, 13 * 60], [work("pack", 5)], teams=teams, classes=classes)

    assert fates(run(scenario, engine)[1]) == [
        ("OPEN_OVERDUE", "NONE"), ("OPEN_NOT_DUE", "NONE"),
    ]  # fmt: skip


def test_same_seed_gives_the_same_trajectory_and_another_seed_another(engine):
    """A run is a pure function of scenario, seed and replication."""
    scenario = world(
        [], [work("pack", 5)], teams=[team("t", ["pack"])],
        demand=[{"shop": "a", "orders_per_day": 200, "level": {"cv": 0.3}}],
    )  # fmt: skip
    first, again = (run(scenario, engine, seed=4)[1] for _ in range(2))

    assert first.equals(again)
    assert not first.equals(run(scenario, engine, seed=5)[1])
    assert not first.equals(run(scenario, engine, seed=4, replication=1)[1])


def test_plan_changes_no_order(engine):
    """Orders keep their times and minutes whatever the staffing (common numbers)."""
    demand = [{"shop": "a", "orders_per_day": 300}]
    step = {"step": "pack", "kind": "work",
            "minutes": {"distribution": "exponential", "mean": 4}}  # fmt: skip
    one = world([], [step], demand=demand, teams=[team("t", ["pack"])])
    two = world([], [step], demand=demand, teams=[team("t", ["pack"], heads=9)])
    runs = [run(scenario, engine)[1] for scenario in (one, two)]
    minutes = [
        dict(zip(r.visits.case[d], (r.visits.ended - r.visits.started)[d], strict=True))
        for r in runs
        for d in [r.visits.end == 0]
    ]

    assert np.array_equal(runs[0].cases.arrived, runs[1].cases.arrived)
    common = minutes[0].keys() & minutes[1].keys()
    assert len(common) > 200
    assert all(minutes[0][case] == minutes[1][case] for case in common)
