"""スマレジEC・一元管理: order CSV of more than 450 documented names.

入金日, 出荷日, 出荷予定日 and キャンセル日 are dates without a time and stay dates.
An order that the mall split has EC注文番号枝番; it is counted by EC注文番号.
Names: M.
"""

from types import MappingProxyType

from sim.orders.vocabulary import VocabularyImporter

__all__ = ["SmaregiEcImporter"]


class SmaregiEcImporter(VocabularyImporter):
    """Reads order files of スマレジEC・一元管理."""

    name = "smaregi_ec"
    confidence = "M"
    role = "oms"
    aliases = MappingProxyType(
        {
            "order_id": ("EC注文番号", "受注ID"),
            "ordered_at": ("注文日時",),
            "fixed_at": ("入金日",),
            "imported_at": ("登録日時",),
            "shipped_at": ("出荷日",),
            "cancelled_at": ("キャンセル日",),
            "cancel_reason": ("キャンセル理由名", "キャンセル理由"),
            "ship_by": ("出荷予定日",),
            "status": ("受注ステータス名", "受注ステータス", "作業状況"),
            "shop": ("EC店舗名", "EC種類名", "EC種類", "EC店舗ID"),
            "units": ("ご購入明細数量", "商品点数"),
            "value_yen": ("合計額", "請求額"),
            "delivery_date": ("お届け日",),
            "payment_method": ("支払方法",),
            "parcel_id": ("受注ID",),
            "line_id": ("ご購入明細番号",),
        }
    )
    people = ("要望等", "のし区分", "ギフトフラグ", "ソーシャルギフト注文フラグ")
    telling = MappingProxyType(
        {
            "EC注文番号": 3,
            "EC種類名": 2,
            "EC店舗名": 2,
            "ご購入明細番号": 2,
            "受注ID": 1,
            "作業状況": 1,
        }
    )
    vocabulary = (
        *("EC注文番号枝番", "受注分類", "受注分類名", "キャンセルメモ", "商品合計"),
        *("支払方法ID", "決済ステータス", "配送業者名", "配送方法名", "配送区分名"),
        *("申込番号種類名", "支払期日", "売上日", "ひとことメモ", "伝達事項"),
        *("対応履歴", "あすつくフラグ", "送り状伝票番号", "個口", "お届け時間"),
        *("注文当日出荷フラグ", "のし名入", "マーク1", "マーク2", "マーク3"),
        *("同梱ID", "同梱タイプ", "ご購入明細商品コード", "ご購入明細商品名"),
        *("ご購入明細金額", "ご購入明細在庫切れ時注文フラグ"),
    )
    cancelled = frozenset({"キャンセル"})
    ship_by_kind = "plan"
    no_time_means_kept = True
