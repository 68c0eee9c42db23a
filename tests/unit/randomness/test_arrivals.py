"""Arrivals of a nonhomogeneous Poisson process."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit
from scipy import stats

from sim.errors import ScenarioError
from sim.randomness.arrivals import (
    DRAW_BITS,
    MAX_INTERVALS,
    MAX_WIDTH_TICKS,
    _sort,
    arrivals,
    count_arrivals,
    fill_arrivals,
)

# unequal widths, a jump in the rate, rates of 0 in the middle and at the end
EDGES = np.array([0, 5_000, 5_001, 20_000, 30_000, 60_000, 61_000])
MEANS = np.array([2.0, 0.5, 0.0, 9.0, 4.0, 0.0])


@njit
def sort_part(values, start, stop):
    """Sort a part of an array; Python itself cannot call a part of other functions."""
    _sort(values, start, stop)


def draw(replication=0, means=MEANS, edges=EDGES):
    """Return the arrivals of one replication."""
    return arrivals(edges, means, seed=11, replication=replication, stream=77)


@pytest.fixture(scope="module")
def runs():
    """Return the arrivals of 200 replications."""
    return [draw(replication) for replication in range(200)]


@pytest.fixture(scope="module")
def counts(runs):
    """Return arrivals by replication and interval, counted by tick."""
    return np.array([np.histogram(ticks, EDGES)[0] for ticks, _ in runs])


def test_counts_have_the_poisson_mean(counts):
    """Each interval gets its expected count, within four standard errors."""
    error = np.sqrt(MEANS / len(counts))

    assert (np.abs(counts.mean(axis=0) - MEANS) <= 4 * error).all()


def test_counts_have_the_poisson_spread(counts):
    """The index of dispersion of the counts is 1, within four standard errors."""
    busy = MEANS > 0
    squares = (counts[:, busy] - MEANS[busy]) ** 2 / MEANS[busy]
    error = np.sqrt((2 + 1 / MEANS[busy]) / len(counts))

    assert (np.abs(squares.mean(axis=0) - 1) <= 4 * error).all()


def test_counts_follow_the_poisson_law(counts):
    """The counts of the busiest interval pass a chi-square test."""
    grid = np.arange(5, 14)
    seen = np.bincount(np.clip(counts[:, 3], 5, 13) - 5, minlength=len(grid))
    shares = np.diff(stats.poisson.cdf(grid[:-1], 9.0), prepend=0)
    expected = np.append(shares, 1 - shares.sum()) * len(counts)

    assert stats.chisquare(seen, expected).pvalue > 1e-3


def test_neighbouring_intervals_are_independent(counts):
    """Counts of neighbouring intervals are uncorrelated."""
    correlation = np.corrcoef(counts[:, 3], counts[:, 4])[0, 1]

    assert abs(correlation) < 4 / np.sqrt(len(counts))


def test_places_inside_an_interval_are_even(runs):
    """Arrivals spread evenly from one edge of the interval to the other."""
    ticks = np.concatenate([ticks for ticks, _ in runs])
    inside = ticks[(ticks >= EDGES[3]) & (ticks < EDGES[4])]

    assert stats.kstest(inside, stats.uniform(20_000, 10_000).cdf).pvalue > 1e-3


def test_every_case_has_a_place_of_its_own():
    """Intervals of equal width do not repeat one another's places."""
    ticks, _ = draw(edges=np.array([0, 10**9, 2 * 10**9]), means=np.array([20.0] * 2))

    places = ticks % 10**9
    assert len(set(places)) == len(places)


def test_rate_zero_gives_exactly_no_arrivals(counts):
    """An interval without a rate is empty in every replication, also at the end."""
    assert counts[:, MEANS == 0].sum() == 0


def test_arrivals_stay_inside_their_interval(runs):
    """The interval in a case number is the one its tick lies in, edges included."""
    for ticks, cases in runs:
        interval = cases >> DRAW_BITS

        assert (ticks >= EDGES[interval]).all()
        assert (ticks < EDGES[interval + 1]).all()


def test_interval_of_one_tick_holds_all_its_arrivals():
    """Arrivals of an interval of one tick are all at that tick, by draw number."""
    ticks, cases = draw(edges=np.array([-4, -3]), means=np.array([30.0]))

    assert set(ticks) == {-4}
    assert cases.tolist() == list(range(len(cases)))


def test_arrivals_are_ordered_by_tick_then_case(runs):
    """Arrivals stand in order of tick, and at one tick in order of case number."""
    ties = 0
    for ticks, cases in [*runs, draw(edges=np.array([0, 3]), means=np.array([40.0]))]:
        order = np.lexsort((cases, ticks))
        ties += int((np.diff(ticks) == 0).sum())

        assert (order == np.arange(len(ticks))).all()
    assert ties > 0


grids = st.lists(
    st.tuples(st.integers(1, 50_000), st.floats(0, 6)), min_size=1, max_size=5
)


@given(grids, st.floats(1, 4), st.integers(0, 99))
@settings(deadline=None, max_examples=40)
def test_more_demand_keeps_the_old_cases(grid, growth, replication):
    """When all means grow, every old case stays, at its old tick."""
    widths, means = np.array(grid).T
    edges = np.concatenate([[0], widths.cumsum()]).astype(np.int64)

    less = zip(*draw(replication, means, edges), strict=True)
    more = zip(*draw(replication, means * growth, edges), strict=True)

    assert set(less) <= set(more)


