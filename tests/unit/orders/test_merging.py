"""Truths about orders that several files hold."""

import pandas as pd
import pytest

from sim.orders import Mapping, import_orders
from sim.orders.mapping import MappedColumns
from tests.unit.orders.sources import ONE
from tests.unit.orders.worlds import FILES, write, write_rms

OMS_HEAD = (
    "受注番号,受注日,取込日,納品書発行日,出荷確定日,受注状態区分,店舗,受注数,総合計\n"
)


def oms(path, rows):
    """Write rows as an export of ネクストエンジン."""
    return write(path, OMS_HEAD + "".join(f"{row}\n" for row in rows))


def test_mall_and_order_system_become_one_order(tmp_path):
    """Times of the order system are added; pieces and money count once."""
    mall = write_rms(tmp_path / "rms.csv", [{"個数": "3"}])
    row = f"{ONE},2026/12/04 20:00,2026/12/04 20:05:00,2026/12/05 09:00:00,2026/12/05"
    other = oms(tmp_path / "ne.csv", [f"{row},50,A店,3,4800"])
    for paths in ([mall, other], [other, mall]):
        orders, _ = import_orders(paths)
        (order,) = orders.to_dict("records")

        assert str(order["imported_at"]) == "2026-12-04 20:05:00+09:00"
        assert str(order["shipped_on"]) == "2026-12-05"
        assert (order["lines"], order["units"], order["value_yen"]) == (1, 3, 4800)


def test_merged_orders_are_counted_and_told(tmp_path):
    """The report says how many orders and rows were merged; no row is lost."""
    mall = write_rms(tmp_path / "rms.csv", [{}])
    row = f"{ONE},2026/12/04 20:00,,,,20,A店,1,4800"
    _, report = import_orders([mall, oms(tmp_path / "ne.csv", [row, row])])

    assert (report.merged_orders, report.merged_rows) == (1, 2)
    assert (report.read, report.kept, report.rejected) == (3, 3, 0)
    assert "1 件" in report.text("ja")


def test_mall_speaks_for_order_time_state_and_seller(tmp_path):
    """Order time, state, shop and amount are those of the mall."""
    mall = write_rms(tmp_path / "rms.csv", [{}])
    row = f"{ONE},2026/12/04 20:00:00,,,,50,A店,9,1"
    orders, _ = import_orders([oms(tmp_path / "ne.csv", [row]), mall])

    assert str(orders["ordered_at"][0]) == "2026-12-04 20:00:05+09:00"
    assert orders["status"][0] == "発送待ち"
    assert (orders["shop"][0], orders["value_yen"][0]) == ("400001", 4800)


@pytest.mark.parametrize(
    ("said_by_mall", "said_by_system", "kept"),
    [
        ("2026-12-05 15:00:00", "2026/12/05 14:00:00", "2026-12-05 14:00:00+09:00"),
        ("2026-12-05 15:00:00", "2026/12/05 16:00:00", "2026-12-05 15:00:00+09:00"),
        ("2026-12-05 15:00:00", "2026/12/04", "2026-12-05 15:00:00+09:00"),
        ("", "2026/12/05 14:00:00", "2026-12-05 14:00:00+09:00"),
    ],
)
def test_earliest_time_counts_and_a_date_replaces_none(
    tmp_path, said_by_mall, said_by_system, kept
):
    """Of two times the earlier one counts; a date is less than a time."""
    mall = write_rms(tmp_path / "rms.csv", [{"発送完了報告日時": said_by_mall}])
    row = f"{ONE},2026/12/04 20:00,,,{said_by_system},50,A店,1,4800"
    orders, _ = import_orders([mall, oms(tmp_path / "ne.csv", [row])])

    assert str(orders["shipped_at"][0]) == kept


def test_number_of_two_sellers_is_not_merged_by_guess(tmp_path):
    """A number that two shops of the order system use is left alone."""
    mall = write(
        tmp_path / "m.csv", "OrderId,OrderTime,OrderStatus\n1,2026-12-04 20:00,2\n"
    )
    rows = [f"1,2026/12/04 20:00,,,,20,{shop},1,100" for shop in "AB"]
    orders, report = import_orders([mall, oms(tmp_path / "ne.csv", rows)])

    assert (len(orders), report.merged_orders) == (3, 0)
    assert report.unmerged_numbers == 1
    assert "1 件" in report.text("ja")


def test_same_number_days_apart_is_another_order(tmp_path):
    """A short number that comes back on another day is no match."""
    head = "OrderId,OrderTime,OrderStatus\n"
    mall = write(tmp_path / "m.csv", head + "7,2026-12-04 20:00,2\n")
    late = oms(tmp_path / "ne.csv", ["7,2026/12/05 20:01,,,,20,A店,1,100"])
    near = oms(tmp_path / "ne2.csv", ["7,2026/12/05 20:00,,,,20,A店,1,100"])

    assert import_orders([mall, late])[1].merged_orders == 0
    assert import_orders([mall, near])[1].merged_orders == 1


