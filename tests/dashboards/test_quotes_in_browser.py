"""The page 見積 in a real browser: drop a rate card, read it, change a price."""

import pytest
from playwright.sync_api import expect

from dashboards.i18n import say
from sim.quotes.files import dumps
from tests.dashboards.browsing import (
    IN_BROWSER,
    PATIENCE,
    chromium,
    edit_cell,
    settled,
    tab,
)
from tests.dashboards.servers import serving
from tests.unit.quotes.cards import card, in_house

pytestmark = IN_BROWSER

KNOWN = card(agency="付属社", employer="shop", fixed=[{"label": "月額", "yen": 9000}])
DROPPED = KNOWN.replace(agency="持ち込み社", fixed=[{"label": "月額", "yen": 5000}])
VALUE = 3
"""Column of the values in the table of numbers."""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A server of its own with the small shop, a rate card and the shop's costs."""
    folder = tmp_path_factory.mktemp("quotes")
    rates = folder / "scenarios" / "rates"
    (rates / "in-house").mkdir(parents=True)
    (rates / "per-order.toml").write_text(dumps(KNOWN), encoding="utf-8")
    (rates / "in-house" / "shop.toml").write_text(dumps(in_house()), encoding="utf-8")
    with serving(folder) as server:
        yield server.url


@pytest.fixture(scope="module")
def browser():
    """A browser that reaches nothing but this machine."""
    with chromium() as browser:
        yield browser


def test_a_dropped_card_is_priced_and_changed_in_place(browser, address):
    """Drop the agency's file, see its price, raise it, see the other price."""
    language = "ja"
    with tab(browser, viewport={"width": 1280, "height": 1800}) as page:
        page.goto(f"{address}/quotes?lang={language}")
        shown = page.get_by_role("tab").filter(has_text="付属社 / card")
        expect(shown).to_be_visible(timeout=PATIENCE)
        settled(page)
        page.get_by_text(say("quotes.drop", language)).click()
        file = {"name": "mine.toml", "mimeType": "application/toml"}
        page.locator('input[type="file"]').first.set_input_files(
            {**file, "buffer": dumps(DROPPED).encode()}
        )
        tabs = page.get_by_role("tab").filter(has_text="持ち込み社 / card")
        expect(tabs).to_be_visible(timeout=PATIENCE)
        settled(page)
        table = page.get_by_test_id("stTable").first
        expect(table).to_contain_text("￥5,000")

        page.get_by_text(say("quotes.numbers", language)).click()
        tabs.first.click()
        settled(page)
        edit_cell(page, 0, VALUE, "7000", table=1)
        page.get_by_role("button", name=say("quotes.apply", language, n=1)).click()

        expect(table).to_contain_text("￥7,000", timeout=PATIENCE)
        settled(page)
        assert page.strangers == []
        assert page.complaints == []
