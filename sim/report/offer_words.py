"""Several agencies side by side in words: price, risk, speed, quality, capacity."""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from sim.experiments.intervals import Interval
from sim.experiments.summary import summarise
from sim.language import Language, percent_text, text, yen_text
from sim.quotes import Quote
from sim.quotes.offers import Offer
from sim.quotes.risk import Estimate
from sim.quotes.risk_price import RiskPrice, risk_price
from sim.report.quantities import amount_text, range_text, signed_text
from sim.report.quote_words import Row, median_and_range
from sim.report.word_tables import WordTable

__all__ = ["offer_names", "offer_sentence", "offers_table", "risk_price_sentences"]

Cell = Callable[[Offer, Quote], str]


def offer_names(offers: Sequence[Offer], language: Language) -> list[str]:
    """Return what the screen calls each offer: as short as tells them apart.

    That is the agency, else with its rate card, else with the plan that it is for.
    """
    quotes = [offer.quote for offer in offers if offer.quote is not None]
    agencies = Counter(quote.card.agency for quote in quotes)
    cards = Counter((quote.card.agency, quote.card.name) for quote in quotes)
    names = []
    for offer in offers:
        if offer.quote is None:
            names.append(text("quotes.in_house", language))
            continue
        card = offer.quote.card
        if agencies[card.agency] == 1:
            names.append(card.agency)
        elif cards[card.agency, card.name] == 1:
            names.append(f"{card.agency} / {card.name}")
        else:
            names.append(f"{card.agency} / {offer.quote.sales.scenario.name}")
    return names


def offer_sentence(offers: Sequence[Offer], language: Language) -> str:
    """Return which offer is the cheapest, or which cannot be told apart."""
    names = offer_names(offers, language)
    best = [n for n, o in zip(names, offers, strict=True) if o.loss.standing == "best"]
    if best:
        return text("quotes.offers_best", language, name=best[0])
    may_be = [
        name
        for name, offer in zip(names, offers, strict=True)
        if offer.loss.standing == "may_be_best"
    ]
    joined = text("quotes.list_mark", language).join(may_be)
    return text("quotes.offers_open", language, names=joined)


def offers_table(offers: Sequence[Offer], language: Language) -> WordTable:
    """Return one column an offer, one row a thing to compare.

    In-house work has no price, promise or margin; its risk of missed shipments is that
    of the first quote's plan.
    """
    first = next(offer.quote for offer in offers if offer.quote is not None)
    rows = [
        (
            text(f"quotes.offer_{name}", language),
            *(cell(offer, offer.quote or first) for offer in offers),
        )
        for name, cell in _cells(language).items()
    ]
    head = (text("quotes.head_item", language), *offer_names(offers, language))
    return WordTable(text("quotes.table_offers", language), head, tuple(rows))


def risk_price_sentences(offers: Sequence[Offer], language: Language) -> list[str]:
    """Return what each further plan costs and avoids, compared with the first one.

    Agencies with the plan of the first one have no sentence: nothing is avoided.
    """
    names = offer_names(offers, language)
    first = next(offer.quote for offer in offers if offer.quote is not None)
    plan = first.sales.record.scenario_digest
    return [
        _risk_price(risk_price(first, offer.quote), name, names[0], language)
        for name, offer in zip(names, offers, strict=True)
        if offer.quote is not None and offer.quote.sales.record.scenario_digest != plan
    ]


def _risk_price(found: RiskPrice, name: str, base: str, language: Language) -> str:
    """Return the price of risk of one plan in a sentence."""
    values = {
        "name": name,
        "base": base,
        "hours": _estimate(found.hours, "hours", language),
        "yen": _estimate(found.yen, "yen", language),
    }
    unit = found.yen_per_avoided
    if unit is None:
        values["avoided"] = _estimate(found.avoided, "orders", language)
        return text("quotes.risk_price_none", language, **values)
    values["avoided"] = _estimate(found.avoided, "orders", language, is_signed=False)
    values["unit"] = _estimate(unit, "yen", language, is_signed=False)
    return text("quotes.risk_price", language, **values)


def _estimate(
    found: Estimate, unit: str, language: Language, *, is_signed: bool = True
) -> str:
    """Return a number with the half width of its 95 % interval."""
    write = signed_text if is_signed else amount_text
    value = write(found.value, unit, language)
    half = (found.interval.high - found.interval.low) / 2
    if np.isnan(half):
        return value
    error = amount_text(half, unit, language)
    return text("quotes.mean_and_error", language, mean=value, error=error)


