"""Backtest: fit before a day, predict after it."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from sim.errors import ImportDataError
from sim.forecast.backtest import backtest
from sim.forecast.roster import Roster, Stint
from sim.forecast.windows import SaleWindow
from sim.orders.table import orders_frame
from tests.unit.forecast.shops import SALES, office_hours, served, shop, table_of

OLIST = Path(__file__).parents[4] / "shared" / "data" / "olist_orders.csv.xz"
SPLIT = datetime(2026, 9, 3)
SETTINGS = {"seed": 1, "replications": 60, "n_days": 11, "sales": SALES[:3]}


@pytest.fixture(scope="module")
def orders():
    """Return half a year of a shop with two sales before the split and one after."""
    rng = np.random.default_rng(4)
    counts = shop(rng, SALES[:3], spread=0.15, per_day=200)
    return served(counts, office_hours(60))


@pytest.fixture(scope="module")
def plain(orders):
    """Return the backtest of the September sale."""
    return backtest(orders, SPLIT, promise_hours=48, **SETTINGS)


def scores(found):
    """Return the scores by quantity."""
    return found.scores.set_index("quantity")


def test_every_quantity_is_compared(plain):
    """Arrivals by hour and day, backlog, waits and misses each have a score."""
    assert list(plain.scores["quantity"]) == [
        "arrivals_hour",
        "arrivals_day",
        "backlog_day",
        "wait_day",
        "missed_day",
    ]
    assert plain.scores["n"].tolist()[:3] == [264, 11, 11]
    assert plain.outflow.law == "capacity"


def test_the_sale_ahead_is_forecast_from_the_sales_before(plain):
    """The forecast of the sale rests on the two that were over."""
    (sale,) = plain.sales

    assert [past.start for past in sale.past] == [w.start for w in SALES[:2]]


def test_the_forecast_beats_last_week(plain):
    """Before a sale the last week says little; the forecast says more."""
    found = scores(plain)

    for quantity in ("arrivals_hour", "arrivals_day", "backlog_day"):
        assert found.loc[quantity, "crps"] < found.loc[quantity, "crps_last_week"]


def test_last_sale_is_scored_where_there_is_a_sale(plain):
    """The last sale is compared on the hours of the sale only."""
    found = scores(plain)
    table = plain.tables["arrivals_hour"]

    assert table["last_sale"].notna().sum() == 150
    assert found.loc["arrivals_hour", ["crps_last_sale", "crps_here"]].notna().all()


def test_what_came_after_the_split_changes_no_prediction(orders, plain):
    """Doubling every order after the split leaves the predictions alone."""
    late = orders[orders["ordered_at"] >= pd.Timestamp(SPLIT, tz="Asia/Tokyo")]
    more = pd.concat([orders, late], ignore_index=True)
    found = backtest(more, SPLIT, promise_hours=48, **SETTINGS)
    columns = ["p10", "p50", "p90", "last_week", "last_sale"]

    for name in ("arrivals_hour", "arrivals_day"):
        assert found.tables[name][columns].equals(plain.tables[name][columns])


def test_with_arrivals_as_predicted_the_backlog_is_near(orders, plain):
    """The capacity measured before carries over: backlog is predicted within its range.

    Eleven days of one sale are one draw of its level, so only the order of magnitude
    can be asked for.
    """
    found = scores(plain)

    assert found.loc["backlog_day", "mae"] < found.loc["backlog_day", "observed"]


def test_a_roster_moves_the_capacity(orders, plain):
    """Twice the heads after the split halve the backlog that is predicted."""
    before = [_stint(day, 3) for day in _days(orders, SPLIT)]
    after = [SPLIT + timedelta(days=i) for i in range(11)]
    same = Roster(tuple(before + [_stint(day, 3) for day in after]))
    double = Roster(tuple(before + [_stint(day, 6) for day in after]))
    peaks = [
        backtest(orders, SPLIT, roster=roster, **SETTINGS)
        .tables["backlog_day"]["p50"]
        .max()
        for roster in (same, double)
    ]

    assert peaks[1] < 0.7 * peaks[0]


def test_without_shipping_times_only_arrivals_are_compared():
    """A file that says only when orders came still gives a backtest of arrivals."""
    counts = shop(np.random.default_rng(5), SALES[:2])
    found = backtest(table_of(counts), datetime(2026, 4, 20), seed=1, replications=30)

    assert list(found.tables) == ["arrivals_hour", "arrivals_day"]
    assert found.outflow is None
    assert np.isnan(scores(found).loc["arrivals_hour", "crps_last_sale"])


def test_ordinary_weeks_are_covered(orders):
    """Ordinary hours lie inside P10-P90 about as often as stated."""
    found = scores(backtest(orders, datetime(2026, 7, 6), **SETTINGS))

    assert 0.7 < found.loc["arrivals_hour", "coverage"] < 0.95


@pytest.mark.parametrize(
    ("split", "words"),
    [(datetime(2026, 1, 20), "four weeks"), (datetime(2026, 9, 10), "beyond the end")],
)
def test_a_split_without_past_or_future_is_refused(orders, split, words):
    """There must be four weeks before the split, and the predicted days after it."""
    with pytest.raises(ImportDataError, match=words):
        backtest(orders, split, **SETTINGS)


@pytest.mark.skipif(not OLIST.exists(), reason="the Olist orders are not here")
@pytest.mark.parametrize("split", [datetime(2017, 10, 16), datetime(2018, 3, 5)])
def test_olist_orders_are_predicted_better_than_by_the_last_week(split):
    """On real orders, hours and days beat the last week; the range is about right."""
    gap = SaleWindow("left out", datetime(2017, 11, 20), datetime(2017, 12, 21))
    found = backtest(
        _olist(), split, excluded=[gap], promise_hours=120, seed=1, replications=100
    )
    table = scores(found)

    assert 0.7 < table.loc["arrivals_hour", "coverage"] < 0.95
    for quantity in ("arrivals_hour", "arrivals_day", "backlog_day", "wait_day"):
        assert table.loc[quantity, "crps"] < table.loc[quantity, "crps_last_week"]


def _olist() -> pd.DataFrame:
    raw = pd.read_csv(OLIST)
    zone = ZoneInfo("UTC")
    columns = {
        "ordered_at": "order_purchase_timestamp",
        "fixed_at": "order_approved_at",
        "shipped_at": "order_delivered_carrier_date",
    }
    frame = {
        name: pd.to_datetime(raw[source]).dt.tz_localize(zone)
        for name, source in columns.items()
    }
    frame |= {"order_id": raw.index.astype(str), "lines": 1}
    frame["is_cancelled"] = raw["order_status"].eq("canceled")
    return orders_frame(pd.DataFrame(frame), zone)


def _stint(day: datetime, heads: int) -> Stint:
    return Stint("all", day + timedelta(hours=9), day + timedelta(hours=18), heads)


def _days(orders: pd.DataFrame, until: datetime) -> list[datetime]:
    first = orders["ordered_at"].min().tz_localize(None).normalize()
    return list(pd.date_range(first, until, inclusive="left").to_pydatetime())
