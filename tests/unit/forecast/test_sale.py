"""The forecast of a sale."""

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from sim.errors import ImportDataError
from sim.forecast.level import LevelGuess
from sim.forecast.sale import forecast_counts, forecast_sale
from sim.forecast.sampling import draw_sales, forecast_table, record_of_forecast
from sim.forecast.windows import SaleWindow
from tests.unit.forecast.shops import SALES, WEEK, shop, table_of

PAST, NEXT = SALES[:-1], SALES[-1]
HOT = {"start_dash": 3.0, "five_zero": 1.5, "last_hours": 2.0, "coupon": 1.0}
DASH = HOT | {"start_dash": 6.0}


def factor(forecast, name):
    """Return one tagged factor."""
    return next(entry for entry in forecast.factors if entry.name == name)


@pytest.fixture(scope="module")
def clear():
    """Return the forecast of a large shop whose sales are all alike."""
    rng = np.random.default_rng(1)
    counts = shop(rng, spread=0.0, day_cv=0.02, per_day=5000, factors=HOT)
    return forecast_counts(counts, NEXT, PAST)


def test_plenty_of_data_finds_the_truth(clear):
    """Level, phases, shape and spread of days are those the orders were drawn from."""
    assert clear.level.median == pytest.approx(5, rel=0.02)
    for name in ("start_dash", "five_zero", "last_hours"):
        assert clear.phases[name].mean == pytest.approx(HOT[name], rel=0.04), name
    assert clear.weights == pytest.approx(WEEK, rel=0.1)
    assert clear.day_cv == pytest.approx(0.02, abs=0.005)


def test_measured_factors_say_so_with_their_orders(clear):
    """What three sales show is tagged as measured, with orders and sales."""
    dash = factor(clear, "start_dash")

    assert (dash.kind, dash.n_sales) == ("measured", 3)
    assert dash.n > 10_000
    assert dash.low < HOT["start_dash"] * 1.05
    assert dash.high > HOT["start_dash"] * 0.95


def test_the_spread_of_three_sales_is_still_an_assumption(clear):
    """Three sales say less of the spread between sales than the prior does."""
    spread = factor(clear, "level_cv")

    assert (spread.kind, spread.n) == ("assumption", 3)
    assert spread.weight == pytest.approx(2 / 6)


def test_a_phase_no_sale_showed_keeps_its_prior():
    """A coupon that no past sale had is the assumed factor, tagged so."""
    coupon = (datetime(2026, 12, 6, 20), datetime(2026, 12, 6, 22))
    counts = shop(np.random.default_rng(2))
    forecast = forecast_counts(counts, replace(NEXT, coupons=(coupon,)), PAST)

    assert factor(forecast, "coupon").kind == "assumption"
    assert factor(forecast, "coupon").n == 0
    assert forecast.phases["coupon"].mean == pytest.approx(1.5)


def test_thin_data_is_shrunk_toward_the_prior():
    """With two orders a day the dash stays near its prior, with many it moves."""
    means = {}
    for per_day in (2, 2000):
        rng = np.random.default_rng(3)
        counts = shop(rng, SALES[2:], per_day=per_day, day_cv=0.03, factors=DASH)
        dash = forecast_counts(counts, NEXT, PAST[-1:]).phases["start_dash"]
        means[per_day] = dash.mean

    assert 2.0 < means[2] < means[2000]
    assert means[2000] == pytest.approx(6.0, rel=0.25)


def test_a_multiplier_is_that_of_the_whole_sale():
    """Ten times means ten times the ordinary orders, hot phases included."""
    counts = shop(np.random.default_rng(4))
    forecast = forecast_counts(counts, NEXT, multiplier=10)

    assert forecast.multiplier == pytest.approx(10)
    assert forecast.source == "multiplier"
    assert factor(forecast, "level").kind == "assumption"


def test_a_guess_wins_over_past_sales_and_keeps_their_phases():
    """The planner sets the level; the shape of the sale stays measured."""
    counts = shop(np.random.default_rng(5), factors=HOT)
    plain = forecast_counts(counts, NEXT, PAST)
    guessed = forecast_counts(
        counts, NEXT, PAST, guess=LevelGuess(1000, 1200, 2000, "orders")
    )
    total = draw_sales(guessed, seed=1).sum(axis=1)

    assert guessed.phases == plain.phases
    assert np.percentile(total, 50) == pytest.approx(np.sqrt(1000 * 2000), rel=0.1)


def test_orders_of_the_sale_itself_change_nothing():
    """A forecast looks at nothing from the start of the sale on."""
    counts = shop(np.random.default_rng(6))
    known = counts.hours(NEXT.start, counts.end)
    changed = replace(counts, orders=counts.orders.copy())
    changed.orders[known] *= 3

    assert (
        forecast_counts(counts, NEXT, PAST).level
        == forecast_counts(changed, NEXT, PAST).level
    )


