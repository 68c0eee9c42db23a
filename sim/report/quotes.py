"""The report of quotes: the answer first, then both sides, the risk, the notes."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from sim.charts import Figure, offer_totals, price_by_volume, price_sides
from sim.language import Language, text
from sim.quotes import InHouse, Quote, RateCard
from sim.quotes.notes import Note
from sim.quotes.offers import Offer, offers_of, part_table
from sim.report.figures import drawn
from sim.report.html_tables import html_table
from sim.report.offer_words import (
    offer_names,
    offer_sentence,
    offers_table,
    risk_price_sentences,
)
from sim.report.page import contents, page, record_facts, section
from sim.report.quote_words import (
    amounts_table,
    cancellation_table,
    chances_table,
    lines_table,
    price_sentence,
    risk_sentences,
)
from sim.report.tags import Html, join, tag
from sim.report.word_tables import table_html
from sim.scenario.writing import write_atomically

__all__ = ["note_paragraphs", "quote_figures", "quote_report", "write_quote_report"]

_TOPICS = ("labour", "terms", "data")


def write_quote_report(quotes: Sequence[Quote], path: Path, language: Language) -> None:
    """Write the HTML report to ``path``; an old file is replaced in one step."""
    write_atomically(path, quote_report(quotes, language).encode())


def quote_report(quotes: Sequence[Quote], language: Language) -> str:
    """Return the whole document.

    Parameters
    ----------
    quotes
        One or more, of the same sales; in-house work is that of the first one's plan.
    """
    offers = offers_of(quotes)
    sections = {"offers": _offers(offers, quotes[0], language)}
    headings = {"offers": text("quotes.section_offers", language)}
    called = offer_names(offers, language)
    for number, quote in enumerate(quotes, start=1):
        name = f"quote-{number}"
        headings[name] = text(
            "quotes.section_quote", language, agency=called[number - 1]
        )
        sections[name] = _quote(quote, number, language)
    headings["notes"] = text("quotes.section_notes", language)
    sections["notes"] = join(note_paragraphs(quote, language) for quote in quotes)
    headings["rates"] = text("quotes.section_rates", language)
    sections["rates"] = _rates(quotes, language)
    headings["record"] = text("quotes.section_record", language)
    sections["record"] = _records(quotes, language)
    main = join(
        (
            tag("p", offer_sentence(offers, language), class_="lede"),
            contents(headings, language),
            *(section(name, headings[name], part) for name, part in sections.items()),
        )
    )
    title = text("quotes.report_title", language, name=quotes[0].sales.scenario.name)
    header = tag(
        "header",
        tag("p", text("quotes.kicker", language), class_="kicker"),
        tag("h1", title),
        class_="masthead",
    )
    return page(title, language, header=header, main=main)


def quote_figures(quote: Quote, language: Language) -> dict[str, Figure]:
    """Return the figures of one quote by name."""
    run, rows = quote.sales.record, quote.replications
    return {
        "sides": price_sides(quote.amounts, rows, language, run=run),
        "volume": price_by_volume(rows, language, run=run),
    }


def note_paragraphs(quote: Quote, language: Language) -> Html:
    """Return the notes on a quote by topic, each with its source."""
    parts = [tag("h3", f"{quote.card.agency} / {quote.card.name}")]
    for topic in _TOPICS:
        found = [note for note in quote.notes if note.topic == topic]
        if found:
            parts.append(tag("h4", text(f"quotes.topic_{topic}", language)))
            parts.append(tag("ul", *(_note(note, language) for note in found)))
    if any(note.topic == "labour" for note in quote.notes):
        words = text("quotes.not_advice", language)
        parts.append(tag("p", words, class_="statement"))
    return join(parts)


def _offers(offers: Sequence[Offer], first: Quote, language: Language) -> Html:
    names = offer_names(offers, language)
    run = first.sales.record
    figure = offer_totals(part_table(offers), names, language, run=run)
    return join(
        (
            drawn({"offers": figure}),
            *(tag("p", words) for words in risk_price_sentences(offers, language)),
            tag("div", table_html(offers_table(offers, language)), class_="offers"),
            tag("p", text("quotes.in_house_of", language), class_="statement"),
        )
    )


def _quote(quote: Quote, number: int, language: Language) -> Html:
    figures = {
        f"{name}-{number}": figure
        for name, figure in quote_figures(quote, language).items()
    }
    return join(
        (
            tag("p", price_sentence(quote, language), class_="lede"),
            drawn(figures, carries_library=False),
            tag("h3", text("quotes.risk_title", language)),
            *(tag("p", words) for words in risk_sentences(quote, language)),
            table_html(amounts_table(quote, language)),
            table_html(lines_table(quote, language)),
            table_html(chances_table(quote, language)),
            table_html(cancellation_table(quote, language)),
        )
    )


def _note(note: Note, language: Language) -> Html:
    source = note.source(language)
    words = tag("span", note.text(language))
    if source is None:
        return tag("li", words)
    return tag("li", words, tag("br"), tag("small", _sourced(source, language)))


def _sourced(source: str, language: Language) -> str:
    return text("quotes.source", language, source=source)


def _rates(quotes: Sequence[Quote], language: Language) -> Html:
    """Return where the numbers of each rate card and of the shop come from."""
    cards: list[RateCard | InHouse] = [quote.card for quote in quotes]
    cards.append(quotes[0].in_house)
    return join(_origins(card, language) for card in cards)


def _origins(card: RateCard | InHouse, language: Language) -> Html:
    heads = ("of", "origin", "note")
    rows = [
        (
            tag("code", origin.of),
            text(f"quotes.origin_{origin.kind}", language),
            origin.note,
        )
        for origin in card.origins
    ]
    caption = card.name if isinstance(card, InHouse) else f"{card.agency} / {card.name}"
    head = [text(f"quotes.head_{head}", language) for head in heads]
    note = text("report.rest_is_assumed", language)
    return html_table(caption, head, rows, n_words=3, note=note)


def _records(quotes: Sequence[Quote], language: Language) -> Html:
    """Return the record of each run once, and the digests of all files of prices."""
    runs = {quote.sales.record.scenario_digest: quote.sales.record for quote in quotes}
    digests: Mapping[str, str] = {
        f"{quote.card.agency} / {quote.card.name}": quote.card.digest
        for quote in quotes
    } | {quotes[0].in_house.name: quotes[0].in_house.digest}
    rows = [(name, tag("code", digest)) for name, digest in digests.items()]
    head = [text(f"quotes.head_{name}", language) for name in ("file", "digest")]
    table = html_table(text("quotes.table_digests", language), head, rows, n_words=2)
    return join((*(record_facts(run, language) for run in runs.values()), table))
