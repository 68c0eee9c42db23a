"""Truths about reading order files of RMS."""

import pandas as pd
import pytest

from sim.errors import ImportDataError
from sim.orders import import_orders
from tests.unit.orders.worlds import FILES, ORDER, write_rms


@pytest.mark.parametrize(
    "name", ["rms_158_cp932.csv", "rms_107_cp932.csv", "rms_105_cp932.csv"]
)
def test_every_version_gives_the_same_two_orders(name):
    """158, 107 and 105 columns all give both orders with their times."""
    orders, report = import_orders([FILES / name])

    assert list(orders["order_id"].str[-1]) == ["1", "2"]
    assert str(orders["ordered_at"][0]) == "2026-12-04 20:00:05+09:00"
    assert report.read == report.kept
    assert report.files[0].encoding == "cp932"


def test_item_lines_become_one_order():
    """Two item lines are one order: pieces add up, money counts once."""
    orders, _ = import_orders([FILES / "rms_158_cp932.csv"])

    assert orders["lines"][0] == 2
    assert orders["units"][0] == 2
    assert orders["value_yen"][0] == 4800


def test_remark_is_a_claim_and_a_delivery_wish_alone_is_not():
    """A message of the customer needs a person, the mall's own wording does not."""
    orders, _ = import_orders([FILES / "rms_158_cp932.csv"])

    assert list(orders["needs_person"]) == [True, False]
    assert "領収書" not in orders.to_csv()


def test_template_with_bom_and_slashes_is_read():
    """A shop-made template in any order, with a mark and slashes, is read."""
    orders, report = import_orders([FILES / "template_bom_slashes.csv"], source="rms")

    assert str(orders["ordered_at"][0]) == "2026-12-04 20:05:00+09:00"
    assert orders["value_yen"][0] == 1200
    assert pd.isna(orders["needs_person"][0])
    assert report.files[0].unknown == ("店舗メモ欄",)


def test_unset_money_is_missing_and_needs_a_person():
    """Money of -9999 is no amount, and somebody has to settle it."""
    orders, _ = import_orders([FILES / "unset_money.csv"])

    assert pd.isna(orders["value_yen"][0])
    assert orders["needs_person"][0]


def test_row_without_order_time_is_rejected_with_its_line():
    """An order of which no row tells the time is rejected, with line and reason."""
    _, report = import_orders([FILES / "unset_money.csv"])

    assert report.rejected_by_reason == {"orders_time_unknown": 1}
    assert report.findings[0].line == 3


def test_item_line_that_stands_twice_counts_once():
    """The same parcel and item number twice in a file is one item line."""
    orders, report = import_orders([FILES / "same_line_twice.csv"])

    assert orders["lines"][0] == 1
    assert (report.read, report.kept, report.rejected) == (2, 1, 1)


def test_date_and_time_in_two_columns_are_joined():
    """Without 注文日時 the order time is 注文日 with 注文時間."""
    orders, _ = import_orders([FILES / "date_and_time_apart.csv"])

    assert str(orders["ordered_at"][0]) == "2026-12-04 20:00:05+09:00"


@pytest.mark.parametrize(
    ("cell", "label", "is_cancelled"),
    [
        ("300", "発送待ち", False),
        ("800", "キャンセル確定待ち", True),
        ("900", "キャンセル確定", True),
        ("キャンセル確定", "キャンセル確定", True),
        ("発送済", "発送済", False),
        ("独自の状態", "独自の状態", None),
    ],
)
def test_status_is_read_as_code_or_label(tmp_path, cell, label, is_cancelled):
    """A code and its label mean the same; an unknown word claims nothing."""
    file = write_rms(tmp_path / "a.csv", [{"ステータス": cell}])
    orders, _ = import_orders([file])
    told = orders["is_cancelled"].astype(object)

    assert orders["status"][0] == label
    assert told.where(told.notna(), None).tolist() == [is_cancelled]


def test_order_in_two_files_is_taken_from_the_one_that_knows_more(tmp_path):
    """Overlapping downloads count an order once, in its latest state."""
    old = write_rms(tmp_path / "old.csv", [{}])
    shipped = {"ステータス": "500", "発送完了報告日時": "2026-12-05 15:00:00"}
    new = write_rms(tmp_path / "new.csv", [shipped])
    for paths in ([old, new], [new, old]):
        orders, report = import_orders(paths)

        assert list(orders["status"]) == ["発送済"]
        assert report.rejected_by_reason == {"orders_other_file_newer": 1}
        assert report.read == report.kept + report.rejected == 2


def test_date_without_a_time_is_never_given_one(tmp_path):
    """A bare date is no order time, and a bare shipping date stays a date."""
    file = write_rms(
        tmp_path / "a.csv",
        [
            {"発送完了報告日時": "2026-12-05"},
            {"注文番号": "400001-20261204-0000000009", "注文日時": "2026-12-04"},
        ],
    )
    orders, report = import_orders([file])

    assert str(orders["shipped_on"][0]) == "2026-12-05"
    assert pd.isna(orders["shipped_at"][0])
    assert report.rejected_by_reason == {"orders_time_missing": 1}


def test_personal_columns_are_named_and_never_loaded():
    """Names and addresses are listed as personal; none of them is a used column."""
    _, report = import_orders([FILES / "rms_158_cp932.csv"])
    file = report.files[0]

    assert {"注文者姓", "送付先電話番号1", "担当者"} <= set(file.personal)
    assert not set(file.personal) & {column for _, column in file.used}
    assert file.unknown == ()


def test_missing_order_time_column_is_said(tmp_path):
    """A template without order time is known as RMS, and the columns are named."""
    text = "注文番号,送付先ID,商品明細ID,個数\r\n400001-20261204-0000000001,1,1,1\r\n"
    file = tmp_path / "a.csv"
    file.write_bytes(text.encode("cp932"))
    with pytest.raises(ImportDataError) as caught:
        import_orders([file])

    assert "注文日時 / 注文日 + 注文時間" in caught.value.text("ja")


def test_missing_order_number_column_is_said(tmp_path):
    """A template without 注文番号 is refused with the name of the column."""
    columns = tuple(name for name in ORDER if name != "注文番号")
    file = tmp_path / "a.csv"
    file.write_bytes((",".join(columns) + "\r\n300,x,1,1\r\n").encode("cp932"))
    with pytest.raises(ImportDataError) as caught:
        import_orders([file], source="rms")

    assert "注文番号" in caught.value.text("ja")
