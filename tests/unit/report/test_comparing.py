"""Comparisons, stress tests and tornados in words and as reports."""

from dataclasses import replace
from html import escape

import numpy as np
import pytest

from sim.experiments import BusFactor, bus_factor, uncertain_inputs
from sim.language import LANGUAGES, catalogue
from sim.report import compare_words, sensitivity_words, stress_words
from sim.report.compared import comparison_report
from sim.report.sensitivity import sensitivity_report
from sim.report.stressed import stress_figure, stress_report
from sim.scenario.files import load
from sim.scenario.shipped import shipped_scenarios
from tests.unit.experiments.worlds import small_sale
from tests.unit.report.plans import (
    EVIL,
    HOW,
    absences,
    comparison,
    same_plans,
    sensitivities,
    stresses,
)


def reports(language):
    """Return the three documents."""
    return (
        comparison_report(comparison(), language),
        stress_report(stresses(), absences(), language),
        sensitivity_report(sensitivities(), language),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_reports_are_whole_and_in_their_language(language):
    """Each document declares its language, names its run and draws its charts once."""
    for document in reports(language):
        assert document.startswith(f'<!doctype html>\n<html lang="{language}">')
        assert document.count("plotly.js v") == 1
        assert comparison().records[0].scenario_digest in document


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_becomes_markup(language):
    """What a user typed stands in the documents as text."""
    for document in reports(language):
        assert EVIL not in document
    assert escape(EVIL, quote=False) in reports(language)[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_comes_first(language):
    """The first sentence stands before any table."""
    document = comparison_report(comparison(), language)
    (first, *_) = compare_words.comparison_sentences(comparison(), language)

    assert 0 < document.index(escape(first, quote=False)) < document.index("<table")


@pytest.mark.parametrize("language", LANGUAGES)
def test_plans_that_are_equal_are_said_to_be(language):
    """No difference is claimed between a plan and itself."""
    sentences = compare_words.comparison_sentences(same_plans(), language)
    words = catalogue("compare", language)
    table = compare_words.differences_table(
        same_plans(), same_plans().names[1], language
    )

    start = words["sentence_all_equal"].split("{label}")[1]
    assert sum(start in sentence for sentence in sentences) == 2
    assert {row[-1] for row in table.rows} == {words["never_differs"], "–"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_changes_shows_both_values(language):
    """Before and after stand beside the place."""
    found = comparison()
    table = compare_words.changes_table("two", found.changes[1], language)

    assert table.rows == (("teams[own].shifts[0].heads", "1", "2"),)


def test_best_plans_are_named_or_said_to_be_open():
    """Fewest people cost least; with three plans all pairs have a table."""
    table = compare_words.best_table(comparison(), "ja", kpis=["total_cost_yen"])
    pairs = compare_words.pairs_table(comparison(), "missed_share", "ja")

    assert [row[-1] for row in table.rows] == ["最良", "最良ではない", "最良ではない"]
    assert len(pairs.rows) == 3


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.0, "0"), (0.00001, "ほぼ0"), (-0.0123, "−1.2"), (0.002, "+0.2"), (np.nan, "–")],
)
def test_points_say_what_rounds_to_nothing(share, words):
    """A difference that is not 0 is never shown as 0."""
    shown = compare_words.points_and_interval(share, share, share, "ja")

    assert shown == f"{words}({words}〜{words})"


def test_an_unknown_interval_is_a_dash():
    """With one replication nothing is known."""
    assert compare_words.interval_text(np.nan, np.nan, "orders", "ja") == "–"
    assert compare_words.interval_text(-np.inf, np.inf, "share", "ja") == "–"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_stress_stands_in_a_table(language):
    """Either with numbers or with the reason."""
    with_numbers = stress_words.stress_table(stresses(), language)
    without = stress_words.not_applied_table(stresses(), language)

    assert len(with_numbers.rows) + len(without.rows) == len(stresses().stresses) + 1
    for stress in stresses().stresses:
        if stress.scenario is not None:
            assert stress_words.stress_about(stress, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bus_factor_line_names_the_person(language):
    """One sentence says whose absence costs most, with its interval."""
    line = stress_words.bus_sentence(absences(), language)

    assert EVIL in line
    assert (
        stress_words.bus_sentence(bus_factor(small_sale(heads=0), HOW), language)
        == catalogue("compare", language)["bus_nobody"]
    )


def test_the_stress_figure_has_the_plan_first():
    """Two panels with the same rows."""
    figure = stress_figure(stresses(), "ja")

    assert [len(trace.y) for trace in figure.data] == [4, 4]
    assert figure.data[0].y[0] == catalogue("compare", "ja")["stress_base"]
    assert figure.data[0].marker.symbol[0] == "circle"


@pytest.mark.parametrize("language", LANGUAGES)
def test_inputs_are_named_with_their_range(language):
    """Every input has a name of its own and the range that was tried."""
    names = sensitivity_words.input_names(sensitivities(), language)
    table = sensitivity_words.inputs_table(sensitivities(), language)

    assert len(set(names)) == len(names) == len(table.rows)
    assert sensitivity_words.sensitivity_sentences(sensitivities(), language)[1]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["person", "nobody"])
