"""Orders that are kept for the next plan: never wrong, never too many."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from sim.engines import compiled
from sim.engines.compiled import known, orders
from sim.engines.compiled.encoding import encode
from sim.engines.program import compile_program
from sim.measures import Frame
from sim.measures.counting import plan_of
from tests.identity.cases import CASES


@pytest.fixture(autouse=True)
def nothing_kept():
    """Begin and end without kept orders."""
    known.forget_orders()
    yield
    known.forget_orders()


def counted(scenario, replication=0):
    """Return the counts of a replication of a scenario."""
    program = compile_program(scenario)
    plan = plan_of(Frame(program))
    return compiled.tally(program, plan, seed=7, replication=replication, details=True)


def with_heads(scenario, heads):
    """Return the scenario with other people."""
    teams = tuple(
        team.replace(shifts=tuple(s.replace(heads=heads) for s in team.shifts))
        for team in scenario.teams
    )
    return scenario.replace(teams=teams)


@pytest.mark.parametrize("name", CASES)
def test_another_plan_finds_the_orders_as_they_were(name):
    """A plan on kept orders is counted like one that draws its own."""
    scenario = CASES[name]()
    alone = counted(with_heads(scenario, 2))
    known.forget_orders()
    counted(scenario)

    assert counted(with_heads(scenario, 2)).first_difference(alone) is None
    assert counted(with_heads(scenario, 2)).first_difference(alone) is None


def test_the_orders_of_all_plans_are_one():
    """Teams, prices and names do not make other orders; demand does."""
    scenario = CASES["customers"]()
    digest = compile_program(scenario).orders_digest
    faster = scenario.demand[0].replace(scale=2.0)

    assert compile_program(with_heads(scenario, 9)).orders_digest == digest
    assert compile_program(scenario.replace(name="other")).orders_digest == digest
    assert compile_program(scenario.replace(demand=(faster,))).orders_digest != digest


def test_no_more_is_kept_than_allowed(monkeypatch):
    """A scenario that fills its room keeps its first replications."""
    program = compile_program(CASES["days"]())
    key = {"seed": 7, "replication": 0}
    fields, *_ = known.orders_of(program, encode(program), **key)
    size = sum(each.nbytes for each in fields.values() if hasattr(each, "nbytes"))
    known.forget_orders()
    monkeypatch.setattr(known, "MOST_BYTES", size)
    for replication in range(9):
        counted(CASES["days"](), replication)

    kept = [replication for _, replication in known.kept_numbers()]
    assert kept == list(range(len(kept)))
    assert 1 <= len(kept) < 9


def test_a_scenario_that_is_not_asked_for_makes_room(monkeypatch):
    """When there is no room for new orders, those of another scenario go."""
    counted(CASES["days"]())
    monkeypatch.setattr(known, "MOST_BYTES", sum(known._bytes.values()))
    counted(CASES["shift_change"]())

    expected = compile_program(CASES["shift_change"]()).orders_digest
    assert list(known._kept) == [expected]


def test_what_is_not_drawn_beforehand_is_drawn_when_needed(monkeypatch):
    """Draws before the loop and draws in the loop are the same values."""
    scenario = CASES["customers"]()
    expected = counted(scenario)
    known.forget_orders()
    monkeypatch.setattr(orders, "MOST_DRAWN", 0)

    assert counted(scenario).first_difference(expected) is None


def test_threads_share_kept_orders():
    """Threads that ask for the same orders at once all get them unchanged."""
    scenario = CASES["customers"]()
    expected = [counted(scenario, replication) for replication in range(4)]
    known.forget_orders()
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda n: counted(scenario, n % 4), range(40)))

    assert all(
        tally.first_difference(expected[n % 4]) is None for n, tally in enumerate(found)
    )
    assert len(known.kept_numbers()) == 4
