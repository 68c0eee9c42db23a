"""Quotes in words: sentences and tables that command line, report and screen share.

A range of outcomes (P10-P90) and the interval of a mean are told apart everywhere.
"""

import math
from collections.abc import Mapping
from typing import Any

from sim.experiments.intervals import Interval
from sim.language import Language, number_text, percent_text, text, yen_text
from sim.quotes import Chance, Quote, VolumeRisk
from sim.quotes.amounts import AGENCY_AMOUNTS
from sim.quotes.risk import Estimate
from sim.report.quantities import amount_text, range_text, signed_text
from sim.report.word_tables import WordTable

__all__ = [
    "amounts_table",
    "cancellation_table",
    "chance_text",
    "chances_table",
    "interval_text",
    "line_label",
    "lines_table",
    "median_and_range",
    "price_sentence",
    "risk_sentences",
    "yen_mean",
]

Row = Mapping[Any, Any]
_ORDERS_MORE = 100
_LEAST_LINE_SHARE = 0.01


def price_sentence(quote: Quote, language: Language) -> str:
    """Return the answer in two sentences: the price, and the whole beside in-house."""
    found = {row["amount"]: row for row in quote.amounts.to_dict("records")}
    price, saving = found["price"], found["saving"]
    standing = _standing(saving)
    ends = (saving["ci_low"], saving["ci_high"])
    if standing == "dearer":
        ends = (-ends[1], -ends[0])
    return text(
        f"quotes.sentence_{standing}",
        language,
        agency=quote.card.agency,
        median=yen_text(price["p50"], language),
        range=range_text(price["p10"], price["p90"], "yen", language),
        total=yen_text(found["shop_total"]["mean"], language),
        alone=yen_text(found["in_house_total"]["mean"], language),
        saving=yen_text(abs(saving["mean"]), language),
        interval=interval_text(Interval(*ends), language),
    )


def amounts_table(quote: Quote, language: Language) -> WordTable:
    """Return all amounts with their range and the interval of their mean."""
    rows: list[tuple[str, ...]] = [
        (
            text(f"quotes.amount_{row['amount']}", language),
            amount_text(row["p50"], "yen", language),
            range_text(row["p10"], row["p90"], "yen", language),
            *yen_mean(row, language),
        )
        for row in quote.amounts.to_dict("records")
        if row["n"] > 0
    ]
    if quote.card.cost_basis is None:
        unknown = [text("quotes.undisclosed", language)] * 4
        rows += [
            (text(f"quotes.amount_{name}", language), *unknown)
            for name in AGENCY_AMOUNTS
        ]
    return WordTable(
        text("quotes.table_amounts", language),
        _head(language, "item", "median", "range", "mean", "interval"),
        tuple(rows),
    )


def lines_table(quote: Quote, language: Language) -> WordTable:
    """Return the lines of the bill: what is certain and what moves with the sale."""
    rows = []
    for row in quote.lines.to_dict("records"):
        moves = text(f"quotes.{'moves' if row['moves'] else 'certain'}", language)
        share = row["variance_share"]
        rows.append(
            (
                line_label(row["kind"], row["item"], language, _labels(quote)),
                _quantity(row, language),
                amount_text(row["p50"], "yen", language),
                range_text(row["p10"], row["p90"], "yen", language),
                amount_text(row["mean"], "yen", language),
                moves,
                percent_text(share, language, 0) if row["moves"] else "–",
            )
        )
    names = ("line", "quantity", "median", "range", "mean", "moves", "share_of_swing")
    return WordTable(
        text("quotes.table_lines", language), _head(language, *names), tuple(rows)
    )


def chances_table(quote: Quote, language: Language) -> WordTable:
    """Return how likely what may matter is, with Wilson intervals."""
    rows = tuple(
        (_event(chance, quote, language), chance_text(chance, language))
        for chance in quote.chances
    )
    return WordTable(
        text("quotes.table_chances", language),
        _head(language, "event", "chance"),
        rows,
    )


