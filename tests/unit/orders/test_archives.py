"""Truths about zip files and saved answers of the API."""

import json
import zipfile
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import ImportDataError
from sim.orders import archives, import_orders, rms_json
from tests.unit.orders.fake_rms import order_model
from tests.unit.orders.sources import zipped

ORDERS = b"order_id,ordered_at\na,2026-12-04 20:00\n"
MORE = b"order_id,ordered_at\nb,2026-12-04 21:00\n"


def rule_of(path) -> str:
    """Return the first rule that importing a file breaks."""
    with pytest.raises(ImportDataError) as caught:
        import_orders([path])
    assert caught.value.text("ja") != caught.value.text("en")
    return caught.value.problems[0].rule


def test_members_are_files_of_their_own(tmp_path):
    """Every member is read; folders and the marks of a Mac are none."""
    files = {"受注/a.csv": ORDERS, "b.csv": MORE, "__MACOSX/x": b"\0", "受注/": b""}
    path = tmp_path / "o.zip"
    path.write_bytes(zipped(files))
    orders, report = import_orders([path])

    assert [file.name for file in report.files] == ["o.zip/受注/a.csv", "o.zip/b.csv"]
    assert len(orders) == 2


def test_progress_counts_unpacked_bytes(tmp_path):
    """Progress ends at the size of the members."""
    path = tmp_path / "o.zip"
    path.write_bytes(zipped({"a.csv": ORDERS, "b.csv": MORE}))
    seen = []
    import_orders([path], on_progress=lambda *n: seen.append(n))

    assert seen[-1] == (len(ORDERS + MORE),) * 2


def test_names_of_japanese_windows_are_read(tmp_path):
    """A member name in CP932 without the UTF-8 mark is shown as it was meant."""
    data = zipped({"xxxx.csv": ORDERS})
    path = tmp_path / "o.zip"
    path.write_bytes(data.replace(b"xxxx", "受注".encode("cp932")))
    _, report = import_orders([path])

    assert report.files[0].name == "o.zip/受注.csv"


def test_bomb_is_refused_by_the_stated_limit(tmp_path, monkeypatch):
    """An archive that declares more than the limit is refused before it is read."""
    monkeypatch.setattr(archives, "MAX_UNPACKED_BYTES", 16 << 20)
    path = tmp_path / "bomb.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a.csv", "w", force_zip64=True) as member,
    ):
        for _ in range(17):
            member.write(b"\0" * (1 << 20))

    assert path.stat().st_size < 100_000
    assert rule_of(path) == "orders_zip_large"


def test_member_never_gives_more_than_it_declares(tmp_path):
    """An archive that lies about a size is damaged, not a way around the limit."""
    path = tmp_path / "lie.zip"
    data = zipped({"a.csv": ORDERS + b"b,2026-12-04 21:00\n" * 9000})
    size = (len(ORDERS) + 9000 * 19).to_bytes(4, "little")
    path.write_bytes(data.replace(size, (20).to_bytes(4, "little")))

    assert rule_of(path) in ("orders_zip_broken", "orders_no_rows", "orders_none_kept")


def test_too_many_members_are_refused(tmp_path, monkeypatch):
    """More files than the limit are refused."""
    monkeypatch.setattr(archives, "MAX_MEMBERS", 1)
    path = tmp_path / "o.zip"
    path.write_bytes(zipped({"a.csv": ORDERS, "b.csv": MORE}))

    assert rule_of(path) == "orders_zip_members"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda data: data[:-30], "orders_zip_broken"),
        (lambda data: zipped({"": b"x"}), "orders_zip_broken"),
        (lambda data: zipped({}), "orders_zip_empty"),
        (lambda data: zipped({"in.zip": data}), "orders_zip_inside"),
        (lambda data: zipped({"in.xlsx": data}), "orders_file_spreadsheet"),
        (lambda data: zipped({"[Content_Types].xml": b""}), "orders_file_spreadsheet"),
        (lambda data: data.replace(b"\x08\x00", b"\x63\x00"), "orders_zip_broken"),
        (lambda data: locked(data), "orders_zip_locked"),
        (lambda data: data[:45] + b"\xff\xff" + data[47:], "orders_zip_broken"),
    ],
    ids=[
        "cut",
        "nameless",
        "empty",
        "zip in zip",
        "workbook in zip",
        "workbook",
        "packing",
        "locked",
        "damaged",
    ],
)
def test_damaged_archive_is_refused(tmp_path, change, rule):
    """An archive that cannot be read says why."""
    path = tmp_path / "o.zip"
    path.write_bytes(change(zipped({"a.csv": ORDERS})))

    assert rule_of(path) == rule


