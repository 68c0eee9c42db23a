"""The shop's own costs: doing the work in-house, and checking what an agency did.

A cheap contract that must be checked at home saves nothing, so both are counted.
"""

from decimal import Decimal
from functools import cached_property
from typing import Annotated

from pydantic import Field

from sim.quotes.numbers import Yen
from sim.quotes.prices import Checking, Country, HourRate
from sim.quotes.rate_card import RATE_CARD_VERSION, digest_of, rate_of
from sim.scenario.base import Spec
from sim.scenario.target import Origin

__all__ = ["InHouse"]


class InHouse(Spec):
    """What the work costs the shop itself."""

    schema_version: Annotated[int, Field(ge=1, le=RATE_CARD_VERSION)] = (
        RATE_CARD_VERSION
    )
    """Version of this file format."""
    name: Annotated[str, Field(min_length=1, max_length=200)]
    """Title, as the screen shows it."""
    description: Annotated[str, Field(max_length=4000)] = ""
    """What it is about, for people."""
    holidays: Country = "JP"
    """Country whose national holidays ``holiday`` means; "none" means no holidays."""
    teams: Annotated[tuple[HourRate, ...], Field(min_length=1)]
    """Wage of the shop's own people in the place of each agency team."""
    fixed_yen: Yen = Decimal(0)
    """Recruiting, training, desks and machines for the sale."""
    yen_per_order: Yen = Decimal(0)
    """Cost of an order beside the wages."""
    yen_per_inquiry: Yen = Decimal(0)
    """Cost of an inquiry beside the wages."""
    check_yen_per_hour: Yen
    """Wage of those who check the agency's work."""
    checking: Checking = Checking()
    """Minutes of checking with an agency whose rate card names none."""
    origins: tuple[Origin, ...] = ()
    """Where the numbers come from; what is not listed is an assumption."""

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical form, hexadecimal."""
        return digest_of(self)

    def team(self, name: str) -> HourRate | None:
        """Return the wage in the place of a team; None when there is none."""
        return rate_of(self.teams, name)
