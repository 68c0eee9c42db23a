"""The report as one HTML file."""

import re
from functools import cache
from html import escape
from html.parser import HTMLParser

import pytest

from sim.language import LANGUAGES, Language
from sim.measures import kpi, kpi_names
from sim.report.html import html_report
from sim.report.sentences import kpi_cards, verdict_sentence
from sim.report.tags import Html, tag
from tests.unit.charts.fake_result import fake_result, fake_scenario

EVIL = "<script>alert(1)</script>"


@pytest.mark.parametrize("language", LANGUAGES)
def test_language_is_declared(language):
    """The document says which language it is in."""
    assert _report(language).startswith(f'<!doctype html>\n<html lang="{language}">')


@pytest.mark.parametrize("language", LANGUAGES)
def test_verdict_comes_before_everything_else(language):
    """The sentence stands before cards, charts and tables."""
    report = _report(language)
    sentence = escape(verdict_sentence(fake_result(), language), quote=False)

    assert 0 < report.index(sentence) < report.index('<section id="numbers">')


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kpi_is_in_the_report(language):
    """Each headline card and each KPI of the table is shown."""
    report = _report(language)

    for card in kpi_cards(fake_result(), language):
        assert card.range in report
    for name in kpi_names("kpis"):
        assert escape(kpi("kpis", name).label(language), quote=False) in report


def test_report_loads_nothing():
    """No tag or style of the report asks for another file."""
    tags = _Loads()
    tags.feed(_report("ja"))

    assert tags.asked == []
    assert "default-src 'none'" in _report("ja")


def test_drawing_library_is_there_once():
    """The library is in the file once, for all charts."""
    report = _report("ja")

    assert report.count('class="plotly-graph-div"') == 7
    assert report.count("plotly.js v") == 1


def test_what_users_typed_is_never_markup():
    """Names, labels, notes and descriptions are shown as they were typed."""
    scenario = fake_scenario()
    team = scenario.teams[0].replace(label=EVIL)
    origin = scenario.origins[0].replace(of=EVIL, note=EVIL)
    event = scenario.demand[0].events[0].replace(label=EVIL)
    evil = scenario.replace(
        name=EVIL,
        description=EVIL,
        teams=(team, scenario.teams[1]),
        classes=(scenario.classes[0].replace(label=EVIL), scenario.classes[1]),
        origins=(origin,),
        demand=(scenario.demand[0].replace(events=(event,)),),
    )
    report = html_report(fake_result(scenario=evil), "ja")

    assert EVIL not in report
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in report


def test_base_plan_is_named():
    """A comparison says with what, and on which random numbers."""
    base = fake_result(scenario=fake_scenario(name="応援なし"), misses=2.0)
    report = html_report(fake_result(), "ja", base)

    assert "比較元の計画:応援なし(同じ乱数の試行で比べています)" in report


def test_assumptions_are_sorted_by_origin():
    """Measured, quoted and assumed numbers stand apart; the rest is assumed."""
    report = _report("ja")
    places = [report.index(f">{word}<") for word in ("実測", "仮定")]

    assert places == sorted(places)
    assert "出どころを書いていない数字は、すべて仮定です" in report


def test_shifts_are_in_words():
    """Teams, days, hours, breaks and people of each shift are listed."""
    report = _report("ja")

    assert "日勤(平日、土)" in report
    assert "12/5(土)〜12/8(火)" in report
    assert "09:00–18:00" in report
    assert "3名" in report


def test_run_record_is_complete():
    """Digest, seed, engine and versions are in the report."""
    report, record = _report("ja"), fake_result().record

    assert record.scenario_digest in report
    assert "numpy 2.4.6" in report
    assert record.engine in report


def test_same_result_gives_the_same_bytes():
    """A report holds no time stamp and no random identifier."""
    assert html_report(fake_result(), "ja") == _report("ja")


def test_teams_without_shifts_and_people_on_call_are_listed():
    """A team that never works says so, people on call say when they come."""
    scenario = fake_scenario()
    idle = scenario.teams[0].replace(shifts=(), cost=None)
    call = {"watch": "packing", "above": 300, "lead_hours": 12, "heads": 3, "hours": 8}
    ready = scenario.teams[1].replace(on_call=call)
    result = fake_result(scenario=scenario.replace(teams=(idle, ready)))
    report = html_report(result, "ja")

    assert "シフトなし" in report
    assert "待機(「梱包」が 300件を超えたら 12時間後に)" in report


def test_demand_without_a_daily_number_is_described():
    """Replays, stepwise rates and mere backlogs are said in words."""
    demand = (
        {"shop": "a", "orders_per_hour": (1.0, 2.0)},
        {"shop": "b", "replay": "orders.csv"},
        {"shop": "c", "opening_backlog": {"packing": 3}},
    )
    report = html_report(fake_result(scenario=fake_scenario(demand=demand)), "en")

    assert "given hour by hour" in report
    assert "real orders replayed (orders.csv)" in report
    assert "only what is open at the start" in report


def test_tags_escape_text_and_attributes():
    """Plain text is escaped, markup is not, and None is no attribute."""
    made = tag("p", "<b>", Html("<i>"), title='"', id=None, class_="x")

    assert made == '<p title="&quot;" class="x">&lt;b&gt;<i></p>'
    assert tag("br") == "<br>"


class _Loads(HTMLParser):
    """Collects whatever a document asks the network for."""

    def __init__(self):
        super().__init__()
        self.asked = []
        self._in_style = False

    def handle_starttag(self, name, attributes):
        """Note links, sources and frames; ``#`` stays within the page."""
        self._in_style = name == "style"
        for key, value in attributes:
            if key in ("src", "href", "action", "data") and not value.startswith("#"):
                self.asked.append((name, key, value))

    def handle_data(self, data):
        """Note what a style sheet imports."""
        if self._in_style and re.search(r"@import|url\(", data):
            self.asked.append(("style", "", data))


@cache
def _report(language: Language) -> str:
    return html_report(fake_result(), language)
