"""Truths about the orders table and its file."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import ImportDataError
from sim.orders import COLUMNS, Source, read_orders, write_orders
from sim.orders.base import FIELDS
from sim.orders.dictionary import orders_dictionary, update_dictionary
from sim.orders.table import empty_orders, orders_frame
from tests.unit.orders.worlds import write

TOKYO = ZoneInfo("Asia/Tokyo")
README = Path(__file__).parents[3] / "data" / "README.md"

FIRST, LAST = date(1990, 1, 2), date(2099, 1, 1)

moment = st.builds(
    datetime.combine, st.dates(FIRST, LAST), st.times(timezones=st.just(UTC))
).map(lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000))
word = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
values = {
    "text": word | st.none(),
    "moment": moment | st.none(),
    "day": st.dates(FIRST, LAST) | st.none(),
    "claim": st.booleans() | st.none(),
    "count": st.integers(0, 10**9) | st.none(),
    "amount": st.floats(-1e12, 1e12) | st.none(),
}
order = st.fixed_dictionaries(
    {c.name: values[c.kind] for c in COLUMNS}
    | {
        "order_id": st.text("abc-1", min_size=1),
        "ordered_at": moment,
        "lines": st.just(1),
    }
)


@settings(deadline=None, max_examples=60)
@given(
    orders=st.lists(order, max_size=6),
    zone=st.sampled_from(["Asia/Tokyo", "Europe/Paris"]),
)
def test_what_is_written_is_read_back(tmp_path_factory, orders, zone):
    """The canonical file gives back exactly the table, in any zone."""
    columns = [c.name for c in COLUMNS]
    frame = orders_frame(
        pd.DataFrame(orders, columns=columns, dtype=object), ZoneInfo(zone)
    )
    path = tmp_path_factory.mktemp("table") / "orders.csv"
    write_orders(frame, path)

    pd.testing.assert_frame_equal(read_orders(path, timezone=zone), frame)


def test_order_time_alone_is_enough(tmp_path):
    """A file with nothing but order times is an orders table."""
    file = write(tmp_path / "a.csv", "ordered_at\n2026-12-04T20:00:00+09:00\n")
    orders = read_orders(file)

    assert orders[["order_id", "lines"]].to_numpy().tolist() == [["1", 1]]


def test_wrong_cells_are_named_all_at_once(tmp_path):
    """Each wrong cell is a problem with file, line and column."""
    text = "ordered_at,lines,is_cancelled\nx,1,true\n2026-12-04 20:00,1.5,yes\n"
    with pytest.raises(ImportDataError) as caught:
        read_orders(write(tmp_path / "a.csv", text))

    assert [p.where for p in caught.value.problems] == [
        "a.csv:2:ordered_at",
        "a.csv:3:is_cancelled",
        "a.csv:3:lines",
    ]


def test_order_without_a_time_is_refused():
    """A table with an order that has no time is a mistake of the program."""
    with pytest.raises(ValueError, match="ordered_at"):
        orders_frame(pd.DataFrame({"order_id": ["a"], "lines": [1]}), TOKYO)


def test_empty_table_has_all_columns():
    """A table without orders still has every column."""
    assert list(empty_orders(TOKYO)) == [column.name for column in COLUMNS]


def test_data_dictionary_is_up_to_date():
    """The dictionary in data/README.md is the one the schema prints."""
    assert orders_dictionary() in README.read_text(encoding="utf-8")


def test_dictionary_needs_its_markers(tmp_path):
    """A README without markers is not written into; one with them is, once."""
    marked = write(
        tmp_path / "a.md",
        "x\n<!-- orders dictionary: begin --><!-- orders dictionary: end -->",
    )

    assert update_dictionary(marked)
    assert not update_dictionary(marked)
    with pytest.raises(ValueError, match="must hold"):
        update_dictionary(write(tmp_path / "b.md", "x"))


def test_readme_names_every_field_of_a_mapping():
    """A planner finds each field that may be mapped, and each source, in the README."""
    text = README.read_text(encoding="utf-8")
    wanted = {*FIELDS, *get_args(Source)} - {"auto"}

    assert [name for name in sorted(wanted) if f"`{name}`" not in text] == []
