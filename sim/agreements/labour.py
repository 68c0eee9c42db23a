"""Notes on labour law that a plan calls for; never legal advice.

They follow from how the rate card says that the people are employed.
"""

from collections.abc import Mapping
from typing import Final, Literal

from sim.agreements.clauses import LabourNote, Period
from sim.language import Language, text
from sim.quotes.rate_card import RateCard

__all__ = ["DAILY_DISPATCH_DAYS", "LABOUR_SOURCES", "labour_notes"]

Rule = Literal["spot_24_hours", "daily_dispatch", "disguised_contracting"]

DAILY_DISPATCH_DAYS: Final = 30
"""Dispatch for this many days or fewer (日雇派遣) is prohibited in principle."""

LABOUR_SOURCES: Final[Mapping[Rule, tuple[str, ...]]] = {
    "spot_24_hours": (
        "https://monolith.law/corporate/spot-work-cancellation-rules",
        "https://jinzainews.net/26811322",
    ),
    "daily_dispatch": (
        "https://www.haken-neu.com/faq.html",
        "https://www.k-tsukasa.com/sp/faq/client.html",
    ),
    "disguised_contracting": (
        "https://www.gyoumuitakukeiyakusho.com/check-list-of-notice-37/",
    ),
}
"""Where each rule is explained."""


def labour_notes(
    card: RateCard | None, period: Period, language: Language
) -> tuple[LabourNote, ...]:
    """Return the notes for the ways of employment on a rate card.

    Parameters
    ----------
    card
        None means that nobody has said how the people are employed: then the note on
        contracting stands, since the agency's people work for the shop in any case.
    period
        Days of the agreement; a dispatch team without days of its own has these.
    """
    return tuple(
        LabourNote(
            rule=rule,
            words=text(f"terms.labour_{rule}", language),
            sources=LABOUR_SOURCES[rule],
        )
        for rule in _rules(card, period)
    )


def _rules(card: RateCard | None, period: Period) -> list[Rule]:
    if card is None or not card.teams:
        return ["disguised_contracting"]
    kinds = {team.employment for team in card.teams}
    days = (period.end - period.start).days + 1
    dispatched = [
        team.contract_days or days
        for team in card.teams
        if team.employment == "dispatch"
    ]
    rules: list[Rule] = []
    if "spot" in kinds:
        rules.append("spot_24_hours")
    if any(length <= DAILY_DISPATCH_DAYS for length in dispatched):
        rules.append("daily_dispatch")
    if "outsourcing" in kinds or "spot" in kinds:
        rules.append("disguised_contracting")
    return rules
