"""From the shop's order file to a simulated sale, in a real browser."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from dashboards.i18n import say
from sim.language import number_text
from sim.scenario.files import save
from tests.dashboards.browsing import IN_BROWSER, PATIENCE, chromium, settled, tab
from tests.dashboards.servers import serving
from tests.sale_replay import rms_file, truth_of
from tests.unit.live.world import FOLLOWED

pytestmark = IN_BROWSER

PERSON = ("髙島屋太郎左衛門", "taro@example.jp", "090-1234-5678")
HEADS = ("注文者姓", "注文者メールアドレス", "注文者電話番号")


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A server with a plan that has a sale in it."""
    folder = tmp_path_factory.mktemp("orders")
    (folder / "scenarios").mkdir()
    save(FOLLOWED, folder / "scenarios" / "a-followed.toml")
    with serving(folder) as server:
        yield server.url


def with_person(content: bytes) -> bytes:
    """Return an RMS file in which every order has a name, a mail and a phone."""
    head, *rows = content.decode("cp932").splitlines()
    rows = [f"{row},{','.join(PERSON)}" for row in rows]
    return "\r\n".join([f"{head},{','.join(HEADS)}", *rows, ""]).encode("cp932")


def test_an_order_file_leads_to_a_simulated_sale(address):
    """Drop the file, read how many orders, see the forecast, simulate with it.

    Nobody's name, mail or phone is shown on the way.
    """
    truth = truth_of(FOLLOWED, seed=5)
    moments = truth.select_dtypes("datetimetz").columns
    truth[moments] -= timedelta(days=28)  # the orders of four weeks ago
    content = rms_file(truth, FOLLOWED.aware(FOLLOWED.horizon.start))
    file = {"name": "注文<b>一覧.csv", "mimeType": "text/csv"}
    with (
        chromium() as browser,
        tab(browser, viewport={"width": 1280, "height": 2400}) as page,
    ):
        page.goto(f"{address}/assumptions?scenario=a-followed&lang=ja")
        settled(page)
        page.locator('input[type="file"]').first.set_input_files(
            {**file, "buffer": with_person(content)}
        )
        shown = page.get_by_test_id("stMain")
        factors = say("assumptions.factors", "ja")
        expect(shown).to_contain_text(factors, timeout=PATIENCE)
        settled(page)
        counted = page.get_by_test_id("stMetricValue").first
        expect(counted).to_have_text(number_text(len(truth), "ja"))
        expect(page.get_by_test_id("stTable").first).to_contain_text(file["name"])
        for word in PERSON:
            expect(shown).not_to_contain_text(word)

        page.get_by_role("button", name=say("assumptions.make", "ja")).click()
        expect(page.locator(".hb-verdict")).to_be_visible(timeout=PATIENCE)
        settled(page)
        assert "/simulation" in page.url
        assert page.strangers == []
        assert page.complaints == []
