"""Amazon JP unshipped orders report: 32 tab-separated columns, one row an item line.

It holds orders that have not shipped, without prices and without a ship time.
``promise-date`` is what the customer was promised.
Names: H; that times carry their offset in Japan: not confirmed, so both are read.
The names of the all-orders report (amazon-order-id, order-status) are taken as well.
"""

from types import MappingProxyType

from sim.orders.vocabulary import VocabularyImporter

__all__ = ["AmazonJpImporter"]


class AmazonJpImporter(VocabularyImporter):
    """Reads order reports of Amazon JP."""

    name = "amazon_jp"
    confidence = "H"
    channel = "amazon_jp"
    aliases = MappingProxyType(
        {
            "order_id": ("order-id", "amazon-order-id"),
            "ordered_at": ("purchase-date",),
            "fixed_at": ("payments-date",),
            "ship_by": ("promise-date",),
            "status": ("order-status",),
            "units": ("quantity-purchased", "quantity", "quantity-to-ship"),
            "delivery_date": (
                "scheduled-delivery-end-date",
                "scheduled-delivery-start-date",
            ),
            "payment_method": ("payment-method",),
            "line_id": ("order-item-id",),
        }
    )
    people = ("gift-message-text",)
    telling = MappingProxyType(
        {
            "order-id": 1,
            "amazon-order-id": 2,
            "purchase-date": 2,
            "promise-date": 2,
            "days-past-promise": 2,
        }
    )
    vocabulary = (
        *("reporting-date", "sku", "product-name", "quantity-shipped"),
        *("ship-service-level", "cod-collectible-amount", "already-paid"),
        *("payment-method-fee", "points-granted", "is-prime"),
    )
    cancelled = frozenset({"Cancelled"})
    ship_by_kind = "promise"
