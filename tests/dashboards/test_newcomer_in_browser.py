"""A newcomer in a real browser: from the first click to a plan both sides signed."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from dashboards.i18n import say
from dashboards.services import plans
from sim.agreements.receipt_check import verify_receipt
from tests.dashboards.browsing import (
    IN_BROWSER,
    PATIENCE,
    chromium,
    edit_heads,
    settled,
    tab,
)
from tests.dashboards.servers import ROOT, serving_people

pytestmark = IN_BROWSER

CASE = "case1-sale-10x-no-temps"
MISSED, KEPT = "目標を守れません", "目標を守れます"
RAISED = {"確認の応援": 4, "返信の応援": 3}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server with accounts and the shipped scenarios."""
    shipped = {"HANBOKI_SCENARIOS": str(ROOT / "scenarios")}
    with serving_people(tmp_path_factory.mktemp("newcomer"), **shipped) as running:
        yield running


def words(key, **values):
    """Return what the Japanese screen says."""
    return say(key, "ja", **values)


def in_days(days):
    """Return an evening soon, as it is typed."""
    return f"{datetime.now(UTC) + timedelta(days=days):%Y-%m-%d} 18:00"


def see_the_problem(page, server):
    """Open the shipped case with one click and read that the promise breaks."""
    page.goto(f"{server.url}/start")
    page.get_by_role("button", name=words("start.case_open")).click(timeout=PATIENCE)
    expect(page.locator("h1").first).to_have_text(words("simulation.title"))
    verdict = page.locator(".hb-verdict")
    expect(verdict).to_contain_text(MISSED, timeout=PATIENCE)
    settled(page)


def call_help(page):
    """Raise the shifts that can be called and read that the promise holds."""
    for number, row in enumerate(plans.staff_rows(CASE)):
        if row.is_offered and row.shift in RAISED:
            edit_heads(page, number, str(RAISED[row.shift]))
    page.get_by_role("button", name=words("simulation.run")).click()
    verdict = page.locator(".hb-verdict")
    expect(verdict).to_contain_text(KEPT, timeout=PATIENCE)
    settled(page)
    expect(page.get_by_text(words("simulation.stale_heads"))).to_have_count(0)


def go_to(page, view):
    """Follow the menu."""
    title = words(f"{view}.title")
    page.get_by_role("link", name=title, exact=True).first.click()
    expect(page.locator("h1").first).to_have_text(title)
    settled(page)


def read_the_quote(page):
    """See what the plan costs by the order."""
    go_to(page, "quotes")
    expect(page.get_by_test_id("stTable").first).to_contain_text("￥", timeout=PATIENCE)
    settled(page)


def fill_blanks(page):
    """Answer whatever the document leaves open, and keep the draft."""
    form = page.get_by_test_id("stForm").filter(has_text=words("agreements.keep_draft"))
    expect(form).to_be_visible(timeout=PATIENCE)
    for name, days in (("決定期限", 3), ("有効期限", 6)):
        form.get_by_label(name, exact=True).fill(in_days(days))
    for box in form.get_by_test_id("stTextInput").locator("input").all():
        if not box.input_value():
            box.fill("店長")
    for box in form.get_by_test_id("stTextArea").locator("textarea").all():
        box.fill("双方で確認します")
    for box in form.get_by_test_id("stNumberInput").locator("input").all():
        if not box.input_value():
            box.fill("1")
    for box in form.get_by_test_id("stSelectbox").get_by_role("combobox").all():
        if not box.input_value():
            box.click()
            page.get_by_role("option").first.click()
            expect(box).not_to_have_value("")
            expect(page.get_by_role("option")).to_have_count(0)
    form.get_by_role("button", name=words("agreements.keep_draft")).click()
    left = words("agreements.fill", count=3)  # two dates and who accepts first
    expect(page.get_by_text(left, exact=True)).to_be_visible(timeout=PATIENCE)
    settled(page)