def cancellation_table(quote: Quote, language: Language) -> WordTable:
    """Return what a cancelled shift costs by notice; no rows where it says nothing."""
    terms, teams = quote.card.cancellation, _labels(quote)
    rows = [
        (
            text("quotes.notice_below", language, hours=f"{step.within_hours:g}"),
            percent_text(float(step.share), language),
        )
        for step in terms.steps
    ]
    spot = [
        teams.get(team.name, team.name)
        for team in quote.card.teams
        if team.employment == "spot"
    ]
    if spot:
        hours, share = f"{terms.spot_within_hours:g}", float(terms.spot_share)
        words = text(
            "quotes.notice_spot",
            language,
            hours=hours,
            teams=text("quotes.list_mark", language).join(spot),
        )
        least = percent_text(share, language)
        rows.append((words, text("quotes.at_least", language, amount=least)))
    return WordTable(
        text("quotes.table_cancellation", language),
        _head(language, "notice", "part_of_price"),
        tuple(rows),
    )


def risk_sentences(quote: Quote, language: Language) -> list[str]:
    """Return who carries the volume risk, in a few sentences."""
    risk = quote.risk
    price, margin = risk.swings["price"], risk.swings.get("agency_margin")
    if price.deviation == 0 and (margin is None or margin.deviation == 0):
        return [text("quotes.risk_still", language)]
    if math.isnan(price.per_order.value):
        return [text("quotes.risk_unknown", language)]
    values = {
        "price": _per_hundred(price.per_order, language),
        "price_interval": _interval_per_hundred(price.per_order, language),
    }
    if margin is None:
        sentences = [text("quotes.risk_slope_price", language, **values)]
    else:
        values["margin"] = _per_hundred(margin.per_order, language)
        values["margin_interval"] = _interval_per_hundred(margin.per_order, language)
        sentences = [
            text("quotes.risk_slope", language, **values),
            text(
                "quotes.risk_swing",
                language,
                price=yen_text(price.width, language),
                margin=yen_text(margin.width, language),
            ),
        ]
    sentences += _linked_sentence(risk, language)
    unit = quote.replications["price_per_order"].quantile([0.1, 0.9]).tolist()
    low, high = (yen_text(end, language) for end in unit)
    sentences.append(text("quotes.risk_unit", language, low=low, high=high))
    sentences += _share_sentence(risk, language)
    return [*sentences, *_line_sentences(quote, language)]


def chance_text(chance: Chance, language: Language) -> str:
    """Return a chance with its counts and its Wilson interval."""
    low, high = chance.interval
    return text(
        "quotes.chance_text",
        language,
        share=percent_text(chance.share, language),
        happened=number_text(chance.happened, language),
        n=number_text(chance.n, language),
        low=percent_text(low, language),
        high=percent_text(high, language),
    )


def line_label(
    kind: str, item: str, language: Language, teams: Mapping[str, str] | None = None
) -> str:
    """Return what the screen calls a line; ``teams`` are labels by name."""
    line = text(f"quotes.line_{kind}", language)
    first, is_band, last = item.partition("-")
    if kind in ("order", "inquiry") and is_band and first.isdecimal():
        values = {"line": line, "first": number_text(int(first), language)}
        if not last:
            return text("quotes.line_band_open", language, **values)
        ended = number_text(int(last), language)
        return text("quotes.line_band", language, last=ended, **values)
    if not item:
        return line
    name = (teams or {}).get(item, item)
    return text("quotes.line_with_item", language, line=line, item=name)


def median_and_range(row: Row, unit: str, language: Language) -> str:
    """Return a median with its range of outcomes in brackets."""
    if math.isnan(row["p50"]):
        return text("report.nothing", language)
    spread = range_text(row["p10"], row["p90"], unit, language)
    if row["p10"] == row["p90"]:
        return amount_text(row["p50"], unit, language)
    return f"{amount_text(row['p50'], unit, language)} [{spread}]"