def locked(data: bytes) -> bytes:
    """Return an archive that says it is encrypted."""
    at = data.index(b"PK\x01\x02") + 8
    return data[:at] + bytes([data[at] | 1]) + data[at + 1 :]


@settings(deadline=None, max_examples=100)
@given(at=st.integers(0, 10_000), byte=st.integers(0, 255))
def test_any_byte_of_an_archive_may_be_wrong(tmp_path_factory, at, byte):
    """A changed byte is read or refused, never a crash."""
    data = bytearray(zipped({"a.csv": ORDERS, "b.csv": MORE}))
    data[at % len(data)] = byte
    path = tmp_path_factory.mktemp("zip") / "o.zip"
    path.write_bytes(bytes(data))
    try:
        _, report = import_orders([path])
    except ImportDataError:
        return
    assert report.read == report.kept + report.rejected


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("{", "orders_json_wrong"),
        ("[" * 100_000, "orders_json_wrong"),
        ('{"a": 1' + "0" * 5000 + "}", "orders_json_wrong"),
        ("17", "orders_json_no_orders"),
        ('{"OrderModelList": {}}', "orders_json_no_orders"),
        ('{"OrderModelList": []}', "orders_no_rows"),
        ('[{"orderNumber": 1e999, "orderDatetime": "x"}, 3]', "orders_none_kept"),
    ],
    ids=["cut", "deep", "long", "number", "object", "none", "strange"],
)
def test_wrong_json_is_refused(tmp_path, text, rule):
    """A file that is no saved answer says so."""
    path = tmp_path / "o.json"
    path.write_text(text, encoding="utf-8")

    assert rule_of(path) == rule


def test_huge_json_is_refused(tmp_path, monkeypatch):
    """A file beyond the limit is not read at all."""
    monkeypatch.setattr(rms_json, "MAX_JSON_BYTES", 10)
    path = tmp_path / "o.json"
    path.write_text('{"OrderModelList": []}', encoding="utf-8")

    assert rule_of(path) == "orders_json_wrong"


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=6)
    | st.sampled_from(["2026-12-04T20:00:05+0900", "400001-20261204-0000000001"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)
FIELDS = (
    *("orderNumber", "orderDatetime", "PackageModelList", "ChangeReasonModelList"),
    *("totalPrice", "remarks", "SettlementModel", "WrappingModel1", "orderProgress"),
    *("shippingCmplRptDatetime", "deliveryDate", "oneDayOperationFlag"),
)
field = st.sampled_from(FIELDS)


@settings(deadline=None, max_examples=150)
@given(changes=st.lists(st.dictionaries(field, anything, max_size=4), min_size=1))
def test_any_json_is_read_or_refused(tmp_path_factory, changes):
    """Whatever an answer holds, no row goes missing and nothing crashes."""
    at = datetime(2026, 12, 4, 20)
    number = "400001-20261204-{:010d}".format
    models = [order_model(number(n), at) | each for n, each in enumerate(changes)]
    path = tmp_path_factory.mktemp("json") / "o.json"
    path.write_text(json.dumps({"OrderModelList": models}), encoding="utf-8")
    try:
        _, report = import_orders([path])
    except ImportDataError:
        return
    assert report.read == report.kept + report.rejected >= len(models)
