"""What a plan costs: rate cards, exact bills, and quotes over the possible sales.

A rate card applied to quantities is a bill, to the yen; applied to every simulated sale
it is a quote, whose price has a range as the sale has.
"""

from sim.quotes.amounts import AMOUNTS
from sim.quotes.billing import Bill, Line, bill
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
from sim.quotes.notes import Note, notes_of
from sim.quotes.price import Chance, Quote, price
from sim.quotes.quantities import CancelledShift, Quantities, TeamDay
from sim.quotes.rate_card import RateCard
from sim.quotes.risk import VolumeRisk
from sim.quotes.sales import SimulatedSales, simulate_sales

__all__ = [
    "AMOUNTS",
    "Bill",
    "CancelledShift",
    "Chance",
    "InHouse",
    "Line",
    "Note",
    "Quantities",
    "Quote",
    "RateCard",
    "SimulatedSales",
    "TeamDay",
    "VolumeRisk",
    "bill",
    "dumps",
    "load_in_house",
    "load_rate_card",
    "loads_in_house",
    "loads_rate_card",
    "notes_of",
    "price",
    "rate_card_of",
    "save",
    "simulate_sales",
]
