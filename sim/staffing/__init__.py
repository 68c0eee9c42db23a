"""Which people to buy: the cheapest plan that keeps the promise, and how good it is."""

from sim.staffing.answer import Answer, Certificate, Effort, Sample
from sim.staffing.find import find_staffing
from sim.staffing.frontier import Frontier, frontier_of
from sim.staffing.marginal import marginal_table
from sim.staffing.offer import Choice, Heads, Offer, offer_of
from sim.staffing.room import largest_kept, later_cutoff, more_orders
from sim.staffing.runner import Runner
from sim.staffing.shortfall import Raise, Unmet, repairs_of

__all__ = [
    "Answer",
    "Certificate",
    "Choice",
    "Effort",
    "Frontier",
    "Heads",
    "Offer",
    "Raise",
    "Runner",
    "Sample",
    "Unmet",
    "find_staffing",
    "frontier_of",
    "largest_kept",
    "later_cutoff",
    "marginal_table",
    "more_orders",
    "offer_of",
    "repairs_of",
]
