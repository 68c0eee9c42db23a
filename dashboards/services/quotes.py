"""What the page 見積 shows: plans priced with rate cards, side by side and in-house.

Possible sales are computed in the background once for each plan; pricing them takes a
moment and is done again whenever a number of a card changes.
"""

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import cast

from dashboards.dark import on_dark
from dashboards.i18n import Language
from dashboards.jobs import Control, Progress, unfinished
from dashboards.services import rate_shelf
from dashboards.services.answers import Chart
from dashboards.services.background import quick
from dashboards.services.plans import plan, plan_heads
from dashboards.services.questions import Question, check, digest, engine_name
from sim.charts import Figure, alt_text, offer_totals
from sim.errors import RateCardError, SimError
from sim.experiments.samples import Sampling
from sim.orders.report import spreadsheet_safe
from sim.quotes import Quote, SimulatedSales, price, simulate_sales
from sim.quotes.amounts import check_fit
from sim.quotes.card_numbers import CardNumber, card_numbers, with_numbers
from sim.quotes.offers import Offer, offers_of, part_table
from sim.quotes.plain import quotes_as_json
from sim.report import offer_words, quote_words
from sim.report.quotes import quote_figures, quote_report
from sim.report.word_tables import WordTable

__all__ = [
    "Asked",
    "NoteLine",
    "Wanted",
    "ask",
    "basis",
    "cancel",
    "card_title",
    "changed_card",
    "changed_in_house",
    "charts",
    "fitting",
    "is_ready",
    "json_bytes",
    "notes",
    "numbers_of_card",
    "numbers_of_in_house",
    "offers_chart",
    "offers_csv",
    "offers_sentence",
    "offers_table",
    "problem_text",
    "progress",
    "question_of",
    "quote_of",
    "report_bytes",
    "risk_price_sentences",
    "sentences",
    "tables",
    "wait",
]

_KEPT = 32
_Key = tuple[str, str, int, int, str]
_Contents = tuple[tuple[tuple[_Key, str], ...], str]
"""What is priced, by content: plans and cards, and the shop's own costs."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One agency's rate card, and the plan that it is for."""

    card: str
    """Key of the rate card."""
    question: Question
    """The plan, with seed and replications."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Rate cards to be compared, and the shop's own costs."""

    wanted: tuple[Wanted, ...]
    """At least one."""
    in_house: str = rate_shelf.IN_HOUSE
    """Key of the in-house costs."""


@dataclass(frozen=True, slots=True)
class NoteLine:
    """Something to look at before signing, in words."""

    topic: str
    text: str
    source: str | None


def ask(asked: Asked, watcher: str) -> None:
    """Have the possible sales of all plans computed in the background.

    Raises
    ------
    Busy
        Too much is waiting.
    ValueError
        The number of replications or the seed is out of range.
    """
    for question in _questions(asked):
        check(question)
        quick().ask(_key(question), _work(question), watcher)


def cancel(asked: Asked, watcher: str) -> None:
    """Stop waiting; nobody else's sales are touched."""
    for question in _questions(asked):
        quick().leave(_key(question), watcher)


def wait(asked: Asked, seconds: float) -> None:
    """Wait until all plans are simulated, ``seconds`` at most for each."""
    for question in _questions(asked):
        quick().wait(_key(question), seconds)


def progress(asked: Asked) -> Progress | None:
    """Return how far the first plan is that is not there; None when nobody asked."""
    return unfinished(quick().progress(_key(each)) for each in _questions(asked))


def is_ready(asked: Asked) -> bool:
    """Return whether all plans are simulated."""
    return all(
        quick().answer(_key(question)) is not None for question in _questions(asked)
    )


def problem_text(asked: Asked, language: Language) -> str | None:
    """Return why there is no quote; None when the fault is not the input's."""
    for question in _questions(asked):
        error = quick().error(_key(question))
        if isinstance(error, SimError):
            return error.text(language)
    return None


