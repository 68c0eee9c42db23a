"""GoQSystem: CSV of templates that every shop builds; statuses are the shop's folders.

One widely used picking template of 19 columns and words of others are known: M.
The B2クラウド output has no header and no order time, so it cannot be read.
"""

from types import MappingProxyType

from sim.orders.vocabulary import VocabularyImporter

__all__ = ["GoqImporter"]


class GoqImporter(VocabularyImporter):
    """Reads order files of GoQSystem."""

    name = "goq"
    confidence = "M"
    role = "oms"
    aliases = MappingProxyType(
        {
            "order_id": ("受注番号",),
            "ordered_at": ("注文日時",),
            "order_date": ("注文日",),
            "order_time": ("注文時間",),
            "status": ("受注ステータス",),
            "shop": ("販売店舗",),
            "units": ("個数",),
            "value_yen": ("合計金額",),
            "delivery_date": ("お届け日指定", "お届け希望日"),
            "payment_method": ("支払方法",),
            "ship_by": ("出荷予定日",),
            "shipped_at": ("出荷日", "発送日"),
        }
    )
    people = ("備考", "のし", "ラッピング", "ギフト")
    telling = MappingProxyType(
        {
            "GoQ管理番号": 3,
            "販売店舗": 2,
            "配送方法(複数配送先)": 2,
            "送付先住所(全て)": 1,
            "チェック項目": 1,
        }
    )
    vocabulary = (
        *("お荷物伝票番号", "商品名", "JANコード", "商品コード", "商品コード2"),
        *("SKU管理番号", "商品URL", "商品SKU", "項目・選択肢", "ひとことメモ"),
    )
    cancelled = frozenset({"キャンセル"})
    ship_by_kind = "plan"
