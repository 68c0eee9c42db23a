"""The page シミュレーション in a real browser: open, edit a cell, run, compare."""

import re

import pytest
from playwright.sync_api import expect

from dashboards.i18n import say
from tests.dashboards.browsing import (
    HEADS,
    IN_BROWSER,
    PATIENCE,
    chromium,
    edit_heads,
    settled,
    tab,
    type_into_cell,
)
from tests.dashboards.servers import serving

pytestmark = IN_BROWSER


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A server of its own with the small shop in it."""
    with serving(tmp_path_factory.mktemp("screen")) as server:
        yield server.url


@pytest.fixture(scope="module")
def browser():
    """A browser that reaches nothing but this machine."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser):
    """A tab of a Japanese planner."""
    with tab(browser) as page:
        yield page


# other heads in each language: a question that is answered already is never stale
@pytest.mark.parametrize(("language", "heads"), [("ja", "3"), ("en", "4")])
def test_a_planner_sees_what_more_people_change(page, address, language, heads):
    """Open, read the answer, raise the heads, run, read the difference, undo."""
    page.goto(f"{address}/simulation?lang={language}")
    verdict = page.locator(".hb-verdict")
    expect(verdict).to_be_visible(timeout=PATIENCE)
    expect(page.locator("html")).to_have_attribute("lang", language)
    settled(page)

    edit_heads(page, 0, heads)
    stale = page.get_by_text(say("simulation.stale_heads", language))
    expect(stale).to_be_visible()
    greyed = page.locator(".st-key-simulation_answer")
    expect(greyed).to_have_css("opacity", "0.45")

    page.get_by_role("button", name=say("simulation.run", language)).click()
    missed = page.locator('[data-kpi="missed"]')
    expect(missed.locator(".hb-difference")).to_be_visible(timeout=PATIENCE)
    expect(stale).to_have_count(0)
    expect(page.locator(".js-plotly-plot")).to_have_count(4)

    page.get_by_role("button", name=say("simulation.reset", language)).click()
    expect(missed.locator(".hb-difference")).to_have_count(0)
    settled(page)
    assert page.strangers == []
    assert page.complaints == []


@pytest.mark.parametrize("enter", [True, False], ids=["entered", "left"])
def test_a_click_runs_what_was_typed_just_before(page, address, enter):
    """Who goes from the cell straight to the button gets the answer for that number."""
    page.goto(f"{address}/simulation")
    expect(page.locator(".hb-verdict")).to_be_visible(timeout=PATIENCE)
    settled(page)
    heads = "6" if enter else "5"  # others in each run: a known answer is shown at once
    type_into_cell(page, 0, HEADS, heads)
    button = page.get_by_role("button", name=say("simulation.run", "ja"))
    if enter:
        page.keyboard.press("Enter")
    button.click()

    missed = page.locator('[data-kpi="missed"]')
    expect(missed.locator(".hb-difference")).to_be_visible(timeout=PATIENCE)
    settled(page)
    expect(page.get_by_text(say("simulation.stale_heads", "ja"))).to_have_count(0)
    expect(page.locator(".st-key-simulation_answer")).to_have_css("opacity", "1")
    expect(page.get_by_test_id("glide-cell-1-0")).to_have_text(heads)


def test_a_bad_number_is_explained(page, address):
    """Typing a negative number shows a message that names the shift."""
    page.goto(f"{address}/simulation")
    expect(page.locator(".hb-verdict")).to_be_visible(timeout=PATIENCE)
    settled(page)
    edit_heads(page, 1, "-2")

    expect(page.get_by_test_id("stAlert").first).to_contain_text("受注担当 夜")
    run = page.get_by_role("button", name=say("simulation.run", "ja"))
    expect(run).to_be_disabled()


def test_the_language_switch_keeps_the_edit_and_marks_the_link(page, address):
    """After the switch the link says en, and what was typed is still there."""
    page.goto(f"{address}/simulation")
    expect(page.locator(".hb-verdict")).to_be_visible(timeout=PATIENCE)
    settled(page)
    edit_heads(page, 0, "2")
    expect(page.get_by_text(say("simulation.stale_heads", "ja"))).to_be_visible()
    page.get_by_role("radio", name="English").or_(
        page.get_by_role("button", name="English")
    ).first.click()

    expect(page.get_by_text(say("simulation.stale_heads", "en"))).to_be_visible()
    expect(page).to_have_url(re.compile(r"lang=en"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_test_id("glide-cell-1-0")).to_have_text("2")
