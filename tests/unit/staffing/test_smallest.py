"""From menu to report on the smallest shop, quick also without the compiler."""

import pytest

from sim.report.staffed import frontier_report, staff_report
from sim.staffing import (
    Effort,
    Runner,
    find_staffing,
    frontier_of,
    later_cutoff,
    marginal_table,
    more_orders,
    offer_of,
)
from sim.staffing.data import answer_data, frontier_data
from tests.unit.staffing.worlds import shop

TINY = Effort(pilot=6, proof=10, trial=12, spread=12, budget=60, refute=12, check=12)


def small(**changes):
    """Return a shop of about 30 orders a sale."""
    return shop(**{"orders": 0.8, "minutes": 60.0, "missed": 0.1, **changes})


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_found_plan_is_reported(language):
    """Plan, proof, marginal table and room stand in the report, and in the data."""
    answer = find_staffing(small(), seed=1, effort=TINY)
    runner, numbers = Runner(seed=1), range(4)
    table = marginal_table(answer.offer, runner, answer.heads, numbers=numbers)
    plan = answer.scenario
    rooms = {
        "orders": more_orders(plan, runner, numbers=numbers, growth=(0.0, 0.5)),
        "cutoff": later_cutoff(plan, runner, numbers=numbers, minutes=(0, 120)),
    }
    report = staff_report(answer, table, rooms, language)
    data = answer_data(answer)

    assert answer.status == "found"
    assert data["certificate"]["bound_yen"] <= data["cost_yen"]
    assert all(f'id="{part}"' in report for part in ("plan", "marginal", "room"))


def test_a_menu_that_is_too_small_is_reported():
    """The report names what is short and what to raise."""
    answer = find_staffing(small(orders=2.5, most=1), seed=1, effort=TINY)
    data = answer_data(answer)

    assert answer.status == "short"
    assert data["unmet"][0]["reason"] == "limit"
    assert "人に上げる" in staff_report(answer, None, {}, "ja")
    assert data["repair"]["raises"]


def test_a_frontier_is_reported():
    """Every point has a plan, in the report and in the data."""
    found = frontier_of(offer_of(small()), Runner(seed=1), n_sales=6)
    data = frontier_data(found)

    assert len(data["points"]) == len(found.plans)
    assert 'id="frontier"' in frontier_report(found, "en")
