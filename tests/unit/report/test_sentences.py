"""The verdict and the KPIs in words."""

import re

import pytest

from sim.language import LANGUAGES
from sim.measures import kpi_names
from sim.report.sentences import (
    HEADLINE,
    kpi_cards,
    kpi_sentence,
    verdict_heading,
    verdict_sentence,
    verdict_symbol,
)
from tests.unit.charts.fake_result import fake_result


def test_verdict_is_one_sentence_with_probability_and_interval():
    """A kept promise names the count, the probability and its Wilson interval."""
    sentence = verdict_sentence(fake_result("meets", met=990, n=1000), "ja")

    assert "1,000回の試行のうち 990回で目標(" in sentence
    assert "1%以下)を守れます(確率 99%、95%区間 98%〜99%)。" in sentence


def test_interval_is_never_rounded_to_certainty():
    """An upper end of 99.6 % is not written as 100 %."""
    sentence = verdict_sentence(fake_result("undecided", met=49, n=50), "en")

    assert "interval 90%–99.6%" in sentence


@pytest.mark.parametrize(
    ("status", "met", "expected"),
    [
        ("meets", 100, "with 95% confidence, the chance of not meeting it is at most"),
        ("misses", 0, "the chance of meeting it is at most 3%"),
        ("misses", 20, "in only 20 of 100 simulated sales (probability 20%"),
        ("undecided", 97, "it cannot be said yet whether it reaches the promised 95%"),
        ("undecided", 100, "too few to say that it reaches the promised 95%"),
        ("undecided", 0, "too few to be sure"),
    ],
)
def test_each_verdict_has_its_sentence(status, met, expected):
    """What was always or never seen is given with its bound, not as 100 % or 0 %."""
    sentence = verdict_sentence(fake_result(status, met=met), "en")

    assert expected in sentence
    assert "probability 0%" not in sentence
    assert "probability 100%" not in sentence


def test_undecided_says_how_many_more():
    """Where more sales would decide, their number is given."""
    sentence = verdict_sentence(fake_result("undecided", further=350), "ja")

    assert "あと 350回ほど" in sentence


def test_nothing_due_is_no_kept_promise():
    """Without an order due, the plan is not praised."""
    result = fake_result("meets", met=100, due=False)

    assert "判定できません" in verdict_sentence(result, "ja")
    assert verdict_heading(result, "en") == "There is nothing to judge"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_verdict_has_a_symbol_of_its_own(language):
    """The answer is seen without colour."""
    results = [fake_result(status) for status in ("meets", "misses", "undecided")]

    assert len({verdict_symbol(result, language) for result in results}) == 3
    assert len({verdict_heading(result, language) for result in results}) == 3


def test_cards_keep_range_and_interval_apart():
    """The range is P10 to P90, the interval belongs to the mean."""
    result = fake_result()
    card = kpi_cards(result, "en", kpis=["orders"])[0]
    row = result.tables.kpis.set_index("kpi").loc["orders"]

    assert card.value == f"{row['p50']:,.0f}"
    assert card.range == f"{row['p10']:,.0f}–{row['p90']:,.0f}"
    assert card.interval == (
        f"{row['ci_low']:,.0f}–{row['ci_high']:,.0f} (mean {row['mean']:,.0f})"
    )


def test_headline_cards_come_in_order():
    """Without a choice, the headline KPIs are shown; any KPI can be asked for."""
    result = fake_result()

    assert [card.kpi for card in kpi_cards(result, "ja")] == list(HEADLINE)
    assert len(kpi_cards(result, "ja", kpis=kpi_names("kpis"))) == 23


def test_none_missed_is_said_with_its_bound():
    """Never missed in 100 sales is good news with a bound, not a certainty."""
    card = kpi_cards(fake_result("meets", misses=0), "ja", kpis=["missed"])[0]

    assert card.tone == "good"
    assert card.range == "100回の試行で一度もなし"
    assert "3%以下" in card.interval
    assert kpi_sentence(card, "ja").count("3%以下") == 1


@pytest.mark.parametrize(
    ("status", "tone"), [("meets", "good"), ("misses", "bad"), ("undecided", "neutral")]
)
def test_tone_follows_the_verdict(status, tone):
    """Only what the target speaks of is judged."""
    missed, cost = kpi_cards(
        fake_result(status), "ja", kpis=["missed", "total_cost_yen"]
    )

    assert missed.tone == tone
    assert cost.tone == "neutral"


def test_difference_to_the_base_is_paired():
    """Fewer misses than the base plan are good news, with the interval."""
    card = kpi_cards(fake_result(), "ja", fake_result(misses=2.0), kpis=["missed"])[0]

    assert card.tone == "good"
    assert re.fullmatch(r"平均 −\d+件\(95%区間 −\d+件〜−\d+件\)", card.difference)


def test_rare_misses_keep_their_worst_case():
    """A range of 0 to 0 is not the whole story when some sale saw more."""
    result = fake_result()
    result.tables.kpis.loc[2, ["ci_low", "p10", "p50", "p90"]] = [-0.2, 0, 0, 0]
    card = kpi_cards(result, "ja", kpis=["missed"])[0]

    assert card.range == "0件(まれに、最大 180件)"
    assert card.interval.startswith("0〜")  # a count has no negative interval


def test_differences_of_shares_are_points():
    """A share that falls from 6 % to 3 % falls by 3 points, not by 3 %."""
    base = fake_result(misses=2.0)
    card = kpi_cards(fake_result(), "en", base, kpis=["missed_share"])[0]

    assert "points" in card.difference


def test_equal_plans_do_not_differ():
    """A plan has no difference to itself, and no tone."""
    result = fake_result("misses")
    card = kpi_cards(result, "en", result, kpis=["missed"])[0]

    assert card.difference == "none (equal in every simulated sale)"
    assert card.tone == "neutral"


def test_unclear_difference_is_not_claimed():
    """An interval that holds 0 gives no difference and no tone."""
    result, base = fake_result(), fake_result()
    noise = [1.0, -1.0] * (len(base.replications) // 2)
    base.replications["missed"] += noise
    card = kpi_cards(result, "en", base, kpis=["missed"])[0]

    assert "no difference can be claimed" in card.difference
    assert card.tone == "neutral"


def test_sentence_of_a_card_names_all_its_parts():
    """One line holds label, median, range, interval and difference."""
    card = kpi_cards(fake_result(), "en", fake_result(misses=2.0), kpis=["missed"])[0]
    sentence = kpi_sentence(card, "en")

    for part in (card.label, card.value, card.range, card.interval, card.difference):
        assert part in sentence
