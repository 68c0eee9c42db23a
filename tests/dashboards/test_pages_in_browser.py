"""All pages in a real browser, with accounts, in two browsers and two languages."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from dashboards.i18n import LANGUAGES, say
from dashboards.navigation import page_titles
from tests.dashboards.browsing import (
    IN_BROWSER,
    PATIENCE,
    chromium,
    edit_heads,
    settled,
    tab,
)
from tests.dashboards.servers import PASSWORD, PEOPLE, serving_people

pytestmark = IN_BROWSER

ATTACK = "<img src=x onerror=\"document.title='hacked'\">=1+1"
LINK_REFUSED = say("app.link_refused", "ja")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server with accounts."""
    with serving_people(tmp_path_factory.mktemp("pages")) as server:
        yield server


@pytest.fixture(scope="module")
def browser():
    """A browser that reaches nothing but this machine."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def shop(browser, server):
    """A tab of the shop."""
    with tab(browser, server, "shop") as page:
        yield page


def opened(page, server, path="/simulation"):
    """Open a page and wait until it is whole."""
    page.goto(f"{server.url}{path}")
    settled(page)
    return page


def has_answer(page):
    """Wait for the verdict of the simulation."""
    expect(page.locator(".hb-verdict")).to_be_visible(timeout=PATIENCE)
    settled(page)


def heads_of(page):
    """Return the heads in the address; None when they are those of the scenario."""
    found = parse_qs(urlsplit(page.url).query)
    return found.get("heads", [None])[0]


def scenario_of(page):
    """Return the choice of the scenario."""
    return page.get_by_role("combobox", name=say("plan_picker.scenario", "ja"))


def save(page, title):
    """Save the plan on the screen under a title; return its link."""
    page.get_by_role("button", name=say("share.button", "ja")).click()
    box = page.get_by_label(say("share.title", "ja"))
    expect(box).to_be_visible(timeout=PATIENCE)
    box.fill(title)
    box.press("Tab")
    page.get_by_role("button", name=say("share.save", "ja"), exact=True).click()
    expect(page).to_have_url(re.compile("plan="), timeout=PATIENCE)
    settled(page)
    page.keyboard.press("Escape")
    return page.url


def test_a_login_by_keyboard_leads_to_the_page_asked_for(browser, server):
    """Without a session a link leads to the login, and from there to its page."""
    with tab(browser) as page:
        page.goto(f"{server.url}/simulation?heads=3,0&lang=ja")
        page.keyboard.press("Tab")
        page.get_by_label(say("account.email", "ja")).focus()
        page.keyboard.type("shop@example.jp")
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        has_answer(page)

        assert page.get_by_text(PEOPLE["shop"][2]).count() == 1
        assert heads_of(page) == "3,0"
        assert page.complaints == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_opens_without_a_fault(shop, server, language):
    """Each page draws itself, in both languages, and asks nothing of other machines."""
    for name, title in page_titles(language).items():
        opened(shop, server, f"/{name}?lang={language}")

        expect(shop.locator("h1").first).to_have_text(title)
        expect(shop.locator("html")).to_have_attribute("lang", language)
    assert shop.strangers == []
    assert shop.complaints == []


def test_the_language_is_switched_on_every_page(shop, server):
    """The switch above a page turns that page, and stays on it."""
    for name, title in page_titles("en").items():
        opened(shop, server, f"/{name}?lang=ja")
        switch = shop.get_by_role("radio", name="English")
        switch.or_(shop.get_by_role("button", name="English")).first.click()

        expect(shop.locator("h1").first).to_have_text(title)
        expect(shop.locator("html")).to_have_attribute("lang", "en")
        expect(shop).to_have_url(re.compile("lang=en"))
        settled(shop)
    assert shop.complaints == []


def test_the_menu_leads_through_the_pages(shop, server):
    """The navigation keeps language and plan on the way."""
    opened(shop, server, "/simulation?heads=3,0&lang=en")
    title = page_titles("en")["verify"]
    shop.get_by_role("link", name=title, exact=True).first.click()
    expect(shop.locator("h1").first).to_have_text(title)
    settled(shop)

    expect(shop).to_have_url(re.compile(r"heads=3%2C0|heads=3,0"))
    expect(shop.locator("html")).to_have_attribute("lang", "en")


def test_a_reload_in_mid_edit_keeps_what_was_typed(shop, server):
    """The heads stand in the address, so a reload shows them again."""
    opened(shop, server)
    has_answer(shop)
    edit_heads(shop, 0, "4")
    expect(shop).to_have_url(re.compile("heads=4"), timeout=PATIENCE)
    shop.reload()
    has_answer(shop)

    expect(shop.get_by_test_id("glide-cell-1-0")).to_have_text("4")


def test_two_tabs_do_not_disturb_each_other(browser, server):
    """What is typed in one tab of a user is not in the other one."""
    with tab(browser, server, "shop") as one:
        two = one.context.new_page()
        for page in (one, two):
            opened(page, server)
            has_answer(page)
        edit_heads(one, 0, "4")
        expect(one).to_have_url(re.compile("heads=4"), timeout=PATIENCE)
        edit_heads(two, 0, "2")
        expect(two).to_have_url(re.compile("heads=2"), timeout=PATIENCE)

        expect(one.get_by_test_id("glide-cell-1-0")).to_have_text("4")


def test_a_typed_attack_stays_text(shop, server):
    """Markup, script and formula in a plan's name are shown as they were typed."""
    opened(shop, server)
    save(shop, ATTACK)
    opened(shop, server, "/start")

    expect(shop.get_by_text(ATTACK).first).to_be_visible()
    assert shop.title() != "hacked"
    assert shop.locator("img[src=x]").count() == 0
    assert shop.complaints == []


