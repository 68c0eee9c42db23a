"""``hanboki update``: the level so far, the backlog now, the rest, who is called."""

import json

import numpy as np
import pandas as pd
import pytest

from sim.language import LANGUAGES, catalogue
from sim.orders import write_orders
from sim.orders.table import orders_frame
from sim.scenario.clocktimes import WEEKDAYS
from sim.scenario.files import load
from tests.unit.cli.conftest import SMALL_SHOP
from tests.unit.forecast.shops import TOKYO

NOW = "2026-12-04T09:00"
PLAN = SMALL_SHOP.replace(
    "orders_per_day = 20\n",
    'orders_per_day = 20\nlevel = { cv = 0.5, group = "sale" }\n',
)
ON_CALL = """
[teams.on_call]
watch = "pack"
above = {above}
lead_hours = 2
heads = 2
hours = 4
"""
FEW = ("--replications", 2, "--workers", 1)


@pytest.fixture
def plan(tmp_path):
    """Return the file of a plan whose level is not known."""
    path = tmp_path / "plan.toml"
    path.write_text(PLAN, encoding="utf-8")
    return path


@pytest.fixture
def so_far(tmp_path):
    """Return the orders of a day and nine hours, 54 in all, twice the plan."""
    minutes = np.linspace(1, 33 * 60 - 1, 54)
    at = pd.Timestamp("2026-12-03", tz=TOKYO) + pd.to_timedelta(minutes, unit="min")
    rows = {"order_id": [str(i) for i in range(54)], "ordered_at": at, "lines": 1}
    rows |= {"shop": "small", "channel": "rakuten"}
    path = tmp_path / "so_far.csv"
    write_orders(orders_frame(pd.DataFrame(rows), TOKYO), path)
    return path


@pytest.fixture
def update(run, plan, so_far):
    """Return what updates the plan: further words in, result out."""

    def update_with(*words, lang="ja"):
        given = ("--orders", so_far, "--now", NOW, *FEW)
        return run("update", plan, *given, *words, lang=lang)

    return update_with


@pytest.mark.parametrize("lang", LANGUAGES)
def test_screen_shows_verdict_calls_level_and_backlog(update, lang):
    """The verdict on the rest comes first, then who is called, level and backlog."""
    result = update(lang=lang)
    words = catalogue("cli", lang)

    assert result.exit_code == 0, result.stderr
    for key in ("calls", "no_rule", "levels", "head_prior", "backlog"):
        assert words[f"update_{key}"] in result.stdout
    assert "梱包" in result.stdout
    assert "54" in result.stdout


def test_json_holds_prior_and_posterior(update):
    """The level moves from the plan toward twice the plan, and is surer than before."""
    found = json.loads(update("--json").stdout)
    (level,) = found["levels"]

    assert level["prior"]["p50"] == pytest.approx(0.92, abs=0.02)
    assert 1.4 < level["posterior"]["p50"] < 2.1
    assert level["posterior"]["cv"] < level["prior"]["cv"]


def test_json_holds_backlog_and_the_rest(update):
    """Programs get the open orders by step, and the result of the rest in full."""
    found = json.loads(update("--json").stdout)

    assert found["open_orders"] == {"pack": 54, "pickup": 0}
    assert found["rest"]["format"] == "hanboki.result/1"
    assert found["rest"]["record"]["replications"] == 2


@pytest.mark.parametrize(
    ("above", "said"), [(10, "いま呼んでください"), (100_000, "呼びません")]
)
def test_screen_says_whether_to_call_people_now(update, plan, above, said):
    """With 54 waiting, a mark of 10 calls people now and one of 100,000 does not."""
    plan.write_text(PLAN + ON_CALL.format(above=above), encoding="utf-8")

    assert said in update().stdout


def test_a_mark_that_is_passed_later_is_named_with_its_time(update, plan):
    """People are not called yet when the queue passes the mark later."""
    plan.write_text(PLAN + ON_CALL.format(above=54), encoding="utf-8")
    text = plan.read_text(encoding="utf-8").replace("heads = 1\n", "heads = 0\n", 1)
    plan.write_text(text, encoding="utf-8")

    assert "まだ呼びません" in update().stdout


