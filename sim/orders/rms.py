"""楽天市場 RMS 注文データ CSV.

The file is made from a template: all 158 columns (since 2023), 107 (before), 105, or
the few a shop has chosen, in any order, so columns are bound by name.
One row is an item line; what belongs to the order is repeated on each of its rows.
The file holds no cancellation time, tracking number or ship day; キャンセル期限日 is no
cancellation time and is not read as one.
Money of -9999 is not settled yet.
"""

import re
from types import MappingProxyType
from zoneinfo import ZoneInfo

from sim.orders.base import Binding, State, bound_columns, missing_column
from sim.orders.cells import CellRules
from sim.orders.reading import Header, OrderFile, normal_name
from sim.orders.rms_columns import RMS_COLUMNS

__all__ = ["RMS_STATES", "RmsImporter", "rms_state"]

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

_CANCELLED = frozenset({"800", "900"})
_CODES = {label: code for code, label in RMS_STATES.items()}

# aliases after the first: names in shop templates and in re-exports of other systems
_ALIASES: dict[str, tuple[str, ...]] = {
    "order_id": ("注文番号", "受注番号", "オーダー番号"),
    "ordered_at": ("注文日時", "受注日時"),
    "order_date": ("注文日", "受注日"),
    "order_time": ("注文時間", "注文時刻", "受注時間"),
    "confirmed_at": ("注文確認日時",),
    "fixed_at": ("注文確定日時",),
    "ship_instructed_at": ("発送指示日時",),
    "shipped_at": ("発送完了報告日時", "発送完了報告日", "発送日"),
    "status": ("ステータス", "注文ステータス", "受注ステータス"),
    "shop": ("店舗ID", "店舗名"),
    "units": ("個数", "数量", "受注数"),
    "value_yen": ("合計金額", "請求金額", "商品合計金額"),
    "delivery_date": ("お届け日指定", "配達希望日"),
    "payment_method": ("支払方法名", "支払方法", "お支払方法"),
    "parcel_id": ("送付先ID",),
    "line_id": ("商品明細ID",),
}
_PERSON_COLUMNS = (
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
_TELLING = (
    "ステータス",
    "サブステータス",
    "発送完了報告日時",
    "商品明細ID",
    "送付先ID",
)
_ORDER_ID = re.compile(r"(\d{3,})-\d{8}-\d{8,10}")


class RmsImporter:
    """Reads 注文データ CSV of RMS, of any template."""

    name = "rms"

    def recognises(self, header: Header) -> bool:
        """Return whether the header speaks the language of RMS."""
        has_key = header.position("注文番号") is not None
        has_time = any(header.position(n) is not None for n in ("注文日時", "注文日"))
        return has_key and has_time and any(
            header.position(name) is not None for name in _TELLING
        )  # fmt: skip

    def bind(self, file: OrderFile, zone: ZoneInfo) -> Binding:
        """Return which column means what.

        Raises
        ------
        ImportDataError
            There is no 注文番号, or neither 注文日時 nor 注文日 with 注文時間.
        """
        columns = bound_columns(file.header, _ALIASES)
        if "order_id" not in columns:
            raise missing_column(file, ("注文番号",))
        if "ordered_at" not in columns and not {"order_date", "order_time"} <= set(
            columns
        ):
            raise missing_column(file, ("注文日時", "注文日 + 注文時間"))
        positions = (file.header.position(name) for name in _PERSON_COLUMNS)
        return Binding(
            source=self.name,
            columns=MappingProxyType(columns),
            person_columns=tuple(p for p in positions if p is not None),
            rules=CellRules(zone),
            state=rms_state,
            constants=MappingProxyType({"channel": "rakuten"}),
            shop_of_order=_shop_of_order,
            known_names=frozenset(map(normal_name, RMS_COLUMNS)),
        )


def rms_state(cell: str) -> State:
    """Return the meaning of a ステータス cell, written as code or as label.

    >>> rms_state("900").label, rms_state("発送待ち").is_cancelled
    ('キャンセル確定', False)
    """
    plain = normal_name(cell)
    code = plain if plain in RMS_STATES else _CODES.get(plain)
    if code is None:
        return State(cell, None)
    return State(RMS_STATES[code], code in _CANCELLED)


def _shop_of_order(order_id: str) -> str | None:
    found = _ORDER_ID.fullmatch(order_id)
    return found.group(1) if found else None
