"""Replications by rule: published answers, KPIs near 0, and an honest budget."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.experiments.intervals import t_interval
from sim.experiments.looks import look_at
from sim.experiments.stopping import Precision, decide, first_precise, next_total

NOTHING = {}


def normal(mean, sd, seeds):
    """Return one value from each of many generators, as sim-tools' back-tests do."""
    return [np.random.default_rng(seed).normal(mean, sd) for seed in seeds]


def of_orders(*columns):
    """Return columns of values as headline KPIs in the unit of orders."""
    names = ("missed", "cancelled", "due")[: len(columns)]
    return pd.DataFrame(dict(zip(names, map(np.asarray, columns), strict=True)))


@pytest.mark.parametrize(("mean", "sd", "n"), [(7, 0.2, 5), (10, 2, 58), (50, 1, 4)])
def test_plain_confidence_interval_method(mean, sd, n):
    """R11: without look-ahead, the first number of replications that is enough."""
    kpis = of_orders(normal(mean, sd, range(1, 101)))

    total, why = decide(kpis, Precision(0.05, NOTHING, look_ahead=0))

    assert (total, why.needed, why.reason) == (n, n, "reached")


@pytest.mark.parametrize(("mean", "sd", "n"), [(100, 4, 3), (1, 1, 332), (44, 27, 171)])
def test_replications_algorithm(mean, sd, n):
    """R11: the answer holds throughout a look-ahead, and may lie below the start."""
    kpis = of_orders(normal(mean, sd, range(500)))
    asked = Precision(0.1, NOTHING, look_ahead=10, max_replications=500)

    total, why = decide(kpis, asked, least=5)

    assert why.needed == n
    assert total == n + 10 * max(n, 100) // 100


def test_all_kpis_must_hold_together():
    """The slowest KPI decides, and the answer names it and what each one needed."""
    quick, slow = normal(100, 4, range(500)), normal(44, 27, range(500))

    _, why = decide(of_orders(quick, slow), Precision(0.1, NOTHING, look_ahead=10))

    assert (why.needed, why.slowest) == (171, "cancelled")
    assert [kpi.needed for kpi in why.kpis] == [3, 171]
    assert all(kpi.half_width <= kpi.allowed for kpi in why.kpis)


def test_a_mean_of_nought_takes_the_absolute_width():
    """Nothing is divided by a mean of 0: the width in orders decides."""
    rare = [0.0] * 49 + [2.0]
    signed = normal(0, 1, range(50))

    total, why = decide(of_orders(rare, signed, [0.0] * 50), Precision())

    assert total <= 50
    assert [kpi.is_absolute for kpi in why.kpis] == [True, True, True]
    assert why.kpis[0].allowed == 1.0


def test_a_spent_budget_is_said():
    """Not enough is said to be not enough, with a guess of what would be."""
    kpis = of_orders(normal(1, 1, range(500)))

    total, why = decide(kpis, Precision(0.1, NOTHING, max_replications=100))

    assert (total, why.reason, why.needed) == (100, "budget", None)
    assert why.kpis[0].half_width > why.kpis[0].allowed
    assert 250 < why.expected < 600


def test_a_budget_that_ends_in_the_look_ahead_is_spent():
    """Good looks that were too few are not called an answer."""
    kpis = of_orders(normal(100, 4, range(6)))

    total, why = decide(kpis, Precision(0.1, NOTHING, max_replications=6))

    assert (total, why.reason, why.expected) == (6, "budget", None)


def test_fewer_values_than_asked_go_on():
    """Without an answer and with budget left, more are needed."""
    assert decide(of_orders([1.0, 9.0, 2.0]), Precision()) is None


def test_missing_values_count_for_nothing():
    """A KPI is judged by the replications that have it; with one it is unknown."""
    nan = float("nan")
    some = [nan, 4.0, nan, 5.0, 4.5, nan]
    one = [nan, 4.0, nan, nan, nan, nan]

    looks = look_at(of_orders(some, one, [nan] * 6), 0.05, NOTHING)

    low, high = t_interval([4.0, 5.0, 4.5])
    assert looks.half[-1, 0] == pytest.approx((high - low) / 2)
    assert np.isnan(looks.half[-1, 1])
    assert looks.holds[-1].tolist() == [False, False, True]


@given(st.lists(st.booleans(), max_size=300), st.integers(0, 20))
def test_the_first_precise_number_is_the_first_by_definition(holds, look_ahead):
    """Whatever the looks were, it is the first that holds through its look-ahead."""
    ends = {n: n + look_ahead * max(n, 100) // 100 for n in range(3, len(holds) + 1)}
    expected = next(
        (n for n, end in ends.items() if end <= len(holds) and all(holds[n - 1 : end])),
        None,
    )

    assert first_precise(np.array(holds, np.bool_), look_ahead) == expected


@given(
    st.lists(st.floats(0, 100), min_size=60, max_size=60),
    st.sampled_from([0.05, 0.3, 0.9]),
    st.integers(3, 60),
)
def test_what_is_decided_does_not_depend_on_the_blocks(values, relative, first):
    """Values computed in any blocks give the same number and the same reasons."""
    kpis = of_orders(values)
    asked = Precision(relative, max_replications=60)
    n, answer = first, None
    while (answer := decide(kpis.iloc[:n], asked)) is None:
        n = next_total(kpis.iloc[:n], asked)

    assert answer == decide(kpis, asked)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"relative": 0.0}, "relative"),
        ({"relative": 1.0}, "relative"),
        ({"look_ahead": -1}, "look_ahead"),
        ({"max_replications": 2}, "max_replications"),
    ],
)
def test_impossible_precisions_are_refused(changes, name):
    """A precision of nothing or everything is no question."""
    with pytest.raises(ValueError, match=name):
        Precision(**changes)
