"""What a first document proposes where the plan says nothing: lists to be worked over.

The checks are those that agencies do by hand; the words are in ``terms.toml``.
"""

from typing import Final, Literal

from sim.agreements.clauses import (
    Clause,
    ContactPoint,
    LinkedSystem,
    ReplyTemplate,
    Review,
    Side,
    SopItem,
)
from sim.language import Language, text
from sim.scenario.flow import WorkStep, written_step
from sim.scenario.model import Scenario

__all__ = [
    "default_clauses",
    "default_contacts",
    "default_replies",
    "default_review",
    "default_sop",
    "default_systems",
]

Responsible = Literal["shop", "agency", "both", "third_party"]
Case = Literal["refund", "exchange", "apology", "delay", "sold_out"]

SHOP = "shop"
"""Employer of the shop's own people in a scenario."""

CONTACTS: Final[tuple[tuple[Side, str], ...]] = (
    ("shop", "shop_manager"),
    ("agency", "agency_lead"),
)
CHECKS: Final[tuple[tuple[str, Responsible], ...]] = (
    ("address", "agency"),
    ("remarks", "agency"),
    ("dated", "agency"),
    ("gift", "agency"),
    ("cancel", "agency"),
    ("refund", "both"),
    ("stock", "shop"),
    ("report", "agency"),
    ("delay", "both"),
    ("exception", "shop"),
)
REPLIES: Final[tuple[Case, ...]] = (
    "refund",
    "exchange",
    "apology",
    "delay",
    "sold_out",
)
SYSTEMS: Final = ("rms", "oms")
REPORTS: Final = ("volume", "missed", "replies", "errors", "backlog", "next")
CLAUSES: Final = (
    "results",
    "personal_data",
    "secrecy",
    "subcontract",
    "estimates",
    "good_faith",
)


def default_contacts(language: Language) -> tuple[ContactPoint, ...]:
    """Return who is asked first on each side, by role; how to reach them is blank."""
    return tuple(
        ContactPoint(side=side, level=1, role=_words(f"role_{role}", language))
        for side, role in CONTACTS
    )


def default_sop(
    scenario: Scenario, employer: str, language: Language
) -> tuple[SopItem, ...]:
    """Return the work steps of the plan, then what is checked by hand.

    A step is the side's whose teams serve it; a step that nobody serves is blank.
    """
    steps = [
        SopItem(
            item=step.label or step.step,
            responsible=_responsible(scenario, written_step(flow, step.step), employer),
            done_when=_words("sop_step_done", language),
        )
        for flow, step in scenario.steps()
        if isinstance(step, WorkStep)
    ]
    checks = [
        SopItem(
            item=_words(f"sop_{check}", language),
            responsible=responsible,
            done_when=_words(f"sop_{check}_done", language),
        )
        for check, responsible in CHECKS
    ]
    return (*steps, *checks)


def default_replies(language: Language) -> tuple[ReplyTemplate, ...]:
    """Return a first wording of each reply."""
    return tuple(
        ReplyTemplate(case=case, words=_words(f"reply_{case}", language))
        for case in REPLIES
    )


def default_systems(language: Language) -> tuple[LinkedSystem, ...]:
    """Return the systems that most shops have; how they are linked is blank."""
    return tuple(
        LinkedSystem(name=_words(f"system_{system}", language)) for system in SYSTEMS
    )


def default_review(language: Language) -> Review:
    """Return the reports of the weekly meeting; its day is blank."""
    return Review(reports=tuple(_words(f"report_{each}", language) for each in REPORTS))


def default_clauses(language: Language) -> tuple[Clause, ...]:
    """Return further articles that both sides may change."""
    return tuple(
        Clause(
            title=_words(f"clause_{each}", language),
            words=_words(f"clause_{each}_words", language),
        )
        for each in CLAUSES
    )


def _responsible(scenario: Scenario, written: str, employer: str) -> Responsible | None:
    employers = {team.employer for team in scenario.teams if written in team.serves}
    if not employers:
        return None
    if employers == {employer}:
        return "agency"
    if employers == {SHOP}:
        return "shop"
    return "both" if employers == {employer, SHOP} else "third_party"


def _words(key: str, language: Language) -> str:
    return text(f"terms.default_{key}", language)
