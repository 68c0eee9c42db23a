"""Answers of questions, computed in the background once for all who ask.

Each question is answered together with that of the unedited plan on the same random
numbers. Answers are kept by (digest, seed, replications, engine).
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from dashboards.i18n import Language
from dashboards.jobs import Busy, Control, JobState, Progress, unfinished
from dashboards.services.background import ACCOUNTS_VARIABLE, quick
from dashboards.services.plans import plan
from dashboards.services.questions import (
    Question,
    base_of,
    check,
    digest,
    engine_name,
    is_base,
)
from sim import experiments
from sim.errors import SimError
from sim.experiments import Result
from sim.experiments.store_place import store_of_user

__all__ = [
    "Busy",
    "RunKey",
    "Status",
    "answer",
    "ask",
    "base_result",
    "cancel",
    "is_answered",
    "problem_text",
    "progress",
    "result",
    "run_key",
    "status",
    "wait",
]

RunKey = tuple[str, str, int, int, str]
"""What an answer is kept by: kind, digest, seed, replications, engine."""


@dataclass(frozen=True, slots=True)
class Status:
    """How far the answer of a question is, that of its base plan included."""

    state: JobState
    """Where it stands."""
    done: int
    """Replications that are finished."""
    total: int
    """All replications."""
    seconds_left: float | None
    """Seconds to go; None while there is no pace to judge by."""

    @property
    def is_open(self) -> bool:
        """Whether there is still something to wait for."""
        return self.state in ("waiting", "running")


def ask(
    question: Question, watcher: str, *, instead_of: Question | None = None
) -> None:
    """Have a question and that of its base plan answered in the background.

    Parameters
    ----------
    watcher
        Who asks: a session.
    instead_of
        The question of the same session that is no longer of interest.

    Raises
    ------
    Busy
        Too many questions are waiting.
    ValueError
        The number of replications or the seed is out of range.
    """
    check(question)
    for each in _parts(question):
        quick().ask(run_key(each), _work(each), watcher)
    if instead_of is not None:
        for each in set(_parts(instead_of)) - set(_parts(question)):
            quick().leave(run_key(each), watcher)


def cancel(question: Question, watcher: str) -> None:
    """Stop waiting for an answer; nobody else's answer is touched."""
    for each in _parts(question):
        quick().leave(run_key(each), watcher)


def wait(question: Question, seconds: float) -> None:
    """Wait until a question is answered, ``seconds`` at most."""
    for each in _parts(question):
        quick().wait(run_key(each), seconds)


def status(question: Question) -> Status | None:
    """Return how far an answer is; None when nobody asked for it or it is forgotten."""
    known = [quick().progress(run_key(each)) for each in _parts(question)]
    found = [each for each in known if each is not None]
    if len(found) < len(known):
        return None
    states = {each.state for each in found}
    order: tuple[JobState, ...] = ("failed", "cancelled", "running", "waiting", "done")
    state = next(name for name in order if name in states)
    if state == "waiting" and "done" in states:
        state = "running"
    # what was there before the question came is no part of the wait
    counted = [each for each in found if each.ended_at >= found[-1].asked_at]
    done = sum(each.done for each in counted)
    total = question.replications * len(counted)
    active = [each for each in found if each.state == "running" and each.done]
    left = None
    if active:
        pace = sum(each.seconds for each in active) / sum(each.done for each in active)
        left = pace * (total - done)
    return Status(state, done, total, left)


def progress(question: Question) -> Progress | None:
    """Return how far the first run is that is not there; None when nobody asked."""
    return unfinished(quick().progress(run_key(each)) for each in _parts(question))


def is_answered(question: Question) -> bool:
    """Return whether the answer is there, that of the base plan included."""
    return all(quick().answer(run_key(each)) is not None for each in _parts(question))


def problem_text(question: Question, language: Language) -> str | None:
    """Return why there is no answer; None when the fault is not the input's."""
    for each in _parts(question):
        error = quick().error(run_key(each))
        if isinstance(error, SimError):
            return error.text(language)
    return None


def result(question: Question) -> Result:
    """Return the answer of a question.

    Raises
    ------
    KeyError
        The question is not answered.
    """
    return answer(run_key(question))


def answer(key: RunKey) -> Result:
    """Return what is kept under a key.

    Raises
    ------
    KeyError
        Nothing is.
    """
    found = quick().answer(key)
    if found is None:
        raise KeyError(key)
    return cast(Result, found)


def base_result(question: Question) -> Result | None:
    """Return the answer of the unedited plan; None when it is this very plan."""
    return None if is_base(question) else result(base_of(question))


def run_key(question: Question) -> RunKey:
    """Return what the answer of a question is kept by."""
    return (
        "run",
        digest(question),
        question.seed,
        question.replications,
        engine_name(),
    )


def _parts(question: Question) -> tuple[Question, ...]:
    """Return the plans that must be run; the base first, others may have asked it."""
    return (question,) if is_base(question) else (base_of(question), question)


def _workers() -> int | None:
    """Return how many threads may compute: on a server, one core stays for pages."""
    if os.environ.get(ACCOUNTS_VARIABLE) != "on":
        return None
    return max((os.cpu_count() or 1) - 1, 1)


def _work(question: Question) -> Callable[[Control], Result]:
    """Return what computes the answer of one plan."""
    scenario = plan(question.scenario, question.heads)

    def work(control: Control) -> Result:
        return experiments.run(
            scenario,
            replications=question.replications,
            seed=question.seed,
            engine=engine_name(),
            workers=_workers(),
            on_progress=control.report,
            cancelled=control.is_cancelled,
            store=store_of_user(),
        )

    return work
