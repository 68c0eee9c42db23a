"""The page 当日 in a real browser: a sale of 1.6 times the plan, from its files."""

import os
from datetime import datetime

from playwright.sync_api import expect

from dashboards.i18n import say
from sim.language import number_text
from sim.scenario.files import save
from tests.dashboards.browsing import IN_BROWSER, PATIENCE, chromium, settled, tab
from tests.dashboards.servers import serving
from tests.sale_replay import rms_file, truth_of
from tests.unit.live.world import FOLLOWED

pytestmark = IN_BROWSER

LARGER = FOLLOWED.replace(
    demand=(FOLLOWED.demand[0].replace(scale=1.6, level=None),),
    teams=tuple(team.replace(on_call=None) for team in FOLLOWED.teams),
)
RULES = """\
schema_version = 1
[[alerts]]
name = "warned"
watch = "missed_share"
limit = 0.05
"""
BEFORE = FOLLOWED.aware(datetime(2026, 12, 4, 12))
AFTER = FOLLOWED.aware(datetime(2026, 12, 5, 12))


def arrive(inbox, name, content, at):
    """Let a file be downloaded at a moment of the sale."""
    unfinished = inbox / f".{name}"
    unfinished.write_bytes(content)
    os.utime(unfinished, (at.timestamp(), at.timestamp()))
    unfinished.rename(inbox / name)


def test_a_larger_sale_is_told_before_anything_is_missed(tmp_path):
    """Without a click the page shows the alert, and no order is counted twice.

    One file is corrupt, one comes twice, and the hours between were never downloaded.
    """
    truth = truth_of(LARGER, seed=3)
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (tmp_path / "alerts.toml").write_text(RULES, encoding="utf-8")
    (tmp_path / "scenarios").mkdir()
    save(FOLLOWED, tmp_path / "scenarios" / "a-followed.toml")
    arrive(inbox, "1.csv", rms_file(truth, BEFORE), BEFORE)
    own = {
        "HANBOKI_INBOX": str(inbox),
        "HANBOKI_ALERTS": str(tmp_path / "alerts.toml"),
    }
    with (
        serving(tmp_path, **own) as server,
        chromium() as browser,
        tab(browser) as page,
    ):
        page.goto(f"{server.url}/live?lang=ja&scenario=a-followed")
        settled(page)
        page.get_by_text(say("live.replay", "ja")).click()
        shown = page.get_by_test_id("stMain")
        expect(shown).to_contain_text(_came(truth, BEFORE), timeout=PATIENCE)
        expect(shown).not_to_contain_text("warned")

        content = rms_file(truth, AFTER)
        arrive(inbox, "2.csv", b"\x00\x01 corrupt", AFTER)
        arrive(inbox, "4.csv", content, AFTER)
        arrive(inbox, "4-again.csv", content, AFTER)
        expect(shown).to_contain_text("warned", timeout=PATIENCE)
        expect(shown).to_contain_text(_came(truth, AFTER))
        settled(page)
        assert page.complaints == []

    assert truth.loc[truth["missed"], "due"].min() > AFTER


def _came(truth, now):
    """Return the orders so far as the page writes them."""
    n = number_text(int((truth["ordered"] < now).sum()), "ja")
    return f"ここまでの注文は {n}件"
