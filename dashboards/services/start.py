"""What the page はじめに shows: the shipped example with its answer."""

from dashboards.i18n import Language
from dashboards.services import answers, questions, runs, shelf
from dashboards.services.answers import VerdictLine
from dashboards.services.questions import Question
from sim.errors import ScenarioError

__all__ = ["WATCHER", "example", "example_verdict", "warm"]

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
    return answers.verdict_line(runs.result(question), language)