def test_out_holds_a_plan_of_the_rest_that_loads(update, tmp_path):
    """The rest is a scenario with its open orders beside it."""
    out = tmp_path / "rest"
    assert update("--out", out).exit_code == 0
    rest = load(out / "rest.toml")

    assert rest.horizon.start.isoformat() == "2026-12-04T09:00:00"
    assert {each.name for each in out.iterdir()} >= {"result.json", "report.html"}
    assert update("--out", out).exit_code == 2


def test_a_file_of_another_folder_comes_along(run, so_far, tmp_path):
    """The shape that a plan takes from elsewhere stands beside the plan of the rest."""
    plan, out = tmp_path / "plans" / "plan.toml", tmp_path / "out" / "rest"
    named = 'profile = "../flat.csv"\norders_per_day'
    plan.parent.mkdir()
    plan.write_text(PLAN.replace("orders_per_day", named), encoding="utf-8")
    rows = [f"{day},{hour},1\n" for day in WEEKDAYS for hour in range(24)]
    text = "weekday,hour,weight\n" + "".join(rows)
    (tmp_path / "flat.csv").write_text(text, encoding="utf-8")
    words = ("--orders", so_far, "--now", NOW, *FEW, "--out", out)
    result = run("update", plan, *words)

    assert result.exit_code == 0, result.stderr
    assert load(out / "rest.toml").demand[0].profile == "flat.csv"
    assert (out / "flat.csv").is_file()


def test_a_level_that_is_known_stays(run, small_shop, so_far):
    """Where the plan takes the level as known, the screen says so."""
    words = ("--orders", so_far, "--now", NOW, *FEW)
    result = run("update", small_shop, *words, lang="en")

    assert "taken as known" in result.stdout, result.stderr


def test_an_old_table_is_pointed_out(run, plan, so_far):
    """Orders that end hours before the moment make a sale look weak, and it is said."""
    words = ("--orders", so_far, "--now", "2026-12-04T15:00", *FEW)
    result = run("update", plan, *words, lang="en")

    assert "looks weaker than it is" in result.stdout


def test_a_table_without_orders_up_to_now_is_pointed_out(run, plan, tmp_path):
    """No orders and no backlog are sentences; a wrong file does not look like calm."""
    path = tmp_path / "later.csv"
    path.write_text("ordered_at\n2026-12-05T10:00:00+09:00\n", encoding="utf-8")
    result = run("update", plan, "--orders", path, "--now", NOW, *FEW, lang="en")

    assert "No orders are open." in result.stdout, result.stderr
    assert "no orders up to now" in result.stdout


def test_orders_of_an_unknown_shop_are_counted(run, plan, so_far):
    """With two shops in the plan, orders of a third are left out, and it is said."""
    two = PLAN.replace(
        "[[classes]]", '[[demand]]\nshop = "b"\norders_per_day = 5\n\n[[classes]]', 1
    )
    plan.write_text(two.replace('shop = "small"', 'shop = "a"'), encoding="utf-8")
    words = ("--orders", so_far, "--now", NOW, *FEW)
    result = run("update", plan, *words, lang="en")

    assert "were not used: 54" in result.stdout, result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--now", "2026-12-24T02:00"), "outside the horizon"),
        (("--now", "2026-12-04"), "--now"),
        (("--new-at", "nowhere"), "no such step"),
        (("--orders", "nothing.csv"), "nothing.csv"),
    ],
)
def test_what_cannot_be_updated_is_explained(update, tmp_path, words, said):
    """A mistake ends with code 2 and words, and no file is written."""
    result = update(*words, "--out", tmp_path / "out", lang="en")

    assert result.exit_code == 2, result.stderr
    assert said in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_plan_that_is_not_there_is_explained(run, so_far):
    """A name that is no scenario is a mistake of the command line."""
    result = run("update", "nobody", "--orders", so_far, "--now", NOW, lang="en")

    assert result.exit_code == 2
    assert "hanboki scenarios" in result.stderr
