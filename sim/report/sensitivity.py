"""The report of a sensitivity analysis: the tornado, and every assumption."""

from pathlib import Path

from sim.charts import Figure, tornado_chart
from sim.experiments import Tornado
from sim.language import Language, text
from sim.report.compare_words import how_to_read
from sim.report.compared import parts_page
from sim.report.figures import drawn
from sim.report.page import record_facts
from sim.report.sensitivity_words import (
    input_names,
    inputs_table,
    sensitivity_sentences,
)
from sim.report.tags import join, tag
from sim.report.word_tables import table_html
from sim.scenario.writing import write_atomically

__all__ = ["sensitivity_report", "tornado_figure", "write_sensitivity_report"]


def write_sensitivity_report(found: Tornado, path: Path, language: Language) -> None:
    """Write the HTML report to ``path``; an old file is replaced in one step."""
    write_atomically(path, sensitivity_report(found, language).encode())


def sensitivity_report(found: Tornado, language: Language) -> str:
    """Return the whole document."""
    how = how_to_read(found.method, found.record.replications, language, factor=False)
    assumed = text("compare.sensitivity_assumed", language)
    return parts_page(
        title=text(
            "compare.sensitivity_title", language, name=found.record.scenario_name
        ),
        kicker=text("compare.kicker_sensitivity", language),
        answer=sensitivity_sentences(found, language),
        parts={
            "inputs": join(
                (
                    drawn({"tornado": tornado_figure(found, language)}),
                    table_html(inputs_table(found, language)),
                    tag("p", assumed, class_="statement"),
                )
            ),
            "how": join(tag("p", words) for words in how),
            "record": record_facts(found.record, language),
        },
        language=language,
    )


def tornado_figure(found: Tornado, language: Language) -> Figure:
    """Return the tornado; the dashboard shows the same."""
    return tornado_chart(
        found.effects,
        input_names(found, language),
        found.missed_share,
        language,
        run=found.record,
    )
