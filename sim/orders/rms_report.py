"""RMS shipping report (お荷物伝票番号 CSV): six columns that say what was shipped when.

It is no order file: it adds the day of shipping to orders of other files, matched by
order number.
発送日 is a day without a time; an order in several parcels has shipped with its last.
Names: M.
"""

from collections.abc import Callable
from types import MappingProxyType

from sim.orders.rms import shop_of_rms_order
from sim.orders.vocabulary import VocabularyImporter

__all__ = ["RmsReportImporter"]


class RmsReportImporter(VocabularyImporter):
    """Reads the shipping report of RMS."""

    name = "rms_report"
    confidence = "M"
    role = "part"
    channel = "rakuten"
    aliases = MappingProxyType({"order_id": ("注文番号",), "shipped_on": ("発送日",)})
    telling = MappingProxyType(
        {"発送明細ID": 2, "お荷物伝票番号": 1, "発送日": 1, "配送会社": 1}
    )
    needed = 3
    vocabulary = ("送付先ID",)

    def _shop_of_order(self) -> Callable[[str], str | None]:
        return shop_of_rms_order