def yen_mean(row: Row, language: Language) -> tuple[str, str]:
    """Return a mean in yen and its interval, both ready to be shown."""
    interval = range_text(row["ci_low"], row["ci_high"], "yen", language)
    return amount_text(row["mean"], "yen", language), interval


def interval_text(interval: Interval, language: Language) -> str:
    """Return a 95 % interval in yen."""
    if math.isnan(interval.low):
        return text("quotes.interval_unknown", language)
    low, high = (yen_text(end, language) for end in interval)
    return text("quotes.interval_95", language, low=low, high=high)


def _standing(saving: Row) -> str:
    """Return whether the agency is surely cheaper, surely dearer, or neither."""
    if saving["ci_low"] > 0:
        return "cheaper"
    return "dearer" if saving["ci_high"] < 0 else "equal"


def _head(language: Language, *names: str) -> tuple[str, ...]:
    return tuple(text(f"quotes.head_{name}", language) for name in names)


def _labels(quote: Quote) -> dict[str, str]:
    return {team.name: team.label or team.name for team in quote.sales.scenario.teams}


def _quantity(row: Row, language: Language) -> str:
    if row["unit"] == "once":
        return text("quotes.unit_once", language)
    amount = number_text(row["quantity"], language, 1 if row["unit"] == "hours" else 0)
    return text(f"quotes.unit_{row['unit']}", language, amount=amount)


def _event(chance: Chance, quote: Quote, language: Language) -> str:
    promised = {
        "missed_share_kept": quote.card.promises.missed_share,
        "error_share_kept": quote.card.promises.error_share,
        "reply_share_kept": quote.card.promises.reply_share,
    }.get(chance.event)
    return text(
        f"quotes.chance_{chance.event}",
        language,
        peak=number_text(quote.card.peak_orders_a_day or 0, language),
        promised=percent_text(promised or 0, language),
    )


def _per_hundred(estimate: Estimate, language: Language) -> str:
    return signed_text(_ORDERS_MORE * estimate.value, "yen", language)


def _interval_per_hundred(estimate: Estimate, language: Language) -> str:
    low, high = (
        signed_text(_ORDERS_MORE * end, "yen", language) for end in estimate.interval
    )
    return text("quotes.interval_95", language, low=low, high=high)


def _linked_sentence(risk: VolumeRisk, language: Language) -> list[str]:
    """Return how much of the payment goes with volume; the rest is the shop's risk."""
    if risk.linked is None:
        return []
    ends = (risk.linked.value, *risk.linked.interval)
    value, low, high = (min(1.0, max(0.0, end)) for end in ends)
    return [
        text(
            "quotes.risk_linked",
            language,
            linked=percent_text(value, language, 0),
            fixed=percent_text(1 - value, language, 0),
            low=percent_text(1 - high, language, 0),
            high=percent_text(1 - low, language, 0),
        )
    ]


def _share_sentence(risk: VolumeRisk, language: Language) -> list[str]:
    share = risk.shop_share
    if share is None:
        return []
    low, high = (percent_text(end, language, 0) for end in share.interval)
    value, rest = (
        percent_text(each, language, 0) for each in (share.value, 1 - share.value)
    )
    return [
        text("quotes.risk_share", language, share=value, rest=rest, low=low, high=high)
    ]


def _line_sentences(quote: Quote, language: Language) -> list[str]:
    """Return which line moves the payment most."""
    shares = quote.risk.line_shares
    if len(shares) < 2:
        return []
    (kind, item), share = max(shares.items(), key=lambda pair: pair[1])
    if share < _LEAST_LINE_SHARE:
        return []
    line = line_label(kind, item, language, _labels(quote))
    words = percent_text(share, language, 0)
    return [text("quotes.risk_line", language, share=words, line=line)]
