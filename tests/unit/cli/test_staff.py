"""``hanboki staff`` and ``hanboki frontier``."""

import json

import pytest

from sim.experiments.headlines import headlines
from sim.scenario.files import dumps, load
from sim.staffing import Effort, find
from tests.unit.staffing.worlds import shop

pytestmark = pytest.mark.jit


@pytest.fixture
def shop_file(tmp_path, monkeypatch):
    """A small shop with a menu, searched quickly."""
    quick = Effort(
        pilot=30, proof=60, trial=60, spread=200, budget=600, refute=60, check=60
    )
    monkeypatch.setattr(find, "Effort", lambda: quick)
    path = tmp_path / "shop.toml"
    path.write_text(dumps(shop()), encoding="utf-8")
    return path


def test_the_plan_is_written_and_simulates_to_the_same_verdict(run, shop_file):
    """The file of ``--out`` has the heads that were found, and the same numbers."""
    plan = shop_file.with_name("plan.toml")
    done = run("staff", shop_file, "--json", "--out", plan)
    found = json.loads(done.stdout)
    check = next(s for s in found["samples"] if s["purpose"] == "check")
    numbers = range(check["first"], check["first"] + check["n"])
    frame = headlines(load(plan), numbers=numbers, seed=found["seed"])

    assert done.exit_code == 0
    assert load(plan).digest == found["plan_digest"]
    assert (frame["missed_share"] <= 0.05).mean() == found["verdict"]["probability"]
    assert found["certificate"]["bound_yen"] <= found["cost_yen"]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_words_and_report_come_in_both_languages(run, shop_file, language):
    """Plan, proof, marginal table and room are told, and the report is written."""
    report = shop_file.with_name("report.html")
    done = run("staff", shop_file, "--report", report, "--lang", language)

    assert done.exit_code == 0
    assert "95" in done.stdout
    assert "午後" in done.stdout
    assert "chart-marginal" in report.read_text(encoding="utf-8")


def test_a_menu_that_is_too_small_is_no_error(run, shop_file):
    """The best plan and the repair are told, with exit code 0."""
    shop_file.write_text(dumps(shop(orders=8, most=1)), encoding="utf-8")
    done = run("staff", shop_file, "--lang", "en")

    assert done.exit_code == 0
    assert "cheapest repair" in done.stdout


def test_no_menu_is_refused_with_what_to_write(run, shop_file):
    """Exit code 2, and the place of an example."""
    shop_file.write_text(dumps(shop().replace(menu=None)), encoding="utf-8")
    done = run("staff", shop_file, "--lang", "en")

    assert done.exit_code == 2
    assert "menu.shifts" in done.stderr


def test_the_frontier_is_told(run, shop_file):
    """Cost and chance of each plan, as words and as data."""
    report = shop_file.with_name("frontier.html")
    shown = run("frontier", shop_file, "--replications", "20", "--lang", "en")
    data = run("frontier", shop_file, "--replications", "20", "--json")
    run("frontier", shop_file, "--replications", "20", "--report", report)
    points = json.loads(data.stdout)["points"]

    assert "chance of keeping the promise" in shown.stdout
    assert [p["cost_yen"] for p in points] == sorted(p["cost_yen"] for p in points)
    assert "chart-frontier" in report.read_text(encoding="utf-8")