def test_downloads_of_one_system_that_name_shops_differently_are_one_order():
    """店舗コード and 店舗 cannot be compared: the number decides, one file counts."""
    files = [FILES / "next_engine_export.csv", FILES / "next_engine_list.csv"]
    mall = FILES / "rms_and_report.zip"
    orders, report = import_orders([mall, *files])

    assert (len(orders), report.merged_orders) == (2, 2)
    assert len(import_orders(files)[0]) == 2


def test_orders_only_one_system_knows_stay(tmp_path):
    """Orders of other malls in the order system are kept beside the merged ones."""
    mall = write_rms(tmp_path / "rms.csv", [{}])
    rows = [f"{n},2026/12/04 20:00,,,,20,A店,1,100" for n in (ONE, "Y-7", "Y-8")]
    orders, report = import_orders([mall, oms(tmp_path / "ne.csv", rows)])

    assert (len(orders), report.merged_orders) == (3, 1)
    assert orders["lines"].tolist() == [1, 1, 1]


def test_newer_download_replaces_inside_a_role_only(tmp_path):
    """Of two mall files one counts, and the order system still adds its times."""
    old = write_rms(tmp_path / "old.csv", [{}])
    shipped = {"ステータス": "500", "発送完了報告日時": "2026-12-05 15:00:00"}
    new = write_rms(tmp_path / "new.csv", [shipped])
    row = f"{ONE},2026/12/04 20:00,2026/12/04 20:05:00,,,20,A店,1,100"
    orders, report = import_orders([old, oms(tmp_path / "ne.csv", [row]), new])

    assert report.rejected_by_reason == {"orders_other_file_newer": 1}
    assert (orders["status"][0], report.merged_orders) == ("発送済", 1)
    assert orders["imported_at"].notna().all()


def test_shipping_report_adds_the_day_of_the_last_parcel():
    """The six-column report adds shipped_on; a number nobody knows is rejected."""
    orders, report = import_orders([FILES / "rms_and_report.zip"])

    assert [str(day) for day in orders["shipped_on"]] == ["2026-12-06", "<NA>"]
    assert report.rejected_by_reason == {"orders_part_alone": 1}
    assert orders["lines"].tolist() == [2, 1]


def test_reports_add_up_and_do_not_replace_each_other(tmp_path):
    """Two reports with a parcel each: the order has shipped with the later one."""
    mall = write_rms(tmp_path / "rms.csv", [{}])
    head = "注文番号,発送明細ID,お荷物伝票番号,配送会社,発送日\n"
    reports = [
        write(tmp_path / f"{day}.csv", f"{head}{ONE},{day},x,1001,2026-12-{day}\n")
        for day in ("07", "05")
    ]
    orders, report = import_orders([mall, *reports])

    assert str(orders["shipped_on"][0]) == "2026-12-07"
    assert (report.kept, report.merged_rows) == (3, 2)


def test_part_of_a_number_with_two_sellers_is_not_guessed(tmp_path):
    """Item lines of a number that two shops use belong to nobody in particular."""
    head = "OrderId,OrderTime,OrderStatus,SellerId\n"
    rows = [f"shop-10000001,2026-12-04 20:00,2,{seller}\n" for seller in "ab"]
    mall = write(tmp_path / "orders.csv", head + "".join(rows))
    other = oms(tmp_path / "ne.csv", ["shop-10000001,2026/12/04 20:00,,,,20,A,5,100"])
    orders, report = import_orders([mall, other, FILES / "yahoo_items.csv"])

    assert orders["units"].dropna().tolist() == [5]
    assert report.rejected_by_reason == {"orders_part_alone": 2}


def test_item_file_gives_pieces_to_the_order_file(tmp_path):
    """Packed item lines of a second file count where the order file has none."""
    head = "OrderId,OrderTime,OrderStatus\n"
    rows = "shop-10000001,2026-12-04 20:00,2\nshop-10000002,2026-12-04 20:01,2\n"
    mall = write(tmp_path / "orders.csv", head + rows)
    orders, report = import_orders([mall, FILES / "yahoo_items.csv"])

    assert orders["lines"].tolist() == [2, 1]
    assert orders["units"].tolist() == [3, 1]
    assert report.merged_orders == 2


def test_mapping_says_that_a_file_is_of_an_order_system(tmp_path):
    """A mapped file with role oms is merged into the orders of the mall."""
    text = f"番号,日時,取込,店\n{ONE},2026-12-04 20:00,2026-12-04 20:03,A店\n"
    columns = MappedColumns(
        order_id="番号", ordered_at="日時", imported_at="取込", shop="店"
    )
    mapping = Mapping(columns=columns, role="oms")
    own = write(tmp_path / "own.csv", text)
    orders, report = import_orders([own], mapping=mapping)

    assert pd.notna(orders["imported_at"][0])
    assert report.merged_orders == 0
