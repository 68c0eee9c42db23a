"""The pieces of the lower bound, each against something that is known."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtri

from sim.engines import simulate
from sim.engines.program import compile_program
from sim.engines.rules import Outcome
from sim.randomness.order_work import NO_VISIT
from sim.staffing.capacity import Grid, capacity_of, fastest_speeds
from sim.staffing.luck import StepLaw, luck_of, rest_of
from sim.staffing.needs import is_lost, least_work, whole_work
from sim.staffing.offer import offer_of
from sim.staffing.proof import kept_at_least
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


def steps_of(quantile, n=400):
    """Return a law with ``n`` steps of equal weight around a quantile function."""
    edges = quantile(np.clip(np.linspace(0.0, 1.0, n + 1), 1e-9, 1 - 1e-4))
    return StepLaw(np.full(n, 1.0 / n), edges[:-1], edges[1:])


def lognormal(u):
    """Return quantiles of tasks of about 270 s, with a coefficient of 0.5."""
    return 240_000.0 * np.exp(0.47 * ndtri(u))


def exponential(u):
    """Return quantiles of exponential tasks of 10 s."""
    return -10_000.0 * np.log1p(-u)


def test_exponential_tasks_have_no_memory():
    """With exponential tasks the rest at the end of duty is again exponential."""
    law, cap, tilt = steps_of(exponential), 60_000.0, 2e-5
    rest = rest_of([law], 1.0, tilt=tilt, cap=cap)
    exact = np.log(law.weight @ np.exp(tilt * np.minimum(law.high, cap))) / tilt

    assert 0.97 * exact <= rest.long <= 1.15 * exact


def test_a_constant_task_may_be_begun_at_the_last_moment():
    """Of equal tasks the rest can be a whole one, and no more."""
    law = StepLaw(np.ones(1), np.array([9_999.0]), np.array([10_000.0]))
    rest = rest_of([law], 1.0, tilt=3e-5, cap=10_000.0)

    assert 9_999.0 <= rest.long <= 10_300.0
    assert rest.long <= rest.short


@pytest.mark.parametrize("wait_below", [0.0, 60_000.0, 200_000.0])
@pytest.mark.parametrize("duty", [1_500_000.0, 4_000_000.0, 4_100_000.0])
def test_no_way_to_work_beats_the_bound_on_rests(wait_below, duty):
    """Waiting near the end for a task that runs over gains less than was charged."""
    tilt, cap, n = 1.0 / 600_000.0, 900_000.0, 20_000
    rest = rest_of([steps_of(lognormal)], 1.0, tilt=tilt, cap=cap)
    rng = np.random.default_rng(5)
    left, waited = np.full(n, duty), np.zeros(n)
    while np.any(left > 0):
        # who has little left waits until hardly anything is, and then begins
        waits = (left > 0) & (left < wait_below)
        waited += np.where(waits, np.maximum(left - 1.0, 0.0), 0.0)
        left = np.where(waits, np.minimum(left, 1.0), left)
        task = np.minimum(lognormal(rng.uniform(size=n)), cap)
        left = np.where(left > 0, left - task, left)
    gained = np.exp(tilt * (-left - waited))
    error = gained.std() / np.sqrt(n)

    assert duty >= rest.least
    assert gained.mean() <= np.exp(tilt * rest.long) + 3 * error


@pytest.mark.parametrize("slowest", [0.01, 0.3, 0.7])
def test_slow_people_are_charged_no_more_than_a_task(slowest):
    """However slowly somebody begins, a rest is a part of one task."""
    cap = 60_000.0
    rest = rest_of([steps_of(exponential)], slowest, tilt=2e-5, cap=cap)

    assert 0 < rest.long <= rest.short <= cap * (1 + 1e-9)


def test_missed_tasks_cost_more_than_their_mean_and_less_than_the_longest():
    """The bound on 20 missed tasks lies between 20 means and the 20 longest of 200."""
    n = 200
    ticks = -10_000.0 * np.log1p(-(np.arange(n) + 0.5) / n)
    law = StepLaw(np.full(n, 1.0 / n), ticks, np.append(ticks[1:], ticks[-1]))
    luck = luck_of([[law]], [None], cap=50_000.0, ends=0.0, missed=20.0, error=0.01)
    bound = 20 * luck.missed + luck.extra

    assert 20 * 10_000 < bound < ticks[-20:].sum()


def test_work_that_is_luckily_missed_is_a_true_bound():
    """The longest 5 of the first tasks to come are seldom above what was granted."""
    law, rng = steps_of(exponential), np.random.default_rng(3)
    error = 0.02
    luck = luck_of([[law]], [None], cap=1e9, ends=0.0, missed=5.0, error=error)
    sums = exponential(rng.uniform(size=(20_000, 5))).sum(axis=1)

    assert np.mean(sums > 5 * luck.missed + luck.extra) <= error


def test_needs_fall_with_what_may_be_missed():
    """The least work is at most all work; where no gate opens, all is lost."""
    program, reader = reader_of(shop())
    sale = reader.read(seed=1, number=0)
    grid = Grid(np.array([0]), np.array([program.end]))
    law = StepLaw(np.ones(1), np.array([1000.0]), np.array([1000.0]))
    luck = luck_of([[law]], [None], cap=1e9, ends=1.0, missed=1.0, error=0.01)
    whole = whole_work(sale, (0,), grid)
    by_spare = [
        least_work(replace(sale, spare=n), (0,), grid, caps=np.array([1e9]), luck=luck)
        for n in (0, 1, 5)
    ]

    assert whole[0, 0] == (sale.ticks - 1).clip(0).sum()
    assert by_spare[0][0, 0, 0] == whole[0, 0]
    assert by_spare[0][1, 0, 0] == pytest.approx(whole[0, 0] - luck.extra)
    assert np.all(by_spare[0] > by_spare[1])
    assert np.all(by_spare[1] > by_spare[2])
    assert is_lost(sale, grid, np.zeros((1, 1)))
    assert is_lost(replace(sale, spare=-1), grid, None)
    assert not is_lost(sale, grid, None)


def test_even_pace_does_all_work_in_its_hours():
    """Ten hours of work due by hour 4 and two by hour 8, hours 0 and 5 closed."""
    work = np.zeros((8, 8))
    work[0, 3], work[0, 7] = 9.0, 2.0
    is_open = np.array([False, True, True, True, True, False, True, True])
    pace = even_pace(work, is_open)

    assert pace[1:4] == pytest.approx([3, 3, 3])
    assert pace[[4, 6, 7]] == pytest.approx([2 / 3] * 3)
    assert pace[[0, 5]] == pytest.approx([0, 0])
