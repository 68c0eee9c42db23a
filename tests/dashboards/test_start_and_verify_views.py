"""The pages はじめに and 検証, without a browser."""

import pytest

from dashboards.i18n import say
from dashboards.services import background, runs, start, verify
from sim.experiments import verify as checks
from sim.experiments.verify import Check
from tests.dashboards.pages import html_of, open_page

SOON = 60.0


@pytest.fixture(params=["ja", "en"])
def language(request):
    """Both languages of the screen."""
    return request.param


@pytest.fixture
def few_checks(monkeypatch):
    """A self-check of the formulas alone, which takes no time."""
    monkeypatch.setattr(checks, "MODEL_CASES", ())
    fine = Check("engines", 0.0, 0.0, 0.0, 0.1)
    monkeypatch.setattr(checks, "check_engines", lambda *_, **__: fine)


def checked(language):
    """Open the page, begin the check and wait for it."""
    page = open_page("verify", language)
    page.button(key="verify_begin").click().run()
    background.patient().wait(verify._key(0), SOON)
    page.run()
    assert not page.exception
    return page


def test_the_example_is_one_click_away(folder, language):
    """Its answer is there, and the click leads to the simulation with it."""
    question = start.example()
    start.warm()
    runs.wait(question, SOON)
    page = open_page("start", language)
    verdict = "hb-verdict" in html_of(page)
    page.button(key="start_open_example").click().run()

    assert verdict
    assert not page.exception
    assert page.title[0].value == say("simulation.title", language)
    assert str(question.seed) in page.query_params["seed"]


def test_the_example_names_seed_and_replications(folder, language):
    """The answer says what it rests on."""
    page = open_page("start", language)
    question = start.example()
    words = " ".join(caption.value for caption in page.caption)

    assert str(question.seed) in words
    assert str(question.replications) in words


def test_a_computer_of_ones_own_says_that_it_is_alone(folder, language):
    """Without accounts the page says that none is needed."""
    page = open_page("start", language)

    assert say("start.alone", language) in [each.value for each in page.caption]


def test_what_was_worked_on_is_found_again(folder, language):
    """A plan with other heads is on the list, and opens as it was."""
    page = open_page("simulation", language)
    key = "simulation_staffing_a-quiet_0"
    edits = {"edited_rows": {0: {"heads": 3}}, "added_rows": [], "deleted_rows": []}
    page.session_state[key] = edits
    page.run()
    later = open_page("start", language)
    later.button(key="start_recent_0").click().run()

    assert not later.exception
    assert list(later.dataframe[0].value["heads"]) == [3, 0]


def test_all_checks_pass(folder, few_checks, language):
    """Every row says so, with truth, finding and tolerance."""
    html = html_of(checked(language))

    assert html.count('<tr class="hb-good">') == 4
    assert '<tr class="hb-bad">' not in html
    assert "0.449388" in html


def test_a_broken_formula_turns_its_row_red(folder, few_checks, monkeypatch, language):
    """Who breaks Erlang C on purpose sees one red row and a failed verdict."""
    monkeypatch.setattr(checks, "erlang_c", lambda *_: 0.5)
    html = html_of(checked(language))

    assert html.count('<tr class="hb-bad">') == 1
    assert "hb-misses" in html
    assert html.index('<tr class="hb-bad">') < html.index("0.449388")


def test_a_crash_of_the_check_is_shown_as_one(folder, monkeypatch, language):
    """When the check itself breaks, the page says that this is a fault."""

    def broken(*_, **__):
        msg = "bug"
        raise RuntimeError(msg)

    monkeypatch.setattr(checks, "verify", broken)
    page = checked(language)

    assert say("verify.broken", language) in [each.value for each in page.error]


def test_the_numbers_are_explained(folder, language):
    """Interval, range, probability, replications and seed are explained in words."""
    html = html_of(open_page("verify", language))

    for term in ("interval", "range", "probability", "replication", "seed"):
        assert say(f"verify.{term}_term", language) in html


@pytest.mark.jit
def test_the_whole_check_runs_on_this_machine(folder):
    """The real checks, all of them, pass behind the page."""
    html = html_of(checked("ja"))

    assert html.count('<tr class="hb-good">') == checks.N_CHECKS
