"""Robot-in 受注CSV: the beginning of its header is known, the rest is chosen by shops.

コントロールカラム is N (new), U (updated) or D (item line deleted); deleting all lines
does not delete the order (manual), so a deleted line stays a row without pieces.
The first eight names: H (manual); the rest follows the words of the manual and is L.
"""

from types import MappingProxyType

from sim.orders.vocabulary import VocabularyImporter

__all__ = ["RobotInImporter"]


class RobotInImporter(VocabularyImporter):
    """Reads 受注CSV of Robot-in."""

    name = "robot_in"
    confidence = "H"
    role = "oms"
    aliases = MappingProxyType(
        {
            "order_id": ("受注番号",),
            "ordered_at": ("受注日時",),
            "status": ("ステータスコード", "ステータス"),
            "line_flag": ("コントロールカラム",),
            "shop": ("店舗名", "店舗ID"),
            "units": ("個数", "数量", "受注数"),
            "value_yen": ("合計金額", "請求金額"),
            "delivery_date": ("配送希望日", "お届け希望日"),
            "payment_method": ("支払方法",),
            "ship_by": ("出荷予定日", "発送予定日"),
            "shipped_at": ("出荷日", "発送日"),
            "parcel_id": ("受注ID",),
            "line_id": ("明細ID", "項番"),
        }
    )
    people = ("備考", "のし", "ラッピング")
    telling = MappingProxyType(
        {"コントロールカラム": 3, "ステータスコード": 1, "受注ID": 1, "項番": 1}
    )
    vocabulary = ("商品コード",)
    ship_by_kind = "plan"