def send_to_agency(page):
    """Make the agreement from the plan on the screen and send it."""
    go_to(page, "agreements")
    page.get_by_role("combobox", name=words("agreements.card")).click()
    page.get_by_role("option").filter(has_text="件").first.click()
    settled(page)
    begin = page.get_by_role("button", name=words("agreements.begin_now"))
    compute = page.get_by_role("button", name=words("agreements.compute"))
    expect(begin.or_(compute)).to_be_visible(timeout=PATIENCE)
    if compute.is_visible():
        compute.click()
    begin.click(timeout=PATIENCE)
    fill_blanks(page)
    page.get_by_role("button", name=words("agreements.send"), exact=True).click()
    expect(page.locator(".st-key-agreements_risk")).to_be_visible(timeout=PATIENCE)
    settled(page)
    return page.url


def counter(page, link):
    """Read the offer as the agency, and send one's own revision."""
    page.goto(link)
    expect(page.locator(".st-key-agreements_risk")).to_be_visible(timeout=PATIENCE)
    settled(page)
    page.get_by_text(words("agreements.write_counter"), exact=True).click()
    page.get_by_label("決定期限", exact=True).fill(in_days(2))
    page.get_by_role("button", name=words("agreements.keep_draft")).click()
    send = page.get_by_role("button", name=words("agreements.send"), exact=True)
    send.click(timeout=PATIENCE)
    expect(page.get_by_text("第2版").first).to_be_visible(timeout=PATIENCE)
    settled(page)


def accept(page, link):
    """Open the dialog that repeats the numbers, and press its button."""
    page.goto(link)
    page.locator(".st-key-agreements_accept button").click(timeout=PATIENCE)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("第2版")
    dialog.get_by_role("button", name="承諾します").click()
    expect(dialog).to_have_count(0)


def keep_papers(page, folder):
    """Save the receipt and the PDF; return their bytes."""
    page.get_by_role("tab", name=words("agreements.tab_files")).click()
    found = []
    for key in ("receipt", "pdf"):
        with page.expect_download() as waiting:
            page.locator(f".st-key-agreements_{key} button").click()
        waiting.value.save_as(folder / key)
        found.append((folder / key).read_bytes())
    return found


def drop_receipt(page, server, content):
    """Drop the receipt as someone who doubts it would."""
    page.goto(f"{server.url}/agreements")
    page.get_by_text(words("agreements.verify"), exact=True).click(timeout=PATIENCE)
    file = {"name": "receipt.json", "mimeType": "application/json", "buffer": content}
    drop = page.locator(".st-key-agreements_dropped input[type='file']")
    drop.set_input_files(file)
    passed = page.get_by_text(words("agreements.verify_passed"))
    expect(passed).to_be_visible(timeout=PATIENCE)


def printed(paper):
    """Return the words of every page without their spaces."""
    pages = PdfReader(io.BytesIO(paper)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def test_a_newcomer_gets_from_the_first_click_to_a_signed_plan(server, tmp_path):
    """See the problem, call help, read the price, send, be countered, sign, keep."""
    tall = {"viewport": {"width": 1280, "height": 2600}}
    with (
        chromium() as browser,
        tab(browser, server, "shop", **tall) as shop,
        tab(browser, server, "agency", **tall) as agency,
    ):
        see_the_problem(shop, server)
        call_help(shop)
        read_the_quote(shop)
        link = send_to_agency(shop)
        counter(agency, link)
        shop.goto(link)
        expect(shop.get_by_text("第1版 → 第2版")).to_be_visible(timeout=PATIENCE)
        accept(shop, link)
        accept(agency, link)
        expect(agency.get_by_text("双方合意・確定", exact=True)).to_be_visible()
        receipt, paper = keep_papers(agency, tmp_path)
        drop_receipt(shop, server, receipt)
        assert (shop.strangers, agency.strangers) == ([], [])
    report = verify_receipt(receipt)
    assert report.is_concluded
    assert report.terms.digest in printed(paper)
