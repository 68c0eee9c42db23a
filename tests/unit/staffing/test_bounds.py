"""The pieces of the lower bound, each against something that is known."""

import numpy as np
import pytest

from sim.engines import simulate
from sim.engines.program import compile_program
from sim.engines.rules import Outcome
from sim.randomness.order_work import NO_VISIT
from sim.staffing.capacity import Grid, capacity_of, fastest_speeds
from sim.staffing.luck import StepLaw, Tired, luck_of
from sim.staffing.needs import needs_of
from sim.staffing.offer import offer_of
from sim.staffing.relaxation import kept_at_least
from sim.staffing.requirement import even_pace
from sim.staffing.sales import SaleReader, missed_allowed
from sim.units import TICKS_PER_HOUR
from tests.unit.staffing.worlds import shop


def reader_of(scenario):
    """Return a program and its reader."""
    program = compile_program(scenario)
    return program, SaleReader(program, fastest_speeds(program))


def test_the_work_of_an_order_is_known_before_the_run():
    """Who ships in time works as long as was read, and within its window."""
    program, reader = reader_of(offer_of(shop(speed=1.0)).planned((3, 3)))
    seen = simulate(program, seed=7, replication=3, engine_name="reference")
    sale = reader.read(seed=7, number=3)
    visits, cases = seen.visits, seen.cases
    due = np.flatnonzero((cases.flow == 0) & (cases.due < program.end))
    rows = {case: row for row, case in enumerate(due)}
    is_due = cases.due < program.end
    in_time = (is_due & (cases.outcome == Outcome.SHIPPED_ON_TIME))[visits.case]
    done = np.flatnonzero(in_time & (visits.step == 0) & (visits.visit == 0))
    row = np.array([rows[case] for case in visits.case[done]])

    assert NO_VISIT < 0
    assert len(row) > 50
    assert np.array_equal(visits.ended[done] - visits.started[done], sale.ticks[row, 0])
    assert np.all(visits.started[done] >= sale.release[row, 0])
    assert np.all(visits.ended[done] <= sale.latest[row, 0])


def test_a_head_works_its_paid_hours_at_its_speed():
    """Seven paid hours at 0.8, and two ends of duty a day."""
    offer = offer_of(shop())
    program = compile_program(offer.scenario)
    day = Grid(np.array([0]), np.array([24 * TICKS_PER_HOUR]))
    capacity = capacity_of(offer, program, (0,), day)

    assert capacity.head[0, 0, 0] == pytest.approx(0.8 * 7 * TICKS_PER_HOUR)
    assert capacity.head_overruns[0, 0, 0] == 2
    assert capacity.base[0, 0] == pytest.approx(7 * TICKS_PER_HOUR)


def test_missed_orders_allowed():
    """The share is a limit, not a mean: one more order is too many."""
    assert [missed_allowed(n, 0.05) for n in (0, 19, 20, 39, 40)] == [0, 0, 1, 1, 2]


def test_kept_sales_are_a_binomial_quantile():
    """Of 10 fair coins at least 2 show heads, but for a chance of 1.1 %."""
    assert kept_at_least(10, 0.5, 0.0108) == 2
    assert kept_at_least(10, 0.5, 0.0107) == 1


def test_exponential_tasks_have_no_memory():
    """With exponential tasks the rest at the end of duty is again exponential."""
    n = 2000
    u = (np.arange(n) + 0.5) / n
    ticks = -10_000.0 * np.log1p(-u)
    law = StepLaw(np.full(n, 1.0 / n), ticks, np.append(ticks[1:], ticks[-1] * 1.2))
    cap = 40_000.0
    luck = luck_of([[law]], [Tired(1.0, 200_000.0)], cap=cap, ends=50, error=1e-4)
    theta = luck.depth / luck.extra
    exact = np.log(law.weight @ np.exp(theta * np.minimum(ticks, cap))) / theta

    assert exact <= luck.charge[0] <= 1.25 * exact


def test_missed_tasks_cost_more_than_their_mean_and_less_than_the_longest():
    """The bound on 20 missed tasks lies between 20 means and the 20 longest of 200."""
    n = 200
    ticks = -10_000.0 * np.log1p(-(np.arange(n) + 0.5) / n)
    law = StepLaw(np.full(n, 1.0 / n), ticks, np.append(ticks[1:], ticks[-1]))
    luck = luck_of([[law]], [None], cap=50_000.0, ends=1, error=0.01)

    assert luck.missed_ticks(0) == 0
    assert 20 * 10_000 < luck.missed_ticks(20) < ticks[-20:].sum()


def test_needs_fall_with_what_may_be_missed():
    """The least work is at most all work, and a sale that cannot be kept needs inf."""
    program, reader = reader_of(shop())
    sale = reader.read(seed=1, number=0)
    grid = Grid(np.array([0]), np.array([program.end]))
    law = StepLaw(np.ones(1), np.array([1000.0]), np.array([1000.0]))
    luck = luck_of([[law]], [None], cap=1e9, ends=1, error=0.01)
    needs = needs_of(
        [sale],
        ((0,),),
        grid,
        caps=[np.array([1e9])],
        luck=[luck],
        gate_room=np.zeros((1, 1)),
        cancelled=lambda: None,
    )[0]

    assert np.isinf(needs.ticks).all()
    assert sale.ticks.sum() > 0


def test_even_pace_does_all_work_in_its_hours():
    """Ten hours of work due by hour 4 and two by hour 8, hours 0 and 5 closed."""
    work = np.zeros((8, 8))
    work[0, 3], work[0, 7] = 9.0, 2.0
    is_open = np.array([False, True, True, True, True, False, True, True])
    pace = even_pace(work, is_open)

    assert pace[1:4] == pytest.approx([3, 3, 3])
    assert pace[[4, 6, 7]] == pytest.approx([2 / 3] * 3)
    assert pace[[0, 5]] == pytest.approx([0, 0])
