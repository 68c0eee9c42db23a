"""The agreement as an Excel file: each part that is a table as real cells."""

from collections.abc import Iterable
from datetime import UTC

from sim.agreements.terms import Terms
from sim.agreements.walk import leaves
from sim.agreements.words import choice_text, place_text, value_text
from sim.language import Language, text
from sim.measures import kpi as kpi_of
from sim.report.agreement_pdf import Issue
from sim.report.articles import team_names
from sim.report.excel import Book, Sheet
from sim.report.rate_card_rows import rate_card_rows

__all__ = ["agreement_xlsx"]


def agreement_xlsx(
    terms: Terms, language: Language, *, issue: Issue | None = None
) -> bytes:
    """Return the agreement as the bytes of an Excel file.

    ``issue`` — its number, revision and acceptances; None means a draft.
    """
    with Book(title=terms.title, at=None if issue is None else issue.at) as book:
        for sheet in _sheets(terms, language, issue):
            book.add(sheet)
    return book.bytes()


def _sheets(terms: Terms, language: Language, issue: Issue | None) -> Iterable[Sheet]:
    yield _everything(terms, language)
    yield _volume(terms, language)
    if terms.price.rate_card is not None:
        yield Sheet(
            name=_say("sheet_prices", language),
            head=_heads(("item", "price", "note"), language),
            kinds=("text", "text", "text"),
            rows=rate_card_rows(terms.price.rate_card, language, team_names(terms)),
        )
    if terms.capacity:
        yield _capacity(terms, language)
    yield _run(terms, language)
    yield _acceptance(terms, language, issue)


def _everything(terms: Terms, language: Language) -> Sheet:
    """Return every value of the document, one a row, with its place in words."""
    return Sheet(
        name=_say("sheet_articles", language),
        title=terms.title,
        head=_heads(("item", "value"), language),
        kinds=("text", "text"),
        rows=[
            (
                place_text(leaf.place, language),
                value_text(leaf.value, leaf.model, leaf.field, language),
            )
            for leaf in leaves(terms)
        ],
    )


def _volume(terms: Terms, language: Language) -> Sheet:
    return Sheet(
        name=_say("sheet_volume", language),
        head=_heads(("day", "low", "expected", "high"), language),
        kinds=("day", "count", "count", "count"),
        rows=[(x.day, x.low, x.expected, x.high) for x in terms.volume.days],
    )


def _capacity(terms: Terms, language: Language) -> Sheet:
    return Sheet(
        name=_say("sheet_capacity", language),
        head=_heads(("day", "team", "heads", "hours"), language),
        kinds=("day", "text", "count", "number"),
        rows=[(x.day, x.team, x.heads, x.hours) for x in terms.capacity],
    )


def _run(terms: Terms, language: Language) -> Sheet:
    statistics = ("p50", "p10", "p90", "mean", "ci_low", "ci_high", "n")
    return Sheet(
        name=_say("sheet_run", language),
        head=(
            *_heads(("kpi", "unit"), language),
            *(_say(f"column_{name}", language) for name in statistics),
        ),
        kinds=("text", "text", *(("number",) * 6), "count"),
        rows=[
            (
                kpi_of("kpis", line.kpi).label(language),
                _say(f"unit_{line.unit}", language),
                *(getattr(line, name) for name in statistics),
            )
            for line in terms.run.kpis
        ],
    )


def _acceptance(terms: Terms, language: Language, issue: Issue | None) -> Sheet:
    accepted = () if issue is None else issue.acceptances
    return Sheet(
        name=_say("sheet_events", language),
        title=text("receipt.statement", language),
        head=_heads(("side", "account", "at", "at_utc", "hash"), language),
        kinds=("text", "text", "moment", "moment", "hash"),
        rows=[
            (
                choice_text(each.side, language),
                each.actor,
                each.at.astimezone(terms.zone).replace(tzinfo=None),
                each.at.astimezone(UTC).replace(tzinfo=None),
                each.sha256,
            )
            for each in accepted
        ],
    )


def _heads(keys: Iterable[str], language: Language) -> tuple[str, ...]:
    return tuple(_say(f"head_{key}", language) for key in keys)


def _say(key: str, language: Language, /, **values: object) -> str:
    return text(f"paper.{key}", language, **values)
