"""The report of a result: the verdict first, then why, then all details."""

from sim.experiments import Result
from sim.language import Language, number_text, text
from sim.report.assumptions import assumptions
from sim.report.figures import figure_blocks
from sim.report.page import contents, page, record_facts, section
from sim.report.result_tables import result_tables
from sim.report.sentences import (
    Card,
    kpi_cards,
    verdict_heading,
    verdict_sentence,
    verdict_symbol,
)
from sim.report.simulated import simulated, span_words
from sim.report.stopping import stopping_sentence
from sim.report.tags import Html, join, tag

__all__ = ["html_report"]

_SECTIONS = ("numbers", "charts", "tables", "assumptions", "simulated", "record")


def html_report(result: Result, language: Language, base: Result | None = None) -> str:
    """Return the whole document.

    Parameters
    ----------
    base
        Plan that the cards compare with, run with the same seed; None means none.
    """
    content = {
        "numbers": _numbers(result, language, base),
        "charts": figure_blocks(result, language),
        "tables": result_tables(result, language),
        "assumptions": assumptions(result, language),
        "simulated": simulated(result, language),
        "record": record_facts(result.record, language),
    }
    headings = {name: text(f"report.section_{name}", language) for name in _SECTIONS}
    main = join(
        (
            _verdict(result, language),
            contents(headings, language),
            *(section(name, headings[name], content[name]) for name in _SECTIONS),
        )
    )
    title = text("report.title", language, name=result.scenario.name)
    return page(title, language, header=_masthead(result, language), main=main)


def _masthead(result: Result, language: Language) -> Html:
    scenario = result.scenario
    span = span_words(
        scenario.aware(scenario.horizon.start),
        scenario.aware(scenario.horizon.end),
        language,
    )
    description = scenario.description.strip()
    return tag(
        "header",
        tag("p", text("report.kicker", language), class_="kicker"),
        tag("h1", scenario.name),
        tag("p", span, class_="span"),
        tag("p", description, class_="lede") if description else Html(""),
        class_="masthead",
    )


def _verdict(result: Result, language: Language) -> Html:
    return tag(
        "section",
        tag("p", verdict_symbol(result, language), class_="symbol", aria_hidden="true"),
        tag(
            "div",
            tag("h2", verdict_heading(result, language)),
            tag("p", verdict_sentence(result, language)),
            _stopping(result, language),
        ),
        class_=f"verdict {result.verdict.status}",
        id="verdict",
    )


def _stopping(result: Result, language: Language) -> Html:
    """Return why there are so many replications, if a rule decided it."""
    if result.stopping is None:
        return Html("")
    n = result.record.replications
    words = stopping_sentence(result.stopping, n, language)
    return tag("p", words, class_="stopping")


def _numbers(result: Result, language: Language, base: Result | None) -> Html:
    cards = kpi_cards(result, language, base)
    compared = Html("")
    if base is not None:
        words = text("report.compared_with", language, name=base.scenario.name)
        compared = tag("p", words, class_="statement")
    return join(
        (
            compared,
            tag("div", *(_card(card, language) for card in cards), class_="cards"),
            _legend(result, language),
        )
    )


def _card(card: Card, language: Language) -> Html:
    lines = [("label_range", card.range), ("label_interval", card.interval)]
    if card.difference is not None:
        lines.append(("label_difference", card.difference))
    facts = (
        join((tag("dt", text(f"report.{key}", language)), tag("dd", words)))
        for key, words in lines
    )
    median = text("report.label_median", language)
    return tag(
        "article",
        tag("h3", card.label, _mark(card, language)),
        tag("p", tag("strong", card.value), tag("span", median), class_="value"),
        tag("dl", *facts),
        class_=f"card {card.tone}",
        title=card.meaning,
    )


def _mark(card: Card, language: Language) -> Html:
    """Return the tone as a symbol, with words for those who cannot see it."""
    if card.tone == "neutral":
        return Html("")
    about = "difference" if card.difference is not None else "value"
    words = text(f"report.{about}_is_{card.tone}", language)
    return tag("span", words, class_="mark")


def _legend(result: Result, language: Language) -> Html:
    """Explain the range of outcomes and the interval of the mean, in plain words."""
    n = number_text(result.record.replications, language)
    entries = (
        join(
            (
                tag("dt", text(f"report.label_{key}", language)),
                tag("dd", text(f"report.explain_{key}", language, n=n)),
            )
        )
        for key in ("median", "range", "interval")
    )
    return tag("dl", *entries, class_="legend")
