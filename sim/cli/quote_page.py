"""Quotes on the terminal: the answer, both sides, the risk, the notes."""

from collections.abc import Sequence

from sim.cli.talk import Talk
from sim.cli.word_tables import show_table
from sim.language import number_text
from sim.quotes import Quote
from sim.quotes.offers import offers_of
from sim.report.offer_words import (
    offer_sentence,
    offers_table,
    risk_price_sentences,
)
from sim.report.quote_words import (
    amounts_table,
    cancellation_table,
    chances_table,
    lines_table,
    price_sentence,
    risk_sentences,
)

__all__ = ["show_quotes"]


def show_quotes(quotes: Sequence[Quote], talk: Talk) -> None:
    """Print what the terminal shows of quotes."""
    for quote in quotes:
        _show_quote(quote, talk)
    if len(quotes) > 1:
        offers = offers_of(quotes)
        talk.show_text("")
        talk.show_text(offer_sentence(offers, talk.language), style="bold")
        for sentence in risk_price_sentences(offers, talk.language):
            talk.show_text(sentence)
        show_table(offers_table(offers, talk.language), talk)
    talk.show_text("")
    for line in dict.fromkeys(_record(quote, talk) for quote in quotes):
        talk.show_text(line, style="dim")


def _show_quote(quote: Quote, talk: Talk) -> None:
    language = talk.language
    title = f"■ {quote.card.agency} / {quote.card.name}"
    talk.show_text(f"\n{title}", style="bold")
    talk.show_text(price_sentence(quote, language))
    for sentence in risk_sentences(quote, language):
        talk.show_text(f"- {sentence}", indent=2)
    tables = (amounts_table, lines_table, chances_table, cancellation_table)
    for table in tables:
        show_table(table(quote, language), talk)
    for note in quote.notes:
        talk.show_text(f"! {note.text(language)}", indent=2)
    if any(note.topic == "labour" for note in quote.notes):
        talk.show_text(talk.say("quote_not_advice"), indent=2)


def _record(quote: Quote, talk: Talk) -> str:
    record = quote.sales.record
    return talk.say(
        "quote_record",
        name=record.scenario_name,
        digest=record.scenario_digest[:12],
        seed=record.seed,
        replications=number_text(record.replications, talk.language),
        engine=record.engine,
        version=record.versions["hanboki"],
    )
