"""The report of a review: one HTML file, or one page of paper for the meeting."""

from pathlib import Path

from sim.language import Language, text
from sim.report import delivered_words
from sim.report import review_words as words
from sim.report.figures import drawn
from sim.report.page import contents, page, record_facts, section
from sim.report.pdf import Align, Paper
from sim.report.stress_words import bus_sentence
from sim.report.tags import Html, join, tag
from sim.report.word_tables import WordTable, table_html
from sim.review.study import Review
from sim.scenario.writing import write_atomically

__all__ = ["review_pdf", "review_report", "write_review"]


def write_review(found: Review, path: Path, language: Language) -> None:
    """Write the review to ``path``: a PDF when its name says so, else HTML."""
    is_pdf = path.suffix.lower() == ".pdf"
    content = (
        review_pdf(found, language)
        if is_pdf
        else review_report(found, language).encode()
    )
    write_atomically(path, content)


def review_report(found: Review, language: Language) -> str:
    """Return the whole document."""
    title = text("review.title", language, name=found.plan.name)
    parts = {
        "bands": table_html(words.bands_table(found, language)),
        "causes": join(
            (
                drawn({"causes": words.causes_figure(found, language)}),
                table_html(words.causes_table(found, language)),
                tag("p", text("review.how_causes", language), class_="statement"),
            )
        ),
        "lessons": _lessons(found, language),
        **_agreement(found, language),
        "record": record_facts(found.result.record, language),
    }
    headings = {name: text(f"review.section_{name}", language) for name in parts}
    header = tag(
        "header",
        tag("p", text("review.kicker", language), class_="kicker"),
        tag("h1", title),
        class_="masthead",
    )
    main = join(
        (
            *(tag("p", said, class_="lede") for said in _answer(found, language)),
            contents(headings, language),
            *(section(name, headings[name], part) for name, part in parts.items()),
        )
    )
    return page(title, language, header=header, main=main)


def review_pdf(found: Review, language: Language) -> bytes:
    """Return the page for the weekly meeting."""
    record = found.result.record
    footer = text(
        "review.footer",
        language,
        digest=record.scenario_digest[:12],
        seed=record.seed,
        replications=record.replications,
    )
    title = text("review.title", language, name=found.plan.name)
    paper = Paper(language, title=title, footer=footer)
    paper.big_title(title)
    for said in _answer(found, language):
        paper.paragraph(said)
    _rows(paper, words.bands_table(found, language), (3, 2, 3, 2, 2.4))
    _rows(paper, words.causes_table(found, language), (2, 5, 2, 3))
    learned = words.lessons_table(found, language)
    if learned.rows:
        _rows(paper, learned, (6, 2, 2))
    else:
        paper.paragraph(text("review.no_lessons", language))
    paper.small(text("review.how_causes", language))
    _agreement_on_paper(paper, found, language)
    return paper.finished()


def _answer(found: Review, language: Language) -> list[str]:
    return [
        words.headline_sentence(found, language),
        words.main_sentence(found, language),
        *words.unknown_sentences(found, language),
    ]


def _lessons(found: Review, language: Language) -> Html:
    table = words.lessons_table(found, language)
    if not table.rows:
        return tag("p", text("review.no_lessons", language))
    return table_html(table)


def _agreement(found: Review, language: Language) -> dict[str, Html]:
    """Return the sections of a review under an agreement; none without one."""
    if found.delivered is None or found.bus is None:
        return {}
    said = delivered_words.delivered_sentences(found.delivered, language)
    tables = delivered_words.delivered_tables(found.delivered, language)
    work = delivered_words.work_tables(found.delivered.agreed, language)
    bus = tag("p", bus_sentence(found.bus, language))
    return {
        "delivered": join(
            (*(tag("p", words) for words in said), *(table_html(t) for t in tables))
        ),
        "work": join((bus, *(table_html(table) for table in work))),
    }


def _agreement_on_paper(paper: Paper, found: Review, language: Language) -> None:
    if found.delivered is None or found.bus is None:
        return
    for said in delivered_words.delivered_sentences(found.delivered, language):
        paper.paragraph(said)
    for table in delivered_words.delivered_tables(found.delivered, language):
        _rows(paper, table, (4, 4, 4, 3)[: len(table.head)])
    paper.paragraph(bus_sentence(found.bus, language))
    sop, history = delivered_words.work_tables(found.delivered.agreed, language)
    _rows(paper, sop, (3, 3.6, 6))
    _rows(paper, history, (2.4, 3, 1.6, 3, 1, 4))


def _rows(paper: Paper, table: WordTable, widths: tuple[float, ...]) -> None:
    paper.heading(table.caption)
    aligns: list[Align] = [
        "L" if column < table.n_words else "R" for column in range(len(table.head))
    ]
    paper.rows(list(table.head), list(table.rows), widths=widths, aligns=aligns)
