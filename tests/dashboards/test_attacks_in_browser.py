"""Markup, script and formula typed into every text field: shown as they were typed."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from dashboards.i18n import say
from sim.accounts import partners, session_of
from sim.agreements import drafts
from sim.agreements.filling import open_fields
from sim.agreements.records import Offer
from sim.database import open_database
from tests.dashboards.browsing import IN_BROWSER, PATIENCE, chromium, settled, tab
from tests.dashboards.servers import serving, serving_people
from tests.unit.agreements.table import files
from tests.unit.agreements.world import draft

pytestmark = IN_BROWSER

ATTACK = "=1+1<img src=x onerror=\"document.title='hacked'\"><script>alert(1)</script>"
FIELDS = '[data-testid="stTextInput"] input, [data-testid="stTextArea"] textarea'
TALL = {"width": 1280, "height": 2400}


@pytest.fixture(scope="module")
def browser():
    """A browser that reaches nothing but this machine."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server with accounts."""
    with serving_people(tmp_path_factory.mktemp("typed")) as server:
        yield server


def type_everywhere(page) -> int:
    """Type the attack into all text fields, once there are some; return how many."""
    in_sight = page.locator(FIELDS).locator("visible=true")
    expect(in_sight.first).to_be_visible(timeout=PATIENCE)
    settled(page)
    n_typed = 0
    for field in page.locator(FIELDS).all():
        if field.is_visible() and field.is_enabled():
            field.fill(ATTACK)
            field.press("Tab")
            n_typed += 1
    settled(page)
    return n_typed


def is_harmless(page):
    """Check that nothing that was typed has become a part of the page."""
    assert page.title() != "hacked"
    assert page.locator("img[src=x]").count() == 0
    assert page.locator("script", has_text="alert(1)").count() == 0
    assert page.complaints == []


def drafted(server) -> str:
    """Let the shop begin a document with blanks; return its identity."""
    database, now = open_database(server.database), datetime.now(UTC)
    shop = session_of(database, server.tokens["shop"], now=now).actor
    (agency,) = partners(database, shop)
    terms = draft().replace(
        valid_until=now + timedelta(days=5), decide_by=now + timedelta(days=2)
    )
    offer = Offer(terms, files())
    found = drafts.create(database, shop, agency.id, offer, now=now)
    database.close()
    return found


@pytest.mark.parametrize("tab_name", ["orders", "promise"])
def test_fields_of_the_assumptions(browser, tmp_path, tab_name):
    """Name of the sale; cut-off and pickup times of the promise."""
    with serving(tmp_path) as alone, tab(browser, viewport=TALL) as page:
        page.goto(f"{alone.url}/assumptions?lang=ja")
        settled(page)
        if tab_name == "orders":
            page.get_by_role("button", name=say("assumptions.use_sample", "ja")).click()
            expect(page.locator(FIELDS).first).to_be_visible(timeout=PATIENCE)
            settled(page)
        else:
            page.get_by_role("tab", name=say("assumptions.tab_promise", "ja")).click()

        assert type_everywhere(page) > 0
        is_harmless(page)


def test_the_folder_that_is_followed(browser, tmp_path):
    """A folder that does not exist is refused, whatever it is called."""
    with serving(tmp_path) as alone, tab(browser, viewport=TALL) as page:
        page.goto(f"{alone.url}/live?lang=ja")
        settled(page)
        expect(page.locator(FIELDS)).to_have_count(1)

        assert type_everywhere(page) == 1
        expect(page.get_by_text(say("live.no_folder", "ja"))).to_be_visible()
        is_harmless(page)


def test_fields_of_an_agreement(browser, server):
    """Every word of the document and the comment, read by the other side as well."""
    found = drafted(server)
    with tab(browser, server, "shop", viewport=TALL) as page:
        page.goto(f"{server.url}/agreements?agreement={found}")
        # the button stands below the fields: they are all there once it is
        keep = page.get_by_role("button", name=say("agreements.keep_draft", "ja"))
        expect(keep).to_be_visible(timeout=PATIENCE)
        n_typed = type_everywhere(page)
        keep.click()
        settled(page)
        # a date that is none is refused by name, as text
        expect(page.get_by_test_id("stMain")).to_contain_text(ATTACK)
        is_harmless(page)
        words = [f for f in open_fields(draft()) if f.kind in ("text", "lines")]
        assert n_typed >= len(words) > 0

        for field in page.get_by_placeholder("2026-12-01 18:00").all():
            field.fill("2026-12-20 18:00")
            field.press("Tab")
        keep.click()
        settled(page)
        expect(page.get_by_test_id("stMain")).to_contain_text(ATTACK)
        is_harmless(page)
