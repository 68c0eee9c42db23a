"""Shopify orders export: UTF-8, 79 columns, one row an item line.

What belongs to the order stands on its first line only; what is said once counts.
Times carry their offset, as ``2025-10-02 17:09:34 -0300``.
An amount in another currency than JPY is left out.
``Name`` is the order number here (``#1001``) and a customer's name elsewhere, so it is
taken beside other columns of Shopify only.
Names: H.
"""

from types import MappingProxyType

from sim.orders.vocabulary import VocabularyImporter

__all__ = ["ShopifyImporter"]


class ShopifyImporter(VocabularyImporter):
    """Reads the orders export of Shopify."""

    name = "shopify"
    confidence = "H"
    channel = "own_site"
    aliases = MappingProxyType(
        {
            "order_id": ("Name", "Id"),
            "ordered_at": ("Created at",),
            "fixed_at": ("Paid at",),
            "shipped_at": ("Fulfilled at",),
            "cancelled_at": ("Cancelled at",),
            "status": (
                "Fulfillment Status",
                "Financial Status",
                "Lineitem fulfillment status",
            ),
            "units": ("Lineitem quantity",),
            "value_yen": ("Total",),
            "currency": ("Currency",),
            "payment_method": ("Payment Method",),
        }
    )
    people = ("Notes",)
    telling = MappingProxyType(
        {
            "Lineitem quantity": 3,
            "Lineitem name": 2,
            "Financial Status": 2,
            "Fulfillment Status": 2,
            "Created at": 1,
        }
    )
    vocabulary = (
        *("Accepts Marketing", "Subtotal", "Shipping", "Taxes"),
        *("Discount Code", "Discount Amount", "Shipping Method", "Lineitem price"),
        *("Lineitem compare at price", "Lineitem sku", "Lineitem discount"),
        *("Lineitem requires shipping", "Lineitem taxable", "Note Attributes"),
        *("Payment Reference", "Payment References", "Refunded Amount", "Vendor"),
        *("Outstanding Balance", "Location", "Device ID", "Tags", "Risk Level"),
        *("Source", "Receipt Number", "Duties", "Payment ID"),
        *("Payment Terms Name", "Next Payment Due At"),
        *(f"Tax {n} {what}" for n in range(1, 6) for what in ("Name", "Value")),
    )
    no_time_means_kept = True
