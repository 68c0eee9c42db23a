"""The page シミュレーション, without a browser."""

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.i18n import say
from dashboards.services import runs, what_if
from tests.dashboards.pages import APP, SECONDS, html_of, open_page

LOOKS = 40


@pytest.fixture(params=["ja", "en"])
def language(request):
    """Both languages of the screen."""
    return request.param


@pytest.fixture
def page(folder, language):
    """The page as first seen, its first answer computed."""
    return settled(open_page("simulation", language))


def settled(at):
    """Look again until nothing is being computed."""
    for _ in range(LOOKS):
        assert not at.exception, at.exception
        if not has_button(at, "simulation_cancel"):
            return at
        runs.wait(at.session_state["simulation_desks"]["a-quiet"].asked, 5)
        at.run()
    msg = "the answer never came"
    raise AssertionError(msg)


def has_button(at, key):
    """Return whether there is such a button."""
    return any(button.key == key for button in at.button)


def type_heads(at, heads, generation=0):
    """Type heads into rows of the table, as the browser reports it."""
    key = f"simulation_staffing_a-quiet_{generation}"
    rows = {row: {"heads": value} for row, value in heads.items()}
    at.session_state[key] = {"edited_rows": rows, "added_rows": [], "deleted_rows": []}
    return at.run()


def words_of(at):
    """Return what the alerts of the page say."""
    alerts = (*at.error, *at.warning, *at.info)
    return "\n".join(alert.value for alert in alerts)


def test_the_first_visit_has_an_answer_without_a_click(page, language):
    """Verdict, cards and figures of the base plan are there at once."""
    html = html_of(page)

    assert "hb-verdict" in html
    assert 'data-kpi="missed"' in html
    assert 'class="hb-difference"' not in html.partition("</style>")[2]
    assert len(page.get("plotly_chart")) == 4


def test_edited_heads_make_the_answer_stale(page, language):
    """Before the run, the old answer says that it no longer fits."""
    type_heads(page, {0: 3})

    assert say("simulation.stale_heads", language) in words_of(page)


def test_a_run_shows_the_difference(page, language):
    """After the run, each card compares with the unedited plan."""
    type_heads(page, {0: 3})
    page.button(key="simulation_run").click().run()
    settled(page)

    assert say("simulation.stale_heads", language) not in words_of(page)
    assert 'class="hb-difference"' in html_of(page)
    assert any("3" in text.value for text in page.text)


def test_heads_that_come_in_behind_the_press_are_run(page, language):
    """A table tells what was typed a moment late; that is no new, unasked change."""
    page.button(key="simulation_run").click().run()
    type_heads(page, {0: 3})
    settled(page)

    assert say("simulation.stale_heads", language) not in words_of(page)
    assert 'class="hb-difference"' in html_of(page)


def test_bad_heads_are_refused_in_words(page, language):
    """The message names the shift, and the run button is off."""
    type_heads(page, {0: -3, 1: None})

    assert "受注担当 昼" in words_of(page)
    assert "-3" in words_of(page)
    assert page.button(key="simulation_run").disabled


def test_reset_undoes_everything_at_once(page, language):
    """After a reset the base plan's answer is back without a run."""
    type_heads(page, {0: 3})
    page.button(key="simulation_reset").click().run()

    assert words_of(page) == ""
    assert page.button(key="simulation_reset").disabled


def test_typed_heads_survive_the_language_switch(page, language):
    """The table is drawn anew in the other language, with what was typed."""
    type_heads(page, {0: 3})
    other = "en" if language == "ja" else "ja"
    page.button_group(key="app_language").set_value(other).run()

    assert list(page.dataframe[0].value["heads"]) == [3, 0]
    assert page.query_params["lang"] == other
    assert page.title[0].value == say("simulation.title", other)


def test_changed_settings_make_the_answer_stale(page, language):
    """Another seed is another question."""
    page.number_input(key="simulation_seed").set_value(7).run()

    assert say("simulation.stale_settings", language) in words_of(page)


