"""How large the next sale may be."""

import math

import numpy as np
import pytest

from sim.errors import ImportDataError
from sim.forecast.level import (
    LevelGuess,
    level_of_guess,
    level_of_multiplier,
    level_of_sales,
)
from sim.forecast.priors import PRIORS


def law_of(levels, years=None):
    """Return the law after past sales that were measured without error."""
    levels = np.array(levels)
    years = np.arange(len(levels), 0, -1) / 4 if years is None else np.array(years)
    return level_of_sales(levels, np.zeros(len(levels)), years, 0.0, PRIORS)


def test_low_and_high_are_p10_and_p90():
    """A planner's low and high come back as P10 and P90, the median between them."""
    law = level_of_guess(LevelGuess(6, 9, 14), 1.0)

    assert (law.p10, law.p90) == pytest.approx((6, 14))
    assert law.median == pytest.approx(math.sqrt(6 * 14))


def test_a_guess_in_orders_is_divided_by_ordinary_orders():
    """6,000 orders where ordinary weeks bring 1,000 are six times as many."""
    law = level_of_guess(LevelGuess(6000, 7000, 14000, "orders"), 1000.0)

    assert law.p10 == pytest.approx(6)


@pytest.mark.parametrize("numbers", [(0, 1, 2), (3, 2, 4), (1, 5, 4), (-1, 1, 2)])
def test_a_guess_out_of_order_is_refused(numbers):
    """Low, likely and high must rise from above 0."""
    with pytest.raises(ImportDataError, match="in order"):
        level_of_guess(LevelGuess(*numbers), 1.0)


def test_a_multiplier_is_a_mean_with_an_assumed_spread():
    """10 times means 10 times on average, and nothing of it is measured."""
    law = level_of_multiplier(10, PRIORS)

    assert law.mean == pytest.approx(10)
    assert law.cv == pytest.approx(PRIORS.alone_cv)
    assert law.weight == 0


def test_a_multiplier_of_zero_is_refused():
    """A sale without orders is no sale."""
    with pytest.raises(ImportDataError, match="above 0"):
        level_of_multiplier(0, PRIORS)


@pytest.mark.parametrize(
    "level",
    [
        lambda: level_of_multiplier(1e9, PRIORS),
        lambda: level_of_guess(LevelGuess(1, 2, math.inf), 1.0),
        lambda: level_of_guess(LevelGuess(1e6, 2e6, 3e6, "orders"), 1000.0),
    ],
)
def test_a_level_beyond_all_sales_is_refused(level):
    """More than a thousand times ordinary orders is a slip of the unit."""
    with pytest.raises(ImportDataError, match="1000 times"):
        level()


def test_one_past_sale_is_the_median():
    """With one past sale, the next is as likely above as below it."""
    law = law_of([7.0])

    assert law.median == pytest.approx(7.0)
    assert law.weight == 0


def test_more_sales_that_agree_make_it_surer():
    """Each further sale of the same level narrows the law."""
    sigmas = [law_of([5.0] * n, np.full(n, 0.25)).sigma for n in (1, 2, 4, 8)]

    assert sigmas == sorted(sigmas, reverse=True)


def test_sales_that_differ_make_it_less_sure():
    """Four sales from 2 to 14 leave more open than four of about 5."""
    assert law_of([2.0, 14.0, 3.0, 9.0]).sigma > 2 * law_of([5.0, 5.2, 4.9, 5.1]).sigma


def test_rising_sales_raise_the_next():
    """A steady rise is carried on, but less than in full."""
    rising = [4.0, 4.4, 4.84, 5.324]
    law = law_of(rising)
    middle = float(np.prod(rising)) ** 0.25

    assert middle < law.median < 5.324 * 1.1
    assert 0 < law.slope_a_year < 4 * math.log(1.1)


def test_the_law_is_the_same_in_any_order_of_the_sales():
    """The sales may be named in any order."""
    one = law_of([4.0, 5.0, 7.0], [0.75, 0.5, 0.25])
    other = law_of([7.0, 4.0, 5.0], [0.25, 0.75, 0.5])

    assert one.median == pytest.approx(other.median)
    assert one.sigma == pytest.approx(other.sigma)
