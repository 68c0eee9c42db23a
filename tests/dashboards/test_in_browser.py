"""The page in a real browser: open, read, edit a cell, run, see the difference.

Skipped only where there is no Chromium; on CI its absence is a failure.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from time import monotonic, sleep

import pytest
from playwright.sync_api import expect, sync_playwright

import dashboards
from dashboards.i18n import say
from tests.dashboards.world import QUIET

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ROOT = Path(dashboards.__file__).parent.parent
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
PATIENCE = 120_000
"""Milliseconds; the first run may have to compile the engine."""

NOT_PASSED_ON = ("NUMBA_DISABLE_JIT", "HANBOKI_LANG")
"""Settings of the test run that are not for the server."""

pytestmark = [
    pytest.mark.skipif(
        CHROMIUM is None and not os.environ.get("CI"), reason="there is no Chromium"
    ),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A server of its own with the small shop in it."""
    folder = tmp_path_factory.mktemp("scenarios")
    (folder / "a-quiet.toml").write_text(QUIET, encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = str(ROOT / "dashboards" / "app.py")
    options = [f"--server.port={port}", "--server.address=127.0.0.1"]
    own = {"HANBOKI_SCENARIOS": str(folder), "PYTHONPATH": str(ROOT)}
    kept = {name: os.environ[name] for name in os.environ if name not in NOT_PASSED_ON}
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", app, *options],
        env={**kept, **own},
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{url}/_stcore/health", server)
        yield url
    finally:
        server.terminate()
        server.wait(30)


@pytest.fixture(scope="module")
def browser():
    """A browser that reaches nothing but this machine."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser):
    """A tab of a Japanese planner; what it asks of other machines is noted."""
    context = browser.new_context(
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
        viewport={"width": 1280, "height": 1100},
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.strangers = []
    page.on(
        "request",
        lambda request: (
            None
            if re.match(r"(http|ws)://127\.0\.0\.1|data:|blob:", request.url)
            else page.strangers.append(request.url)
        ),
    )
    yield page
    context.close()


def wait_for(url, server):
    """Wait until the server answers."""
    until = monotonic() + PATIENCE / 1000
    while monotonic() < until:
        assert server.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            sleep(0.1)
    msg = "the server did not come up"
    raise AssertionError(msg)


def settled(page):
    """Wait until the script has run and nothing on the page is from before."""
    page.wait_for_selector(
        '[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=PATIENCE
    )
    expect(page.locator('[data-stale="true"]')).to_have_count(0, timeout=PATIENCE)
    expect(page.get_by_test_id("stException")).to_have_count(0)


def edit_heads(page, row, value):
    """Type heads into a row of the table, with the keyboard as a planner does."""
    editor = page.get_by_test_id("stDataFrame").first
    expect(editor.get_by_test_id("data-grid-canvas")).to_be_visible()
    grid, corner = editor.locator(".dvn-scroller"), {"x": 20, "y": 38 + 17}
    grid.hover(position={"x": 25, "y": 38 + 19})  # a pointer that only appears is lost
    grid.click(position=corner, delay=80)
    cell = editor.get_by_test_id("glide-cell-0-0")
    expect(cell).to_have_attribute("aria-selected", "true")
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    for _ in range(row):
        page.keyboard.press("ArrowDown")
    cell = editor.get_by_test_id(f"glide-cell-2-{row}")
    expect(cell).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    box = page.locator("#portal input").first
    expect(box).to_be_visible()
    box.fill(value)
    box.press("Enter")


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
    expect(page.locator(".js-plotly-plot")).to_have_count(3)

    page.get_by_role("button", name=say("simulation.reset", language)).click()
    expect(missed.locator(".hb-difference")).to_have_count(0)
    settled(page)
    assert page.strangers == []


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
    expect(page.get_by_test_id("glide-cell-2-0")).to_have_text("2")
