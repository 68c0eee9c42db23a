"""On simulated truth, eight sales in ten end inside P10-P90."""

import numpy as np
import pytest

from sim.forecast.priors import PRIORS
from sim.forecast.sale import forecast_counts
from sim.forecast.sampling import draw_sales
from tests.unit.forecast.shops import SALES, shop

SPREAD = np.sqrt(np.log1p(PRIORS.sale_cv**2))


def drawn_spread(rng):
    """Return a spread between sales as the prior thinks of it."""
    n = PRIORS.sale_cv_sales
    return SPREAD * np.sqrt(n / rng.chisquare(n))


def is_inside(trial, n_past, draws, **truth):
    """Return whether the total of the next sale lies within P10-P90 of its forecast."""
    rng = np.random.default_rng(trial)
    spread = truth.pop("spread", None) or drawn_spread(rng)
    slope = rng.normal(0, PRIORS.slope_a_year * spread / SPREAD)
    sales = SALES[3 - n_past :]
    counts = shop(rng, sales, spread=spread, slope=slope, **truth)
    forecast = forecast_counts(counts, sales[-1], sales[:-1])
    low, high = np.percentile(
        draw_sales(forecast, seed=trial, replications=draws).sum(axis=1), [10, 90]
    )
    return (
        low <= counts.orders[counts.hours(sales[-1].start, sales[-1].end)].sum() <= high
    )


def test_most_sales_end_inside_the_range():
    """A small sample of sales is in line with four in five (4 standard errors)."""
    inside = [is_inside(trial, 2, 40) for trial in range(30)]

    assert abs(np.mean(inside) - 0.8) < 4 * np.sqrt(0.8 * 0.2 / len(inside))


@pytest.mark.slow
@pytest.mark.parametrize("n_past", [1, 2, 3])
def test_the_range_covers_80_percent(n_past):
    """P10-P90 of the total covers 80 % ± 5 of 1,000 simulated sales."""
    inside = [is_inside(trial, n_past, 200) for trial in range(1000)]

    assert np.mean(inside) == pytest.approx(0.8, abs=0.05)


@pytest.mark.slow
def test_the_range_covers_80_percent_of_small_shops():
    """A shop of 15 orders a day gets the same honesty."""
    inside = [is_inside(trial, 3, 200, per_day=15.0) for trial in range(1000)]

    assert np.mean(inside) == pytest.approx(0.8, abs=0.05)
