"""Truths about every source: its file is recognised, read, and gives two orders."""

import json
from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import ImportDataError
from sim.orders import (
    guess_mapping,
    guess_source,
    import_orders,
    load_mapping,
    save_mapping,
)
from sim.orders.packing import parts_of
from sim.orders.reading import open_order_file
from sim.orders.report import ImportReport
from sim.orders.sources import SOURCES, importer_named
from tests.unit.orders.fake_rms import order_model
from tests.unit.orders.sources import HEADERS, ONE, SAMPLES, content
from tests.unit.orders.worlds import FILES, csv_text, write

RECOGNISED = {
    "next_engine_39.csv": "next_engine",
    "next_engine_38.csv": "next_engine",
    "next_engine_61.csv": "next_engine",
    "next_engine_export.csv": "next_engine",
    "next_engine_list.csv": "next_engine",
    "robot_in.csv": "robot_in",
    "goq.csv": "goq",
    "yahoo_lines.csv": "yahoo",
    "yahoo_packed.csv": "yahoo",
    "amazon_jp.txt": "amazon_jp",
    "shopify.csv": "shopify",
    "smaregi_ec.csv": "smaregi_ec",
    "rms_renamed.csv": "rms",
    "rms_api.json": "rms_api",
}
NAMED = {"crossmall.csv": "crossmall", "tempostar.csv": "tempostar"}
ALL = RECOGNISED | NAMED


def read(name, **wishes) -> tuple[pd.DataFrame, ImportReport]:
    """Import one sample file."""
    return import_orders([FILES / name], **wishes)


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_files_are_what_their_maker_makes(name):
    """The files in the repository are made by the code beside them."""
    assert (FILES / name).read_bytes() == SAMPLES[name]


@pytest.mark.parametrize(("name", "source"), ALL.items())
def test_source_gives_its_two_orders(name, source):
    """Each sample gives both orders, at the right second, with all rows kept."""
    orders, report = read(name, source=source if name in NAMED else "auto")
    moments = orders["ordered_at"].dt.strftime("%d %H:%M:%S").tolist()

    assert report.files[0].source == source
    assert moments == ["04 20:00:05"] * 2
    assert (report.rejected, report.cells_left_out) == (0, {})


@pytest.mark.parametrize("name", sorted(ALL.keys() - {"next_engine_list.csv"}))
def test_pieces_are_added_up_in_every_shape(name):
    """Two pieces on the first line, one on the second, one of the other order."""
    orders, _ = read(name, source=NAMED.get(name, "auto"))

    assert orders["units"].tolist() == [3, 1]
    assert orders["lines"].tolist()[0] == 2


@pytest.mark.parametrize("name", sorted(ALL.keys() - {"amazon_jp.txt"}))
def test_remark_is_a_claim_in_every_source(name):
    """The order with a remark needs a person; its words are not kept."""
    orders, _ = read(name, source=NAMED.get(name, "auto"))

    assert orders["needs_person"][0]
    assert "領収書" not in orders.to_csv()


@pytest.mark.parametrize(
    ("name", "days", "kind"),
    [
        ("next_engine_39.csv", "2026-12-07", "plan"),
        ("next_engine_export.csv", "2026-12-07", "plan"),
        ("smaregi_ec.csv", "2026-12-07", "plan"),
        ("yahoo_lines.csv", "2026-12-07", "deadline"),
        ("amazon_jp.txt", "2026-12-07", "promise"),
    ],
)
def test_due_date_has_its_kind(name, days, kind):
    """A due date is a day with its kind; Amazon's has a time as well."""
    orders, _ = read(name)

    assert set(orders["ship_by"].astype(str)) == {days}
    assert set(orders["ship_by_kind"]) == {kind}
    assert orders["ship_by_at"].notna().all() == (name == "amazon_jp.txt")


def test_next_engine_dates_stay_dates_and_times_stay_times():
    """納品書印刷指示日 and 出荷確定日 are days; 取込日 and 納品書発行日 are moments."""
    first = read("next_engine_export.csv")[0].iloc[0]

    assert (first["ship_instructed_on"], first["shipped_on"]) == (
        date(2026, 12, 5),
    ) * 2
    assert pd.isna(first["ship_instructed_at"])
    assert str(first["printed_at"]) == "2026-12-05 09:30:00+09:00"


