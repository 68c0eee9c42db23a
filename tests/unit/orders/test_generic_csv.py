"""Truths about CSV files read by a mapping."""

import pandas as pd
import pytest

from sim.errors import ImportDataError
from sim.orders import Mapping, guess_mapping, import_orders, load_mapping, save_mapping
from sim.orders.generic_csv import MappedColumns
from tests.unit.orders.worlds import write

SHOPIFY = (
    "Name,Email,Created at,Total,Lineitem quantity,Cancelled at,Notes\n"
    "#1,a@example.com,2025-10-02 17:09:34 -0300,10,1,,\n"
    "#1,a@example.com,,,2,,\n"
    "#2,b@example.com,2025-10-03 17:09:34 -0300,20,1,2025-10-04 09:00:00 -0300,急ぎで\n"
)
MAPPING = Mapping(
    name="cart",
    columns=MappedColumns(
        order_id="No", order_date="日", order_time="時", value_yen="円", class_="区分"
    ),
    needs_person=("備考",),
    shop="s1",
    value_per="line",
    timezone="Europe/Paris",
    formats=("%d.%m.%Y %H:%M",),
    delimiter="\t",
)


def test_mapping_survives_its_file(tmp_path):
    """What is saved is loaded, with nothing added."""
    save_mapping(MAPPING, tmp_path / "m.toml")

    assert load_mapping(tmp_path / "m.toml") == MAPPING


def test_mapping_says_how_cells_are_written(tmp_path):
    """Formats, zone, delimiter, constants and line amounts follow the mapping."""
    row = "1\t04.12.2026\t20:05\t"
    text = f"No\t日\t時\t円\t区分\t備考\n{row}10\tgift\t\n{row}5\tgift\tx\n"
    orders, _ = import_orders([write(tmp_path / "a.tsv", text)], mapping=MAPPING)
    first = orders.iloc[0]

    assert str(first["ordered_at"]) == "2026-12-05 04:05:00+09:00"
    assert (first["value_yen"], first["class"], first["shop"]) == (15, "gift", "s1")
    assert first["needs_person"]


def test_shopify_is_guessed_and_its_first_line_speaks_for_the_order(tmp_path):
    """Order cells that stand on the first line only are enough."""
    orders, report = import_orders([write(tmp_path / "a.csv", SHOPIFY)])

    assert orders["lines"].tolist() == [2, 1]
    assert orders["channel"].tolist() == ["own_site"] * 2
    assert orders["is_cancelled"].fillna(False).tolist() == [False, True]
    assert report.files[0].personal == ("Email",)


def test_name_is_a_person_where_shopify_is_not():
    """A column Name is an order number only beside other columns of Shopify."""
    guess = guess_mapping(["Name", "Created at"])

    assert guess.mapping.columns.order_id is None
    assert [e.field for e in guess.evidence] == []


def test_same_number_in_two_shops_is_two_orders(tmp_path):
    """Order numbers are told apart by shop."""
    text = "受注番号,受注日,店舗\n1,2026/12/04 20:00:00,A\n1,2026/12/04 21:00:00,B\n"
    orders, _ = import_orders([write(tmp_path / "a.csv", text)])

    assert orders["shop"].tolist() == ["A", "B"]


def test_cancel_flag_is_a_string_and_merged_slips_are_not_lost(tmp_path):
    """Flag 0 is valid, another cancels, and a merged slip loses no order."""
    text = (
        "id,at,flag\n1,2026-12-04 20:00,0\n2,2026-12-04 20:00,1\n3,2026-12-04 20:00,3\n"
    )
    columns = MappedColumns(order_id="id", ordered_at="at", cancel_flag="flag")
    mapping = Mapping(columns=columns, not_lost=("3",))
    orders, _ = import_orders([write(tmp_path / "a.csv", text)], mapping=mapping)

    assert orders["is_cancelled"].tolist() == [False, True, False]


def test_order_number_spoiled_by_a_spreadsheet_is_rejected(tmp_path):
    """1.23E+15 is no order number: many orders would become one."""
    text = "order_id,ordered_at\n1.23E+15,2026-12-04 20:00\nb,2026-12-04 20:00\n"
    _, report = import_orders([write(tmp_path / "a.csv", text)])

    assert report.rejected_by_reason == {"orders_id_spoiled": 1}


def test_unreadable_cell_is_left_out_and_the_row_kept(tmp_path):
    """A bad amount costs the amount, not the order."""
    head = "order_id,ordered_at,value_yen\n"
    text = head + "a,2026-12-04 20:00,たくさん\nb,2026-12-04 20:00,5\n"
    orders, report = import_orders([write(tmp_path / "a.csv", text)])

    assert pd.isna(orders["value_yen"][0])
    assert report.cells_left_out == {("value_yen", "orders_number_wrong"): 1}
    assert report.kept == 2


@pytest.mark.parametrize(
    ("columns", "rule"),
    [
        (MappedColumns(ordered_at="no such"), "orders_mapping_column"),
        (MappedColumns(ordered_at="at", status="購入者名"), "orders_column_personal"),
        (MappedColumns(order_id="id"), "orders_column_missing"),
    ],
)
def test_mapping_that_does_not_fit_is_refused(tmp_path, columns, rule):
    """A mapping must name columns that are there and not personal."""
    file = write(tmp_path / "a.csv", "id,at,購入者名\n1,2026-12-04 20:00,x\n")
    with pytest.raises(ImportDataError) as caught:
        import_orders([file], mapping=Mapping(columns=columns))

    assert caught.value.problems[0].rule == rule


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("= 1", "orders_mapping_syntax"),
        ("x = 1\n[columns]\n", "orders_mapping_wrong"),
        ('timezone = "Mars"\n[columns]\n', "orders_mapping_wrong"),
        ('encoding = "klingon"\n[columns]\n', "orders_mapping_wrong"),
    ],
)
def test_wrong_mapping_file_is_refused(tmp_path, text, rule):
    """A mapping file with a mistake says which."""
    with pytest.raises(ImportDataError) as caught:
        load_mapping(write(tmp_path / "m.toml", text))

    assert caught.value.problems[0].rule == rule
    assert caught.value.text("ja")


def test_unknown_zone_is_refused(tmp_path):
    """A time zone that does not exist is a problem, not a crash."""
    with pytest.raises(ImportDataError):
        import_orders([tmp_path / "a.csv"], timezone="Mars/Base")
