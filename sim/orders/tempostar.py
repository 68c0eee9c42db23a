"""TEMPOSTAR: no header is public; only the words of its shipping rules are known.

出荷日 is planned from 取込日時 and 出荷までの日数 (one day more after
当日配送リミット時間), or from 配送日指定 less 配送期間.
The names below are a starting guess (U): a file is never taken as one of TEMPOSTAR
without asking, and a planner corrects the guess by a mapping.
"""

from types import MappingProxyType

from sim.orders.vocabulary import VocabularyImporter

__all__ = ["TempostarImporter"]


class TempostarImporter(VocabularyImporter):
    """Reads order files of TEMPOSTAR by guessed names."""

    name = "tempostar"
    confidence = "U"
    role = "oms"
    aliases = MappingProxyType(
        {
            "order_id": ("注文番号", "受注番号"),
            "ordered_at": ("注文日時", "受注日時"),
            "imported_at": ("取込日時",),
            "status": ("ステータス", "受注ステータス"),
            "shop": ("店舗名", "モール名"),
            "units": ("数量", "個数"),
            "value_yen": ("合計金額", "請求金額"),
            "delivery_date": ("配送日指定", "配送希望日"),
            "payment_method": ("支払方法", "決済方法"),
            "ship_by": ("出荷日", "出荷予定日"),
        }
    )
    people = ("備考", "のし", "ラッピング")
    telling = MappingProxyType(
        {
            "取込日時": 1,
            "出荷までの日数": 2,
            "当日配送リミット時間": 2,
            "配送日指定": 1,
            "配送期間": 2,
        }
    )
    ship_by_kind = "plan"
