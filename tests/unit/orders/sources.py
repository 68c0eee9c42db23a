"""One small file of every source: real-shaped, made by code, of nobody.

Each holds the same sale: order 1 with two item lines (2 + 1 pieces) and a remark, order
2 with one line.
"""

import io
import json
import tomllib
import zipfile
from datetime import datetime
from pathlib import Path

from tests.unit.orders.fake_rms import order_model
from tests.unit.orders.worlds import ORDER, csv_text

HEADERS = tomllib.loads(
    (Path(__file__).parent / "headers.toml").read_text(encoding="utf-8")
)
ONE, TWO = "400001-20261204-0000000001", "400001-20261204-0000000002"
LINE_TWO = {"商品明細ID": "2", "個数": "1"}


def content(name: str, rows: list[dict[str, str]], delimiter: str = ",") -> str:
    """Return a file under the header of ``headers.toml``."""
    unknown = {column for row in rows for column in row} - set(HEADERS[name])
    assert not unknown
    text = csv_text(rows, HEADERS[name])
    return text if delimiter == "," else text.replace('","', '"\t"')


def next_engine_generic(name: str) -> bytes:
    """汎用受注CSV of 39, 38 or 61 columns."""
    one = {
        "店舗伝票番号": ONE,
        "受注日": "2026/12/04 20:00:05",
        "支払方法": "クレジットカード",
        "合計金額": "4,800",
        "日付指定": "0000/00/00",
        "備考": "領収書をお願いします",
        "商品コード": "A-1",
        "受注数量": "2",
        "出荷済フラグ": "0",
    }
    if "出荷予定日" in HEADERS[name]:
        one["出荷予定日"] = "2026/12/07"
    two = one | {"店舗伝票番号": TWO, "備考": "", "受注数量": "1"}
    rows = [one, one | {"商品コード": "B-1", "受注数量": "1"}, two]
    return content(name, rows).encode("cp932")


def next_engine_export() -> bytes:
    """Order export with item lines; slips were merged, printed and shipped."""
    one = {
        "店舗コード": "1",
        "伝票番号": "501",
        "受注番号": ONE,
        "受注日": "2026/12/04 20:00:05",
        "取込日": "2026/12/04 20:05:00",
        "受注キャンセル区分": "0",
        "受注キャンセル日": "0000/00/00",
        "受注状態区分": "50",
        "総合計": "4,800",
        "備考": "領収書をお願いします",
        "納品書印刷指示日": "2026/12/05",
        "納品書発行日": "2026/12/05 09:30:00",
        "出荷確定日": "2026/12/05",
        "出荷予定日": "2026/12/07",
        "明細行番号": "1",
        "受注数": "2",
        "キャンセルフラグ": "0",
    }
    merged = {"受注キャンセル区分": "3", "受注キャンセル日": "2026/12/04"}
    two = one | {"伝票番号": "502", "受注番号": TWO, "備考": "", "受注数": "1"}
    rows = [one, one | {"明細行番号": "2", "受注数": "1"}, two | merged]
    return content("next_engine_export_lines", rows).encode("cp932")


def next_engine_list() -> bytes:
    """Older list download with half-width kana."""
    one = {
        "伝票番号": "501",
        "受注日": "2026/12/04 20:00:05",
        "出荷確定日": "2026/12/05",
        "納品書印刷指示日": "2026/12/05",
        "納品書発行日": "2026/12/05 09:30:00",
        "状態": "出荷確定済",
        "受注番号": ONE,
        "店舗": "A店",
        "総合計": "4,800",
        "備考": "領収書をお願いします",
    }
    rows = [one, one | {"伝票番号": "502", "受注番号": TWO, "備考": ""}]
    return content("next_engine_list", rows).encode("cp932")


def crossmall() -> bytes:
    """Words of the screens, with the order time that a shop would add."""
    columns = [*HEADERS["crossmall"], "注文日時", "数量", "備考", "出荷予定日"]
    one = {
        "管理番号": "701",
        "注文番号": ONE,
        "処理フェーズ": "出荷",
        "注文日時": "2026/12/04 20:00:05",
        "数量": "2",
        "備考": "領収書をお願いします",
        "出荷予定日": "2026/12/07",
    }
    two = one | {"注文番号": TWO, "備考": "", "数量": "1"}
    return csv_text([one, one | {"数量": "1"}, two], columns).encode("cp932")


def robot_in() -> bytes:
    """The known beginning of the header; one line was deleted."""
    columns = [*HEADERS["robot_in"], "個数", "備考"]
    one = {
        "コントロールカラム": "N",
        "受注ID": "801",
        "店舗ID": "1",
        "店舗名": "A店",
        "受注日時": "2026-12-04 20:00:05",
        "受注番号": ONE,
        "項番": "1",
        "ステータスコード": "1",
        "個数": "2",
        "備考": "領収書をお願いします",
    }
    two = one | {"受注ID": "802", "受注番号": TWO, "備考": "", "個数": "1"}
    second = {"項番": "2", "個数": "1"}
    gone = two | {"コントロールカラム": "D", "項番": "2", "個数": "7"}
    return csv_text([one, one | second, two, gone], columns).encode("cp932")


