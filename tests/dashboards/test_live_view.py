"""The page 当日, without a browser."""

import os
from dataclasses import replace
from datetime import datetime

import pytest

from dashboards.i18n import say
from dashboards.services import background, live
from dashboards.services.questions import default_question
from sim.live.readings import Reading
from sim.scenario.files import save
from tests.dashboards.pages import html_of, open_page
from tests.dashboards.test_simulation_view import words_of
from tests.sale_replay import rms_file, truth_of
from tests.unit.agreements.receipts import receipt
from tests.unit.live.world import FOLLOWED

pytestmark = pytest.mark.jit
LOOKS = 60
NOW = FOLLOWED.aware(datetime(2026, 12, 5, 12))
RULES = """\
schema_version = 1
[[alerts]]
name = "broken"
watch = "unreadable_files"
limit = 0
"""


@pytest.fixture(params=["ja", "en"])
def language(request):
    """Both languages of the screen."""
    return request.param


@pytest.fixture
def inbox(folder, tmp_path, monkeypatch):
    """A plan to follow, and a folder with the orders of its sale so far."""
    save(FOLLOWED, folder / "a-followed.toml")
    orders = tmp_path / "orders"
    orders.mkdir()
    now = FOLLOWED.aware(datetime(2026, 12, 5, 12))
    truth = truth_of(FOLLOWED, seed=3)
    for name, content in {"1.csv": rms_file(truth, now), "2.csv": b"\x00"}.items():
        (orders / name).write_bytes(content)
        os.utime(orders / name, (now.timestamp(), now.timestamp()))
    monkeypatch.setenv(live.INBOX_VARIABLE, str(orders))
    live._followers.clear()
    return orders


def followed(at):
    """Look again until the board is there."""
    at.toggle(key="live_replay").set_value(True).run()
    for _ in range(LOOKS):
        assert not at.exception, at.exception
        if at.get("plotly_chart"):
            return at
        for job in list(background.patient()._jobs):
            background.patient().wait(job, 5)
        at.run()
    msg = "the board never came"
    raise AssertionError(msg)


def test_a_folder_is_followed(inbox, language):
    """Verdict, orders against the plan, backlog and files are there by themselves."""
    at = followed(open_page("live", language, scenario="a-followed"))
    html = html_of(at)

    assert "hb-verdict" in html
    assert len(at.get("plotly_chart")) == 2
    assert "2.csv" in html


def test_without_a_folder_the_page_says_what_to_do(folder, language, monkeypatch):
    """An empty state names the next step."""
    monkeypatch.delenv(live.INBOX_VARIABLE, raising=False)
    at = open_page("live", language)

    assert say("live.name_folder", language) in words_of(at)


def test_a_folder_that_is_not_there_is_refused(folder, language, monkeypatch):
    """A typing mistake is said, and nothing is followed."""
    monkeypatch.setenv(live.INBOX_VARIABLE, "/nowhere/at/all")
    at = open_page("live", language)

    assert say("live.no_folder", language) in words_of(at)


def test_the_ledger_of_alerts_does_not_move_the_clock_of_a_replay(inbox):
    """A replay goes by the newest order file, not by what hanboki writes beside it."""
    sale = live.Followed(default_question("a-followed"), str(inbox), is_replay=True)
    before = live._now(sale)
    (inbox / ".hanboki-alerts.json").write_text("{}", encoding="utf-8")

    assert live._now(sale) == before


def test_a_replay_has_a_ledger_of_its_own(inbox, tmp_path, monkeypatch):
    """Whoever looks at the sale of today first does not silence its replay."""
    rules = tmp_path / "alerts.toml"
    rules.write_text(RULES, encoding="utf-8")
    monkeypatch.setenv(live.ALERTS_VARIABLE, str(rules))
    sale = live.Followed(default_question("a-followed"), str(inbox))
    today, replay = (live._watch(replace(sale, is_replay=on)) for on in (False, True))
    found = [(alert, (Reading("", 9),)) for alert in today.rules.alerts]
    told = [each.ledger.note(found, ["mail"], NOW) for each in (today, replay)]

    assert [len(messages) for messages in told] == [1, 1]


def test_the_bands_of_an_agreement_stand_on_the_board(inbox):
    """A dropped receipt brings its bands: all orders, and each of three days."""
    question = default_question("a-followed")
    sale = live.Followed(question, str(inbox), receipt=receipt())

    assert len(live._watch(sale).volumes) == 4
