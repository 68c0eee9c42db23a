"""``hanboki live``: a running sale from the files of a folder."""

import json
import os
from datetime import datetime

import pytest

from sim.language import LANGUAGES
from sim.live.alert_rules import load_alert_rules
from sim.scenario.files import save
from sim.scenario.shipped import shipped_folder
from tests.sale_replay import rms_file, truth_of
from tests.unit.agreements.receipts import receipt
from tests.unit.live.world import FOLLOWED
from tests.unit.review.test_delivered import AGREED

pytestmark = pytest.mark.jit
NOW = "2026-12-05T12:00"


@pytest.fixture(scope="module")
def inbox(tmp_path_factory):
    """A plan, and a folder with the orders of its sale so far."""
    folder = tmp_path_factory.mktemp("live")
    save(FOLLOWED, folder / "plan.toml")
    orders = folder / "orders"
    orders.mkdir()
    now = FOLLOWED.aware(datetime.fromisoformat(NOW))
    path = orders / "1.csv"
    path.write_bytes(rms_file(truth_of(FOLLOWED, seed=3), now))
    os.utime(path, (now.timestamp(), now.timestamp()))
    (orders / "2.csv").write_bytes(b"\x00 broken")
    return folder


def follow(run, inbox, *words, lang="ja"):
    """Look once at the folder."""
    folder = ("--folder", inbox / "orders")
    few = ("--now", NOW, "--replications", 8)
    return run("live", inbox / "plan.toml", *folder, *few, *words, lang=lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_look_says_everything(run, inbox, lang):
    """Age of the data, orders, verdict, calls, pickups, backlog, files."""
    result = follow(run, inbox, lang=lang)

    assert result.exit_code == 0, result.stderr
    for word in ("P10", "2.csv", "12", "desk"):
        assert word in result.stdout


def test_json_holds_the_board(run, inbox):
    """Programs get the same, in no language."""
    content = json.loads(follow(run, inbox, "--json").stdout)

    assert content["format"] == "hanboki.live/1"
    assert {file["name"]: file["state"] for file in content["files"]} == {
        "1.csv": "read",
        "2.csv": "unreadable",
    }
    assert content["board"]["open_orders"] == sum(
        row["orders"] for row in content["board"]["backlog"]
    )


def test_alerts_are_noted_in_the_folder(run, inbox):
    """The broken file is an incident; nobody is told twice."""
    rules = inbox / "alerts.toml"
    rules.write_text(
        'schema_version = 1\n[[alerts]]\nname = "broken"\n'
        'watch = "unreadable_files"\nlimit = 0\n',
        encoding="utf-8",
    )
    first = follow(run, inbox, "--alerts", rules)
    second = follow(run, inbox, "--alerts", rules)

    assert "broken" in first.stdout
    assert "broken" in second.stdout


def test_wrong_rules_are_refused_all_at_once(run, inbox):
    """Every problem of the rules is named, and nothing is followed."""
    rules = inbox / "wrong.toml"
    rules.write_text(
        '[[alerts]]\nname = "a"\nwatch = "nothing"\nlimit = -1\n', encoding="utf-8"
    )
    result = follow(run, inbox, "--alerts", rules)

    assert result.exit_code == 2
    assert "watch" in result.stderr
    assert "limit" in result.stderr


def test_a_missing_folder_is_refused(run, inbox):
    """There is nothing to follow."""
    result = run("live", inbox / "plan.toml", "--folder", inbox / "none", "--once")

    assert result.exit_code == 2


def test_the_shipped_rules_are_valid():
    """The example can be used as it is."""
    rules = load_alert_rules(shipped_folder() / "alerts" / "example.toml")

    assert rules.language == "ja"


def test_the_bands_of_an_agreement_are_watched(run, tmp_path):
    """All orders of the period, then each of its days."""
    save(AGREED.plan, tmp_path / "plan.toml")
    (tmp_path / "receipt.json").write_bytes(receipt())
    folder = tmp_path / "orders"
    folder.mkdir()
    now = AGREED.plan.aware(datetime.fromisoformat(NOW))
    truth = truth_of(AGREED.plan, seed=3)
    (folder / "1.csv").write_bytes(rms_file(truth, now))
    seen = follow(run, tmp_path, "--agreement", tmp_path / "receipt.json", "--json")
    bands = json.loads(seen.stdout)["board"]["volumes"]

    assert [row["band"]["day"] for row in bands] == [
        None,
        "2026-12-04",
        "2026-12-05",
        "2026-12-06",
    ]