def goq() -> bytes:
    """The widely used picking template, with remarks."""
    columns = [*HEADERS["goq"], "備考"]
    one = {
        "注文日時": "2026-12-04 20:00:05",
        "販売店舗": "A店",
        "GoQ管理番号": "901",
        "受注番号": ONE,
        "個数": "2",
        "合計金額": "4800",
        "備考": "領収書をお願いします",
    }
    two = one | {"受注番号": TWO, "備考": "", "個数": "1"}
    return csv_text([one, one | {"個数": "1"}, two], columns).encode("cp932")


def tempostar() -> bytes:
    """Guessed names; read only when the source is named."""
    columns = [
        "注文番号",
        "注文日時",
        "取込日時",
        "配送日指定",
        "出荷日",
        "数量",
        "備考",
    ]
    one = {
        "注文番号": ONE,
        "注文日時": "2026/12/04 20:00:05",
        "取込日時": "2026/12/04 20:10:00",
        "出荷日": "2026/12/07",
        "数量": "2",
        "備考": "領収書をお願いします",
    }
    two = one | {"注文番号": TWO, "備考": "", "数量": "1"}
    return csv_text([one, one | {"数量": "1"}, two], columns).encode("utf-8")


def yahoo(*, is_packed: bool) -> bytes:
    """A row an item line, or all lines of an order in a cell."""
    one = {
        "OrderId": "shop-10000001",
        "OrderTime": "2026-12-04T20:00:05+0900",
        "OrderStatus": "2",
        "PayDate": "2026-12-04",
        "ShipRequestDate": "お届け日指定なし",
        "ShippingDeadline": "2026-12-07",
        "BuyerComments": "領収書をお願いします",
        "TotalPrice": "4800",
        "Quantity": "2",
        "LineId": "1",
    }
    two = one | {"OrderId": "shop-10000002", "BuyerComments": "", "Quantity": "1"}
    second = {"LineId": "2", "Quantity": "1"}
    rows = [one, one | second, two | {"OrderStatus": "4"}]
    if is_packed:
        rows = [one | {"Quantity": "L1=2&L2=1", "LineId": ""}, rows[2] | {"LineId": ""}]
    return content("yahoo", rows).encode("utf-8")


def yahoo_items() -> bytes:
    """Item lines of the same orders, packed, without order times."""
    one = {"OrderId": "shop-10000001", "QuantityDetail": "L1=2&L2=1"}
    rows = [one, {"OrderId": "shop-10000002", "QuantityDetail": "L1=1"}]
    return content("yahoo_items", rows).encode("cp932")


def amazon_jp() -> bytes:
    """Tab-separated report of unshipped orders."""
    one = {
        "order-id": "250-0000001-0000001",
        "order-item-id": "11",
        "purchase-date": "2026-12-04T20:00:05+09:00",
        "payments-date": "2026-12-04T20:00:05+09:00",
        "promise-date": "2026-12-07T23:59:59+09:00",
        "quantity-purchased": "2",
        "payment-method": "Other",
    }
    two = one | {"order-id": "250-0000001-0000002", "order-item-id": "13"}
    second = {"order-item-id": "12", "quantity-purchased": "1"}
    rows = [one, one | second, two | {"quantity-purchased": "1"}]
    return content("amazon_jp", rows, "\t").replace('"', "").encode("cp932")


def shopify() -> bytes:
    """Order cells on the first line only; offsets of -0300; one order cancelled."""
    one = {
        "Name": "#1001",
        "Financial Status": "paid",
        "Paid at": "2026-12-04 08:00:10 -0300",
        "Fulfillment Status": "fulfilled",
        "Fulfilled at": "2026-12-05 09:00:00 -0300",
        "Currency": "JPY",
        "Total": "4800.00",
        "Created at": "2026-12-04 08:00:05 -0300",
        "Lineitem quantity": "2",
        "Notes": "領収書を\nお願いします",
    }
    two = one | {
        "Name": "#1002",
        "Notes": "",
        "Lineitem quantity": "1",
        "Cancelled at": "2026-12-04 09:00:00 -0300",
    }
    rows = [one, {"Name": "#1001", "Lineitem quantity": "1"}, two]
    return content("shopify", rows).replace("\r\n", "\n").encode("utf-8")


def smaregi_ec() -> bytes:
    """Item lines with days that have no time."""
    one = {
        "受注ID": "301",
        "EC注文番号": ONE,
        "EC種類名": "楽天市場",
        "EC店舗名": "A店",
        "受注ステータス名": "出荷待ち",
        "要望等": "領収書をお願いします",
        "合計額": "4800",
        "注文日時": "2026-12-04 20:00:05",
        "入金日": "2026-12-04",
        "出荷予定日": "2026-12-07",
        "ご購入明細番号": "1",
        "ご購入明細数量": "2",
    }
    two = one | {
        "受注ID": "302",
        "EC注文番号": TWO,
        "要望等": "",
        "ご購入明細数量": "1",
        "キャンセル日": "2026-12-05",
    }
    rows = [one, one | {"ご購入明細番号": "2", "ご購入明細数量": "1"}, two]
    return content("smaregi_ec", rows).encode("utf-8-sig")


