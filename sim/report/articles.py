"""The articles of an agreement: numbered, in words, as blocks that any page can show.

PDF and Excel show the same articles; nothing is said in one that the other lacks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Literal

from sim.agreements.clauses import Capacity
from sim.agreements.terms import Terms
from sim.agreements.words import date_text, field_label, value_text
from sim.language import Language, day_text, number_text, percent_text, text, yen_text
from sim.report.quantities import amount_text
from sim.report.rate_card_rows import cancellation_rows, rate_card_rows
from sim.report.ship_by_words import ship_by_words
from sim.scenario.base import Spec

__all__ = ["Article", "Grid", "Said", "agreement_articles", "both_times", "team_names"]

Picture = Literal["bands", "price"]


@dataclass(frozen=True, slots=True)
class Said:
    """A paragraph."""

    words: str
    is_remark: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    """Parts of the whole width."""
    numbers: frozenset[int] = frozenset()
    """Columns that hold numbers, from 0."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article."""

    title: str
    blocks: tuple[Said | Grid | Picture, ...]


def agreement_articles(terms: Terms, language: Language) -> tuple[Article, ...]:
    """Return all articles, in order; an empty list of things has no article."""
    return tuple(article for article in _all(terms, language) if article.blocks)


def team_names(terms: Terms) -> dict[str, str]:
    """Return what the screen calls the agency's teams, by the name on the rate card."""
    return {each.name: each.team for each in terms.capacity if each.name}


def both_times(moment: datetime, terms: Terms, language: Language) -> str:
    """Return a moment in the document's zone and in UTC."""
    local = moment.astimezone(terms.zone)
    return _say(
        "both_times",
        language,
        local=f"{local:%Y-%m-%d %H:%M:%S}",
        zone=local.tzname() or terms.timezone,
        utc=f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
    )


def _all(terms: Terms, language: Language) -> Iterable[Article]:
    makers = (
        ("purpose", _purpose),
        ("period", _period),
        ("volume", _volume),
        ("times", _times),
        ("quality", _quality),
        ("price", _price),
        ("changes", _changes),
        ("capacity", _capacity),
        ("on_call", _on_call),
        ("sop", _sop),
        ("systems", _systems),
        ("contacts", _contacts),
        ("review", _review),
    )
    for key, make in makers:
        yield Article(_say(f"article_{key}", language), tuple(make(terms, language)))
    for clause in terms.clauses:
        yield Article(clause.title, (Said(clause.words),))


Blocks = Iterable[Said | Grid | Picture]


def _purpose(terms: Terms, language: Language) -> Blocks:
    yield Said(terms.subject)
    yield Said(_field(terms, "engagement", language, "engagement"))


def _period(terms: Terms, language: Language) -> Blocks:
    yield Said(
        _say(
            "period",
            language,
            start=date_text(terms.period.start, language),
            end=date_text(terms.period.end, language),
            days=number_text(terms.days, language),
        )
    )


def _volume(terms: Terms, language: Language) -> Blocks:
    volume = terms.volume
    low = number_text(volume.total_low, language)
    high = number_text(volume.total_high, language)
    yield Said(_say("volume_total", language, low=low, high=high))
    if volume.days:
        yield "bands"
        yield Grid(
            head=_heads(("day", "low", "expected", "high") * 2, language),
            rows=tuple(_two_up(_volume_rows(terms, language), 4)),
            widths=(3, 2, 2.4, 2, 3, 2, 2.4, 2),
            numbers=frozenset({1, 2, 3, 5, 6, 7}),
        )
    yield Said(_field(volume, "above", language, "volume_above"))
    yield Said(_field(volume, "below", language, "volume_below"))
    yield Said(_field(volume, "tell_within_hours", language, "volume_tell"))


def _volume_rows(terms: Terms, language: Language) -> list[tuple[str, ...]]:
    return [
        (
            day_text(each.day, language),
            *(number_text(n, language) for n in (each.low, each.expected, each.high)),
        )
        for each in terms.volume.days
    ]


def _times(terms: Terms, language: Language) -> Blocks:
    if terms.times.ship_by:
        yield Said(_say("times", language))
        yield Grid(
            head=_heads(("order_class", "ship_by"), language),
            rows=tuple(
                (each.order_class, ship_by_words(each.ship_by, language))
                for each in terms.times.ship_by
            ),
            widths=(1, 3),
        )
    yield Said(_field(terms.times, "reply_within_hours", language, "times_reply"))


def _quality(terms: Terms, language: Language) -> Blocks:
    quality = terms.quality
    yield Said(
        _say(
            "quality_missed",
            language,
            share=percent_text(quality.missed_share, language, 2),
            probability=percent_text(quality.with_probability, language, 1),
        )
    )
    yield Said(_field(quality, "error_share", language, "quality_error"))
    yield Said(_field(quality, "reply_in_time_share", language, "quality_reply"))
    yield Said(_field(quality, "if_missed", language, "quality_if_missed"))


