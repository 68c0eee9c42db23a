"""Truths about demand measured from an orders table."""

import math
import tomllib
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from sim.errors import ImportDataError
from sim.orders.demand import demand_toml, measure_demand, write_profile
from sim.orders.table import orders_frame

TOKYO = ZoneInfo("Asia/Tokyo")


def orders_on(by_day, hour=20, **columns):
    """Return a table with the given orders a day from Monday 2026-11-02."""
    start = datetime(2026, 11, 2, hour, tzinfo=TOKYO)
    times = [start + timedelta(days=d) for d, n in enumerate(by_day) for _ in range(n)]
    frame = pd.DataFrame({"ordered_at": times, "lines": 1, "shop": "s", **columns})
    frame["order_id"] = [str(i) for i in range(len(frame))]
    return orders_frame(frame, TOKYO)


def test_rates_give_back_the_counted_orders():
    """Level times shape, summed over the days, is the number of orders, any period."""
    measure = measure_demand(orders_on([5, 0, 3, 9, 1, 2, 8, 4, 4, 4]))
    days = [(measure.first_day + timedelta(days=d)).weekday() for d in range(10)]
    rate = measure.orders_per_day * measure.weights[days].sum() / 24

    assert rate == pytest.approx(40)
    assert measure.weights.mean() == pytest.approx(1)


def test_days_without_orders_count():
    """A day without orders inside the period lowers the mean."""
    measure = measure_demand(
        orders_on([14, 0, 0, 0, 0, 0, 0]), last_day=date(2026, 11, 8)
    )

    assert measure.orders_per_day == pytest.approx(2)
    assert measure.n_days == 7


def test_spread_is_net_of_chance_and_of_weekdays():
    """Equal days have no spread; two weeks of 50 and 150 a day have a known one."""
    week = [10, 20, 30, 40, 50, 60, 70]
    known = math.sqrt((2 * 50**2 - 100) / 100**2)

    assert measure_demand(orders_on(week * 2)).cv == 0
    assert measure_demand(orders_on([50] * 7 + [150] * 7)).cv == pytest.approx(known)
    assert measure_demand(orders_on(week)).cv is None


def test_unseen_weekday_gets_the_mean_shape():
    """A weekday the period does not hold is named and filled with the mean."""
    measure = measure_demand(orders_on([3, 5]))

    assert measure.unseen_weekdays == ("Wed", "Thu", "Fri", "Sat", "Sun")
    assert np.allclose(measure.weights[2], measure.weights[:2].mean(axis=0))


def test_block_is_toml_with_measured_numbers():
    """The block parses, and each number says file, period and n."""
    orders = orders_on([50] * 7 + [150] * 7, channel="rakuten", **{"class": "gift"})
    text = demand_toml(measure_demand(orders), source="a.csv")
    (entry,) = tomllib.loads(text)["demand"]

    assert entry["orders_per_day"] == 100
    assert entry["day"]["distribution"] == "gamma"
    assert text.count("measured: a.csv, 2026-11-02 to 2026-11-15") == 4


def test_profile_file_has_168_rows(tmp_path):
    """The profile lists each hour of the week once, Monday first."""
    write_profile(measure_demand(orders_on([3, 5])), tmp_path / "p.csv")
    profile = pd.read_csv(tmp_path / "p.csv")

    assert profile[["weekday", "hour"]].iloc[[0, 20, 167]].to_numpy().tolist() == [
        ["Mon", 0],
        ["Mon", 20],
        ["Sun", 23],
    ]
    assert profile["weight"].mean() == pytest.approx(1, abs=1e-6)


def test_class_mix_is_told():
    """Shares of the classes are measured when the table names classes."""
    measure = measure_demand(orders_on([4], **{"class": ["a", "a", "a", "b"]}))

    assert dict(measure.class_shares) == {"a": 0.75, "b": 0.25}


@pytest.mark.parametrize(
    "wish",
    [{"shop": "x"}, {"first_day": date(2030, 1, 1), "last_day": date(2030, 1, 2)}],
)
def test_nothing_to_measure_is_said(wish):
    """A shop or period without orders is a problem, not a division by zero."""
    with pytest.raises(ImportDataError) as caught:
        measure_demand(orders_on([1]), **wish)

    assert caught.value.text("ja")