def test_a_broken_scenario_says_what_is_wrong(page, language):
    """The file's problem is shown, and the other scenarios can still be chosen."""
    page.selectbox(key="simulation_scenario").set_value("b-broken").run()

    assert say("plan_picker.scenario_wrong", language) in words_of(page)
    assert any("teams[0].shifts[0].heads" in text.value for text in page.text)


def test_a_cancelled_run_says_so(page, language, monkeypatch):
    """After a cancel the old answer stays, marked as not fitting."""
    monkeypatch.setattr(runs, "wait", lambda question, seconds: None)
    page.number_input(key="simulation_replications").set_value(1000).run()
    page.button(key="simulation_run").click().run()
    page.button(key="simulation_cancel").click().run()

    assert say("simulation.cancelled", language) in words_of(page)
    assert "hb-verdict" in html_of(page)


def test_a_full_line_is_answered_politely(page, language, monkeypatch):
    """When too many questions wait, the page says so and stays usable."""

    def refuse(question, watcher, **_options):
        raise runs.Busy

    monkeypatch.setattr(runs, "ask", refuse)
    type_heads(page, {0: 2})
    page.button(key="simulation_run").click().run()

    assert say("simulation.busy", language) in words_of(page)


def test_a_failure_is_shown_and_not_the_traceback(page, language, monkeypatch):
    """A fault of hanboki is named as one."""

    def broken(*args, **options):
        msg = "secret detail"
        raise RuntimeError(msg)

    monkeypatch.setattr(runs.experiments, "run", broken)
    type_heads(page, {0: 2})
    page.button(key="simulation_run").click().run()
    settled(page)

    assert say("simulation.failed", language) in words_of(page)
    assert not any("secret" in text.value for text in page.text)


def test_the_plain_address_is_japanese(folder):
    """Without a language in the link the page is in Japanese."""
    at = AppTest.from_file(str(APP), default_timeout=SECONDS).run()

    assert at.title[0].value == "はじめに"


def test_a_server_started_in_english_begins_in_english(folder, monkeypatch):
    """The command line's language is the first one of the screens."""
    monkeypatch.setenv("HANBOKI_LANG", "en")
    at = AppTest.from_file(str(APP), default_timeout=SECONDS).run()

    assert at.title[0].value == "Start"


def test_undo_and_redo_walk_through_the_heads(page, language):
    """Undo brings the table of before, redo the one after."""
    type_heads(page, {0: 3})
    page.button(key="simulation_undo").click().run()
    undone = list(page.dataframe[0].value["heads"])
    page.button(key="simulation_redo").click().run()

    assert undone == [1, 0]
    assert list(page.dataframe[0].value["heads"]) == [3, 0]


def test_the_address_reproduces_the_view(page, language):
    """Scenario, heads, seed, replications and language stand in the link."""
    type_heads(page, {0: 3})
    again = open_page("simulation", **page.query_params)

    assert page.query_params["heads"] in ("3,0", ["3,0"])
    assert list(again.dataframe[0].value["heads"]) == [3, 0]
    assert again.query_params == page.query_params


def test_one_sale_can_be_watched(page, language):
    """The film shows the plan's own shifts, in the language of the screen."""
    at = page.segmented_control(key="simulation_panel").set_value("film").run()

    assert not at.exception, at.exception
    (frame,) = at.get("iframe")
    assert f'<html data-theme="light" lang="{language}">' in frame.proto.srcdoc
    assert "受注担当" in frame.proto.srcdoc
    assert at.get("plotly_chart") == []


@pytest.mark.parametrize("kind", ["stress", "tornado"])
def test_what_if_panels_are_worked_out_on_request(page, language, kind):
    """A click, a little waiting, and the answer stands there in words and figures."""
    at = page.segmented_control(key="simulation_panel").set_value(kind).run()
    at.button(key=f"what_if_run_{kind}").click().run()
    question = at.session_state["simulation_desks"]["a-quiet"].shown
    what_if.wait(kind, question, 60)
    at.run()

    assert not at.exception, at.exception
    assert len(at.get("plotly_chart")) == 1
    assert "<caption>" in html_of(at)
