"""Quotes as plain data for a JSON file.

The form is stable::

    {"format": "hanboki.quote/1",
     "quotes": [{"record": {scenario_name, scenario_digest, seed, replications, engine,
                            versions},
                 "rate_card": {digest, content}, "in_house": {digest, content},
                 "verdict": {…},
                 "amounts": {<amount>: {mean, ci_low, ci_high, p10, p50, p90, low, high,
                                        n}},
                 "lines": [{kind, item, unit, quantity, moves, variance_share,
                            <statistics>}],
                 "risk": {"swings": {<amount>: {p10, p90, deviation, per_order,
                                                per_order_ci}},
                          "linked", "linked_ci", "shop_share", "shop_share_ci"},
                 "chances": {<event>: {happened, n, share, ci_low, ci_high}},
                 "notes": [{topic, rule, text, source}],
                 "replications": {"orders": […], <amount>: […]}}],
     "offers": [{"agency": name or null, "loss": {mean, low, high, standing},
                 "total": {<statistics>}}]}

Amounts are yen before tax unless their name says otherwise; each bill is exact to the
yen, statistics are not rounded; null stands for "no value".
The agency's own costs are in it where it discloses them.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any, Final

from sim.language import Language
from sim.quotes.offers import Offer, part_table
from sim.quotes.price import Quote
from sim.quotes.risk import Estimate, VolumeRisk

__all__ = ["QUOTE_FORMAT", "quotes_as_json"]

QUOTE_FORMAT: Final = "hanboki.quote/1"


def quotes_as_json(
    quotes: Sequence[Quote], offers: Sequence[Offer], language: Language
) -> dict[str, object]:
    """Return quotes and their comparison as data that ``json.dumps`` takes.

    Parameters
    ----------
    quotes
        Quotes, in order.
    offers
        The same side by side, see :func:`sim.quotes.offers.offers_of`.
    language
        Language of the notes.
    """
    return {
        "format": QUOTE_FORMAT,
        "quotes": [_quote(quote, language) for quote in quotes],
        "offers": _offers(offers),
    }


def _quote(quote: Quote, language: Language) -> dict[str, object]:
    record = quote.sales.record
    columns = quote.replications
    return {
        "record": {
            **{f.name: getattr(record, f.name) for f in fields(record)},
            "versions": dict(record.versions),
        },
        "rate_card": {
            "digest": quote.card.digest,
            "content": quote.card.model_dump(mode="json", by_alias=True),
        },
        "in_house": {
            "digest": quote.in_house.digest,
            "content": quote.in_house.model_dump(mode="json", by_alias=True),
        },
        "verdict": _plain(asdict(quote.sales.verdict)),
        "amounts": {
            row.pop("amount"): _plain(row) for row in quote.amounts.to_dict("records")
        },
        "lines": [_plain(row) for row in quote.lines.to_dict("records")],
        "risk": _risk(quote.risk),
        "chances": {
            chance.event: {
                "happened": chance.happened,
                "n": chance.n,
                "share": chance.share,
                "ci_low": chance.interval.low,
                "ci_high": chance.interval.high,
            }
            for chance in quote.chances
        },
        "notes": [
            {
                "topic": note.topic,
                "rule": note.rule,
                "text": note.text(language),
                "source": note.source(language),
            }
            for note in quote.notes
        ],
        "replications": {
            str(name): [_value(each) for each in column.tolist()]
            for name, column in columns.items()
        },
    }


def _risk(risk: VolumeRisk) -> dict[str, object]:
    return {
        "swings": {
            name: {
                "p10": swing.p10,
                "p90": swing.p90,
                "deviation": _value(swing.deviation),
                **_estimate("per_order", swing.per_order),
            }
            for name, swing in risk.swings.items()
        },
        **_estimate("linked", risk.linked),
        **_estimate("shop_share", risk.shop_share),
    }


def _estimate(name: str, estimate: Estimate | None) -> dict[str, object]:
    if estimate is None:
        return {name: None, f"{name}_ci": None}
    return {
        name: _value(estimate.value),
        f"{name}_ci": [_value(end) for end in estimate.interval],
    }


def _offers(offers: Sequence[Offer]) -> list[dict[str, object]]:
    table = part_table(offers)
    totals = table[table["part"] == "total"].drop(columns=["offer", "part"])
    return [
        {
            "agency": None if offer.quote is None else offer.quote.card.agency,
            "loss": _plain(offer.loss._asdict()),
            "total": _plain(total),
        }
        for offer, total in zip(offers, totals.to_dict("records"), strict=True)
    ]


def _plain(row: Mapping[Any, Any]) -> dict[str, object]:
    return {str(name): _value(value) for name, value in row.items()}


def _value(value: object) -> object:
    """Return a value as JSON has it; a number that does not exist is null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value
