"""A ship-by rule in words: 13:00までの注文は翌営業日の24:00まで."""

from sim.agreements.words import choice_text
from sim.language import Language, number_text, text
from sim.scenario.classes import ShipBy

__all__ = ["ship_by_words"]


def ship_by_words(rule: ShipBy | None, language: Language) -> str:
    """Return the rule; None means that nothing is promised."""
    if rule is None:
        return _say("ship_by_none", language)
    if rule.within_hours is not None:
        hours = number_text(rule.within_hours, language, 1)
        return _say("ship_by_hours", language, hours=hours)
    day = _day(rule.business_days, language)
    words = _say(
        "ship_by_rule",
        language,
        cutoff=rule.cutoff,
        day=day,
        by=rule.by,
        calendar=choice_text(rule.calendar, language),
    )
    if rule.cutoff_closed_soon is not None:
        words += _say("ship_by_weekend", language, cutoff=rule.cutoff_closed_soon)
    return words


def _day(business_days: int, language: Language) -> str:
    if business_days <= 1:
        return _say(f"ship_by_day_{business_days}", language)
    return _say("ship_by_days", language, days=business_days)


def _say(key: str, language: Language, /, **values: object) -> str:
    return text(f"paper.{key}", language, **values)
