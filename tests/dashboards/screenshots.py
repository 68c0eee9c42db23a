"""Take the pictures of the manual: every page of the dashboard, in both languages.

Run by hand where there is a Chromium: ``python -m tests.dashboards.screenshots``.
"""

import io
import tempfile
from pathlib import Path

from PIL import Image, ImageChops

from dashboards.i18n import LANGUAGES
from tests.dashboards.browsing import PATIENCE, chromium, settled, tab
from tests.dashboards.servers import ROOT, serving

PICTURES = ROOT / "docs" / "manual"
PLAN = "scenario=case1-sale-10x-no-temps"
WIDTH, HEIGHT = 1200, 900
COLOURS = 64
MARGIN = 24
READY = {
    "start": ".hb-verdict",
    "assumptions": "h1",
    "simulation": ".js-plotly-plot",
    "staffing": "h1",
    "quotes": ".js-plotly-plot",
    "agreements": "h1",
    "live": "h1",
    "review": "h1",
    "verify": "h1",
}
"""What each page shows when it is whole."""


def main() -> None:
    """Write one picture of each page in each language."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        shipped = {"HANBOKI_SCENARIOS": str(ROOT / "scenarios")}
        with serving(Path(folder), **shipped) as server, chromium() as browser:
            for language in LANGUAGES:
                take_all(browser, server.url, language)


def take_all(browser, url, language):
    """Write the pictures of one language."""
    with tab(browser, viewport={"width": WIDTH, "height": HEIGHT}) as page:
        for name, whole in READY.items():
            page.goto(f"{url}/{name}?{PLAN}&lang={language}")
            page.locator(whole).first.wait_for(timeout=PATIENCE)
            settled(page)
            page.wait_for_timeout(700)  # charts fade in
            write(page.screenshot(), PICTURES / f"{name}.{language}.png")


def write(picture, file):
    """Write a picture in few colours, without the empty part at its foot."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    blank = Image.new("RGB", image.size, image.getpixel((0, image.height - 1)))
    foot = ImageChops.difference(image, blank).getbbox()[3]
    image = image.crop((0, 0, image.width, min(image.height, foot + MARGIN)))
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)


if __name__ == "__main__":
    main()
