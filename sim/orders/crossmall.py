"""クロスモール (CROSS MALL): words of its screens; the order header is not public.

A file is never taken as one of CROSS MALL without asking; the guess is shown and a
planner corrects it by a mapping.
配送番号 is its word for the tracking number, 管理番号 its own order number.
Vocabulary: H; that these words head the columns of a file: L.
"""

from types import MappingProxyType

from sim.orders.vocabulary import VocabularyImporter

__all__ = ["CrossmallImporter"]


class CrossmallImporter(VocabularyImporter):
    """Reads order files of CROSS MALL, where the words of the screens are used."""

    name = "crossmall"
    confidence = "L"
    role = "oms"
    aliases = MappingProxyType(
        {
            "order_id": ("注文番号", "受注番号"),
            "ordered_at": ("注文日時", "受注日時", "注文日", "受注日"),
            "order_time": ("注文時間", "受注時間"),
            "status": ("処理フェーズ", "ステータス"),
            "shop": ("店舗名", "店舗"),
            "units": ("数量", "個数", "受注数"),
            "value_yen": ("合計金額", "請求金額"),
            "delivery_date": ("お届け日指定", "配送希望日", "お届け希望日"),
            "payment_method": ("支払方法", "決済方法"),
            "ship_by": ("出荷予定日", "発送予定日"),
            "shipped_at": ("出荷日", "発送日"),
        }
    )
    people = ("備考", "のし", "在庫警告状態", "住所警告")
    telling = MappingProxyType(
        {
            "処理フェーズ": 2,
            "管理区分": 2,
            "在庫警告状態": 2,
            "住所警告": 2,
            "配送便": 2,
            "配送番号": 1,
            "管理番号": 1,
            "Mark1": 1,
            "Mark2": 1,
            "Mark3": 1,
        }
    )
    ship_by_kind = "plan"
