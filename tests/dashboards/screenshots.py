"""Take the pictures of the manual: every page of the dashboard, in both languages.

Run by hand where there is a Chromium: ``python -m tests.dashboards.screenshots``, or
with the names of some pages. The pages 当日 and 振り返り show a simulated sale of 1.6
times the plan.
"""

import io
import os
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from PIL import Image, ImageChops

from dashboards.i18n import LANGUAGES, say
from sim.scenario import files
from tests.dashboards.browsing import PATIENCE, chromium, settled, tab
from tests.dashboards.servers import ROOT, serving
from tests.sale_replay import rms_file, truth_of

PICTURES = ROOT / "docs" / "manual"
SHORT, ENOUGH = "case1-sale-10x-no-temps", "case1-sale-10x-with-temps"
PLANS = {
    "staffing": "case1-staffing-search",
    "live": ENOUGH,
    "review": ENOUGH,
}
"""Which plan a page shows; the others show the one that is short of people."""
TO_TOP = "e => {e.style.scrollMarginTop = '5rem'; e.scrollIntoView()}"
WIDTH, HEIGHT = 1200, 1040
COLOURS = 64
MARGIN = 24
READY = {
    "start": ".hb-verdict",
    "assumptions": "h1",
    "simulation": ".js-plotly-plot",
    "staffing": ".js-plotly-plot",
    "quotes": ".js-plotly-plot",
    "agreements": "h1",
    "live": ".hb-verdict",
    "review": ".js-plotly-plot",
    "verify": ".hb-checks",
}
"""What each page shows when it is whole."""
TOPS = {
    "staffing": ".st-key-staffing_sentence",
    "live": ".hb-verdict",
    "review": ".st-key-review_answer",
}
"""Where the picture of a page begins that is longer than a screen."""


def main() -> None:
    """Write one picture of each page in each language."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        sale = Sale(Path(folder))
        shipped = {
            "HANBOKI_SCENARIOS": str(ROOT / "scenarios"),
            "HANBOKI_INBOX": str(sale.inbox),
        }
        with serving(Path(folder), **shipped) as server, chromium() as browser:
            for language in LANGUAGES:
                take_all(browser, server.url, language, sale)


class Sale:
    """A sale of 1.6 times the plan, as the files that the shop downloads."""

    def __init__(self, folder: Path) -> None:
        plan = files.load(ROOT / "scenarios" / f"{ENOUGH}.toml")
        demand = (plan.demand[0].replace(scale=1.6, level=None), *plan.demand[1:])
        truth = truth_of(plan.replace(demand=demand), seed=3)
        self.inbox = folder / "inbox"
        self.inbox.mkdir()
        now = plan.aware(datetime(2026, 12, 6, 9))
        running = self.inbox / "1206-09.csv"
        running.write_bytes(rms_file(truth, now))
        os.utime(running, (now.timestamp(), now.timestamp()))
        self.whole = folder / "orders-2026-12.csv"
        self.whole.write_bytes(rms_file(truth, plan.aware(plan.horizon.end)))


def take_all(browser, url, language, sale):
    """Write the pictures of one language."""
    wanted = sys.argv[1:] or list(READY)
    with tab(browser, viewport={"width": WIDTH, "height": HEIGHT}) as page:
        for name in wanted:
            plan = PLANS.get(name, SHORT)
            page.goto(f"{url}/{name}?scenario={plan}&lang={language}")
            settled(page)
            if name in FILLED:
                FILLED[name](page, language, sale)
            page.locator(READY[name]).first.wait_for(timeout=2 * PATIENCE)
            settled(page)
            if name in TOPS:
                page.locator(TOPS[name]).evaluate(TO_TOP)
            page.wait_for_timeout(700)  # charts fade in
            write(page.screenshot(), PICTURES / f"{name}.{language}.png")


def press(page, words):
    """Press a button of the page, if it is not done already."""
    button = page.get_by_test_id("stMain").get_by_role("button", name=words, exact=True)
    if button.count():
        button.click()


def search(page, language, _):
    """Look for the staffing."""
    press(page, say("staffing.find", language))


def follow(page, language, _):
    """Follow the folder as of its newest file."""
    page.get_by_text(say("live.replay", language)).click()


def review(page, language, sale):
    """Give the orders of the whole sale, and have it reviewed."""
    page.locator("input[type=file]").first.set_input_files(sale.whole)
    page.get_by_text(say("review.more", language)).wait_for(timeout=PATIENCE)
    settled(page)
    press(page, say("review.begin", language))


def verify(page, language, _):
    """Check this installation."""
    press(page, say("verify.begin", language))


FILLED = {"staffing": search, "live": follow, "review": review, "verify": verify}
"""What somebody does on a page before there is something to see."""


def write(picture, file):
    """Write a picture in few colours, without the empty part at its foot."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    blank = Image.new("RGB", image.size, image.getpixel((0, image.height - 1)))
    foot = ImageChops.difference(image, blank).getbbox()[3]
    image = image.crop((0, 0, image.width, min(image.height, foot + MARGIN)))
    # the octree keeps the colour of a small area; a legend must look like its bars
    few = image.quantize(
        COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
    )
    few.save(file, optimize=True)


if __name__ == "__main__":
    main()
