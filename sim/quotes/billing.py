"""The bill: a rate card applied to what was counted, to the yen.

Each line is rounded to whole yen as the card says, lines add up exactly, and the tax is
rounded once, on their sum.
The same function bills a simulated sale and a real one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, get_args

from sim.quotes.hours import hour_parts, hours, is_charged, team_hours, yen_of_ticks
from sim.quotes.numbers import exact_product, quotient, whole_yen
from sim.quotes.prices import Band, PerInquiry, PerOrder, Surge, TeamRate
from sim.quotes.quantities import CancelledShift, Quantities
from sim.quotes.rate_card import RateCard

__all__ = ["LINE_KINDS", "Bill", "Line", "LineKind", "bill", "cancellation_share"]

LineKind = Literal[
    "order",
    "order_surge",
    "inquiry",
    "sales",
    "hours",
    "overtime",
    "night",
    "holiday",
    "hour_surge",
    "standby",
    "call",
    "fixed",
    "cancellation",
    "minimum",
]
LINE_KINDS: tuple[LineKind, ...] = get_args(LineKind)
"""All kinds of lines, in the order of a bill."""

Unit = Literal["orders", "cases", "yen", "hours", "head_days", "calls", "once"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a bill."""

    kind: LineKind
    """What is charged."""
    item: str
    """Team, fee or band that it is charged for; empty where there is only one."""
    quantity: Decimal
    """How much of it."""
    unit: Unit
    """Unit of the quantity."""
    rate: Decimal
    """Yen a unit; of sales, the share."""
    yen: Decimal
    """Charge in whole yen."""


@dataclass(frozen=True, slots=True)
class Bill:
    """Lines, their sum, and the tax on it."""

    lines: tuple[Line, ...]
    """Lines, in the order of :data:`LINE_KINDS`."""
    tax_yen: Decimal
    """Consumption tax in whole yen."""

    @property
    def before_tax_yen(self) -> Decimal:
        """Sum of the lines."""
        return sum((line.yen for line in self.lines), Decimal(0))

    @property
    def total_yen(self) -> Decimal:
        """What is to be paid."""
        return self.before_tax_yen + self.tax_yen


def bill(card: RateCard, counted: Quantities) -> Bill:
    """Return the bill of a rate card for what was counted.

    Hours, standby and calls are charged for the teams of the card's employer only.

    Parameters
    ----------
    card
        The rate card; its employer's teams are charged for.
    counted
        Quantities of one sale, simulated or real.
    """
    lines = [_rounded(card, line) for line in _charges(card, counted)]
    missing = card.minimum_yen - sum((line.yen for line in lines), Decimal(0))
    if missing > 0:
        top_up = Line("minimum", "", Decimal(1), "once", missing, missing)
        lines.append(_rounded(card, top_up))
    before_tax = sum((line.yen for line in lines), Decimal(0))
    tax = whole_yen(exact_product(before_tax, card.tax.rate), card.tax.rounding)
    return Bill(tuple(lines), tax)


def cancellation_share(card: RateCard, team: str, notice_hours: Decimal) -> Decimal:
    """Return the part of a shift's price that its cancellation costs, 0-1.

    A spot worker is owed the statutory leave allowance when it comes too late, so the
    share is then at least that of the card.

    Parameters
    ----------
    card
        The rate card.
    team
        Team of the shift.
    notice_hours
        Hours from the cancellation to the start of the shift.
    """
    terms = card.cancellation
    reached = [step.share for step in terms.steps if notice_hours < step.within_hours]
    share = reached[0] if reached else Decimal(0)
    rate = card.team(team)
    is_spot = rate is not None and rate.employment == "spot"
    if is_spot and notice_hours < terms.spot_within_hours:
        return max(share, terms.spot_share)
    return share


def _charges(card: RateCard, counted: Quantities) -> Iterator[Line]:
    """Yield all lines but that of the minimum, not rounded yet."""
    yield from _orders(card, counted)
    yield from _inquiries(card, counted)
    yield from _sales(card, counted)
    yield from _hours(card, counted)
    yield from _on_call(card, counted)
    for fee in card.fixed:
        yield Line("fixed", fee.label, Decimal(1), "once", fee.yen, fee.yen)
    for shift in counted.cancelled:
        if shift.employer == card.employer:
            yield from _cancelled(card, shift)


def _orders(card: RateCard, counted: Quantities) -> Iterator[Line]:
    if card.per_order is None:
        return
    is_arrived = card.per_order.counted == "arrived"
    orders = counted.arrived if is_arrived else counted.shipped
    parts = list(_by_band(card.per_order, orders))
    for item, quantity, yen in parts:
        amount = exact_product(quantity, yen)
        yield Line("order", item, quantity, "orders", yen, amount)
    charged = sum((exact_product(n, yen) for _, n, yen in parts), Decimal(0))
    for surge in card.surge:
        yield from _order_surge(card, surge, counted, orders, charged)