def test_a_marathon_that_is_left_out_does_not_count_as_ordinary():
    """Ten hot days raise the ordinary level, unless they are left out."""
    counts = shop(np.random.default_rng(7), day_cv=0.01)
    start = datetime(2026, 11, 20)
    hours = counts.hours(start, start + timedelta(days=10))
    counts.orders[hours] *= 4
    marathon = SaleWindow("marathon", start, start + timedelta(days=10))
    with_it = forecast_counts(counts, NEXT, PAST)
    without = forecast_counts(counts, NEXT, PAST, excluded=[marathon])

    assert without.orders_per_day == pytest.approx(110, rel=0.05)
    assert with_it.orders_per_day > 1.5 * without.orders_per_day


def test_an_event_that_nobody_named_is_pointed_out():
    """A past sale that is left out shows up as unusually hot ordinary days."""
    counts = shop(np.random.default_rng(8), level=8.0)
    named = forecast_counts(counts, NEXT, PAST)
    forgotten = forecast_counts(counts, NEXT, PAST[1:])

    assert named.hot_days == ()
    assert PAST[0].start.date() + timedelta(days=1) in forgotten.hot_days


def test_table_and_series_give_the_same_forecast():
    """The orders table is counted into the very series it was made from."""
    counts = shop(np.random.default_rng(8))
    forecast = forecast_sale(table_of(counts), NEXT, PAST)

    assert (forecast.shop, forecast.channel) == ("a", "rakuten")
    assert forecast.level == forecast_counts(counts, NEXT, PAST).level


def test_nothing_that_tells_the_size_is_refused():
    """Without past sale, multiplier and guess there is no forecast."""
    with pytest.raises(ImportDataError, match="how large"):
        forecast_counts(shop(np.random.default_rng(9)), NEXT)


def test_a_past_sale_outside_the_file_is_refused():
    """Half a sale would be taken for a small one."""
    early = SaleWindow("old", datetime(2025, 12, 4, 20), datetime(2025, 12, 11, 2))
    with pytest.raises(ImportDataError, match="not fully inside"):
        forecast_counts(shop(np.random.default_rng(9)), NEXT, [early])


def test_a_file_of_sales_only_is_refused():
    """A multiplier needs ordinary days to multiply."""
    everything = SaleWindow("all", datetime(2025, 1, 1), datetime(2027, 1, 1))
    with pytest.raises(ImportDataError, match="ordinary days"):
        forecast_counts(
            shop(np.random.default_rng(9)), NEXT, multiplier=3, excluded=[everything]
        )


def test_the_same_seed_draws_the_same_sales(clear):
    """A table is a pure function of forecast, seed and number of draws."""
    one, two = (forecast_table(clear, seed=7, replications=20) for _ in range(2))
    other = forecast_table(clear, seed=8, replications=20)

    assert one.equals(two)
    assert not one.equals(other)


def test_draws_have_the_mean_of_the_forecast(clear):
    """The mean of many drawn totals is the expected number of orders."""
    total = draw_sales(clear, seed=3, replications=150).sum(axis=1)
    error = total.std() / np.sqrt(len(total))

    assert abs(total.mean() - clear.expected_orders) < 4 * error
    assert total.std() / total.mean() == pytest.approx(clear.level_cv, rel=0.3)


def test_days_and_total_add_up(clear):
    """Rows by day and the row of the sale have the same mean as the hours."""
    means = {
        by: forecast_table(clear, seed=1, replications=30, by=by)["mean"].sum()
        for by in ("hour", "day", "sale")
    }

    assert means["hour"] == pytest.approx(means["day"]) == pytest.approx(means["sale"])


def test_the_record_changes_with_the_forecast(clear):
    """Two forecasts have two digests; one has one."""
    other = replace(clear, day_cv=0.3)

    assert record_of_forecast(clear, seed=1) == record_of_forecast(clear, seed=1)
    assert (
        record_of_forecast(clear, seed=1).scenario_digest
        != record_of_forecast(other, seed=1).scenario_digest
    )


def test_a_day_that_the_file_cuts_is_not_ordinary():
    """A file saved at noon does not make its last day a slow one."""
    counts = shop(np.random.default_rng(10))
    counts = counts.until(datetime(2026, 11, 20))
    whole = counts.normal_days(())
    counts.orders[-12:] = 0
    cut = counts.normal_days(())

    assert whole.all()
    assert cut[:-1].all()
    assert not cut[-1]


def test_the_trend_is_a_factor_with_its_weight(clear):
    """Two past sales or more show a trend, and how much of it is theirs."""
    trend = factor(clear, "trend")

    assert trend.value == pytest.approx(1, abs=0.03)
    assert 0 < trend.weight < 1
