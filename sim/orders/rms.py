"""楽天市場 RMS 注文データ CSV.

The file is made from a template: all 158 columns (since 2023), 107 (before), 105, or
the few a shop has chosen, in any order, so columns are bound by name.
One row is an item line; what belongs to the order is repeated on each of its rows.
The file holds no cancellation time, tracking number or ship day; キャンセル期限日 is no
cancellation time and is not read as one.
Money of -9999 is not settled yet.
Names: H; those of re-exports by warehouse systems: M.
"""

import re
from collections.abc import Callable
from types import MappingProxyType

from sim.orders.base import State
from sim.orders.reading import normal_name
from sim.orders.rms_columns import RMS_COLUMNS
from sim.orders.vocabulary import VocabularyImporter

__all__ = ["RMS_STATES", "RmsImporter", "rms_state", "shop_of_rms_order"]

RMS_STATES: dict[str, str] = {
    "100": "注文確認待ち",
    "200": "楽天処理中",
    "300": "発送待ち",
    "400": "変更確定待ち",
    "500": "発送済",
    "600": "支払手続き中",
    "700": "支払手続き済",
    "800": "キャンセル確定待ち",
    "900": "キャンセル確定",
}
"""Order progress code → label."""

_KNOWN = frozenset(map(normal_name, RMS_COLUMNS))
_ORDER_ID = re.compile(r"(\d{3,})-\d{8}-\d{8,10}")


def shop_of_rms_order(order_id: str) -> str | None:
    """Return the shop in an order number of RMS (``shop-YYYYMMDD-number``).

    >>> shop_of_rms_order("400001-20261204-0000000001"), shop_of_rms_order("17")
    ('400001', None)
    """
    found = _ORDER_ID.fullmatch(order_id)
    return found.group(1) if found else None


class RmsImporter(VocabularyImporter):
    """Reads 注文データ CSV of RMS, of any template."""

    name = "rms"
    confidence = "H"
    channel = "rakuten"
    aliases = MappingProxyType(
        {
            "order_id": ("注文番号",),
            "ordered_at": ("注文日時",),
            "order_date": ("注文日",),
            "order_time": ("注文時間",),
            "confirmed_at": ("注文確認日時",),
            "fixed_at": ("注文確定日時",),
            "ship_instructed_at": ("発送指示日時",),
            "shipped_at": ("発送完了報告日時",),
            "status": ("ステータス",),
            "units": ("個数",),
            "value_yen": ("合計金額", "請求金額", "商品合計金額"),
            "delivery_date": ("お届け日指定",),
            "payment_method": ("支払方法名",),
            "parcel_id": ("送付先ID",),
            "line_id": ("商品明細ID",),
        }
    )
    renamed = MappingProxyType(
        {
            "order_id": ("受注番号", "オーダー番号"),
            "ordered_at": ("受注日時",),
            "order_date": ("受注日",),
            "order_time": ("注文時刻", "受注時間"),
            "shipped_at": ("発送完了報告日", "発送日"),
            "status": ("注文ステータス", "受注ステータス"),
            "shop": ("店舗ID", "店舗名"),
            "units": ("数量", "受注数"),
            "delivery_date": ("配達希望日",),
            "payment_method": ("支払方法", "お支払方法"),
        }
    )
    people = (
        "コメント",
        "備考",
        "のし",
        "ラッピング名1",
        "ラッピング名2",
        "ラッピング種類1",
        "ラッピング種類2",
        "ギフト配送希望",
        "複数送付先フラグ",
        "離島フラグ",
        "楽天確認中フラグ",
        "警告表示タイプ",
    )
    telling = MappingProxyType(
        {
            "楽天確認中フラグ": 3,
            "注文確認日時": 2,
            "注文確定日時": 2,
            "発送指示日時": 2,
            "発送完了報告日時": 2,
            "サブステータス": 2,
            "商品明細ID": 2,
            "送付先ID": 2,
            "注文番号": 1,
            "注文日時": 1,
            "注文日": 1,
            "ステータス": 1,
        }
    )
    vocabulary = RMS_COLUMNS
    states = MappingProxyType(RMS_STATES)
    cancelled = frozenset({"800", "900"})

    def known_names(self) -> frozenset[str]:
        """Return the names of the 158 columns."""
        return _KNOWN

    def _shop_of_order(self) -> Callable[[str], str | None]:
        return shop_of_rms_order


def rms_state(cell: str) -> State:
    """Return the meaning of a ステータス cell, written as code or as label.

    >>> rms_state("900").label, rms_state("発送待ち").is_cancelled
    ('キャンセル確定', False)
    """
    return RmsImporter().state(cell)
