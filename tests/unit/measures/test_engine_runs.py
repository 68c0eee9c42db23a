"""Measures of what an engine makes: the identities that hold in every run."""

import numpy as np
import pytest

from sim.engines import engine
from sim.engines.program import compile_program
from sim.measures import Frame
from sim.measures.observation import Observation
from sim.measures.waits import queued_ticks
from sim.units import NEVER
from tests.unit.measures.worlds import scenario, table, team, value


def busy_sale(**changes):
    """Return a scenario that is short of people, with every kind of trouble."""
    exponential = {"distribution": "exponential", "mean": 60}
    demand = {"shop": "a", "orders_per_day": 150, "opening_backlog": {"pick": 20}}
    due = {"business_days": 0, "by": "23:00"}
    cancel = {"share": 0.4, "after_hours": {"distribution": "constant", "value": 2}}
    content = {
        "demand": [demand, {"shop": "b", "channel": "own", "orders_per_day": 30}],
        "classes": [{"name": "std", "share": 1.0, "ship_by": due}],
        "customers": {"cancel_when_late": cancel, "cancel": cancel},
        "triggers": [
            {
                "when": "late",
                "start": "contact",
                "reply_within_hours": 3,
                "delay_minutes": exponential,
            }
        ],
        "teams": [
            team("own", ["pick"], heads=1, error_share={"pick": 0.1}, speed=0.3),
            team("temps", ["pick", "contact.reply"], end_of_shift="pause", absence=0.3),
        ],
    }
    return scenario(**(content | changes))


@pytest.fixture(scope="module", params=[0, 1, 2], ids=lambda number: f"run{number}")
def run(request):
    """Return one observed replication of the busy sale."""
    program = compile_program(busy_sale())
    trajectory = engine("reference")(program, seed=7, replication=request.param)
    return Observation(Frame(program), trajectory)


def test_every_order_has_one_fate(run):
    """Arrived is shipped, cancelled, oversold or open, and nothing else (rule 15)."""
    fates = (
        "shipped_on_time",
        "shipped_late",
        "cancelled",
        "oversold",
        "open_overdue",
        "open_not_due",
    )

    counted = sum(value(run, "kpis", kpi=kpi) for kpi in fates)

    assert counted == value(run, "kpis", kpi="orders") > 100
    assert value(run, "kpis", kpi="missed") > 0


def test_missed_is_late_cancelled_after_due_and_overdue(run):
    """A missed shipment is one of the three (rule 16)."""
    parts = ("shipped_late", "cancelled_after_due", "open_overdue")

    counted = sum(value(run, "kpis", kpi=kpi) for kpi in parts)

    assert value(run, "kpis", kpi="missed") == counted


def test_waits_are_the_integral_of_the_queue(run):
    """Little's law at every step, exactly in ticks."""
    visits = run.trajectory.visits
    waited = queued_ticks(run)
    for step in range(len(run.frame.steps)):
        rows = visits.step == step
        left_queue = visits.entered[rows] + waited[rows]
        ticks = np.concatenate((visits.entered[rows], left_queue))
        change = np.repeat([1, -1], np.count_nonzero(rows))
        order = np.argsort(ticks, kind="stable")
        queue = np.cumsum(change[order])

        integral = (queue[:-1] * np.diff(ticks[order])).sum()

        assert integral == waited[rows].sum()


def test_the_last_point_of_the_backlog_is_what_stays_open(run):
    """At the end of the horizon the open orders are the backlog."""
    cases, n = run.trajectory.cases, run.n_orders
    still_open = (cases.completed[:n] == NEVER) & (cases.left[:n] == NEVER)
    end = run.frame.moments(run.frame.grid)[-1]

    found = value(run, "backlog", at=end, step="*")

    assert found == np.count_nonzero(still_open)


def test_nobody_works_more_than_duty_and_overtime(run):
    """Busy time is duty time and overtime, person by person."""
    for worker in range(len(run.frame.program.people.team)):
        work, duty, overtime = (
            spans.at(spans.worker == worker).ticks
            for spans in (run.work, run.duty, run.overtime)
        )

        assert work - overtime <= duty


def test_work_and_duty_of_all_hours_are_those_of_all_people(run):
    """Splitting by hour and team neither loses nor makes a tick."""
    minutes = {
        kpi: value_sum(run, kpi) * 60_000 for kpi in ("duty", "busy", "overtime")
    }

    assert minutes["duty"] == pytest.approx(run.duty.ticks, rel=1e-12)
    assert minutes["busy"] == pytest.approx(run.work.ticks, rel=1e-12)
    assert minutes["overtime"] == pytest.approx(run.overtime.ticks, rel=1e-12)


def test_only_teams_that_finish_their_tasks_have_overtime(run):
    """A team that pauses at the end of its duty works no overtime."""
    overtime = run.team_of(run.overtime)

    assert set(overtime.tolist()) <= {0}


def value_sum(run, kpi):
    """Return the minutes of all teams in all hours."""
    rows = table(run, "staff")
    return rows[(rows["team"] == "*") & (rows["kpi"] == kpi)]["value"].sum()
