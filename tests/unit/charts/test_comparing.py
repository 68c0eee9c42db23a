"""Charts of comparisons: differences, chances, stresses, tornado."""

import pandas as pd
import pytest

from sim.charts import (
    alt_text,
    plan_differences,
    stress_effects,
    target_chance,
    tornado_chart,
)
from sim.language import LANGUAGES
from tests.unit.report.plans import comparison, same_plans, sensitivities, stresses


def notes(figure, name):
    """Return the texts of the annotations of a kind."""
    return [each.text for each in figure.layout.annotations if each.name == name]


def figures(language):
    """Return all of these charts."""
    found, test, moved = comparison(), stresses(), sensitivities()
    run = found.records[0]
    missed = test.kpis[test.kpis["kpi"] == "missed_share"]
    return [
        plan_differences(found.differences, "one", language, run=run),
        target_chance(found.targets, found.names, 0.95, language, run=run),
        stress_effects(
            test.targets.iloc[1:],
            missed,
            ["a", "b", "c"],
            0.95,
            language,
            run=run,
        ),
        tornado_chart(moved.effects, ["a", "b", "c"], 0.1, language, run=run),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_names_its_run_and_says_something(language):
    """Footnote, title and takeaway are there, in both languages."""
    for figure in figures(language):
        (note,) = notes(figure, "footnote")

        assert str(comparison().records[0].seed) in note
        assert comparison().records[0].scenario_digest[:12] in note
        assert len(alt_text(figure)) > 20


def test_a_panel_for_each_kpi_that_differs():
    """KPIs in which no plan ever differs have no panel."""
    figure = figures("ja")[0]

    assert [trace.meta for trace in figure.data] == [
        "missed",
        "total_cost_yen",
    ]
    assert all(len(trace.y) == 2 for trace in figure.data)


def test_open_dots_cannot_be_told_apart():
    """The symbol says what the table says."""
    table = comparison().differences
    rows = table[table["kpi"] == "missed"]
    (trace, *_) = figures("ja")[0].data
    expected = ["circle" if clear else "circle-open" for clear in rows["differs"]]

    assert list(trace.marker.symbol) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_does_not_differ_gives_a_sentence(language):
    """Equal plans, no plans and no effects are said in words, not drawn."""
    same = same_plans()
    run = same.records[0]
    effects = sensitivities().effects.assign(mean=0.0)
    empty = [
        plan_differences(same.differences, "one", language, run=run),
        target_chance(pd.DataFrame(), [], 0.95, language, run=run),
        tornado_chart(effects, ["a"], 0.1, language, run=run),
    ]

    for figure in empty:
        assert notes(figure, "empty")
        assert not figure.data


def test_the_tornado_begins_with_the_largest_effect():
    """Bars go from the plan to either end, pale where nothing is proven."""
    figure = figures("ja")[3]
    low, high = figure.data
    effects = sensitivities().effects

    assert (low.meta, high.meta) == ("low", "high")
    assert low.y[0] == "a"
    pale = [1.0 if clear else 0.35 for clear in effects["differs"][::2]]
    assert list(low.marker.opacity) == pale
