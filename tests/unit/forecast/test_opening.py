"""Open orders now, and where they stand."""

import pandas as pd
import pytest

from sim.errors import ImportDataError
from sim.forecast.opening import default_steps, opening_csv, stage_of
from sim.orders.table import orders_frame
from tests.unit.forecast.shops import TOKYO
from tests.worlds import gate, wait, work, world

NOW = pd.Timestamp("2026-12-05T12:00", tz=TOKYO)
FLOW = [
    work("confirm", 2),
    wait("processing", 30),
    work("pack", 5),
    gate("pickup", ["15:00"], completes="shipped"),
    work("report", 1),
]


def at(hour: float) -> pd.Timestamp:
    """Return a moment some hours before (negative) or after now."""
    return NOW + pd.Timedelta(hours=hour)


def orders(*rows: dict) -> pd.DataFrame:
    """Return an orders table; an order is ten hours old unless it says otherwise."""
    full = [{"order_id": str(i), "lines": 1, "ordered_at": at(-10)} | row
            for i, row in enumerate(rows)]  # fmt: skip
    return orders_frame(pd.DataFrame(full), TOKYO)


@pytest.mark.parametrize(
    ("row", "stage"),
    [
        pytest.param({}, 0, id="new"),
        pytest.param({"confirmed_at": at(-1)}, 1, id="confirmed"),
        pytest.param({"confirmed_at": at(1)}, 0, id="confirmed later"),
        pytest.param({"confirmed_at": at(-2), "fixed_at": at(-1)}, 2, id="released"),
        pytest.param({"shipped_at": at(-1)}, -1, id="shipped"),
        pytest.param({"fixed_at": at(-1), "shipped_at": at(1)}, 2, id="shipped later"),
        pytest.param({"cancelled_at": at(-1)}, -1, id="cancelled"),
        pytest.param({"is_cancelled": True}, -1, id="cancelled, no time"),
        pytest.param({"ordered_at": at(1)}, -1, id="not ordered yet"),
        pytest.param({"status": "300"}, 2, id="status only"),
        pytest.param({"status": "発送済"}, -1, id="status shipped"),
        pytest.param({"status": "500", "shipped_at": at(1)}, 0, id="stamp over status"),
        pytest.param({"status": "?"}, 0, id="unknown status"),
        pytest.param({"shipped_on": at(-24).date()}, -1, id="shipped on a day before"),
    ],
)
def test_stamps_say_how_far_an_order_has_come(row, stage):
    """Timestamps up to now decide; a status only where there is no timestamp."""
    assert stage_of(orders(row), NOW).tolist() == [stage]


def test_the_flow_says_where_the_stages_stand():
    """New at the first step, confirmed at the mall's wait, released behind it."""
    scenario = world([], FLOW)

    assert default_steps(scenario) == {
        "new": "confirm",
        "confirmed": "processing",
        "released": "pack",
    }


def test_a_flow_of_one_step_holds_everything():
    """Where the flow has one step, every open order stands there."""
    assert set(default_steps(world([], [work("pack", 5)])).values()) == {"pack"}


def test_open_orders_are_written_with_class_and_value():
    """Class and value are kept where they are known to the scenario."""
    rows = orders({"class": "standard", "value_yen": 3000.0}, {"class": "?"},
                  {"shipped_at": at(-1)})  # fmt: skip
    found = opening_csv(world([], FLOW), rows, NOW)

    assert found.text.splitlines() == [
        "step,ordered_at,class,value_yen",
        "confirm,2026-12-05T02:00:00+09:00,standard,3000",
        "confirm,2026-12-05T02:00:00+09:00,,",
    ]
    assert found.by_step == {"confirm": 2, "processing": 0, "pack": 0}


def test_an_unknown_step_is_refused():
    """A mapping names steps of the order flow."""
    with pytest.raises(ImportDataError, match="confirm, processing"):
        opening_csv(world([], FLOW), orders({}), NOW, {"new": "elsewhere"})
