"""The whole way from the command line: past orders to an amended agreement.

Every step is a process of its own, as a user types it; the receipt is verified in an
empty folder, without the database.
"""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sim.agreements.filling import filled, open_fields
from sim.agreements.terms_files import load_terms, save_terms

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "samples" / "uci_2011_autumn_rms.csv"
SALE = ("--next-from", "2026-12-04T20:00", "--next-to", "2026-12-11T01:59")
FEW = ("--replications", "40")

pytestmark = [pytest.mark.slow, pytest.mark.jit]


@pytest.fixture
def hanboki(tmp_path):
    """Run a command in the folder of the story; return what it printed."""
    kept = {**os.environ, "HANBOKI_LANG": "ja", "PYTHONPATH": str(ROOT)}
    kept["HANBOKI_DATABASE"] = str(tmp_path / "hanboki.db")

    def run(*words, folder=tmp_path, database=True):
        environment = dict(kept)
        if not database:
            del environment["HANBOKI_DATABASE"]
            environment["XDG_DATA_HOME"] = str(folder)
        done = subprocess.run(
            [sys.executable, "-m", "sim.cli", *map(str, words)],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (words, done.stderr)
        return done.stdout

    return run


def fill(path: Path) -> None:
    """Fill every blank of a document as two people would."""
    terms, values = load_terms(path), {}
    for field in open_fields(terms):
        match field.kind:
            case "choice":
                values[field.path] = field.choices[0]
            case "whole":
                values[field.path] = 7
            case "number":
                values[field.path] = 0.5
            case "moment":
                days = 2 if field.path == "decide_by" else 5
                values[field.path] = datetime.now(UTC) + timedelta(days=days)
            case "lines":
                values[field.path] = ["件数", "出荷遅延"]
            case _:
                values[field.path] = "双方で定めたとおり"
    path.unlink()
    save_terms(filled(terms, values), path)


def both_accept(say, number, revision):
    """Let both sides look at a revision and accept it; return where that leads."""
    for who in ("shop", "agency"):
        say("show", number, "--as", who)
        state = say("accept", number, "--revision", revision, "--as", who)["state"]
    return state


def test_from_past_orders_to_an_amended_agreement(hanboki, tmp_path):
    """Forecast, staff, quote twice, offer, counter, lock, receipt, amend, history."""

    def say(command, *words):
        return json.loads(hanboki("agreement", command, *words, "--json"))

    hanboki("import-orders", SAMPLE, "--out", "orders.csv")
    template = ("--template", "case1-staffing-search", "--multiplier", 10)
    hanboki("forecast", "orders.csv", *SALE, *template, "--out", "forecast")
    assert (tmp_path / "forecast" / "scenario.toml").is_file()
    found = json.loads(
        hanboki("staff", "case1-staffing-search", "--json", "--out", "staffed.toml")
    )
    assert found
    cards = ("--rates", "per-order", "--rates", "hourly-temps")
    offers = json.loads(hanboki("quote", "staffed.toml", *cards, *FEW, "--json"))
    assert len(offers["quotes"]) == 2

    made = say("new", "staffed.toml", "--rates", "hourly-temps", *FEW, "--as", "shop")
    number = made["agreement"]
    hanboki("agreement", "terms", number, "--as", "shop", "--out", "terms.toml")
    fill(tmp_path / "terms.toml")
    assert say("edit", number, "terms.toml", "--as", "shop")["blanks"] == []
    assert say("send", number, "--as", "shop")["state"] == "sent"
    other = ("--scenario", "case1-sale-10x-with-temps", "--rates", "hourly-temps")
    assert say("counter", number, *other, "--as", "agency")["revision"] == 2
    change = say("compare", number, "--as", "shop")
    assert {each["pairing"] for each in change["figures"]} == {"paired"}
    assert both_accept(say, number, 2) == "locked"

    hanboki("agreement", "receipt", number, "--as", "shop", "--out", "receipt.json")
    empty = tmp_path / "empty"
    empty.mkdir()
    (tmp_path / "receipt.json").rename(empty / "receipt.json")
    checked = hanboki(
        "verify-receipt", "receipt.json", "--json", folder=empty, database=False
    )
    assert json.loads(checked)["passed"]

    back = ("--scenario", "staffed.toml", "--rates", "hourly-temps")
    assert say("amend", number, *back, "--as", "shop")["state"] == "amendment_sent"
    assert both_accept(say, number, 3) == "locked"
    told = say("history", number, "--as", "agency")
    assert told["is_whole"]
    kinds = [event["type"] for event in told["events"]]
    assert kinds.count("accepted") == 4
    assert kinds[-2:] == ["amended", "locked"]
