"""The report of a comparison: the answer first, then chances, differences, changes."""

from collections.abc import Mapping
from pathlib import Path

from sim.charts import Figure, plan_differences, target_chance
from sim.experiments import Comparison
from sim.language import Language, percent_text, text
from sim.measures import kpi as kpi_of
from sim.report.compare_words import (
    best_table,
    chance_table,
    changes_table,
    comparison_sentences,
    differences_table,
    how_to_read,
    pairs_table,
)
from sim.report.figures import drawn
from sim.report.page import contents, page, record_facts, section
from sim.report.tags import Html, join, tag
from sim.report.word_tables import table_html
from sim.scenario.writing import write_atomically

__all__ = [
    "comparison_figures",
    "comparison_report",
    "parts_page",
    "write_comparison_report",
]


def write_comparison_report(
    comparison: Comparison, path: Path, language: Language
) -> None:
    """Write the HTML report to ``path``; an old file is replaced in one step."""
    write_atomically(path, comparison_report(comparison, language).encode())


def comparison_report(comparison: Comparison, language: Language) -> str:
    """Return the whole document."""
    figures = comparison_figures(comparison, language)
    others = comparison.names[1:]
    parts = {
        "chance": join(
            (
                drawn({"chance": figures["chance"]}),
                table_html(chance_table(comparison, language)),
            )
        ),
        "changes": join(_changes(comparison, plan, language) for plan in others),
        "differences": join(
            (
                drawn({"differences": figures["differences"]}, carries_library=False),
                *(
                    table_html(differences_table(comparison, plan, language))
                    for plan in others
                ),
            )
        ),
        "best": table_html(best_table(comparison, language)),
        "pairs": join(
            table_html(pairs_table(comparison, kpi, language))
            for kpi in ("missed_share", "total_cost_yen")
        ),
        "how": _how(comparison, language),
        "record": join(record_facts(each, language) for each in comparison.records),
    }
    if len(others) < 2:
        del parts["pairs"]  # the only pair is in the differences
    return parts_page(
        title=text("compare.compare_title", language, base=comparison.names[0]),
        kicker=text("compare.kicker_compare", language),
        answer=comparison_sentences(comparison, language),
        parts=parts,
        language=language,
    )


def comparison_figures(comparison: Comparison, language: Language) -> dict[str, Figure]:
    """Return the figures of a comparison by name; the dashboard shows the same."""
    run, base = comparison.records[0], comparison.names[0]
    return {
        "chance": target_chance(
            comparison.targets,
            comparison.names,
            comparison.target.with_probability,
            language,
            run=run,
        ),
        "differences": plan_differences(
            comparison.differences, base, language, run=run
        ),
    }


def parts_page(
    *,
    title: str,
    kicker: str,
    answer: list[str],
    parts: Mapping[str, Html],
    language: Language,
) -> str:
    """Return a document of sections, each with its heading of ``compare.toml``."""
    headings = {name: text(f"compare.section_{name}", language) for name in parts}
    header = tag(
        "header",
        tag("p", kicker, class_="kicker"),
        tag("h1", title),
        class_="masthead",
    )
    main = join(
        (
            *(tag("p", sentence, class_="lede") for sentence in answer),
            contents(headings, language),
            *(section(name, headings[name], part) for name, part in parts.items()),
        )
    )
    return page(title, language, header=header, main=main)


def _changes(comparison: Comparison, plan: str, language: Language) -> Html:
    changed = comparison.changes[comparison.names.index(plan)]
    if not changed:
        caption = text("compare.table_changes", language, plan=plan)
        words = text("compare.no_changes", language)
        return tag("p", f"{caption}: {words}", class_="statement")
    return table_html(changes_table(plan, changed, language))


def _how(comparison: Comparison, language: Language) -> Html:
    record = comparison.records[0]
    goal = text(
        "compare.how_target",
        language,
        label=kpi_of("kpis", "missed_share").label(language),
        limit=percent_text(comparison.target.missed_share, language, 2),
    )
    sentences = how_to_read(comparison.method, record.replications, language)
    best = text("compare.how_best", language)
    return join(tag("p", words) for words in (*sentences, best, goal))
