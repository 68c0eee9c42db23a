"""What the page はじめに shows: the shipped example, recent work, open decisions."""

from datetime import UTC, datetime

from dashboards.i18n import Language
from dashboards.services import questions, runs, shelf, simulation
from dashboards.services.answers import VerdictLine
from dashboards.services.questions import Question
from dashboards.services.saved import Recent, recent
from dashboards.services.store import database
from sim.accounts import Actor
from sim.agreements.records import Summary
from sim.agreements.store import agreements
from sim.errors import ScenarioError

__all__ = [
    "WATCHER",
    "decisions",
    "example",
    "example_verdict",
    "last_work",
    "warm",
]

_SHOWN = 6

WATCHER = "server"
"""Who watches the example's run: nobody's cancel can take it away."""


def example() -> Question | None:
    """Return the question about the first shipped case; None when none can be read."""
    for key in shelf.titles():
        try:
            return questions.default_question(key)
        except ScenarioError:
            continue
    return None


def warm() -> None:
    """Have the example answered, so that the first visitor need not wait."""
    found = example()
    if found is not None:
        runs.ask(found, WATCHER)


def example_verdict(question: Question, language: Language) -> VerdictLine | None:
    """Return the example's answer; None while it is being computed."""
    if not runs.is_answered(question):
        return None
    return simulation.verdict(question, language)


def last_work(actor: Actor) -> tuple[Recent, ...]:
    """Return what was worked on last, the newest first."""
    return recent(actor)[:_SHOWN]


def decisions(actor: Actor) -> tuple[Summary, ...]:
    """Return the agreements that wait for one's own side, the most urgent first."""
    found = agreements(database(), actor, now=datetime.now(UTC))
    last = datetime.max.replace(tzinfo=UTC)
    return tuple(
        sorted(
            (each for each in found if each.awaits_me),
            key=lambda each: each.decide_by or each.valid_until or last,
        )
    )