def card_title(key: str) -> str:
    """Return what the screen calls a rate card."""
    return rate_shelf.title(key)


def fitting(
    asked: Asked, language: Language
) -> tuple[Asked | None, tuple[tuple[str, str], ...]]:
    """Return what can be priced, and for each card that cannot its title and why.

    None when no card fits its plan.
    """
    own = rate_shelf.in_house(asked.in_house)
    kept, refused = [], []
    for each in asked.wanted:
        card = rate_shelf.card(each.card)
        try:
            check_fit(plan(each.question.scenario, each.question.heads), card, own)
        except RateCardError as error:
            refused.append((rate_shelf.title(each.card), error.text(language)))
        else:
            kept.append(each)
    found = replace(asked, wanted=tuple(kept)) if kept else None
    return found, tuple(refused)


def question_of(scenario: str, like: Question) -> Question:
    """Return a shipped plan as it is, with the seed and replications of another."""
    return Question(scenario, plan_heads(scenario), like.seed, like.replications)


def numbers_of_card(key: str) -> tuple[CardNumber, ...]:
    """Return every number of a rate card with its origin."""
    return card_numbers(rate_shelf.card(key))


def numbers_of_in_house(key: str) -> tuple[CardNumber, ...]:
    """Return every number of the shop's own costs with its origin."""
    return card_numbers(rate_shelf.in_house(key))


def changed_card(key: str, values: Mapping[str, float]) -> str:
    """Return the key of a rate card with other numbers.

    Raises
    ------
    RateCardError
        A number cannot be; all problems are listed.
    """
    return rate_shelf.put(with_numbers(rate_shelf.card(key), values))


def changed_in_house(key: str, values: Mapping[str, float]) -> str:
    """Return the key of in-house costs with other numbers.

    Raises
    ------
    RateCardError
        A number cannot be; all problems are listed.
    """
    return rate_shelf.put(with_numbers(rate_shelf.in_house(key), values))


def offers_sentence(asked: Asked, language: Language) -> str:
    """Return which offer is the cheapest for the shop, if that can be told."""
    return offer_words.offer_sentence(_offers(asked), language)


def risk_price_sentences(asked: Asked, language: Language) -> tuple[str, ...]:
    """Return what further plans cost and avoid, compared with the first one."""
    return tuple(offer_words.risk_price_sentences(_offers(asked), language))


def offers_table(asked: Asked, language: Language) -> WordTable:
    """Return all offers side by side, in-house work as the last."""
    return offer_words.offers_table(_offers(asked), language)


def offers_chart(asked: Asked, language: Language, *, is_dark: bool) -> Chart:
    """Return what the shop pays in all with each offer."""
    offers = _offers(asked)
    names = offer_words.offer_names(offers, language)
    run = _quotes(asked)[0].sales.record
    figure = offer_totals(part_table(offers), names, language, run=run)
    return _chart("offers", figure, is_dark=is_dark)


def offers_csv(asked: Asked, language: Language) -> bytes:
    """Return the table of all offers as a CSV file that spreadsheets open well."""
    table = offers_table(asked, language)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for row in (table.head, *table.rows):
        writer.writerow(spreadsheet_safe(cell) for cell in row)
    return text.getvalue().encode("utf-8-sig")


def quote_of(asked: Asked, number: int = 0) -> Quote:
    """Return one of the quotes, for the page that makes an offer of it."""
    return _quotes(asked)[number]


def sentences(asked: Asked, number: int, language: Language) -> tuple[str, ...]:
    """Return the answer of one quote, then who carries the volume risk."""
    quote = _quotes(asked)[number]
    answer = quote_words.price_sentence(quote, language)
    return (answer, *quote_words.risk_sentences(quote, language))


