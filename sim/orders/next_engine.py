"""ネクストエンジン: 汎用受注CSV (39, 38, 61 columns), order export and list download.

Files are made of templates, so columns are bound by name; half-width kana of the older
list download (ﾋﾟｯｷﾝｸﾞ指示内容) and full-width digits compare as NFKC.
An order may have several slips (伝票番号): merged, split or copied ones.
Orders are counted by the mall's number (受注番号, 店舗伝票番号); a slip that was
cancelled by splitting or merging (受注キャンセル区分 "3") loses no order.
納品書印刷指示日 is the shop's own release to print; like 出荷確定日 it has no time of
day and stays a date.
Names: H (developer site and manual); the list download: M.
"""

from types import MappingProxyType

from sim.orders.base import State
from sim.orders.reading import Header, normal_name
from sim.orders.vocabulary import VocabularyImporter

__all__ = ["NextEngineImporter"]

_SHIPPED_FLAG = normal_name("出荷済フラグ")


class NextEngineImporter(VocabularyImporter):
    """Reads order files of ネクストエンジン."""

    name = "next_engine"
    confidence = "H"
    role = "oms"
    aliases = MappingProxyType(
        {
            "order_id": ("受注番号", "店舗伝票番号"),
            "ordered_at": ("受注日",),
            "fixed_at": ("入金日",),
            "imported_at": ("取込日",),
            "ship_instructed_at": ("納品書印刷指示日",),
            "printed_at": ("納品書発行日",),
            "shipped_at": ("出荷確定日",),
            "cancelled_at": ("受注キャンセル日",),
            "ship_by": ("出荷予定日",),
            "status": ("受注状態区分", "受注状態名", "状態", "出荷済フラグ"),
            "cancel_flag": ("受注キャンセル区分",),
            "line_flag": ("キャンセルフラグ",),
            "shop": ("店舗コード", "店舗"),
            "units": ("受注数", "受注数量"),
            "value_yen": ("総合計", "合計金額", "商品計"),
            "delivery_date": ("配達希望日", "日付指定"),
            "payment_method": ("支払名", "支払方法", "支払区分"),
            "parcel_id": ("伝票番号",),
            "line_id": ("明細行番号",),
        }
    )
    people = (
        "備考",
        "ギフトフラグ",
        "のし",
        "ラッピング",
        "重要チェック区分",
        "重要",
        "複数配送親フラグ",
    )
    telling = MappingProxyType(
        {
            "店舗伝票番号": 3,
            "受注状態区分": 3,
            "受注キャンセル区分": 3,
            "納品書印刷指示日": 3,
            "納品書発行日": 2,
            "出荷確定日": 2,
            "ピッキング指示内容": 2,
            "重要チェック区分": 2,
            "同梱先伝票番号": 2,
            "分割元伝票番号": 2,
            "受注分類タグ": 2,
            "伝票番号": 1,
            "受注番号": 1,
            "受注日": 1,
        }
    )
    vocabulary = (
        *("重要チェック名", "確認チェック区分", "確認チェック名"),
        *("受注確認内容ID", "メール送信状態値"),
        *("取込種類区分", "取込種類名", "受注キャンセル名", "発送方法区分"),
        *("発送方法名", "発送方法", "税金", "手数料", "発送代", "発送料", "他費用"),
        *("ポイント数", "ポイント", "その他費用", "入金額", "入金状況区分"),
        *("入金状況名", "同梱候補伝票番号", "複数配送親伝票番号", "複写元伝票番号"),
        *("納品書特記事項", "出荷順序", "作業用欄", "作業者欄", "ラベル発行日"),
        *("ラベル発行フラグ", "配達希望時間帯区分", "配達希望時間帯名", "時間帯指定"),
        *("便種区分", "便種名", "温度区分", "温度名", "発送伝票番号"),
        *("発送伝票備考欄", "顧客区分", "顧客コード", "作成日", "最終更新日"),
        *("商品コード", "商品名", "商品価格", "単価", "小計金額", "商品OP"),
        *("商品オプション", "引当数", "引当日", "消費税率（%）", "クーポン割引額"),
    )
    states = MappingProxyType(
        {
            "0": "取込情報不足",
            "1": "受注メール取込済",
            "2": "起票済",
            "20": "納品書印刷待ち",
            "30": "納品書印刷中",
            "40": "納品書印刷済",
            "50": "出荷確定済",
        }
    )
    not_lost = frozenset({"3"})
    ship_by_kind = "plan"

    def state(self, cell: str) -> State:
        """Return what a status cell means; the state does not tell a cancellation."""
        if normal_name(cell) == "キャンセル":
            return State(cell, is_cancelled=True)
        return super().state(cell)

    def _chosen(self, columns: dict[str, int], header: Header) -> dict[str, int]:
        """Leave 出荷済フラグ out: its 0 and 1 are no codes of 受注状態区分."""
        position = columns.get("status")
        if position is not None and header.names[position] == _SHIPPED_FLAG:
            del columns["status"]
        return columns
