"""A quote as the agreement document carries it."""

from math import isnan

from sim.agreements.price import QuotedPrice
from sim.quotes.price import Quote

__all__ = ["quoted_price"]


def quoted_price(quote: Quote) -> QuotedPrice:
    """Return what the rate card comes to, bound to the card without its own costs.

    The document leaves the agency's own costs out, so the digest is that of the card
    that both sides see.
    """
    row = next(
        each for each in quote.amounts.to_dict("records") if each["amount"] == "price"
    )
    return QuotedPrice(
        mean_yen=round(row["mean"]),
        ci_low_yen=None if isnan(row["ci_low"]) else max(0, round(row["ci_low"])),
        ci_high_yen=None if isnan(row["ci_high"]) else round(row["ci_high"]),
        p10_yen=round(row["p10"]),
        p50_yen=round(row["p50"]),
        p90_yen=round(row["p90"]),
        n=int(row["n"]),
        card_digest=quote.card.replace(cost_basis=None).digest,
    )
