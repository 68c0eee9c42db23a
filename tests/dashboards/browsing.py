"""A real browser for the tests, and what people do in it.

Skipped only where there is no Chromium; on CI its absence is a failure.
"""

import os
import re
import shutil
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
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
expect.set_options(timeout=30_000)  # a page may be slow, its words are what is checked

IN_BROWSER = [
    pytest.mark.skipif(
        CHROMIUM is None and not os.environ.get("CI"), reason="there is no Chromium"
    ),
    pytest.mark.xdist_group("browser"),
    pytest.mark.jit,
]
"""Marks of a module whose tests need a browser; coverage cannot see into its server."""

HEADS = 1
"""Which column of the table of shifts holds the heads."""
_OWN = re.compile(r"(http|ws)://127\.0\.0\.1|data:|blob:")


@contextmanager
def chromium():
    """Start a browser that reaches nothing but this machine."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def tab(browser, server=None, who=None, **options):
    """Open a tab of a Japanese planner; as one of the people of the server, or nobody.

    What it asks of other machines is noted in ``strangers``, and what it complains of
    in ``complaints``.
    """
    usual = {
        "locale": "ja-JP",
        "timezone_id": "Asia/Tokyo",
        "viewport": {"width": 1280, "height": 1100},
        "reduced_motion": "reduce",
    }
    context = browser.new_context(**{**usual, **options})
    if who is not None:
        cookie = {"name": "hanboki", "value": server.tokens[who], "url": server.url}
        context.add_cookies([cookie])
    page = context.new_page()
    page.strangers, page.complaints = [], []
    page.on(
        "request",
        lambda request: (
            None if _OWN.match(request.url) else page.strangers.append(request.url)
        ),
    )
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("console", lambda line: _note(page, line.text))
    yield page
    context.close()


def settled(page):
    """Wait until the script has run and nothing on the page is from before."""
    page.wait_for_selector(
        '[data-testid="stApp"][data-test-script-state="notRunning"]'
        '[data-test-connection-state="CONNECTED"]',
        timeout=PATIENCE,
    )
    expect(page.locator('[data-stale="true"]')).to_have_count(0, timeout=PATIENCE)
    expect(page.get_by_test_id("stException")).to_have_count(0)


def edit_cell(page, row, column, value, *, table=0):
    """Type into a cell of a table, with the keyboard as a planner does."""
    type_into_cell(page, row, column, value, table=table)
    page.keyboard.press("Enter")


def type_into_cell(page, row, column, value, *, table=0):
    """Type into a cell of a table and stay in it."""
    page.bring_to_front()  # a tab behind another one gets no keys
    editor = page.get_by_test_id("stDataFrame").nth(table)
    expect(editor.get_by_test_id("data-grid-canvas")).to_be_visible()
    grid, corner = editor.locator(".dvn-scroller"), {"x": 20, "y": 38 + 17}
    grid.hover(position={"x": 25, "y": 38 + 19})  # a pointer that only appears is lost
    grid.click(position=corner, delay=80)
    cell = editor.get_by_test_id("glide-cell-0-0")
    expect(cell).to_have_attribute("aria-selected", "true")
    for _ in range(column):
        page.keyboard.press("ArrowRight")
    for _ in range(row):
        page.keyboard.press("ArrowDown")
    cell = editor.get_by_test_id(f"glide-cell-{column}-{row}")
    expect(cell).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    box = page.locator("#portal input").first
    expect(box).to_be_visible()
    box.fill(value)


def edit_heads(page, row, value):
    """Type heads into a row of the table of shifts."""
    edit_cell(page, row, HEADS, value)


def _note(page, line):
    """Keep what the browser says about the safety rules of the page."""
    if "Content Security Policy" in line or "Refused to" in line:
        page.complaints.append(line)