def test_next_engine_merged_slip_is_no_lost_order():
    """受注キャンセル区分 3 loses no order, though the slip has a cancellation day."""
    orders, _ = read("next_engine_export.csv")

    assert orders["is_cancelled"].tolist() == [False, False]
    assert orders["cancelled_on"].isna().all()
    assert orders["status"].tolist() == ["出荷確定済"] * 2


def test_next_engine_shipped_flag_is_no_status():
    """出荷済フラグ 0 of the import file does not become 取込情報不足."""
    assert read("next_engine_39.csv")[0]["status"].isna().all()


def test_deleted_line_keeps_its_order_and_loses_its_pieces():
    """A line that Robot-in deleted is a row, and its seven pieces do not count."""
    orders, report = read("robot_in.csv")

    assert orders["units"].tolist() == [3, 1]
    assert report.kept == 4


def test_cancellations_are_found_by_code_day_and_time():
    """Yahoo by its code, smaregi by its day, Shopify by its time, the API by both."""
    for name in ("yahoo_lines.csv", "smaregi_ec.csv", "shopify.csv", "rms_api.json"):
        orders, _ = read(name)

        assert orders["is_cancelled"].tolist() == [False, True], name


def test_saved_api_answer_skips_what_was_deleted():
    """Deleted items and parcels do not count; reason, days and open money are read."""
    orders, _ = read("rms_api.json")
    one, two = orders.iloc[0], orders.iloc[1]

    assert (one["units"], str(one["shipped_on"])) == (3, "2026-12-06")
    assert (one["is_one_day"], two["is_one_day"]) == (True, False)
    assert (two["cancel_reason"], pd.isna(two["value_yen"])) == ("8", True)


def test_cancellation_that_was_taken_back_is_none(tmp_path):
    """A change of type 3 after one of type 1 leaves the order alive."""
    at = datetime(2026, 12, 4, 20)
    times = {"changeFixDatetime": "2026-12-05T10:00:00+0900", "changeType": 1}
    back = {"changeFixDatetime": "2026-12-05T11:00:00+0900", "changeType": 3}
    for changes, is_cancelled in (([back, times], False), ([times], True)):
        order = order_model(ONE, at, ChangeReasonModelList=changes)
        path = write(tmp_path / "o.json", json.dumps([order]))

        assert import_orders([path])[0]["is_cancelled"].tolist() == [is_cancelled]


@pytest.mark.parametrize("name", ["crossmall.csv", "tempostar.csv"])
def test_source_with_unknown_header_is_never_taken_without_asking(name):
    """CROSS MALL and TEMPOSTAR are shown as a guess and read as generic."""
    best = guess_source(open_order_file(FILES / name).header.names)[0]
    orders, report = read(name)

    assert (best.source, best.is_enough) == (NAMED[name], False)
    assert report.files[0].source == "generic"
    assert orders["channel"].isna().all()


@pytest.mark.parametrize(("name", "source"), RECOGNISED.items())
def test_guess_shows_its_evidence(name, source):
    """The best guess is the source, with columns that tell, in both languages."""
    if name.endswith(".json"):
        return
    best = guess_source(open_order_file(FILES / name).header.names)[0]

    assert (best.source, best.is_enough) == (source, True)
    assert best.telling
    assert best.text("ja") != best.text("en")


def test_header_that_says_nothing_has_no_guess():
    """Names nobody knows speak for nobody."""
    assert guess_source(["a", "b", ""]) == []
    assert guess_source([]) == []


@pytest.mark.parametrize("name", [n for n in RECOGNISED if not n.endswith(".json")])
def test_guessed_mapping_of_a_source_reads_the_same_orders(name, tmp_path):
    """The mapping offered for correction, saved, gives the same times and pieces."""
    source = RECOGNISED[name]
    header = open_order_file(FILES / name).header.names
    save_mapping(guess_mapping(header, source).mapping, tmp_path / "m.toml")
    mapping = load_mapping(tmp_path / "m.toml")
    orders, _ = read(name)
    mapped, _ = read(name, mapping=mapping)

    columns = ["order_id", "ordered_at", "units", "is_cancelled", "ship_by"]
    pd.testing.assert_frame_equal(
        mapped[columns].fillna({"is_cancelled": False}),
        orders[columns].fillna({"is_cancelled": False}),
    )


