"""What a plan costs: rate cards, exact bills, and quotes over the possible sales.

A rate card applied to quantities is a bill, to the yen; applied to every simulated sale
it is a quote, whose price has a range as the sale has.
"""

from sim.quotes.files import (
    dumps,
    load_in_house,
    load_rate_card,
    loads_in_house,
    loads_rate_card,
    rate_card_of,
    save,
)
from sim.quotes.in_house import InHouse
from sim.quotes.rate_card import RateCard

__all__ = [
    "InHouse",
    "RateCard",
    "dumps",
    "load_in_house",
    "load_rate_card",
    "loads_in_house",
    "loads_rate_card",
    "rate_card_of",
    "save",
]