def rms_renamed() -> bytes:
    """Re-export of a warehouse system with other names for the same columns."""
    one = {
        "受注番号": ONE,
        "受注日時": "2026/12/04 20:00:05",
        "発送完了報告日時": "",
        "支払方法": "クレジットカード",
        "商品明細ID": "1",
        "数量": "2",
        "合計金額": "4800",
        "備考": "領収書をお願いします",
    }
    two = one | {"受注番号": TWO, "備考": "", "数量": "1"}
    rows = [one, one | {"商品明細ID": "2", "数量": "1"}, two]
    return csv_text(rows, list(one)).encode("utf-16")


def rms_report() -> bytes:
    """Shipping report: order 1 left in two parcels, and one nobody knows."""
    rows = [
        {"注文番号": ONE, "送付先ID": "1", "発送明細ID": "1", "発送日": "2026-12-05"},
        {"注文番号": ONE, "送付先ID": "1", "発送明細ID": "2", "発送日": "2026-12-06"},
        {"注文番号": "400001-20261204-0000000099", "発送日": "2026-12-05"},
    ]
    return content("rms_report", rows).encode("cp932")


def rms_orders() -> bytes:
    """The same two orders as RMS writes them."""
    one = ORDER | {
        "商品明細ID": "1",
        "個数": "2",
        "コメント": "領収書を",
        "注文番号": ONE,
    }
    two = ORDER | {"商品明細ID": "1", "注文番号": TWO, "コメント": ""}
    columns = [*ORDER, "商品明細ID", "コメント", "発送完了報告日時"]
    return csv_text([one, one | LINE_TWO, two], columns).encode("cp932")


def rms_api() -> bytes:
    """Saved getOrder answer: deleted items and parcels, a cancellation, open money."""
    at = datetime(2026, 12, 4, 20, 0, 5)
    kept = {"itemDetailId": 1, "units": 2, "deleteItemFlag": 0}
    items = [kept, kept | {"itemDetailId": 2, "units": 1}]
    deleted = kept | {"itemDetailId": 3, "units": 50, "deleteItemFlag": 1}
    shipped = [{"shippingDate": "2026-12-05"}, {"shippingDate": "2026-12-06"}]
    package = {
        "basketId": 1,
        "packageDeleteFlag": 0,
        "ItemModelList": [*items, deleted],
        "ShippingModelList": shipped,
    }
    gone = package | {"basketId": 2, "packageDeleteFlag": 1}
    one = order_model(
        ONE,
        at,
        remarks="[備考:]\n領収書をお願いします",
        totalPrice=4800,
        shippingCmplRptDatetime="2026-12-06T18:00:00+0900",
        orderProgress=500,
        oneDayOperationFlag=1,
        PackageModelList=[package, gone],
    )
    change = {
        "changeType": 1,
        "changeReason": 0,
        "changeReasonDetail": 8,
        "changeApplyDatetime": "2026-12-05T10:00:00+0900",
        "changeFixDatetime": "2026-12-05T11:00:00+0900",
    }
    parcel = package | {"ItemModelList": [kept | {"units": 1}], "ShippingModelList": []}
    two = order_model(
        TWO,
        at,
        totalPrice=-9999,
        orderProgress=900,
        PackageModelList=[parcel],
        ChangeReasonModelList=[change],
    )
    answer = {"MessageModelList": [], "OrderModelList": [one, two], "version": 10}
    return json.dumps(answer, ensure_ascii=False, indent=1).encode("utf-8")


def zipped(files: dict[str, bytes]) -> bytes:
    """Return an archive whose bytes are the same on every run."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, (2026, 12, 12, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()


SAMPLES = {
    "next_engine_39.csv": next_engine_generic("next_engine_39"),
    "next_engine_38.csv": next_engine_generic("next_engine_38"),
    "next_engine_61.csv": next_engine_generic("next_engine_61"),
    "next_engine_export.csv": next_engine_export(),
    "next_engine_list.csv": next_engine_list(),
    "crossmall.csv": crossmall(),
    "robot_in.csv": robot_in(),
    "goq.csv": goq(),
    "tempostar.csv": tempostar(),
    "yahoo_lines.csv": yahoo(is_packed=False),
    "yahoo_packed.csv": yahoo(is_packed=True),
    "yahoo_items.csv": yahoo_items(),
    "amazon_jp.txt": amazon_jp(),
    "shopify.csv": shopify(),
    "smaregi_ec.csv": smaregi_ec(),
    "rms_renamed.csv": rms_renamed(),
    "rms_report.csv": rms_report(),
    "rms_api.json": rms_api(),
    "rms_and_report.zip": zipped(
        {"受注/rms.csv": rms_orders(), "報告/report.csv": rms_report()}
    ),
}
"""File name → bytes."""
