"""Stage times from timestamps."""

import numpy as np
import pandas as pd
import pytest

from sim.forecast.stages import (
    auto_confirm,
    batches,
    person_share,
    stage_waits,
    stages_of,
)
from sim.language import LANGUAGES
from sim.orders.table import orders_frame
from tests.unit.forecast.shops import TOKYO

START = pd.Timestamp("2026-11-02T00:00", tz=TOKYO)


def orders(n=240, *, confirm_minutes=5.0, **columns):
    """Return orders half an hour apart, around the clock, confirmed after some minutes.

    Fixed half an hour later, released at once, shipped a day after the order.
    """
    at = START + pd.to_timedelta(np.arange(n) * 30, unit="m")
    confirmed = at + pd.to_timedelta(np.broadcast_to(confirm_minutes, n), unit="m")
    frame = {
        "order_id": [str(i) for i in range(n)],
        "lines": 1,
        "ordered_at": at,
        "confirmed_at": confirmed,
        "fixed_at": confirmed + pd.Timedelta(minutes=30),
        "ship_instructed_at": confirmed + pd.Timedelta(minutes=30),
        "shipped_at": at + pd.Timedelta(days=1),
    }
    return orders_frame(pd.DataFrame(frame | columns), TOKYO)


def at_opening(n=240):
    """Return the minutes until a desk that works from 9 to 18 confirms an order."""
    hour = (np.arange(n) / 2) % 24
    late = np.where(hour >= 18, 33 - hour, np.where(hour < 9, 9 - hour, 0))
    return late * 60 + np.arange(n) % 37


def test_stages_follow_the_stamps():
    """Confirm and dispatch hold work of the shop; payment and release never do."""
    found = stages_of(orders(confirm_minutes=at_opening()))

    assert [(stage.name, stage.has_work) for stage in found] == [
        ("confirm", True),
        ("payment", False),
        ("release", False),
        ("dispatch", True),
    ]


def test_a_missing_stamp_gives_its_time_to_the_next_stage():
    """Without 注文確認 and 発送指示 the stages run from order to fixing to shipping."""
    found = stages_of(orders(confirmed_at=None, ship_instructed_at=None))

    assert [(stage.begins, stage.ends) for stage in found] == [
        ("ordered_at", "fixed_at"),
        ("fixed_at", "shipped_at"),
    ]


def test_waits_of_the_stages_are_measured():
    """Median and P90 are those that the orders were made with."""
    found = stage_waits(orders()).set_index("stage")

    assert found["median_hours"].tolist() == pytest.approx(
        [5 / 60, 0.5, 0, 23 + 25 / 60]
    )
    assert found["n"].tolist() == [240] * 4


def test_waits_by_hour_show_the_closed_desk():
    """Orders of the evening wait for the morning, those of the morning do not."""
    table = stage_waits(orders(confirm_minutes=at_opening()), by="hour")
    confirm = table[table["stage"] == "confirm"].set_index("hour")["median_hours"]

    assert confirm[20] > 12
    assert confirm[11] < 1
    assert len(confirm) == 24


def test_waits_by_weekday_have_a_row_each():
    """Five days of orders give five weekdays, Monday first."""
    table = stage_waits(orders(), by="weekday")

    assert table.loc[table["stage"] == "confirm", "weekday"].tolist() == [0, 1, 2, 3, 4]


def test_the_same_minutes_day_and_night_are_a_machine():
    """Five minutes at every hour: nobody's work."""
    found = auto_confirm(orders())

    assert found.is_auto is True
    assert found.minutes == 5
    assert not stages_of(orders())[0].has_work


def test_a_desk_that_sleeps_is_no_machine():
    """Confirmations that wait for the morning are people's."""
    assert auto_confirm(orders(confirm_minutes=at_opening())).is_auto is False


@pytest.mark.parametrize("n", [0, 20])
def test_too_few_orders_do_not_tell(n):
    """A handful of orders, or none, leaves the question open."""
    assert auto_confirm(orders(n)).is_auto is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("n", [0, 20, 240])
def test_the_answer_is_said_in_words(n, language):
    """Each answer has a sentence, with or without numbers."""
    assert len(auto_confirm(orders(n)).statement(language)) > 10


def test_orders_that_would_mislead_are_left_out_of_dispatch():
    """Delivery days asked for, cancellations, changes and open orders are counted."""
    delivery = [pd.Timestamp("2026-12-24").date(), None, None, None]
    found = stage_waits(
        orders(
            4,
            delivery_date=delivery,
            is_cancelled=[False, True, False, False],
            status=["", "", "400", ""],
        )
    ).set_index("stage")
    dispatch = found.loc["dispatch"]

    assert dispatch["n"] == 1
    assert dispatch["n_excluded_asked_date"] == 1
    assert dispatch["n_excluded_cancelled"] == dispatch["n_excluded_changed"] == 1


def test_no_order_is_left_out_twice():
    """Kept and excluded orders add up to all."""
    table = orders(6, is_cancelled=[True] * 6, status=["400"] * 6)
    table.loc[:2, "shipped_at"] = pd.NaT
    table = pd.concat([table, orders(6)], ignore_index=True)
    dispatch = stage_waits(table).set_index("stage").loc["dispatch"]
    excluded = [name for name in dispatch.index if name.startswith("n_excluded")]

    assert dispatch["n"] + dispatch[excluded].sum() == 12


def test_identical_seconds_are_a_batch():
    """Three orders or more at one second come from a button; two may be chance."""
    seconds = [0] * 5 + [1] * 2 + [3600]
    stamps = pd.Series(START + pd.to_timedelta(seconds, unit="s"))
    found = batches(stamps)

    assert (found.share, found.n_batches, found.largest) == (5 / 8, 1, 5)


def test_the_share_for_a_person_has_its_interval():
    """Only orders for which it is known count."""
    found = person_share(orders(4, needs_person=[True, False, False, None]))

    assert (found.share, found.n) == (1 / 3, 3)
    assert found.interval.low < 1 / 3 < found.interval.high


def test_a_file_without_remarks_does_not_tell():
    """Without the columns there is no share."""
    assert np.isnan(person_share(orders(4)).share)