def test_a_link_opens_for_colleagues_and_not_for_strangers(browser, server, shop):
    """A saved plan is found by its link; others see neither it nor that it exists."""
    opened(shop, server)
    has_answer(shop)
    edit_heads(shop, 0, "5")
    expect(shop).to_have_url(re.compile("heads=5"), timeout=PATIENCE)
    link = save(shop, "五人の計画")
    with tab(browser, server, "shop") as colleague:
        colleague.goto(link)
        settled(colleague)
        expect(colleague.get_by_text(LINK_REFUSED)).to_have_count(0)
        expect(scenario_of(colleague)).to_have_value("五人の計画")
    for who in ("stranger", "agency"):
        with tab(browser, server, who) as other:
            other.goto(link)
            settled(other)
            expect(other.get_by_text(LINK_REFUSED)).to_be_visible()
            expect(scenario_of(other)).not_to_have_value("五人の計画")


def test_a_shared_plan_opens_for_the_partner(browser, server, shop):
    """After the partner was ticked, the same link opens there."""
    opened(shop, server)
    link = save(shop, "一緒に見る計画")
    shop.get_by_role("button", name=say("share.button", "ja")).click()
    ticked = shop.get_by_test_id("stCheckbox").filter(has_text=PEOPLE["agency"][0])
    ticked.locator("label").click()
    expect(ticked.locator("input")).to_be_checked(timeout=PATIENCE)
    settled(shop)
    with tab(browser, server, "agency") as partner:
        partner.goto(link)
        settled(partner)

        expect(partner.get_by_text(LINK_REFUSED)).to_have_count(0)
        expect(scenario_of(partner)).to_have_value("一緒に見る計画")


@pytest.mark.parametrize("language", LANGUAGES)
def test_files_are_asked_for_in_the_language_of_the_screen(shop, server, language):
    """Streamlit's own English words give way to those of the page."""
    opened(shop, server, f"/assumptions?lang={language}")
    drop = shop.get_by_test_id("stFileUploaderDropzone").first
    words = re.compile(re.escape(say("upload.choose", language)))

    button = drop.get_by_test_id("stBaseButton-secondary")
    expect(button).to_have_accessible_name(words)
    expect(drop.get_by_text("Upload", exact=True)).to_be_hidden()
    expect(drop.get_by_text("per file")).to_be_hidden()


def test_a_dark_page_is_dark(browser, server):
    """The page follows the colour scheme of the machine."""
    with tab(browser, server, "shop", color_scheme="dark") as page:
        opened(page, server, "/verify")

        app = page.get_by_test_id("stApp")
        expect(app).to_have_css("background-color", "rgb(18, 22, 29)")


def test_first_load_of_the_plan_view_is_small(browser, server):
    """Scripts, styles, fonts and the answer with its charts: less than 3 MB."""
    received = []
    with tab(browser, server, "shop") as page:
        network = page.context.new_cdp_session(page)
        network.on(
            "Network.loadingFinished",
            lambda event: received.append(event["encodedDataLength"]),
        )
        network.on(
            "Network.webSocketFrameReceived",
            # binary frames come as base64, four letters for three bytes
            lambda event: received.append(
                len(event["response"]["payloadData"]) * 3 // 4
            ),
        )
        network.send("Network.enable")
        opened(page, server)
        has_answer(page)
        expect(page.get_by_test_id("stPlotlyChart").first).to_be_visible()
        settled(page)

    assert 500_000 < sum(received) < 3_000_000
