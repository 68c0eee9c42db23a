"""The page 当日 in a real browser: a sale of 1.6 times the plan, from its files."""

from datetime import datetime, timedelta
from itertools import pairwise

from playwright.sync_api import expect

from dashboards.i18n import say
from dashboards.services.live import REPLAY_LEDGER_NAME
from sim.language import number_text
from sim.live.incidents import Ledger
from sim.scenario.files import save
from tests.dashboards.browsing import IN_BROWSER, PATIENCE, chromium, settled, tab
from tests.dashboards.servers import serving
from tests.sale_replay import arrive, hours, rms_file, truth_of
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
HOUR = timedelta(hours=1)
START = datetime(2026, 12, 4)
CORRUPT, MISSING, TWICE = (datetime(2026, 12, 4, hour) for hour in (21, 22, 23))
"""Hours of the first evening whose file is broken, never comes, comes twice."""
HELD_BACK = timedelta(days=2)
"""Each download holds the orders of the two days before it."""


def test_a_larger_sale_is_told_before_anything_is_missed(tmp_path):
    """Hour after hour, without a click, until the first orders are missed.

    The alert stands on the page more than two days before that, and at each stop the
    page counts every order once: one file is corrupt, one never comes, one comes twice,
    and nearly every order is in 48 of them.
    """
    truth = truth_of(LARGER, seed=3)
    inbox = _world(tmp_path)
    first_miss = truth.loc[truth["missed"], "due"].min()
    quiet, told = datetime(2026, 12, 4, 12), datetime(2026, 12, 5, 12)
    stops = (told, datetime(2026, 12, 6, 12), datetime(2026, 12, 8, 3))
    own = {
        "HANBOKI_INBOX": str(inbox),
        "HANBOKI_ALERTS": str(tmp_path / "alerts.toml"),
    }
    with (
        serving(tmp_path, **own) as server,
        chromium() as browser,
        tab(browser) as page,
    ):
        _download_hourly(inbox, truth, START, quiet)
        page.goto(f"{server.url}/live?lang=ja&scenario=a-followed")
        settled(page)
        page.get_by_text(say("live.replay", "ja")).click()
        shown = page.get_by_test_id("stMain")
        expect(shown).to_contain_text(_came(truth, quiet), timeout=PATIENCE)
        expect(shown).not_to_contain_text("warned")

        for before, stop in pairwise((quiet, *stops)):
            _download_hourly(inbox, truth, before, stop)
            expect(shown).to_contain_text(_came(truth, stop), timeout=PATIENCE)
            expect(shown).to_contain_text("warned")
        settled(page)
        assert page.complaints == []

    (incident,) = Ledger(inbox / REPLAY_LEDGER_NAME).open_incidents().values()
    assert datetime.fromisoformat(incident.began_at) < FOLLOWED.aware(told) + HOUR
    two_days = timedelta(days=2)
    assert FOLLOWED.aware(told) + two_days < first_miss < FOLLOWED.aware(stops[-1])


def _world(folder):
    """Write plan and alert rules; return the folder that is watched."""
    (folder / "alerts.toml").write_text(RULES, encoding="utf-8")
    (folder / "scenarios").mkdir()
    save(FOLLOWED, folder / "scenarios" / "a-followed.toml")
    inbox = folder / "inbox"
    inbox.mkdir()
    return inbox


def _download_hourly(inbox, truth, after, until):
    """Let a file of each hour after a moment arrive, up to another."""
    for at in hours(after + HOUR, until):
        if at == MISSING:
            continue
        now = FOLLOWED.aware(at)
        content = rms_file(truth, now, since=now - HELD_BACK)
        if at == CORRUPT:
            content = b"\x00\x01 corrupt"
        arrive(inbox, f"{at:%m%d-%H}.csv", content, now)
        if at == TWICE:
            arrive(inbox, f"{at:%m%d-%H} (1).csv", content, now)


def _came(truth, at):
    """Return the orders so far as the page writes them."""
    n = number_text(int((truth["ordered"] < FOLLOWED.aware(at)).sum()), "ja")
    return f"ここまでの注文は {n}件"