def _cells(language: Language) -> dict[str, Cell]:
    """Return what each row says of an offer."""
    nothing = text("report.nothing", language)

    def agency_only(cell: Callable[[Quote], str]) -> Cell:
        return lambda offer, quote: nothing if offer.quote is None else cell(quote)

    return {
        "price": agency_only(lambda q: _spread(_amount(q, "price"), language)),
        "price_mean": agency_only(lambda q: _mean(_amount(q, "price"), language)),
        "price_per_order": agency_only(
            lambda q: _spread(_amount(q, "price_per_order"), language)
        ),
        "price_width": agency_only(
            lambda q: yen_text(q.risk.swings["price"].width, language)
        ),
        "checking": lambda offer, _: _mean(_of(offer.parts["checking"]), language),
        "losses": lambda offer, _: _mean(_of(offer.parts["losses"]), language),
        "total": lambda offer, _: _spread(_of(offer.total), language),
        "total_mean": lambda offer, _: _mean(_of(offer.total), language),
        "standing": lambda offer, _: _standing(offer, language),
        "margin": agency_only(lambda q: _margin(q, language)),
        "agency_loses": agency_only(lambda q: _chance(q, "agency_loses", language)),
        "target": lambda _, quote: _target(quote, language),
        "missed": lambda _, quote: _kpi(quote, "missed_share", "share", language),
        "replies": lambda _, q: _kpi(q, "reply_in_time_share", "share", language),
        "errors": lambda _, quote: _kpi(quote, "misshipped", "orders", language),
        "peak": agency_only(lambda q: _peak(q, language)),
        "above_peak": agency_only(lambda q: _chance(q, "above_peak", language)),
        "plan": lambda _, quote: quote.sales.record.scenario_name,
    }


def _amount(quote: Quote, name: str) -> Row:
    return _of(quote.replications[name])


def _of(values: ArrayLike) -> Row:
    column = np.asarray(values, np.float64)[:, None]
    row: Row = summarise(column).to_dict("records")[0]
    return row


def _spread(row: Row, language: Language) -> str:
    return median_and_range(row, "yen", language)


def _mean(row: Row, language: Language) -> str:
    """Return a mean with half the width of its 95 % interval."""
    mean = amount_text(row["mean"], "yen", language)
    half = (row["ci_high"] - row["ci_low"]) / 2
    if np.isnan(half):
        return mean
    error = amount_text(half, "yen", language)
    return text("quotes.mean_and_error", language, mean=mean, error=error)


def _standing(offer: Offer, language: Language) -> str:
    words = text(f"quotes.standing_{offer.loss.standing}", language)
    low, high = (float(end) for end in (offer.loss.low, offer.loss.high))
    if not np.isfinite([low, high]).all():
        return words
    dearer = range_text(low, high, "yen", language)
    return text("quotes.standing_with_loss", language, standing=words, loss=dearer)


def _margin(quote: Quote, language: Language) -> str:
    if quote.card.cost_basis is None:
        return text("quotes.undisclosed", language)
    return _spread(_amount(quote, "agency_margin"), language)


def _chance(quote: Quote, event: str, language: Language) -> str:
    for chance in quote.chances:
        if chance.event == event:
            return _short(chance.share, chance.interval, language)
    return text("quotes.undisclosed", language)


def _target(quote: Quote, language: Language) -> str:
    verdict = quote.sales.verdict
    interval = Interval(verdict.ci_low, verdict.ci_high)
    return _short(verdict.probability, interval, language)


def _short(share: float, interval: Interval, language: Language) -> str:
    """Return a probability with its 95 % interval."""
    value, low, high = (percent_text(each, language) for each in (share, *interval))
    return text("quotes.chance_short", language, share=value, low=low, high=high)


def _kpi(quote: Quote, name: str, unit: str, language: Language) -> str:
    row = _of(quote.sales.replications[name])
    mean = amount_text(row["mean"], unit, language)
    spread = range_text(row["p10"], row["p90"], unit, language)
    return text("quotes.mean_and_range", language, mean=mean, range=spread)


def _peak(quote: Quote, language: Language) -> str:
    peak = quote.card.peak_orders_a_day
    if peak is None:
        return text("quotes.undisclosed", language)
    return amount_text(peak, "orders", language)
