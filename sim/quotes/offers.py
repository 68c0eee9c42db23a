"""Several agencies side by side, and doing the work in-house, on the same sales.

Every offer is priced on the same possible sales (the same seed and replications), each
with its own staffing if it has one, so that offers are compared sale by sale.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.experiments.best import Loss, losses_to_best
from sim.experiments.samples import check_pairs
from sim.experiments.summary import summarise
from sim.quotes.price import Quote

__all__ = ["PARTS", "Offer", "offers_of", "part_table"]

PARTS = ("work", "checking", "other_wages", "losses")
"""What the shop pays with an offer: for the work itself (to the agency, or to its own
people), and the rest as in :data:`sim.quotes.amounts.AMOUNTS`."""


@dataclass(frozen=True, slots=True, eq=False)
class Offer:
    """One way to get the work done."""

    quote: Quote | None
    """The agency's quote; None is doing it in-house."""
    total: NDArray[np.float64]
    """What the shop pays in all, yen before tax, in each replication."""
    parts: pd.DataFrame
    """The same in its :data:`PARTS`: one row a replication."""
    loss: Loss
    """How much dearer it is than the cheapest of the others."""


def offers_of(quotes: Sequence[Quote]) -> tuple[Offer, ...]:
    """Return the agencies' offers in order, and doing it in-house as the last.

    In-house work is that of the first quote's plan.

    Parameters
    ----------
    quotes
        One or more, with the same seed and replications.

    Raises
    ------
    ValueError
        The quotes are of different sales.
    """
    check_pairs([quote.sales for quote in quotes])
    parts = [_parts(quote, "price") for quote in quotes]
    parts.append(_parts(quotes[0], "in_house_work").assign(checking=0.0))
    totals = np.stack([each.sum(axis=1).to_numpy(np.float64) for each in parts], axis=1)
    losses = losses_to_best(totals, less_is_better=True)
    return tuple(
        Offer(quote, totals[:, number], parts[number], losses[number])
        for number, quote in enumerate((*quotes, None))
    )


def part_table(offers: Sequence[Offer]) -> pd.DataFrame:
    """Return the statistics of each part of each offer, and of its ``total``.

    The columns are ``offer`` (its number), ``part`` and the statistics.
    """
    names = [
        (number, part) for number in range(len(offers)) for part in (*PARTS, "total")
    ]
    rows = [
        offers[number].total
        if part == "total"
        else offers[number].parts[part].to_numpy(np.float64)
        for number, part in names
    ]
    keys = pd.DataFrame(names, columns=["offer", "part"])
    return keys.join(summarise(np.stack(rows, axis=1)))


def _parts(quote: Quote, work: str) -> pd.DataFrame:
    rows = quote.replications
    return rows[[work, *PARTS[1:]]].set_axis(list(PARTS), axis=1)
