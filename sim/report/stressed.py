"""The report of a stress test: what hurts most, every stress, every person away."""

from pathlib import Path

import pandas as pd

from sim.charts import Figure, stress_effects
from sim.experiments import BusFactor, StressTest, t_interval
from sim.language import Language, text
from sim.report.compare_words import how_to_read
from sim.report.compared import parts_page
from sim.report.figures import drawn
from sim.report.page import record_facts
from sim.report.stress_words import (
    also_table,
    bus_sentence,
    not_applied_table,
    people_table,
    stress_about,
    stress_name,
    stress_names,
    stress_sentence,
    stress_table,
)
from sim.report.tags import Html, join, tag
from sim.report.word_tables import table_html
from sim.scenario.writing import write_atomically

__all__ = ["stress_figure", "stress_report", "write_stress_report"]


def write_stress_report(
    test: StressTest, bus: BusFactor, path: Path, language: Language
) -> None:
    """Write the HTML report to ``path``; an old file is replaced in one step."""
    write_atomically(path, stress_report(test, bus, language).encode())


def stress_report(test: StressTest, bus: BusFactor, language: Language) -> str:
    """Return the whole document."""
    replications = test.record.replications
    how = how_to_read(test.method, replications, language, factor=False)
    return parts_page(
        title=text("compare.stress_title", language, name=test.record.scenario_name),
        kicker=text("compare.kicker_stress", language),
        answer=[stress_sentence(test, language), bus_sentence(bus, language)],
        parts={
            "stress": join(
                (
                    drawn({"stress": stress_figure(test, language)}),
                    table_html(stress_table(test, language)),
                    table_html(also_table(test, language)),
                    _abouts(test, language),
                    table_html(not_applied_table(test, language)),
                )
            ),
            "people": join(
                (
                    tag("p", bus_sentence(bus, language)),
                    table_html(people_table(bus, language)),
                )
            ),
            "how": join(tag("p", words) for words in how),
            "record": record_facts(test.record, language),
        },
        language=language,
    )


def stress_figure(test: StressTest, language: Language) -> Figure:
    """Return the figure of a stress test; the dashboard shows the same."""
    missed = test.kpis
    if len(missed):
        missed = missed[missed["kpi"] == "missed_share"]
    own = test.base.replications["missed_share"].to_numpy()
    low, high = t_interval(own)
    base = pd.DataFrame(
        [
            {
                "value": own.mean(),
                "value_low": low,
                "value_high": high,
                "differs": False,
            }
        ]
    )
    columns = list(base.columns)
    rows = pd.concat([base, missed[columns]]) if len(missed) else base
    return stress_effects(
        test.targets,
        rows,
        stress_names(test, language),
        test.target.with_probability,
        language,
        run=test.record,
    )


def _abouts(test: StressTest, language: Language) -> Html:
    """Return what exactly was changed by each stress."""
    applied = [each for each in test.stresses if each.scenario is not None]
    entries = (
        join(
            (
                tag("dt", stress_name(stress, language)),
                tag("dd", stress_about(stress, language)),
            )
        )
        for stress in applied
    )
    return tag("dl", *entries, class_="facts") if applied else Html("")