def _price(terms: Terms, language: Language) -> Blocks:
    card, quoted = terms.price.rate_card, terms.price.quoted
    if card is None:
        yield Said(_say("price_blank", language))
    else:
        yield Said(_say("price", language, name=card.name))
        yield Grid(
            head=_heads(("item", "price", "note"), language),
            rows=tuple(rate_card_rows(card, language, team_names(terms))),
            widths=(4, 2.4, 4.6),
            numbers=frozenset({1}),
        )
    if quoted is not None:
        values = {
            name: yen_text(getattr(quoted, f"{name}_yen"), language)
            for name in ("p10", "p50", "p90", "mean")
        }
        interval = ""
        if quoted.ci_low_yen is not None and quoted.ci_high_yen is not None:
            interval = _say(
                "price_interval",
                language,
                low=yen_text(quoted.ci_low_yen, language),
                high=yen_text(quoted.ci_high_yen, language),
            )
        n = number_text(quoted.n, language)
        yield Said(_say("price_quoted", language, interval=interval, n=n, **values))
        yield "price"
    yield Said(_field(terms.price, "payment", language, "price_payment"))


def _changes(terms: Terms, language: Language) -> Blocks:
    yield Said(_field(terms.changes, "notice_days", language, "changes_notice"))
    card = terms.price.rate_card
    rows = [] if card is None else cancellation_rows(card, language)
    if rows:
        yield Said(_say("changes_fees", language))
        head = _heads(("notice", "fee"), language)
        yield Grid(head=head, rows=tuple(rows), widths=(3, 1), numbers=frozenset({1}))
    yield Said(_field(terms.changes, "termination_days", language, "changes_end"))


def _capacity(terms: Terms, language: Language) -> Blocks:
    if not terms.capacity:
        return
    yield Said(_say("capacity", language))
    teams = list(dict.fromkeys(each.team for each in terms.capacity))
    yield Grid(
        head=(*_heads(("day",), language), *teams, *_heads(("total",), language)),
        rows=tuple(_capacity_rows(terms.capacity, teams, language)),
        widths=(2, *([2.4] * len(teams)), 2),
        numbers=frozenset(range(1, len(teams) + 2)),
    )


def _capacity_rows(
    capacity: Sequence[Capacity], teams: Sequence[str], language: Language
) -> Iterable[tuple[str, ...]]:
    for day, rows in groupby(capacity, key=lambda each: each.day):
        found = {each.team: each for each in rows}
        cells = [
            _say(
                "heads_hours",
                language,
                heads=number_text(found[team].heads, language),
                hours=number_text(found[team].hours, language, 1),
            )
            if team in found
            else text("report.nothing", language)
            for team in teams
        ]
        hours = sum(each.hours for each in found.values())
        total = amount_text(hours, "hours", language)
        yield day_text(day, language), *cells, total


def _on_call(terms: Terms, language: Language) -> Blocks:
    for rule in terms.on_call:
        names = ("above", "check_every_minutes", "lead_hours", "heads", "hours")
        values = {
            name: value_text(getattr(rule, name), type(rule), name, language)
            for name in names
        }
        words = _say("on_call", language, team=rule.team, step=rule.step, **values)
        if rule.max_calls is not None:
            words += _say("on_call_most", language, calls=rule.max_calls)
        yield Said(words)


def _sop(terms: Terms, language: Language) -> Blocks:
    yield from _table(
        terms.sop, ("item", "responsible", "done_when"), (3, 1.6, 6), language
    )


def _systems(terms: Terms, language: Language) -> Blocks:
    names = ("name", "link", "automatic", "every_minutes")
    yield from _table(terms.systems, names, (4, 2, 4, 1.6), language)


def _contacts(terms: Terms, language: Language) -> Blocks:
    if terms.contacts:
        yield Said(_say("contacts", language))
    names = ("side", "level", "role", "reach", "hours", "answer_within_minutes")
    yield from _table(terms.contacts, names, (1.6, 0.9, 2.6, 3, 2.2, 2.2), language)


def _review(terms: Terms, language: Language) -> Blocks:
    review = terms.review
    when = value_text(review.weekday, type(review), "weekday", language)
    if review.at is not None:
        when += " " + review.at
    reports = value_text(review.reports, type(review), "reports", language)
    yield Said(_say("review", language, when=when, reports=reports))


def _table(
    rows: Sequence[Spec],
    names: Sequence[str],
    widths: tuple[float, ...],
    language: Language,
) -> Blocks:
    """Yield a table of records; nothing where there are none."""
    if not rows:
        return
    model = type(rows[0])
    optional = {"every_minutes", "automatic"}
    nothing = text("report.nothing", language)
    yield Grid(
        head=tuple(field_label(model, name, language) for name in names),
        rows=tuple(
            tuple(
                nothing
                if name in optional and getattr(row, name) is None
                else value_text(getattr(row, name), model, name, language)
                for name in names
            )
            for row in rows
        ),
        widths=widths,
    )


def _two_up(rows: Sequence[tuple[str, ...]], columns: int) -> Iterable[tuple[str, ...]]:
    """Yield rows side by side: the second half stands to the right of the first."""
    half = -(-len(rows) // 2)
    for left, right in zip(
        rows[:half], [*rows[half:], *([("",) * columns] * half)], strict=False
    ):
        yield (*left, *right)


def _field(spec: Spec, field: str, language: Language, key: str) -> str:
    value = value_text(getattr(spec, field), type(spec), field, language)
    return _say(key, language, value=value)


def _heads(keys: Iterable[str], language: Language) -> tuple[str, ...]:
    return tuple(_say(f"head_{key}", language) for key in keys)


def _say(key: str, language: Language, /, **values: object) -> str:
    return text(f"paper.{key}", language, **values)
