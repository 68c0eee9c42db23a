"""A question: what would happen with these people.

It is (scenario, heads of each shift, seed, replications), plain values that can stand
in a link.
"""

from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from typing import Literal

from dashboards.services.plans import plan, plan_heads
from sim.experiments import DEFAULT_SEED

__all__ = [
    "MAX_REPLICATIONS",
    "MAX_SEED",
    "Question",
    "base_of",
    "check",
    "default_question",
    "default_replications",
    "default_seed",
    "digest",
    "engine_name",
    "is_base",
]

MAX_REPLICATIONS = 1000
MAX_SEED = 2**31 - 1

_REPLICATIONS = {"compiled": 100, "reference": 20}


@dataclass(frozen=True, slots=True)
class Question:
    """What would happen with these people."""

    scenario: str
    """Key of the scenario."""
    heads: tuple[int, ...]
    """People of each shift, in the order of the scenario's shifts."""
    seed: int
    """Seed of the random numbers."""
    replications: int
    """Possible sales that are looked at."""


def default_question(scenario: str) -> Question:
    """Return the question that is answered before anyone asks: the plan as it is.

    Raises
    ------
    ScenarioError
        There is no such scenario, or its file is wrong.
    """
    return Question(
        scenario, plan_heads(scenario), default_seed(), default_replications()
    )


def default_seed() -> int:
    """Return the seed until someone chooses another."""
    return DEFAULT_SEED


def default_replications() -> int:
    """Return the number of possible sales until someone chooses another."""
    return _REPLICATIONS[engine_name()]


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


def check(question: Question) -> None:
    """Refuse what a browser would not let through, but a script would.

    Raises
    ------
    ValueError
        The number of replications or the seed is out of range.
    """
    if not 1 <= question.replications <= MAX_REPLICATIONS:
        msg = f"replications: must be 1 to {MAX_REPLICATIONS}"
        raise ValueError(msg)
    if not 0 <= question.seed <= MAX_SEED:
        msg = f"seed: must be 0 to {MAX_SEED}"
        raise ValueError(msg)