def tables(asked: Asked, number: int, language: Language) -> tuple[WordTable, ...]:
    """Return amounts, lines, chances and cancellation of one quote."""
    quote = _quotes(asked)[number]
    makers: tuple[Callable[[Quote, Language], WordTable], ...] = (
        quote_words.amounts_table,
        quote_words.lines_table,
        quote_words.chances_table,
        quote_words.cancellation_table,
    )
    found = (make(quote, language) for make in makers)
    return tuple(table for table in found if table.rows)


def charts(
    asked: Asked, number: int, language: Language, *, is_dark: bool
) -> tuple[Chart, ...]:
    """Return the figures of one quote: both sides, and price against volume."""
    figures = quote_figures(_quotes(asked)[number], language)
    return tuple(
        _chart(name, figure, is_dark=is_dark) for name, figure in figures.items()
    )


def notes(asked: Asked, number: int, language: Language) -> tuple[NoteLine, ...]:
    """Return what to look at before signing."""
    return tuple(
        NoteLine(note.topic, note.text(language), note.source(language))
        for note in _quotes(asked)[number].notes
    )


def basis(asked: Asked) -> tuple[int, int, str]:
    """Return replications, seed, and the digest of the first plan."""
    record = _quotes(asked)[0].sales.record
    return record.replications, record.seed, record.scenario_digest


def report_bytes(asked: Asked, language: Language) -> bytes:
    """Return the whole report as one HTML file."""
    return quote_report(_quotes(asked), language).encode()


def json_bytes(asked: Asked, language: Language) -> bytes:
    """Return all quotes as a JSON file."""
    content = quotes_as_json(_quotes(asked), _offers(asked), language)
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, indent=2)
    return f"{text}\n".encode()


def _chart(name: str, figure: Figure, *, is_dark: bool) -> Chart:
    alt = alt_text(figure)
    return Chart(name, on_dark(figure) if is_dark else figure, alt)


def _quotes(asked: Asked) -> tuple[Quote, ...]:
    """Return the quotes.

    Raises
    ------
    KeyError
        The possible sales are not there.
    RateCardError
        A card does not fit the plan.
    """
    return _priced(asked, _contents(asked))


def _offers(asked: Asked) -> tuple[Offer, ...]:
    return _compared(asked, _contents(asked))


def _contents(asked: Asked) -> _Contents:
    """Return what the keys of plans and cards stand for, as digests."""
    parts = [(_key(w.question), rate_shelf.card(w.card).digest) for w in asked.wanted]
    return tuple(parts), rate_shelf.in_house(asked.in_house).digest


@lru_cache(maxsize=_KEPT)
def _priced(asked: Asked, contents: _Contents) -> tuple[Quote, ...]:  # noqa: ARG001
    own = rate_shelf.in_house(asked.in_house)
    return tuple(
        price(_sales(each.question), rate_shelf.card(each.card), own)
        for each in asked.wanted
    )


@lru_cache(maxsize=_KEPT)
def _compared(asked: Asked, contents: _Contents) -> tuple[Offer, ...]:
    return offers_of(_priced(asked, contents))


def _sales(question: Question) -> SimulatedSales:
    found = quick().answer(_key(question))
    if found is None:
        raise KeyError(question)
    return cast(SimulatedSales, found)


def _questions(asked: Asked) -> tuple[Question, ...]:
    """Return the plans to be simulated, each once."""
    return tuple(dict.fromkeys(each.question for each in asked.wanted))


def _key(question: Question) -> _Key:
    return (
        "quotes",
        digest(question),
        question.seed,
        question.replications,
        engine_name(),
    )


def _work(question: Question) -> Callable[[Control], SimulatedSales]:
    """Return what computes the possible sales of one plan."""
    scenario = plan(question.scenario, question.heads)
    how = Sampling(
        replications=question.replications,
        seed=question.seed,
        engine=engine_name(),
    )

    def work(control: Control) -> SimulatedSales:
        return simulate_sales(
            scenario,
            how,
            on_progress=control.report,
            cancelled=control.is_cancelled,
        )

    return work
