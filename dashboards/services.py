"""What the pages may ask; pages know nothing of sim, services nothing of pages.

A question is (scenario, heads of each shift, seed, replications).
Its answer, and that of the unedited plan on the same random numbers, are computed in
the background (:mod:`dashboards.jobs`), kept by (digest, seed, replications, engine).
Plans come from :mod:`dashboards.plans`; results get their words and figures in
:mod:`dashboards.answers`.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import import_module
from typing import Literal

from dashboards import answers
from dashboards.answers import Card, Chart, VerdictLine
from dashboards.i18n import Language
from dashboards.jobs import Busy, Control, JobQueue, JobState
from dashboards.plans import (
    StaffRow,
    description,
    plan,
    plan_heads,
    staff_problems,
    staff_rows,
)
from sim import experiments
from sim.errors import ScenarioError, SimError
from sim.experiments import DEFAULT_SEED, Result
from sim.scenario.shipped import Shipped, shipped_scenarios

__all__ = [
    "MAX_REPLICATIONS",
    "MAX_SEED",
    "Busy",
    "Card",
    "Chart",
    "Question",
    "ScenarioError",
    "Shipped",
    "StaffRow",
    "Status",
    "VerdictLine",
    "ask",
    "base_of",
    "cancel",
    "cards",
    "charts",
    "default_question",
    "description",
    "digest",
    "engine_name",
    "is_answered",
    "is_base",
    "numbers",
    "numbers_csv",
    "plan_heads",
    "problem_text",
    "shipped_scenarios",
    "staff_problems",
    "staff_rows",
    "status",
    "verdict",
    "wait",
]

MAX_REPLICATIONS = 1000
MAX_SEED = 2**31 - 1

_WORKERS = 1
_ANSWERS_KEPT = 48
_FIGURES_KEPT = 32
_WAITING_AT_MOST = 64
_REPLICATIONS = {"compiled": 100, "reference": 20}
_log = logging.getLogger(__name__)

RunKey = tuple[str, int, int, str]


@dataclass(frozen=True, slots=True)
class Question:
    """What would happen with these people."""

    scenario: str
    """Key of the scenario."""
    heads: tuple[int, ...]
    """People of each shift, in the order of :func:`staff_rows`."""
    seed: int
    """Seed of the random numbers."""
    replications: int
    """Possible sales that are looked at."""


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


def default_question(scenario: str) -> Question:
    """Return the question that is answered before anyone asks: the plan as it is.

    Raises
    ------
    ScenarioError
        There is no such scenario, or its file is wrong.
    """
    replications = _REPLICATIONS[engine_name()]
    return Question(scenario, plan_heads(scenario), DEFAULT_SEED, replications)


@cache
def engine_name() -> Literal["compiled", "reference"]:
    """Return the engine that answers: the compiled one when it is there."""
    try:
        engine = import_module("sim.engines.compiled")
    except ImportError:
        return "reference"
    return "compiled" if hasattr(engine, "simulate") else "reference"


def base_of(question: Question) -> Question:
    """Return the same question about the unedited plan."""
    return replace(question, heads=plan_heads(question.scenario))


def is_base(question: Question) -> bool:
    """Return whether a question is about the unedited plan."""
    return question == base_of(question)


def digest(question: Question) -> str:
    """Return the digest of the edited scenario, hexadecimal."""
    return plan(question.scenario, question.heads).digest


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
    if not 1 <= question.replications <= MAX_REPLICATIONS:
        msg = f"replications: must be 1 to {MAX_REPLICATIONS}"
        raise ValueError(msg)
    if not 0 <= question.seed <= MAX_SEED:
        msg = f"seed: must be 0 to {MAX_SEED}"
        raise ValueError(msg)
    for each in _parts(question):
        _queue().ask(_key(each), _work(each), watcher)
    if instead_of is not None:
        for each in set(_parts(instead_of)) - set(_parts(question)):
            _queue().leave(_key(each), watcher)


def cancel(question: Question, watcher: str) -> None:
    """Stop waiting for an answer; nobody else's answer is touched."""
    for each in _parts(question):
        _queue().leave(_key(each), watcher)


