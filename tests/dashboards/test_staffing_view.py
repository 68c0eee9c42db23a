"""The page 人員案, without a browser."""

import pytest

from dashboards.i18n import say
from dashboards.services import background, staffing
from dashboards.services.questions import default_question
from sim.staffing import Effort
from tests.dashboards.pages import open_page
from tests.dashboards.world import OFFERED

pytestmark = pytest.mark.jit

SOON = 90.0
QUICK = Effort(
    pilot=30, proof=60, trial=60, spread=200, budget=600, refute=60, check=60
)


@pytest.fixture
def offered(folder, monkeypatch):
    """A shop whose scenario has a menu, searched quickly."""
    (folder / "a-quiet.toml").write_text(OFFERED, encoding="utf-8")
    monkeypatch.setattr(staffing, "Effort", lambda: QUICK)
    for name in ("MARGINAL_SALES", "ROOM_SALES", "FRONTIER_SALES"):
        monkeypatch.setattr(staffing, name, 20)
    return staffing.wanted(default_question("a-quiet"))


def pressed(at, button, asked, kind):
    """Press a button of the page, wait for what it begins, and look again."""
    at.button(key=button).click().run()
    background.patient().wait(staffing._key(asked, kind), SOON)
    at = at.run()
    assert not at.exception
    return at


def words_of(at):
    """Return all plain words of the page."""
    kinds = (at.markdown, at.caption, at.text, at.error, at.info, at.subheader)
    return "\n".join(each.value for kind in kinds for each in kind)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_one_click_finds_a_plan_and_the_next_one_uses_it(offered, language):
    """The answer names plan and proof; using it changes the current plan."""
    at = open_page("staffing", language)
    at = pressed(at, "staffing_search_begin", offered, "search")
    words = words_of(at)
    heads = staffing.heads_of_plan(offered)
    at.button(key="staffing_use_None").click().run()

    assert all(each in words for each in staffing.sentences(offered, language))
    assert len(at.get("plotly_chart")) == 2
    assert len(heads) == 3
    assert not at.exception


def test_everything_beside_the_plan_is_a_click_away(offered):
    """Frontier, comparison, marginal table and room are worked out when asked."""
    at = open_page("staffing")
    at = pressed(at, "staffing_search_begin", offered, "search")
    for kind in ("frontier", "marginal", "room"):
        at = pressed(at, f"staffing_{kind}_begin", offered, kind)
    words = words_of(at)

    assert staffing.frontier_words(offered, "ja")[0] in words
    assert staffing.marginal_table_of(offered, "ja").caption in words
    assert all(sentence in words for sentence, _ in staffing.room_words(offered, "ja"))
    assert b"<html" in staffing.report_bytes(offered, "ja")


def test_a_scenario_without_a_menu_leads_to_the_example(folder):
    """There is nothing to search, and the page says what to do."""
    at = open_page("staffing")

    assert say("staffing.no_menu", "ja") in words_of(at)
    assert at.button(key="staffing_example").label == say("staffing.open_example", "ja")
