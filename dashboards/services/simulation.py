"""What the page シミュレーション shows: a question's answer in words and figures."""

from functools import lru_cache
from typing import cast

from dashboards.i18n import Language
from dashboards.services import answers
from dashboards.services.answers import Card, Chart, VerdictLine
from dashboards.services.background import quick
from dashboards.services.questions import Question
from dashboards.services.runs import RunKey, base_result, result, run_key
from sim.experiments import Result

__all__ = [
    "Card",
    "Chart",
    "VerdictLine",
    "cards",
    "charts",
    "numbers",
    "numbers_csv",
    "verdict",
]

_FIGURES_KEPT = 32


def verdict(question: Question, language: Language) -> VerdictLine:
    """Return the answer in one sentence.

    Raises
    ------
    KeyError
        The question is not answered.
    """
    return answers.verdict_line(result(question), language)


def cards(question: Question, language: Language) -> tuple[Card, ...]:
    """Return the headline numbers, with the difference to the unedited plan.

    Raises
    ------
    KeyError
        The question is not answered.
    """
    return answers.cards(result(question), base_result(question), language)


def numbers(question: Question, language: Language) -> tuple[Card, ...]:
    """Return every number of the answer in words.

    Raises
    ------
    KeyError
        The question is not answered.
    """
    return answers.numbers(result(question), base_result(question), language)


def numbers_csv(question: Question, language: Language) -> bytes:
    """Return every number of the answer as a CSV file that spreadsheets open well.

    Raises
    ------
    KeyError
        The question is not answered.
    """
    return answers.numbers_csv(result(question), base_result(question), language)


def charts(
    question: Question, language: Language, *, is_dark: bool
) -> tuple[Chart, ...]:
    """Return the figures of the answer, each with what it says.

    Raises
    ------
    KeyError
        The question is not answered.
    """
    return _charts(run_key(question), language, is_dark=is_dark)


@lru_cache(maxsize=_FIGURES_KEPT)
def _charts(key: RunKey, language: Language, *, is_dark: bool) -> tuple[Chart, ...]:
    found = quick().answer(key)
    if found is None:
        raise KeyError(key)
    return answers.charts(cast(Result, found), language, is_dark=is_dark)