def _order_surge(
    card: RateCard, surge: Surge, counted: Quantities, orders: int, charged: Decimal
) -> Iterator[Line]:
    """Yield the premium on the orders of a surge; shares go on the average price."""
    if not (surge.order_share or surge.order_yen) or not orders:
        return
    beyond = sum(
        max(0, count - surge.above_orders_a_day)
        for day, count in counted.orders.items()
        if is_charged(surge.days, day, card.holidays)
    )
    number = Decimal(min(beyond, orders))
    shared = exact_product(surge.order_share, charged, number)
    amount = quotient(shared, orders) + exact_product(surge.order_yen, number)
    rate = quotient(amount, number) if number else surge.order_yen
    yield Line("order_surge", surge.label, number, "orders", rate, amount)


def _inquiries(card: RateCard, counted: Quantities) -> Iterator[Line]:
    if card.per_inquiry is None:
        return
    is_answered = card.per_inquiry.counted == "answered"
    by_flow = counted.answered if is_answered else counted.started
    cases = sum(by_flow.get(flow, 0) for flow in card.per_inquiry.flows)
    for item, quantity, yen in _by_band(card.per_inquiry, cases):
        amount = exact_product(quantity, yen)
        yield Line("inquiry", item, quantity, "cases", yen, amount)


def _by_band(
    price: PerOrder | PerInquiry, volume: int
) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Yield (name of the band, units in it, yen a unit); bands without units not."""
    if price.bands_apply == "whole_volume":
        band = next(
            band for band in price.bands if band.up_to is None or volume <= band.up_to
        )
        yield _band_name(price.bands, band), Decimal(volume), band.yen
        return
    begun = 0
    for band in price.bands:
        end = volume if band.up_to is None else min(volume, band.up_to)
        if end > begun or begun == 0:
            yield _band_name(price.bands, band), Decimal(end - begun), band.yen
        begun = max(begun, end)
        if begun == volume:
            return


def _band_name(bands: tuple[Band, ...], band: Band) -> str:
    """Return ``3001-8000`` for a band, ``8001-`` for the last; empty for the only."""
    if len(bands) == 1:
        return ""
    number = bands.index(band)
    first = 1 if number == 0 else (bands[number - 1].up_to or 0) + 1
    return f"{first}-{band.up_to or ''}"


def _sales(card: RateCard, counted: Quantities) -> Iterator[Line]:
    if card.sales is None:
        return
    is_shipped = card.sales.of == "shipped"
    sales = counted.shipped_yen if is_shipped else counted.ordered_yen
    amount = exact_product(sales, card.sales.share)
    yield Line("sales", "", sales, "yen", card.sales.share, amount)


def _hours(card: RateCard, counted: Quantities) -> Iterator[Line]:
    days = list(counted.of_employer(card.employer))
    rates = {row.team: rate for row in days if (rate := _rate(card, row.team))}
    for team, time in team_hours(days, rates, card.holidays).items():
        for part, ticks, yen in hour_parts(rates[team], time):
            amount = yen_of_ticks(ticks, yen)
            yield Line(part, team, hours(ticks), "hours", yen, amount)
    for surge in card.surge:
        yield from _hour_surge(card, surge, counted, rates)


def _hour_surge(
    card: RateCard, surge: Surge, counted: Quantities, rates: dict[str, TeamRate]
) -> Iterator[Line]:
    """Yield the premium on the hourly rates of the days of a surge, by team."""
    if not surge.hour_share:
        return
    days = [
        row
        for row in counted.of_employer(card.employer)
        if is_charged(surge.days, row.day, card.holidays)
    ]
    for team, time in team_hours(days, rates, card.holidays).items():
        rate = exact_product(rates[team].yen_per_hour, surge.hour_share)
        amount = yen_of_ticks(time.hours, rate)
        yield Line("hour_surge", team, hours(time.hours), "hours", rate, amount)


def _rate(card: RateCard, team: str) -> TeamRate | None:
    rate = card.team(team)
    return rate if rate is not None and rate.yen_per_hour else None


def _on_call(card: RateCard, counted: Quantities) -> Iterator[Line]:
    days = list(counted.of_employer(card.employer))
    for team in dict.fromkeys(row.team for row in days):
        rate = card.team(team)
        if rate is None:
            continue
        of_team = [row for row in days if row.team == team]
        heads = Decimal(
            sum(
                row.standby_heads
                for row in of_team
                if is_charged(rate.standby_days, row.day, card.holidays)
            )
        )
        calls = Decimal(sum(row.calls for row in of_team))
        fee, each = rate.standby_yen_per_head_day, rate.yen_per_call
        if fee and heads:
            amount = exact_product(heads, fee)
            yield Line("standby", team, heads, "head_days", fee, amount)
        if each and calls:
            amount = exact_product(calls, each)
            yield Line("call", team, calls, "calls", each, amount)


def _cancelled(card: RateCard, shift: CancelledShift) -> Iterator[Line]:
    rate = card.team(shift.team)
    share = cancellation_share(card, shift.team, shift.notice_hours)
    if rate is None or not share:
        return
    yen = exact_product(rate.yen_per_hour, share)
    amount = yen_of_ticks(shift.paid_ticks, yen)
    quantity = hours(shift.paid_ticks)
    yield Line("cancellation", shift.team, quantity, "hours", yen, amount)


def _rounded(card: RateCard, line: Line) -> Line:
    return replace(line, yen=whole_yen(line.yen, card.rounding))
