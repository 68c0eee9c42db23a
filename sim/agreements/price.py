"""The price of an agreement: the rate card itself, and what it is likely to come to."""

from typing import Annotated

from pydantic import Field

from sim.agreements.clauses import Text, ToFill
from sim.quotes.rate_card import RateCard
from sim.scenario.base import Spec

__all__ = ["Price", "QuotedPrice"]

WholeYen = Annotated[int, Field(ge=0, le=10**12)]


class QuotedPrice(Spec):
    """What the rate card comes to over the simulated sales, before tax.

    The bill follows the rate card and the volume that comes; this is an expectation.
    """

    mean_yen: WholeYen
    """Mean over the simulated sales."""
    ci_low_yen: WholeYen | None
    """Lower end of the 95 % interval of the mean; None with one replication."""
    ci_high_yen: WholeYen | None
    """Upper end of it."""
    p10_yen: WholeYen
    """One sale in ten costs this or less."""
    p50_yen: WholeYen
    """Median."""
    p90_yen: WholeYen
    """One sale in ten costs this or more."""
    n: Annotated[int, Field(ge=1)]
    """Simulated sales."""
    card_digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """Digest of the rate card that was priced."""


class Price(Spec):
    """What is paid, by which rule, and when."""

    rate_card: Annotated[RateCard | None, ToFill()] = None
    """The locked rate card: bills are computed from it and from nothing else."""
    quoted: QuotedPrice | None = None
    """Expected price and its range; None when it was not computed."""
    payment: Annotated[Text | None, ToFill()] = None
    """When and how it is billed and paid."""
