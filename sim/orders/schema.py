"""Columns of the orders table: what an order is, whatever system it came from.

It holds what a plan needs (when, how much, what state) and nothing personal: no names,
no addresses, no free text.
A date without a time of day stands in a column of its own; no time is invented.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pandas as pd
import pyarrow as pa

from sim.orders.writing import Kind

__all__ = ["COLUMNS", "DAY_TWINS", "MOMENT_COLUMNS", "STAGE_COLUMNS", "Column"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the orders table."""

    name: str
    kind: Kind
    unit: str
    """Unit of the values; empty when they have none."""

    ja: str
    """Meaning, in Japanese."""

    en: str
    """Meaning, in English."""

    is_required: bool = False
    """Whether every order has a value."""

    def dtype(self, zone: ZoneInfo) -> object:
        """Return the pandas dtype; moments are in ``zone``."""
        match self.kind:
            case "text":
                return pd.StringDtype("pyarrow")
            case "moment":
                return pd.DatetimeTZDtype("ms", zone)
            case "day":
                return pd.ArrowDtype(pa.date32())
            case "claim":
                return pd.BooleanDtype()
            case "count":
                return pd.Int64Dtype()
            case "amount":
                return pd.Float64Dtype()


COLUMNS: tuple[Column, ...] = (
    Column("order_id", "text", "", "注文番号", "order number", is_required=True),
    Column(
        "ordered_at",
        "moment",
        "",
        "注文日時。再現(replay)に必要な唯一の列",
        "when the customer ordered; the one column a replay needs",
        is_required=True,
    ),
    Column(
        "confirmed_at",
        "moment",
        "",
        "注文確認日時。自動確認のこともある",
        "when the shop or its agency, or a robot, confirmed the order",
    ),
    Column(
        "fixed_at",
        "moment",
        "",
        "注文確定日時(決済側の確定)。人の作業ではない",
        "when the payment side settled; nobody's work",
    ),
    Column(
        "ship_instructed_at",
        "moment",
        "",
        "発送指示日時。RMSでは楽天が自動で記録し、倉庫への指示ではない",
        "release to ship; RMS sets it by itself, it is no order to a warehouse",
    ),
    Column(
        "imported_at",
        "moment",
        "",
        "受注管理システムに取り込んだ日時(取込日など)",
        "when the order system took the order in",
    ),
    Column(
        "printed_at",
        "moment",
        "",
        "納品書を発行した日時",
        "when the packing slip was printed",
    ),
    Column(
        "shipped_at",
        "moment",
        "",
        "発送完了報告日時。まとめて報告されることが多い",
        "when shipping was reported, often many orders at once",
    ),
    Column("cancelled_at", "moment", "", "キャンセル日時", "when it was cancelled"),
    Column(
        "ship_by_at",
        "moment",
        "",
        "発送の期日に時刻があるときの日時",
        "latest or planned moment to ship, when the source has a time of day",
    ),
    Column(
        "fixed_on",
        "day",
        "",
        "入金日など。元データに時刻がなく日付だけのときに入る",
        "day of settling, when the source has a day and no time",
    ),
    Column(
        "ship_instructed_on",
        "day",
        "",
        "出荷の指示日。元データに時刻がなく日付だけのときに入る。"
        "ネクストエンジンの納品書印刷指示日は店舗自身の指示",
        "day of the release to ship, when the source has a day and no time; the "
        "納品書印刷指示日 of ネクストエンジン is the shop's own release",
    ),
    Column(
        "shipped_on",
        "day",
        "",
        "発送日。元データに時刻がなく日付だけのときや、発送日の列が別にあるときに入る",
        "day of shipping, when the source has a day and no time, or a day of its own",
    ),
    Column(
        "cancelled_on",
        "day",
        "",
        "キャンセル日。元データに時刻がなく日付だけのときに入る",
        "day of cancelling, when the source has a day and no time",
    ),
    Column(
        "ship_by",
        "day",
        "",
        "発送の期日。意味は ship_by_kind",
        "day to ship by; ship_by_kind says what it means",
    ),
    Column(
        "ship_by_kind",
        "text",
        "",
        "期日の種類: deadline(モールの期限)、promise(お客様への約束)、plan(予定)",
        "deadline (limit of the mall), promise (told to the customer) or plan",
    ),
    Column(
        "is_one_day",
        "claim",
        "",
        "1営業日以内に発送する約束の注文か(RMS APIのoneDayOperationFlag)",
        "whether it must ship within one business day (oneDayOperationFlag of the "
        "RMS API)",
    ),
    Column(
        "status",
        "text",
        "",
        "ファイルを出力した時点の状態",
        "state when the file was made, not at the sale",
    ),
    Column(
        "is_cancelled",
        "claim",
        "",
        "キャンセルされた注文か。元データから分からなければ空",
        "whether it was cancelled; empty when the source does not tell",
    ),
    Column(
        "cancel_reason",
        "text",
        "",
        "キャンセルの理由。RMS APIではコード(8 欠品、13 発送遅延など)",
        "why it was cancelled; a code in the RMS API (8 out of stock, 13 shipped late)",
    ),
    Column("channel", "text", "", "モール・販路", "mall or other channel"),
    Column("shop", "text", "", "店舗", "shop"),
    Column("lines", "count", "行", "商品明細の行数", "item lines", is_required=True),
    Column("units", "count", "個", "商品の個数の合計", "pieces, all lines together"),
    Column(
        "value_yen",
        "amount",
        "円",
        "注文の合計金額。未確定なら空",
        "order total; empty while it is not settled",
    ),
    Column("delivery_date", "day", "", "お届け日指定", "delivery day asked for"),
    Column("payment_method", "text", "", "支払方法", "way of payment"),
    Column(
        "needs_person",
        "claim",
        "",
        "人の確認が要る注文か(備考、のし、ラッピング、ギフト、複数送付先、離島、警告、"
        "金額未確定など)。該当する列がなければ空",
        "whether a person must look: remarks, noshi, wrapping, gift, several "
        "addresses, island, warning, open amount; empty when the source has no such "
        "column",
    ),
    Column(
        "class",
        "text",
        "",
        "シナリオの注文区分。指定したときだけ入る",
        "order class of the scenario, when given",
    ),
)
"""All columns, in file order."""

MOMENT_COLUMNS: tuple[str, ...] = tuple(c.name for c in COLUMNS if c.kind == "moment")
"""Names of the columns that hold times."""

STAGE_COLUMNS: tuple[str, ...] = tuple(n for n in MOMENT_COLUMNS if n != "ship_by_at")
"""Names of the columns that hold times at which something happened."""

DAY_TWINS: dict[str, str] = {
    "fixed_at": "fixed_on",
    "ship_instructed_at": "ship_instructed_on",
    "shipped_at": "shipped_on",
    "cancelled_at": "cancelled_on",
    "ship_by_at": "ship_by",
}
"""Column of times → column of the days that have no time."""
