"""The price of a plan: a rate card over all possible sales, seen from both sides."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.experiments.intervals import Interval, wilson_interval
from sim.experiments.summary import summarise
from sim.quotes.amounts import AMOUNTS, amounts_of
from sim.quotes.billing import LINE_KINDS, Bill, bill
from sim.quotes.in_house import InHouse
from sim.quotes.notes import Note, notes_of
from sim.quotes.rate_card import RateCard
from sim.quotes.risk import VolumeRisk, volume_risk
from sim.quotes.sales import SimulatedSales

__all__ = ["CHANCES", "Chance", "Quote", "price"]

Float64 = NDArray[np.float64]
LineKey = tuple[str, str]

CHANCES = (
    "agency_loses",
    "cheaper_than_in_house",
    "minimum_charged",
    "above_peak",
    "missed_share_kept",
    "error_share_kept",
    "reply_share_kept",
)
"""Events whose chance is told, in order."""


@dataclass(frozen=True, slots=True)
class Chance:
    """How often something happens in the possible sales."""

    event: str
    """One of :data:`CHANCES`."""
    happened: int
    """Replications in which it did."""
    n: int
    """Replications that can be judged."""

    @property
    def share(self) -> float:
        """Part of the replications."""
        return self.happened / self.n

    @property
    def interval(self) -> Interval:
        """95 % Wilson interval of the probability."""
        return wilson_interval(self.happened, self.n)


@dataclass(frozen=True, slots=True, eq=False)
class Quote:
    """What an agency's rate card costs over the possible sales of a plan."""

    card: RateCard
    """The rate card."""
    in_house: InHouse
    """The shop's own costs."""
    sales: SimulatedSales
    """The possible sales, with the record of their run."""
    bills: tuple[Bill, ...]
    """The bill of each replication, to the yen."""
    replications: pd.DataFrame
    """One row a replication: ``orders`` and the columns of
    :data:`sim.quotes.amounts.AMOUNTS`."""
    amounts: pd.DataFrame
    """One row an amount: ``amount`` and the statistics over the replications."""
    lines: pd.DataFrame
    """One row a line: ``kind``, ``item``, ``unit``, ``quantity`` (mean), ``moves``
    (whether it differs from sale to sale), ``variance_share`` and the statistics of its
    yen."""
    risk: VolumeRisk
    """Who carries the volume risk."""
    chances: tuple[Chance, ...]
    """How likely what may matter is; what cannot be judged is left out."""
    notes: tuple[Note, ...]
    """What to look at before signing."""


def price(sales: SimulatedSales, card: RateCard, in_house: InHouse) -> Quote:
    """Return the quote of a rate card for the possible sales of a plan.

    Parameters
    ----------
    sales
        Possible sales, see :func:`sim.quotes.sales.simulate_sales`.
    card
        The agency's rate card.
    in_house
        The shop's own costs, for doing the same work and for checking the agency's.

    Raises
    ------
    RateCardError
        No team of the scenario belongs to the card's employer, or a team has no wage.
    """
    bills = tuple(bill(card, counted) for counted in sales.quantities)
    per_replication = amounts_of(sales, card, in_house, bills)
    orders = np.array([each.arrived for each in sales.quantities], np.float64)
    lines = _yen_by_line(bills)
    risk = volume_risk(orders, per_replication, lines)
    statistics = summarise(per_replication[list(AMOUNTS)].to_numpy(np.float64))
    return Quote(
        card=card,
        in_house=in_house,
        sales=sales,
        bills=bills,
        replications=per_replication.assign(orders=orders.astype(np.int64)),
        amounts=pd.concat([pd.DataFrame({"amount": AMOUNTS}), statistics], axis=1),
        lines=_line_table(bills, lines, risk),
        risk=risk,
        chances=tuple(_chances(sales, card, bills, per_replication)),
        notes=tuple(notes_of(sales.scenario, card)),
    )


def _yen_by_line(bills: tuple[Bill, ...]) -> dict[LineKey, Float64]:
    """Return the yen of each line in each bill, 0 where a bill has no such line."""
    found: dict[LineKey, Float64] = {}
    for number, each in enumerate(bills):
        for line in each.lines:
            key = (line.kind, line.item)
            if key not in found:
                found[key] = np.zeros(len(bills))
            found[key][number] += float(line.yen)
    return dict(sorted(found.items(), key=lambda pair: _place(pair[0])))


def _place(key: LineKey) -> tuple[int, int, str]:
    """Return where a line stands on a bill; bands by their number, teams by name."""
    kind, item = key
    first = item.partition("-")[0]
    number = int(first) if kind in ("order", "inquiry") and first.isdecimal() else 0
    return [*LINE_KINDS].index(kind), number, item  # type: ignore[arg-type]


def _line_table(
    bills: tuple[Bill, ...], lines: dict[LineKey, Float64], risk: VolumeRisk
) -> pd.DataFrame:
    quantities: dict[LineKey, Decimal] = {}
    units: dict[LineKey, str] = {}
    for each in bills:
        for line in each.lines:
            key = (line.kind, line.item)
            units[key] = line.unit
            quantities[key] = quantities.get(key, Decimal(0)) + line.quantity
    statistics = summarise(np.stack([*lines.values()], axis=1))
    rows = pd.DataFrame(
        {
            "kind": [kind for kind, _ in lines],
            "item": [item for _, item in lines],
            "unit": [units[key] for key in lines],
            "quantity": [float(quantities[key] / len(bills)) for key in lines],
            "moves": (statistics["low"] != statistics["high"]).to_list(),
            "variance_share": [risk.line_shares.get(key, 0.0) for key in lines],
        }
    )
    return pd.concat([rows, statistics], axis=1)


def _chances(
    sales: SimulatedSales,
    card: RateCard,
    bills: tuple[Bill, ...],
    amounts: pd.DataFrame,
) -> Iterable[Chance]:
    if card.cost_basis is not None:
        yield _chance("agency_loses", amounts["agency_margin"] < 0)
    yield _chance("cheaper_than_in_house", amounts["saving"] > 0)
    if card.minimum_yen:
        topped_up = [bill.lines[-1].kind == "minimum" for bill in bills]
        yield _chance("minimum_charged", topped_up)
    if card.peak_orders_a_day is not None:
        peak = card.peak_orders_a_day
        busiest = (each.busiest_day_orders > peak for each in sales.quantities)
        yield _chance("above_peak", busiest)
    yield from _promises(sales, card)


def _promises(sales: SimulatedSales, card: RateCard) -> Iterable[Chance]:
    """Yield how often each promise is kept, in the sales that can be judged."""
    kpis = sales.replications
    promises = card.promises
    errors = kpis["misshipped"] / _shipped(kpis).clip(lower=1)
    judged: tuple[
        tuple[str, pd.Series, float | None, Callable[..., pd.Series]], ...
    ] = (
        (
            "missed_share_kept",
            kpis["missed_share"],
            promises.missed_share,
            pd.Series.le,
        ),
        ("error_share_kept", errors, promises.error_share, pd.Series.le),
        (
            "reply_share_kept",
            kpis["reply_in_time_share"].dropna(),
            promises.reply_share,
            pd.Series.ge,
        ),
    )
    for event, seen, promised, is_kept in judged:
        if promised is not None and len(seen):
            yield _chance(event, is_kept(seen, promised))


def _shipped(kpis: pd.DataFrame) -> pd.Series:
    return kpis["shipped_on_time"] + kpis["shipped_late"]


def _chance(event: str, happened: Iterable[bool]) -> Chance:
    found = [bool(each) for each in happened]
    return Chance(event, sum(found), len(found))
