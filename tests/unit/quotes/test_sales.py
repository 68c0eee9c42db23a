"""What a bill counts in a simulated sale is what the measures say of it."""

import pickle
from decimal import Decimal

import numpy as np
import pytest

from sim.engines.program import compile_program
from sim.experiments import Cancelled, run
from sim.measures import Frame
from sim.measures.billing import BILLED_TIME, billed
from sim.measures.observation import Observation
from sim.quotes.hours import wages
from sim.quotes.prices import HourRate
from sim.quotes.sales import _BillingWork, simulate_sales
from sim.units import TICKS_PER_HOUR
from tests.unit.measures.worlds import (
    DAY,
    HOUR,
    contact,
    duty,
    order,
    replication,
    scenario,
    team,
    visit,
)
from tests.unit.quotes.plans import WAGE, few, plan, sales


def amounts(**rows):
    """Return what is billed of hand-made rows; teams own and temps."""
    teams = [team("own", ["pick"]), team("temps", ["pick"], employer="agency")]
    frame = Frame(compile_program(scenario(teams=teams)))
    return billed(Observation(frame, replication(frame.program, **rows)))


def test_orders_count_on_the_day_they_came():
    """Orders that were open at the start count on the first day."""
    found = amounts(cases=[order(-HOUR), order(0), order(DAY), order(DAY + 1)])

    assert found["orders"].tolist() == [2, 2]


def test_time_is_cut_at_midnight_and_night_is_counted_apart():
    """Duty from 21:00 to 06:00 has 3 hours on the first day, and 7 at night in all."""
    found = amounts(duties=[duty(1, 21 * HOUR, 30 * HOUR)])
    paid, overtime, night = (found["ticks"][BILLED_TIME.index(k)] for k in BILLED_TIME)

    assert (paid / HOUR).tolist() == [[0, 3], [0, 6]]
    assert (night / HOUR).tolist() == [[0, 2], [0, 5]]
    assert not overtime.any()


def test_overtime_is_part_of_the_paid_time():
    """An hour after the shift is paid, and stands apart too."""
    found = amounts(
        cases=[order(0)],
        visits=[visit(0, 0, 0, 17 * HOUR, 19 * HOUR, 0)],
        duties=[duty(0, 9 * HOUR, 18 * HOUR)],
    )

    assert (found["ticks"][:, 0, 0] / HOUR).tolist() == [10, 1, 0]


def test_sales_are_those_of_shipped_orders():
    """An order that is still open is a sale, but not a shipped one."""
    cases = [order(0, value_yen=100.0, completed=5), order(0, value_yen=20.0)]
    found = amounts(cases=[*cases, contact(), contact(completed=9)])

    assert found["sales"].tolist() == [1, 120, 100]
    assert (found["started"].tolist(), found["answered"].tolist()) == ([2], [1])


def test_a_bill_counts_what_the_headline_counts():
    """Orders, shipped orders, replies and hours are those of the headline KPIs."""
    found = sales()
    kpis = found.replications
    hours = [
        sum(row.paid_ticks for row in each.team_days) / TICKS_PER_HOUR
        for each in found.quantities
    ]

    assert [each.arrived for each in found.quantities] == kpis["orders"].tolist()
    assert [each.shipped for each in found.quantities] == (
        kpis["shipped_on_time"] + kpis["shipped_late"]
    ).tolist()
    assert hours == pytest.approx(kpis["staff_hours"].tolist())
    assert [each.shipped_yen for each in found.quantities] == [
        Decimal(3000) * each.shipped for each in found.quantities
    ]


def test_the_scenarios_own_rates_give_the_scenarios_own_wages():
    """Wages worked out exactly are those of the table of costs."""
    found = sales()
    rate = HourRate(name="*", **WAGE)
    exact = [
        float(
            wages(
                each.of_employer("agency"), {"desk": rate, "night": rate}, holidays="JP"
            )
        )
        for each in found.quantities
    ]

    assert exact == pytest.approx(found.wages["agency"].tolist())
    assert any(row.night_ticks for row in found.quantities[0].team_days)


def test_replications_are_those_of_any_other_run():
    """The same seed gives the same sales as ``run``."""
    found, other = sales(3), run(plan(), replications=3, engine="reference", workers=1)

    assert found.replications.equals(other.replications)
    assert found.record == other.record
    assert found.verdict == other.verdict


def test_people_on_call_are_kept_and_called():
    """Standby counts each day, a call on the day of its check."""
    on_call = {"watch": "confirm", "above": 0, "lead_hours": 1, "heads": 2, "hours": 3}
    temps = team("temps", ["pick"], employer="agency") | {"name": "temps"}
    changed = plan(
        teams=[
            *plan().model_dump(by_alias=True)["teams"],
            temps | {"serves": ["confirm"], "shifts": [], "on_call": on_call},
        ]
    )
    found = simulate_sales(changed, few(1)).quantities[0]
    days = [row for row in found.team_days if row.team == "temps"]

    assert [row.standby_heads for row in days] == [2, 2]
    assert sum(row.calls for row in days) > 0
    assert sum(row.paid_ticks for row in days) > 0


def test_work_travels_as_its_scenario():
    """A worker in another process measures the same."""
    work = _BillingWork(plan(), 1, "reference")
    again = pickle.loads(pickle.dumps(work))
    mine, theirs = work.values(0), again.values(0)

    assert all(
        np.array_equal(mine[name], theirs[name], equal_nan=True) for name in mine
    )


def test_a_run_can_be_cancelled_and_tells_its_progress():
    """Progress is told; when asked to stop there is no result."""
    told = []
    simulate_sales(plan(), few(2), on_progress=lambda *seen: told.append(seen))

    assert told == [(1, 2), (2, 2)]
    with pytest.raises(Cancelled):
        simulate_sales(plan(), few(2), cancelled=lambda: True)
