"""Yahoo!ショッピング: CSV of templates that use the field names of the order API.

Two shapes exist: one row an item line (LineId), and one row an order with all its lines
packed into a cell (``L1=2&L2=1`` in Quantity or QuantityDetail); a packed cell counts
as its lines.
A file with item lines and without OrderTime adds pieces to the orders of other files.
ShippingDeadline is the mall's limit for this order.
ShipDate and PayDate have no time of day; there is no cancellation time.
Names and codes of OrderStatus: H (API reference,
https://developer.yahoo.co.jp/webapi/shopping/, orderInfo and orderStatusChange);
encoding and shape of the CSV: L, so they are found out.
"""

from collections.abc import Mapping
from types import MappingProxyType

from sim.orders.base import Role
from sim.orders.vocabulary import VocabularyImporter

__all__ = ["YahooImporter"]


class YahooImporter(VocabularyImporter):
    """Reads order files of Yahoo!ショッピング."""

    name = "yahoo"
    confidence = "H"
    channel = "yahoo"
    aliases = MappingProxyType(
        {
            "order_id": ("OrderId",),
            "ordered_at": ("OrderTime",),
            "fixed_at": ("PayDate",),
            "printed_at": ("PrintSlipTime",),
            "shipped_at": ("ShipDate",),
            "ship_by": ("ShippingDeadline",),
            "status": ("OrderStatus",),
            "shop": ("SellerId",),
            "units": ("Quantity", "QuantityDetail"),
            "value_yen": ("TotalPrice", "SettleAmount"),
            "delivery_date": ("ShipRequestDate",),
            "payment_method": ("PayMethodName", "PayMethod"),
            "line_id": ("LineId",),
        }
    )
    people = (
        "BuyerComments",
        "NeedGiftWrap",
        "NeedGiftWrapPaper",
        "GiftWrapMessage",
        "IsMultiShip",
        "Suspect",
        "FraudHoldStatus",
    )
    telling = MappingProxyType(
        {
            "OrderId": 1,
            "OrderTime": 2,
            "OrderStatus": 1,
            "QuantityDetail": 2,
            "ShippingDeadline": 2,
            "ShipRequestDate": 1,
            "SettleStatus": 1,
            "StoreStatus": 1,
        }
    )
    vocabulary = (
        *("Version", "ParentOrderId", "ChildOrderId", "DeviceType", "IsSeen"),
        *("ShipStatus", "PayStatus"),
        *("IsSplit", "CancelReason", "CancelReasonDetail", "LastUpdateTime"),
        *("SendConfirmTime", "SendPayTime", "PrintDeliveryTime", "PrintBillTime"),
        *("SellerComments", "Notes", "OperationUser", "ShipNotes", "PayNotes"),
        *("ShipMethod", "ShipMethodName", "ShipRequestTime", "ShipCompanyCode"),
        *("ShipInvoiceNumber1", "ShipInvoiceNumber2", "ArrivalDate"),
        *("ShipInstructStatus", "ExcellentDelivery", "PayType", "PayKind"),
        *("SettleId", "PayCharge", "ShipCharge", "GiftWrapCharge", "Discount"),
        *("UsePoint", "ItemId", "Title", "SubCode", "SubCodeOption", "ItemOption"),
        *("UnitPrice", "LeadTimeText", "LeadTimeStart", "LeadTimeEnd"),
        *("IsLineGiftOrder", "TotalMallCouponDiscount", "IsSubscription"),
    )
    states = MappingProxyType(
        {"1": "予約中", "2": "処理中", "3": "保留", "4": "キャンセル", "5": "完了"}
    )
    cancelled = frozenset({"4"})
    ship_by_kind = "deadline"
    packs_lines = True

    def _has_order(self, columns: Mapping[str, int]) -> bool:
        return "order_id" in columns and bool(columns.keys() & {"ordered_at", "units"})

    def _role_of(self, columns: Mapping[str, int]) -> Role:
        return "mall" if "ordered_at" in columns else "part"
