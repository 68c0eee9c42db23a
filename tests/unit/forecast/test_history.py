"""Backlog over time, rebuilt from stamps."""

import numpy as np
import pandas as pd
import pytest

from sim.forecast.history import past_backlog
from sim.orders.table import orders_frame
from tests.unit.forecast.shops import TOKYO, orders_of
from tests.worlds import run, team, wait, work, world

NINE = pd.Timestamp("2026-11-02T09:00", tz=TOKYO)


def at(minute: float) -> pd.Timestamp:
    """Return a moment some minutes after nine."""
    return NINE + pd.Timedelta(minutes=minute)


def table(*rows: dict) -> pd.DataFrame:
    """Return an orders table; an order comes at nine unless it says otherwise."""
    full = [{"order_id": str(i), "lines": 1, "ordered_at": at(0)} | row
            for i, row in enumerate(rows)]  # fmt: skip
    return orders_frame(pd.DataFrame(full), TOKYO)


def test_an_order_is_in_one_stage_at_a_time():
    """It waits for its confirmation, then for shipping, then it is gone."""
    rows = table({"confirmed_at": at(25), "shipped_at": at(45)})
    found = past_backlog(rows, every_minutes=10).table

    assert found["confirm"].tolist() == [0, 1, 1, 0, 0, 0]
    assert found["dispatch"].tolist() == [0, 0, 0, 1, 1, 0]
    assert found["open"].tolist() == [0, 1, 1, 1, 1, 0]


def test_a_missing_stamp_is_filled_by_the_next_one():
    """An order that was shipped without a confirmation has left the first stage."""
    rows = table({"confirmed_at": at(5), "shipped_at": at(9)}, {"shipped_at": at(15)})
    found = past_backlog(rows, every_minutes=10).table

    assert found["confirm"].tolist() == [0, 1, 0]
    assert found["dispatch"].tolist() == [0, 0, 0]


def test_a_cancellation_ends_the_stage_it_comes_in():
    """A cancelled order leaves at its cancellation, wherever it is."""
    rows = table(
        {"cancelled_at": at(15)}, {"confirmed_at": at(5), "shipped_at": at(30)}
    )
    found = past_backlog(rows, every_minutes=10).table

    assert found["confirm"].tolist() == [0, 1, 0, 0, 0]
    assert found["open"].tolist() == [0, 2, 1, 1, 0]


def test_a_cancellation_without_a_time_is_left_out_and_counted():
    """When it left is not known, so it is not guessed."""
    rows = table({"is_cancelled": True}, {"shipped_at": at(30)})
    found = past_backlog(rows, every_minutes=10)

    assert found.n_left_out == 1
    assert found.table["open"].max() == 1


@pytest.mark.parametrize("heads", [1, 3])
def test_the_rebuilt_backlog_is_the_simulated_one(heads):
    """From the stamps of a simulated day comes its backlog, order for order."""
    scenario = world(
        list(range(0, 600, 3)),
        [work("confirm", 5), wait("processing", 20), work("pack", 4)],
        teams=[team("all", ["confirm", "pack"], heads=heads)],
    )
    program, trajectory = run(scenario, "compiled")
    stamps = {"confirmed_at": "confirm", "fixed_at": "processing"}
    found = past_backlog(orders_of(program, trajectory, stamps)).table
    start = pd.Timestamp(scenario.clock.start)
    ticks = ((found["at"] - start) / pd.Timedelta(milliseconds=1)).to_numpy(np.int64)
    visits = trajectory.visits
    for number, stage in enumerate(["confirm", "payment", "dispatch"]):
        here = visits.step == number
        expected = [
            int((here & (visits.entered < t) & (visits.ended >= t)).sum())
            for t in ticks
        ]

        assert found[stage].tolist() == expected, stage
