"""What the page 振り返り asks: a sale that is over, against its plan."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from dashboards.dark import on_dark
from dashboards.i18n import Language
from dashboards.jobs import Control, Progress
from dashboards.services import order_files, shelf
from dashboards.services.answers import Chart
from dashboards.services.background import patient
from dashboards.services.order_files import Reading
from dashboards.services.plans import plan
from dashboards.services.questions import Question, check, digest, engine_name
from sim.charts import alt_text
from sim.errors import ImportDataError, SimError
from sim.forecast.roster import Roster, parse_roster
from sim.report import delivered_words
from sim.report import review_words as words
from sim.report.reviewed import review_pdf, review_report
from sim.report.score_words import scores_sentence, scores_table
from sim.report.stress_words import bus_sentence
from sim.report.word_tables import table_html
from sim.review.actuals import Actuals
from sim.review.agreed import read_agreed
from sim.review.patch import lessons, next_scenario, patch_text
from sim.review.scores import KeptScore, keep_scores, score_of, scores_file
from sim.review.study import Review, review

__all__ = [
    "Asked",
    "Refused",
    "ReviewText",
    "ask",
    "cancel",
    "chart",
    "check_receipt",
    "html",
    "patch",
    "pdf",
    "problem_text",
    "progress",
    "put_next",
    "review_text",
    "roster_text",
    "wait",
]


class Refused(Exception):  # noqa: N818  # says what is so, as a planner reads it
    """A file is no roster or receipt; the text says why, in the language asked for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which sale is meant, and what is known of it."""

    question: Question
    """The plan, with seed and replications."""
    reading: Reading
    """The orders as they were."""
    roster: str = ""
    """Text of the roster; empty: nobody wrote it down."""
    error_shares: tuple[tuple[str, float], ...] = ()
    """Part of wrong tasks by step, as far as it was counted."""
    contacts: int | None = None
    """Inquiries that came; None: not counted."""
    wrong_orders: int | None = None
    """Orders that left with an error; None: not counted."""
    replied_in_time: int | None = None
    """Inquiries answered within the promised time; None: not counted."""
    receipt: bytes = b""
    """Receipt of the locked agreement; empty: there is none."""
    keeps_scores: bool = False
    """The scores are kept with those of all sales of this computer; on a server of many
    organizations they are not."""


@dataclass(frozen=True, slots=True)
class ReviewText:
    """A review in words."""

    sentences: tuple[str, ...]
    """Whether the plan held, and the main cause."""
    unknown: tuple[str, ...]
    """What no file tells."""
    tables: tuple[str, ...]
    """Bands, causes, lessons as HTML; what users typed is escaped."""
    has_lessons: bool
    """Whether anything is to be changed next time."""
    agreed: tuple[str, ...] = ()
    """What is to be paid under the agreement, and the bus factor."""
    agreed_tables: tuple[str, ...] = ()
    """Agreed against delivered and the work log as HTML."""
    scores: str = ""
    """How often what came lay in the predicted range."""
    scores_table: str = ""
    """The scores of each sale as HTML."""
    scores_problem: str = ""
    """Why the scores of earlier sales are not there."""


@dataclass(frozen=True, slots=True, eq=False)
class _Reviewed:
    """A review, and the scores it is kept with."""

    review: Review
    scores: tuple[KeptScore, ...]
    problem: ImportDataError | None = None
    """Why the scores of earlier sales cannot be read."""


def roster_text(content: bytes, where: str, timezone: str, language: Language) -> str:
    """Return the text of a roster file, after looking whether it is one.

    Raises
    ------
    Refused
        It is none.
    """
    try:
        text = content.decode("utf-8-sig")
        parse_roster(text, where, timezone=timezone)
    except ImportDataError as error:
        raise Refused(error.text(language)) from error
    except UnicodeDecodeError as error:
        raise Refused(str(error)) from error
    return text


def check_receipt(receipt: bytes, language: Language) -> None:
    """Look whether a receipt shows a locked agreement.

    Raises
    ------
    Refused
        It does not.
    """
    try:
        read_agreed(receipt)
    except SimError as error:
        raise Refused(error.text(language)) from error


def ask(asked: Asked, watcher: str) -> None:
    """Have a sale reviewed in the background.

    Raises
    ------
    Busy
        Too much is waiting.
    """
    check(asked.question)
    patient().ask(_key(asked), _work(asked), watcher)


def cancel(asked: Asked, watcher: str) -> None:
    """Stop waiting for a review."""
    patient().leave(_key(asked), watcher)


def wait(asked: Asked, seconds: float) -> None:
    """Wait until a review is there, ``seconds`` at most."""
    patient().wait(_key(asked), seconds)


def progress(asked: Asked) -> Progress | None:
    """Return how far a review is; None when nobody asked or it is forgotten."""
    return patient().progress(_key(asked))


def problem_text(asked: Asked, language: Language) -> str | None:
    """Return why there is no review; None when the fault is not the input's."""
    error = patient().error(_key(asked))
    return error.text(language) if isinstance(error, SimError) else None


