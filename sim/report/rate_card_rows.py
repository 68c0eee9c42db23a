"""A rate card in words: one row a price, as it stands in the agreement."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from sim.agreements.words import choice_text, value_text
from sim.language import Language, number_text, percent_text, text, yen_text
from sim.quotes.prices import EVERY_TEAM, PerInquiry, PerOrder, Surge, TeamRate
from sim.quotes.rate_card import RateCard

__all__ = ["cancellation_rows", "rate_card_rows"]

Row = tuple[str, str, str]
"""What is charged, how much, further words."""


def rate_card_rows(
    card: RateCard, language: Language, names: Mapping[str, str]
) -> list[Row]:
    """Return every price of a rate card.

    ``names`` — what the screen calls the teams, by the name on the card.
    """
    return list(_rows(card, language, names))


def cancellation_rows(card: RateCard, language: Language) -> list[tuple[str, str]]:
    """Return what a shift costs that is cancelled with too little notice."""
    fees = card.cancellation
    rows = [
        (
            _say("cancel_within", language, hours=_plain(step.within_hours, language)),
            percent_text(float(step.share), language, 1),
        )
        for step in fees.steps
    ]
    if any(team.employment == "spot" for team in card.teams):
        hours = _plain(fees.spot_within_hours, language)
        share = percent_text(float(fees.spot_share), language, 1)
        rows.append(
            (
                _say("cancel_spot", language, hours=hours),
                _say("at_least", language, share=share),
            )
        )
    return rows


def _rows(
    card: RateCard, language: Language, names: Mapping[str, str]
) -> Iterator[Row]:
    for key, banded in (("order", card.per_order), ("inquiry", card.per_inquiry)):
        if banded is not None:
            yield from _bands(key, banded, language)
    if card.sales is not None:
        share = percent_text(float(card.sales.share), language, 2)
        yield _say("price_sales", language), share, choice_text(card.sales.of, language)
    for fee in card.fixed:
        yield _say("price_fixed", language), _yen(fee.yen, language), fee.label
    for team in card.teams:
        yield from _team(team, names.get(team.name, team.name), language)
    for surge in card.surge:
        yield _surge(surge, language)
    if card.minimum_yen:
        yield _say("price_minimum", language), _yen(card.minimum_yen, language), ""
    tax = percent_text(float(card.tax.rate), language, 1)
    rounding = choice_text(card.tax.rounding, language)
    yield _say("price_tax", language), tax, rounding
    yield (
        _say("price_rounding", language),
        choice_text(card.rounding, language),
        _say("price_rounding_note", language),
    )


def _bands(
    key: str, banded: PerOrder | PerInquiry, language: Language
) -> Iterator[Row]:
    note = choice_text(banded.counted, language)
    if len(banded.bands) > 1:
        mark = text("terms.list_mark", language)
        note += mark + choice_text(banded.bands_apply, language)
    first = 1
    for band in banded.bands:
        low = number_text(first, language)
        if band.up_to is None:
            name = _say(f"price_{key}", language)
            if first > 1:
                name += _say("band_from", language, low=low)
        else:
            high = number_text(band.up_to, language)
            name = _say(f"price_{key}", language)
            name += _say("band", language, low=low, high=high)
            first = band.up_to + 1
        yield name, _yen(band.yen, language), note
        note = ""


def _team(team: TeamRate, name: str, language: Language) -> Iterator[Row]:
    if team.name == EVERY_TEAM:
        name = choice_text(EVERY_TEAM, language)
    premiums = [
        _say("premium", language, what=_say(f"premium_{key}", language), factor=factor)
        for key, factor in (
            ("overtime", _factor(team.overtime, language)),
            ("night", _factor(team.night, language)),
            ("holiday", _factor(team.holiday, language)),
        )
        if factor
    ]
    words = [choice_text(team.employment, language), *premiums]
    note = text("terms.list_mark", language).join(words)
    if team.yen_per_hour:
        label = _say("price_hour", language, team=name)
        yield label, _yen(team.yen_per_hour, language), note
    if team.standby_yen_per_head_day:
        label = _say("price_standby", language, team=name)
        yield label, _yen(team.standby_yen_per_head_day, language), ""
    if team.yen_per_call:
        label = _say("price_call", language, team=name)
        yield label, _yen(team.yen_per_call, language), ""


def _surge(surge: Surge, language: Language) -> Row:
    parts = []
    if surge.order_share:
        share = percent_text(float(surge.order_share), language, 1)
        parts.append(_say("surge_order_share", language, share=share))
    if surge.order_yen:
        yen = _yen(surge.order_yen, language)
        parts.append(_say("surge_order_yen", language, yen=yen))
    if surge.hour_share:
        share = percent_text(float(surge.hour_share), language, 1)
        parts.append(_say("surge_hour_share", language, share=share))
    mark = text("terms.list_mark", language)
    when = []
    if surge.days:
        when.append(value_text(surge.days, Surge, "days", language))
    if surge.above_orders_a_day:
        count = number_text(surge.above_orders_a_day, language)
        when.append(_say("surge_above", language, count=count))
    label = surge.label or _say("price_surge", language)
    return label, mark.join(parts), mark.join(when)


def _factor(factor: Decimal, language: Language) -> str:
    """Return a factor on wages; empty where it changes nothing."""
    return "" if factor == 1 else "×" + number_text(float(factor), language, 2)


def _yen(yen: Decimal, language: Language) -> str:
    """Return a rate to its last decimal: 99.5 yen an order is not 100."""
    if yen == yen.to_integral_value():
        return yen_text(float(yen), language)
    sign = yen_text(0, language).rstrip("0")
    return sign + number_text(float(yen), language, 6)


def _plain(number: float, language: Language) -> str:
    return number_text(number, language, 2)


def _say(key: str, language: Language, /, **values: object) -> str:
    return text(f"paper.{key}", language, **values)