def test_order_of_work_does_not_matter(runs):
    """Replications are the same in one thread or four, forwards or backwards."""
    with ThreadPoolExecutor(4) as pool:
        again = list(pool.map(draw, reversed(range(20))))[::-1]

    for got, expected in zip(again, runs, strict=False):
        np.testing.assert_array_equal(got, expected)


def test_streams_and_seeds_differ():
    """Another seed, replication or stream gives other arrivals."""
    key = {"seed": 11, "replication": 0, "stream": 77}
    first = arrivals(EDGES, MEANS, **key)[0].tolist()

    for field in key:
        other = arrivals(EDGES, MEANS, **{**key, field: key[field] + 1})[0].tolist()
        assert other != first


@njit
def total_in_kernel(means, edges):
    """Return count and sum of ticks, all in compiled code."""
    numbers = np.arange(len(means))
    counts = np.empty(len(means), dtype=np.int64)
    total = count_arrivals(np.uint64(11), 0, 77, numbers, means, counts)
    ticks = np.empty(total, dtype=np.int64)
    cases = np.empty(total, dtype=np.int64)
    fill_arrivals(np.uint64(11), 0, 77, numbers, edges, counts, ticks, cases)
    return total, ticks.sum() + cases.sum()


def test_compiled_code_gets_the_same_arrivals(runs):
    """Called from a kernel, the two passes give the same arrivals."""
    ticks, cases = runs[0]

    assert total_in_kernel(MEANS, EDGES) == (len(ticks), ticks.sum() + cases.sum())


def test_numbered_intervals_keep_their_cases_when_another_is_split():
    """An interval that an edit does not touch keeps its arrivals."""
    before = arrivals(
        np.array([0, 60, 120]),
        np.array([9.0, 8.0]),
        numbers=np.array([0, 60]),
        seed=5,
        replication=0,
        stream=1,
    )
    after = arrivals(
        np.array([0, 30, 60, 120]),
        np.array([4.0, 5.0, 8.0]),
        numbers=np.array([0, 30, 60]),
        seed=5,
        replication=0,
        stream=1,
    )

    untouched = [set(zip(*run, strict=True)) for run in (before, after)]
    assert {case for case in untouched[0] if case[0] >= 60} == {
        case for case in untouched[1] if case[0] >= 60
    }


@pytest.mark.parametrize("numbers", [[1, 1], [2, 1], [-1, 3], [0]])
def test_wrong_interval_numbers_are_refused(numbers):
    """Numbers that do not increase would give two orders one identity."""
    with pytest.raises(ValueError, match="numbers"):
        arrivals(
            np.array([0, 5, 9]),
            np.array([1.0, 1.0]),
            numbers=np.array(numbers),
            seed=1,
            replication=0,
            stream=1,
        )


def test_no_intervals_give_no_arrivals():
    """A stream without intervals is empty."""
    ticks, cases = draw(edges=np.array([0]), means=np.array([]))

    assert len(ticks) == len(cases) == 0


@pytest.mark.parametrize(
    ("edges", "means", "match"),
    [
        pytest.param([0, 5], [1.0, 2.0], "shapes", id="shapes differ"),
        pytest.param([0, 5, 5], [1.0, 2.0], "edges", id="empty interval"),
        pytest.param([0, MAX_WIDTH_TICKS + 1], [1.0], "edges", id="too wide"),
        pytest.param([0, 5], [-0.1], "means", id="negative"),
        pytest.param([0, 5], [np.nan], "means", id="not a number"),
    ],
)
def test_malformed_grid_is_refused(edges, means, match):
    """Edges that do not increase and means below 0 are programming mistakes."""
    with pytest.raises(ValueError, match=match):
        draw(edges=np.array(edges), means=np.array(means))


@pytest.mark.parametrize(
    ("n_intervals", "mean", "rule"),
    [
        pytest.param(1, 4.2e6, "too_many_arrivals", id="draws"),
        pytest.param(1, np.inf, "too_many_arrivals", id="infinitely many"),
        pytest.param(MAX_INTERVALS + 1, 0.0, "too_many_intervals", id="intervals"),
    ],
)
def test_what_cannot_be_numbered_is_refused(n_intervals, mean, rule):
    """More intervals or arrivals than case numbers hold are an error of the file."""
    with pytest.raises(ScenarioError) as caught:
        draw(edges=np.arange(n_intervals + 1), means=np.full(n_intervals, mean))

    assert caught.value.problems[0].rule == rule
    assert caught.value.text("ja")


def test_key_out_of_range_is_refused():
    """A replication number that does not fit is an error."""
    with pytest.raises(ScenarioError, match="replication"):
        draw(replication=2**24)


@given(st.lists(st.integers(-5, 10**12), max_size=300), st.data())
def test_a_part_of_an_array_is_sorted(numbers, data):
    """The values between two places come in order; the others stay where they are."""
    start = data.draw(st.integers(0, len(numbers)))
    stop = data.draw(st.integers(start, len(numbers)))
    values = np.array(numbers, np.int64)
    sort_part(values, start, stop)

    assert values.tolist() == (
        numbers[:start] + sorted(numbers[start:stop]) + numbers[stop:]
    )