def test_corrected_mapping_overrules_the_source(tmp_path):
    """A given mapping is obeyed also where the source would be recognised."""
    header = open_order_file(FILES / "goq.csv").header.names
    guessed = guess_mapping(header, "goq").mapping
    columns = guessed.columns.replace(order_id="GoQ管理番号")
    orders, report = read("goq.csv", mapping=guessed.replace(columns=columns))

    assert orders["order_id"].tolist() == ["901"]
    assert report.files[0].source == "generic"


def test_amount_in_another_currency_is_left_out(tmp_path):
    """48 dollars are no 48 yen: the amount is left out and noted, the order kept."""
    row = {"Name": "#1", "Created at": "2026-12-04 20:00:00 +0900", "Total": "48.00"}
    rows = [row | {"Currency": "USD"}, row | {"Name": "#2", "Currency": "JPY"}]
    path = write(tmp_path / "a.csv", content("shopify", rows))
    orders, report = import_orders([path])

    assert orders["value_yen"].isna().tolist() == [True, False]
    assert report.cells_left_out == {("Total", "orders_currency_other"): 1}


def test_half_width_kana_is_the_same_name():
    """ﾋﾟｯｷﾝｸﾞ指示内容 of the older download is known, not unknown."""
    _, report = read("next_engine_list.csv")

    assert "ピッキング指示内容" in report.files[0].unused


@pytest.mark.parametrize(
    ("cell", "lines"),
    [
        ("L1=2&L2=1", ["2", "1"]),
        (" L1=2 & L2=1", ["2 ", "1"]),
        ("L1=a&b&L2=c", ["a&b", "c"]),
        ("L1=", [""]),
        ("3", ["3"]),
        ("", [""]),
    ],
)
def test_packed_cell_is_its_lines(cell, lines):
    """Lines are told apart by their mark; a plain cell is one line."""
    assert parts_of(cell) == lines


def test_damaged_packed_cell_is_left_out_and_noted(tmp_path):
    """A line that is no number is noted; the order stays with its other lines."""
    row = {"OrderId": "a-1", "OrderTime": "2026-12-04 20:00", "Quantity": "L1=2&L2=x"}
    _, report = import_orders([write(tmp_path / "a.csv", content("yahoo", [row]))])

    assert report.cells_left_out == {("Quantity", "orders_number_wrong"): 1}
    assert report.kept == 1


def test_source_names_are_known_and_their_columns_exist():
    """Every source has a name of its own and binds columns of its own header."""
    names = [importer.name for importer in SOURCES]

    assert len(set(names)) == len(names)
    for key, source in (("goq", "goq"), ("shopify", "shopify"), ("yahoo", "yahoo")):
        bound = importer_named(source).known_names()
        assert len(bound & set(HEADERS[key])) > 0.1 * len(HEADERS[key])


def test_file_of_another_source_is_refused_with_the_missing_column():
    """Naming the wrong source says which column is not there."""
    with pytest.raises(ImportDataError) as caught:
        read("goq.csv", source="yahoo")

    assert "OrderId" in caught.value.text("ja")


CELLS = (
    *("L1=1&L2=2", "2026-12-04", "20261204", "2026/12/04 20:00:05", "0", "-1", '"'),
    *("0000/00/00", "お届け日指定なし", "-9999", "4,800", "2025-10-02 17:09:34 -0300"),
)
cell = st.text(max_size=8) | st.sampled_from(CELLS)


@settings(deadline=None, max_examples=150)
@given(
    data=st.data(), source=st.sampled_from([s for s in SOURCES if s.name != "rms_api"])
)
def test_no_row_of_any_source_is_lost(tmp_path_factory, data, source):
    """Read is kept plus rejected for any cells under the names of any source."""
    fields = sorted(source.aliases)
    columns = list(dict.fromkeys(source.aliases[name][0] for name in fields))
    columns += [name for name in source.people if name not in columns]
    row = st.fixed_dictionaries(dict.fromkeys(columns, cell))
    rows = data.draw(st.lists(row, min_size=1, max_size=5))
    file = tmp_path_factory.mktemp("fuzz") / "a.csv"
    text = csv_text([each | {"末尾": "x"} for each in rows], [*columns, "末尾"])
    file.write_bytes(text.encode("utf-8", "replace"))
    try:
        orders, report = import_orders([file], source=source.name)
    except ImportDataError:
        return
    assert report.read == report.kept + report.rejected == len(rows)
    assert sum(report.rejected_by_reason.values()) == report.rejected
    assert orders["lines"].sum() >= report.kept