def test_people_are_called_by_team_and_shift(language, kind):
    """On call, with and without a shift label."""
    found: BusFactor = absences()
    person = found.people[0]
    words = catalogue("compare", language)
    if kind == "nobody":
        name = stress_words.person_name(type(person)(0, None, "team", "", 1), language)
        assert name == words["person_on_call"].format(team="team")
    else:
        labelled = type(person)(0, 0, "team", "late", 1)
        name = stress_words.person_name(labelled, language)
        assert name == words["person_of"].format(team="team", shift="late")


def with_targets(**changed):
    """Return the comparison with other numbers in the row of its second plan."""
    found = comparison()
    targets = found.targets.copy()
    for column, value in changed.items():
        targets[column] = targets[column].astype(object)
        targets.loc[1, column] = value
    return replace(found, targets=targets)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("difference", "key"), [(0.3, "more"), (-0.3, "less"), (0.0, "same")]
)
def test_a_chance_is_higher_lower_or_open(language, difference, key):
    """Ends of the interval are told as sizes, in the direction of the sentence."""
    found = with_targets(
        difference=difference,
        difference_low=difference - 0.1,
        difference_high=difference + 0.1,
        differs=difference != 0,
    )
    (sentence, *_) = compare_words.comparison_sentences(found, language)
    words = catalogue("compare", language)[f"sentence_chance_{key}"]

    start = words.format_map(
        dict.fromkeys(
            ("plan", "base", "difference", "low", "high", "share", "base_share"), "\0"
        )
    )
    assert all(part in sentence for part in start.split("\0"))
    if key == "less":
        assert sentence.index("20") < sentence.index("40")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("clear", "key"), [(0, "none"), (1, "clear"), (len("abc"), "clear")]
)
def test_inputs_that_matter_are_named(language, clear, key):
    """Only inputs whose effect can be told from 0 are named as ones that matter."""
    found = sensitivities()
    differs = [row // 2 < clear for row in range(len(found.effects))]
    effects = found.effects.assign(differs=differs, probability_differs=False)
    (_, sentence) = sensitivity_words.sensitivity_sentences(
        replace(found, effects=effects), language
    )
    names = [sensitivity_words.input_name(each, language) for each in found.inputs]

    assert sum(name in sentence for name in names) == clear
    start = catalogue("compare", language)[f"sensitivity_{key}"].split("{")[0]
    assert sentence.startswith(start)


def test_many_inputs_are_counted_after_the_first_ones():
    """Five names, then how many more; without inputs there is nothing to move."""
    found = sensitivities()
    many = tuple(replace(found.inputs[0], path=str(n)) for n in range(8))
    effects = found.effects.iloc[np.repeat([0, 1], 8)].assign(
        input=np.tile(np.arange(8), 2), differs=True
    )
    (_, sentence) = sensitivity_words.sensitivity_sentences(
        replace(found, inputs=many, effects=effects), "ja"
    )
    (_, nothing) = sensitivity_words.sensitivity_sentences(
        replace(found, inputs=(), effects=effects.iloc[:0]), "ja"
    )

    assert catalogue("compare", "ja")["sensitivity_more"].format(count=3) in sentence
    assert nothing == catalogue("compare", "ja")["sensitivity_nothing"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_input_has_a_name(language):
    """No place of a name is left open, whatever the kind."""
    for shipped in shipped_scenarios():
        for each in uncertain_inputs(load(shipped.path)):
            name = sensitivity_words.input_name(each, language)

            assert "{" not in name, each.path
            assert "None" not in name, each.path


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("differs", [True, False])
def test_the_worst_stress_is_named_only_when_it_is_one(language, differs):
    """A fall of the probability that may be luck is not claimed."""
    test = stresses()
    targets = test.targets.assign(
        differs=[False, *[differs] * (len(test.targets) - 1)],
        difference=[0.0, *[-0.4] * (len(test.targets) - 1)],
    )
    sentence = stress_words.stress_sentence(replace(test, targets=targets), language)
    key = "worst" if differs else "none"
    words = catalogue("compare", language)[f"stress_sentence_{key}"]

    assert words.split("{")[-1].split("}")[-1] in sentence


def test_a_plan_without_any_stress_says_so():
    """Where nothing can go wrong there is nothing to tell."""
    test = stresses()
    alone = replace(test, stresses=(), targets=test.targets.iloc[:1])

    assert (
        stress_words.stress_sentence(alone, "ja")
        == catalogue("compare", "ja")["chart_no_stress"]
    )
