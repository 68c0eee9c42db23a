"""Shop and agency in two browsers, each with an account: both sign, once each."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from sim.accounts import partners, session_of
from sim.agreements import drafts, store
from sim.agreements.receipt_check import verify_receipt
from sim.database import open_database
from tests.dashboards.browsing import IN_BROWSER, chromium, tab
from tests.dashboards.servers import serving_people
from tests.unit.agreements.table import offer

pytestmark = IN_BROWSER


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server with accounts."""
    with serving_people(tmp_path_factory.mktemp("deal")) as running:
        yield running


def sent_offer(server) -> str:
    """Let the shop send an offer; return its identity."""
    database, now = open_database(server.database), datetime.now(UTC)
    shop = session_of(database, server.tokens["shop"], now=now).actor
    (agency,) = partners(database, shop)
    dates = {
        "valid_until": now + timedelta(days=5),
        "decide_by": now + timedelta(days=2),
    }
    found = drafts.create(database, shop, agency.id, offer(**dates), now=now)
    drafts.send(database, shop, found, draft_version=1, now=now)
    database.close()
    return found


def accept(page, server, found, *, clicks):
    """Look at the agreement, open the dialog, and press its button."""
    page.goto(f"{server.url}/agreements?agreement={found}")
    expect(page.locator(".st-key-agreements_risk")).to_be_visible(timeout=60_000)
    button = page.locator(".st-key-agreements_accept button")
    button.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("承諾の確認")
    expect(dialog).to_contain_text("第1版")
    dialog.get_by_role("button", name="承諾します").click(click_count=clicks)
    expect(dialog).to_have_count(0)


def test_two_browsers_sign_the_same_revision(server, tmp_path):
    """The numbers are repeated before each signature; a double click signs once."""
    found = sent_offer(server)
    with (
        chromium() as browser,
        tab(browser, server, "shop") as shop,
        tab(browser, server, "agency") as agency,
    ):
        accept(shop, server, found, clicks=2)
        expect(shop.get_by_text("こちらは承諾済みです")).to_be_visible()
        accept(agency, server, found, clicks=1)
        expect(agency.get_by_text("双方合意・確定", exact=True)).to_be_visible()
        agency.get_by_role("tab", name="控えとPDF").click()
        with agency.expect_download() as waiting:
            agency.get_by_role("button", name="控え(JSON)").click()
        waiting.value.save_as(tmp_path / "receipt.json")
        assert (shop.strangers, agency.strangers) == ([], [])

    report = verify_receipt((tmp_path / "receipt.json").read_bytes())
    assert report.passed
    assert report.is_concluded
    database, now = open_database(server.database), datetime.now(UTC)
    actor = session_of(database, server.tokens["shop"], now=now).actor
    kinds = [e.type for e in store.agreement(database, actor, found, now=now).events]
    database.close()
    assert kinds.count("accepted") == 2
    assert kinds.count("locked") == 1