def review_text(asked: Asked, language: Language) -> ReviewText | None:
    """Return a review in words; None while it is not there."""
    reviewed = _reviewed(asked)
    if reviewed is None:
        return None
    found = reviewed.review
    tables = (
        words.bands_table(found, language),
        words.causes_table(found, language),
        words.lessons_table(found, language),
    )
    return ReviewText(
        sentences=(
            words.headline_sentence(found, language),
            words.main_sentence(found, language),
        ),
        unknown=tuple(words.unknown_sentences(found, language)),
        tables=tuple(str(table_html(table)) for table in tables if table.rows),
        has_lessons=bool(lessons(found)),
        agreed=_agreed_sentences(found, language),
        agreed_tables=_agreed_tables(found, language),
        scores=scores_sentence(reviewed.scores, language),
        scores_table=str(table_html(scores_table(reviewed.scores, language))),
        scores_problem=reviewed.problem.text(language) if reviewed.problem else "",
    )


def chart(asked: Asked, language: Language, *, is_dark: bool) -> Chart:
    """Return the causes as a figure."""
    figure = words.causes_figure(_there(asked), language)
    return Chart("causes", on_dark(figure) if is_dark else figure, alt_text(figure))


def html(asked: Asked, language: Language) -> bytes:
    """Return the report as one HTML file."""
    return review_report(_there(asked), language).encode()


def pdf(asked: Asked, language: Language) -> bytes:
    """Return the page for the weekly meeting."""
    return review_pdf(_there(asked), language)


def patch(asked: Asked, language: Language) -> bytes:
    """Return what to change next time as TOML."""
    return patch_text(lessons(_there(asked)), language).encode()


def put_next(asked: Asked, language: Language) -> str:
    """Keep the next plan as a scenario; return its key.

    Raises
    ------
    ScenarioError
        A measured value is out of range.
    """
    found = _there(asked)
    return shelf.put(next_scenario(found.plan, lessons(found), language))


def _agreed_sentences(found: Review, language: Language) -> tuple[str, ...]:
    if found.delivered is None or found.bus is None:
        return ()
    said = delivered_words.delivered_sentences(found.delivered, language)
    return (*said, bus_sentence(found.bus, language))


def _agreed_tables(found: Review, language: Language) -> tuple[str, ...]:
    if found.delivered is None:
        return ()
    tables = (
        *delivered_words.delivered_tables(found.delivered, language),
        *delivered_words.work_tables(found.delivered.agreed, language),
    )
    return tuple(str(table_html(table)) for table in tables if table.rows)


def _reviewed(asked: Asked) -> _Reviewed | None:
    return cast("_Reviewed | None", patient().answer(_key(asked)))


def _there(asked: Asked) -> Review:
    found = _reviewed(asked)
    if found is None:
        raise KeyError(asked)
    return found.review


def _key(asked: Asked) -> tuple[object, ...]:
    question = asked.question
    return (
        "review",
        digest(question),
        question.seed,
        question.replications,
        asked.reading,
        hashlib.sha256(asked.roster.encode()).hexdigest(),
        asked.error_shares,
        asked.contacts,
        asked.wrong_orders,
        asked.replied_in_time,
        hashlib.sha256(asked.receipt).hexdigest(),
        asked.keeps_scores,
    )


def _work(asked: Asked) -> Callable[[Control], _Reviewed]:
    question = asked.question
    scenario = plan(question.scenario, question.heads)
    read = order_files.imported(asked.reading)

    def work(control: Control) -> _Reviewed:
        if read is None or read.orders is None:
            raise KeyError(asked.reading)
        roster: Roster | None = None
        if asked.roster:
            zone = scenario.zone.key
            roster = parse_roster(asked.roster, "roster.csv", timezone=zone)
        told = Actuals(
            read.orders,
            roster,
            dict(asked.error_shares),
            asked.contacts,
            asked.wrong_orders,
            asked.replied_in_time,
        )
        found = review(
            scenario,
            told,
            agreed=read_agreed(asked.receipt) if asked.receipt else None,
            seed=question.seed,
            replications=question.replications,
            engine=engine_name(),
            on_progress=control.report,
            cancelled=control.is_cancelled,
        )
        return _scored(found, is_kept=asked.keeps_scores)

    return work


def _scored(found: Review, *, is_kept: bool) -> _Reviewed:
    """Return a review with its scores; a damaged file of scores does not lose it."""
    if not is_kept:
        return _Reviewed(found, (score_of(found),))
    try:
        return _Reviewed(found, keep_scores(found, scores_file()))
    except ImportDataError as error:
        return _Reviewed(found, (score_of(found),), error)
