"""The report of a staffing search: the plan, its proof, and what a head is worth."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from sim.charts import (
    Figure,
    frontier_chart,
    marginal_chart,
    plan_by_day,
    requirement_chart,
)
from sim.experiments.record import RunRecord, record_of
from sim.language import Language, text
from sim.report import staff_words as words
from sim.report.figures import drawn
from sim.report.page import contents, page, record_facts, section
from sim.report.tags import Html, join, tag
from sim.report.word_tables import table_html
from sim.scenario.writing import write_atomically
from sim.staffing import Answer, Frontier
from sim.staffing.requirement import requirement_table

__all__ = [
    "answer_record",
    "frontier_figure",
    "frontier_report",
    "plan_figure",
    "requirement_figure",
    "staff_report",
    "write_frontier_report",
    "write_staff_report",
]


def write_staff_report(
    answer: Answer,
    marginal: pd.DataFrame | None,
    rooms: Mapping[str, pd.DataFrame],
    path: Path,
    language: Language,
) -> None:
    """Write the HTML report to ``path``; an old file is replaced in one step."""
    write_atomically(path, staff_report(answer, marginal, rooms, language).encode())


def write_frontier_report(frontier: Frontier, path: Path, language: Language) -> None:
    """Write the report of a frontier to ``path``."""
    write_atomically(path, frontier_report(frontier, language).encode())


def staff_report(
    answer: Answer,
    marginal: pd.DataFrame | None,
    rooms: Mapping[str, pd.DataFrame],
    language: Language,
) -> str:
    """Return the whole document of a search that found or tried a plan."""
    run = answer_record(answer)
    parts = {
        "plan": join(
            (
                tag("p", words.cost_sentence(answer, language)),
                tag("p", words.repair_sentence(answer, language)),
                drawn({"plan": plan_figure(answer, language)}),
                table_html(words.plan_table(answer, language)),
                table_html(words.unmet_table(answer, language)),
            )
        ),
        "certificate": tag("p", words.certificate_sentence(answer, language)),
        "requirement": drawn(
            {"requirement": requirement_figure(answer, language)},
            carries_library=False,
        ),
    }
    if marginal is not None:
        names = words.choice_names(answer.offer)
        figure = marginal_chart(marginal, names, language, run=run)
        parts["marginal"] = join(
            (
                drawn({"marginal": figure}, carries_library=False),
                table_html(words.marginal_words(answer.offer, marginal, language)),
            )
        )
    asked = answer.offer.scenario.target.with_probability
    if rooms:
        parts["room"] = join(
            join(
                (
                    tag("p", words.room_sentence(kind, table, asked, language)),
                    table_html(words.room_table(kind, table, language)),
                )
            )
            for kind, table in rooms.items()
        )
    sentences = words.how_sentences(answer, language)
    parts["how"] = join(tag("p", sentence) for sentence in sentences)
    parts["record"] = record_facts(run, language)
    return _page(
        answer.offer.scenario.name,
        "kicker",
        words.found_sentence(answer, language),
        parts,
        language,
    )


def frontier_report(frontier: Frontier, language: Language) -> str:
    """Return the whole document of a frontier."""
    parts = {
        "frontier": join(
            (
                drawn({"frontier": frontier_figure(frontier, language)}),
                table_html(words.frontier_table(frontier, language)),
            )
        ),
        "record": record_facts(_frontier_record(frontier), language),
    }
    return _page(
        frontier.offer.scenario.name,
        "kicker_frontier",
        words.frontier_sentence(frontier, language),
        parts,
        language,
    )


def plan_figure(answer: Answer, language: Language) -> Figure:
    """Return the people bought by day; the dashboard shows the same."""
    assert answer.heads is not None
    offer = answer.offer
    heads = [
        (choice.shift.label, choice.days, n)
        for choice, n in zip(offer.choices, answer.heads, strict=True)
    ]
    first = offer.scenario.aware(offer.scenario.horizon.start).date()
    last = offer.scenario.aware(offer.scenario.horizon.end).date()
    days: list[date] = [
        first + timedelta(days=n) for n in range(max((last - first).days, 1))
    ]
    return plan_by_day(heads, days, language, run=answer_record(answer))


def requirement_figure(answer: Answer, language: Language) -> Figure:
    """Return needed and planned heads by hour; the dashboard shows the same."""
    assert answer.heads is not None
    table = requirement_table(answer.offer, answer.heads, seed=answer.seed)
    names = words.step_labels(answer.offer)
    return requirement_chart(table, language, run=answer_record(answer), names=names)


def frontier_figure(frontier: Frontier, language: Language) -> Figure:
    """Return cost against risk; the dashboard shows the same."""
    names = [
        words.plan_words(frontier.offer, plan, language) for plan in frontier.plans
    ]
    asked = frontier.offer.scenario.target.with_probability
    run = _frontier_record(frontier)
    return frontier_chart(frontier.points, names, asked, language, run=run)


def _page(
    name: str, kicker: str, answer: str, parts: Mapping[str, Html], language: Language
) -> str:
    title = text("staffing.title", language, name=name)
    headings = {part: text(f"staffing.part_{part}", language) for part in parts}
    header = tag(
        "header",
        tag("p", text(f"staffing.{kicker}", language), class_="kicker"),
        tag("h1", title),
        class_="masthead",
    )
    main = join(
        (
            tag("p", answer, class_="lede"),
            contents(headings, language),
            *(section(part, headings[part], parts[part]) for part in parts),
        )
    )
    return page(title, language, header=header, main=main)


def answer_record(answer: Answer) -> RunRecord:
    """Return what the numbers of an answer depend on."""
    n = 0 if answer.check is None else len(answer.check)
    return record_of(
        answer.scenario, seed=answer.seed, replications=n, engine=answer.engine
    )


def _frontier_record(frontier: Frontier) -> RunRecord:
    return record_of(
        frontier.offer.scenario,
        seed=frontier.seed,
        replications=frontier.n,
        engine="compiled",
    )
