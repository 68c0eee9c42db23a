"""Offers from simulated plans: document, files of the run, values behind them.

A new plan in a negotiation keeps what people have written and takes everything that the
simulation says from the new run.
"""

import math
from collections.abc import Iterable
from datetime import datetime, time, timedelta

from sim.agreements.bound_run import HEADLINE, scenario_files
from sim.agreements.clauses import Party
from sim.agreements.draft import draft_terms
from sim.agreements.price import QuotedPrice
from sim.agreements.records import Offer
from sim.agreements.terms import Terms
from sim.experiments import Result
from sim.language import Language
from sim.quotes import Quote

__all__ = ["PRICE", "decided_by", "new_offer", "offer_with_run", "offer_with_terms"]

PRICE = "price"
"""Name of the price among the values of the simulated sales; yen before tax."""

_CLOSE_OF_BUSINESS = time(18)


def new_offer(
    result: Result,
    quote: Quote | None = None,
    *,
    language: Language = "ja",
    shop: Party | None = None,
    agency: Party | None = None,
) -> Offer:
    """Return a first offer: what the run says filled in, the rest left blank.

    ``quote`` — price of the same plan; None leaves the price blank.
    """
    terms = draft_terms(
        result,
        rate_card=None if quote is None else quote.card,
        quoted=None if quote is None else _quoted(quote),
        shop=shop,
        agency=agency,
        language=language,
    )
    return Offer(terms, scenario_files(result.scenario), _samples(result, quote))


def offer_with_run(before: Offer, result: Result, quote: Quote | None = None) -> Offer:
    """Return an offer for another plan, with the words of an offer before.

    Volume, times, capacity, on-call rules and price follow the new run; what people
    have agreed on in words stays.
    """
    fresh = new_offer(result, quote, language=before.terms.language)
    old, new = before.terms, fresh.terms
    price = old.price if quote is None else new.price
    if quote is not None:
        price = price.replace(payment=old.price.payment)
    terms = old.replace(
        period=new.period,
        volume=old.volume.replace(
            days=new.volume.days,
            total_low=new.volume.total_low,
            total_high=new.volume.total_high,
        ),
        times=new.times.replace(reply_within_hours=old.times.reply_within_hours),
        capacity=new.capacity,
        on_call=new.on_call,
        price=price,
        run=new.run,
    )
    return Offer(terms, fresh.files, fresh.samples)


def offer_with_terms(before: Offer, terms: Terms) -> Offer:
    """Return an offer on the same run with another document.

    The run is not the writer's to change: it is taken from the offer before.
    """
    bound = terms.replace(run=before.terms.run)
    return Offer(decided_by(bound), before.files, before.samples)


def decided_by(terms: Terms) -> Terms:
    """Return the document with a decide-by date, when the days of notice give one.

    People can still be called when it is decided, at the close of business, as many
    days before the first day of work as the notice takes; not after the offer ends.
    """
    notice = terms.changes.notice_days
    if terms.decide_by is not None or notice is None:
        return terms
    first = min((each.day for each in terms.capacity), default=terms.period.start)
    last_day = first - timedelta(days=notice)
    moment = datetime.combine(last_day, _CLOSE_OF_BUSINESS, terms.zone)
    if terms.valid_until is not None:
        moment = min(moment, terms.valid_until)
    return terms.replace(decide_by=moment)


def _quoted(quote: Quote) -> QuotedPrice:
    (row,) = (
        each for each in quote.amounts.to_dict("records") if each["amount"] == PRICE
    )
    return QuotedPrice(
        mean_yen=round(row["mean"]),
        ci_low_yen=_yen(row["ci_low"]),
        ci_high_yen=_yen(row["ci_high"]),
        p10_yen=round(row["p10"]),
        p50_yen=round(row["p50"]),
        p90_yen=round(row["p90"]),
        n=int(row["n"]),
        card_digest=quote.card.digest,
    )


def _yen(amount: float) -> int | None:
    """Return whole yen, never below nothing; None where there is no number."""
    return None if math.isnan(amount) else max(0, round(amount))


def _samples(
    result: Result, quote: Quote | None
) -> dict[str, tuple[float | None, ...]]:
    found = {name: _known(result.replications[name]) for name in HEADLINE}
    if quote is not None:
        found[PRICE] = _known(quote.replications[PRICE])
    return found


def _known(values: Iterable[float]) -> tuple[float | None, ...]:
    return tuple(None if math.isnan(value) else float(value) for value in values)