def wait(question: Question, seconds: float) -> None:
    """Wait until a question is answered, ``seconds`` at most."""
    for each in _parts(question):
        _queue().wait(_key(each), seconds)


def status(question: Question) -> Status | None:
    """Return how far an answer is; None when nobody asked for it or it is forgotten."""
    known = [_queue().progress(_key(each)) for each in _parts(question)]
    found = [progress for progress in known if progress is not None]
    if len(found) < len(known):
        return None
    states = {progress.state for progress in found}
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


def is_answered(question: Question) -> bool:
    """Return whether the answer is there, that of the base plan included."""
    return all(_queue().answer(_key(each)) is not None for each in _parts(question))


def problem_text(question: Question, language: Language) -> str | None:
    """Return why there is no answer; None when the fault is not the input's."""
    for each in _parts(question):
        error = _queue().error(_key(each))
        if isinstance(error, SimError):
            return error.text(language)
    return None


def verdict(question: Question, language: Language) -> VerdictLine:
    """Return the answer in one sentence.

    Raises
    ------
    KeyError
        The question is not answered.
    """
    return answers.verdict_line(_result(question), language)


def cards(question: Question, language: Language) -> tuple[Card, ...]:
    """Return the headline numbers, with the difference to the unedited plan.

    Raises
    ------
    KeyError
        The question is not answered.
    """
    return answers.cards(_result(question), _base_result(question), language)


def numbers(question: Question, language: Language) -> tuple[Card, ...]:
    """Return every number of the answer in words.

    Raises
    ------
    KeyError
        The question is not answered.
    """
    return answers.numbers(_result(question), _base_result(question), language)


def numbers_csv(question: Question, language: Language) -> bytes:
    """Return every number of the answer as a CSV file that spreadsheets open well.

    Raises
    ------
    KeyError
        The question is not answered.
    """
    return answers.numbers_csv(_result(question), _base_result(question), language)


def charts(
    question: Question, language: Language, *, is_dark: bool
) -> tuple[Chart, ...]:
    """Return the figures of the answer, each with what it says.

    Raises
    ------
    KeyError
        The question is not answered.
    """
    return _charts(_key(question), language, is_dark=is_dark)


@lru_cache(maxsize=_FIGURES_KEPT)
def _charts(key: RunKey, language: Language, *, is_dark: bool) -> tuple[Chart, ...]:
    result = _queue().answer(key)
    if result is None:
        raise KeyError(key)
    return answers.charts(result, language, is_dark=is_dark)


def _result(question: Question) -> Result:
    result = _queue().answer(_key(question))
    if result is None:
        raise KeyError(question)
    return result


def _base_result(question: Question) -> Result | None:
    """Return the answer of the unedited plan; None when it is this very plan."""
    return None if is_base(question) else _result(base_of(question))


def _parts(question: Question) -> tuple[Question, ...]:
    """Return the plans that must be run; the base first, others may have asked it."""
    return (question,) if is_base(question) else (base_of(question), question)


@cache
def _queue() -> JobQueue[RunKey, Result]:
    """Return the jobs of this process; all sessions share them."""
    return JobQueue(
        workers=_WORKERS, kept=_ANSWERS_KEPT, waiting_at_most=_WAITING_AT_MOST
    )


def _key(question: Question) -> RunKey:
    return digest(question), question.seed, question.replications, engine_name()


def _work(question: Question) -> Callable[[Control], Result]:
    """Return what computes the answer of one plan."""
    scenario = plan(question.scenario, question.heads)

    def work(control: Control) -> Result:
        try:
            return experiments.run(
                scenario,
                replications=question.replications,
                seed=question.seed,
                engine=engine_name(),
                on_progress=control.report,
                cancelled=control.is_cancelled,
            )
        except (SimError, experiments.Cancelled):
            raise
        except Exception:
            _log.exception("a run failed: %s", question)
            raise

    return work
