"""What the page シミュレーション shows: a question's answer in words and figures."""

from functools import lru_cache

from dashboards.i18n import Language
from dashboards.services import answers
from dashboards.services.answers import Card, Chart, VerdictLine
from dashboards.services.questions import Question, base_of, is_base
from dashboards.services.runs import RunKey, answer, base_result, result, run_key

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

_ANSWERS_KEPT = 64
"""Plans whose words and figures are kept: every rerun of a page shows them again."""


def verdict(question: Question, language: Language) -> VerdictLine:
    """Return the answer in one sentence.

    Raises
    ------
    KeyError
        The question is not answered.
    """
    return _verdict(run_key(question), language)


def cards(question: Question, language: Language) -> tuple[Card, ...]:
    """Return the headline numbers, with the difference to the unedited plan.

    Raises
    ------
    KeyError
        The question is not answered.
    """
    base = None if is_base(question) else run_key(base_of(question))
    return _cards(run_key(question), base, language)


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


@lru_cache(maxsize=_ANSWERS_KEPT)
def _verdict(key: RunKey, language: Language) -> VerdictLine:
    return answers.verdict_line(answer(key), language)


@lru_cache(maxsize=_ANSWERS_KEPT)
def _cards(key: RunKey, base: RunKey | None, language: Language) -> tuple[Card, ...]:
    return answers.cards(answer(key), answer(base) if base else None, language)


@lru_cache(maxsize=_ANSWERS_KEPT)
def _charts(key: RunKey, language: Language, *, is_dark: bool) -> tuple[Chart, ...]:
    return answers.charts(answer(key), language, is_dark=is_dark)
