"""``hanboki stages``: waits between stamps, people's work, minutes of an order."""

import json
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from sim.language import LANGUAGES, catalogue
from sim.orders import write_orders
from sim.orders.table import orders_frame

TOKYO = ZoneInfo("Asia/Tokyo")
N_DAYS, A_DAY, MINUTES = 4, 100, 4.0
ROSTER = "team,start,end,heads\n" + "".join(
    f"desk,2026-11-{day:02d}T09:00,2026-11-{day:02d}T16:00,1\n"
    for day in range(2, 2 + N_DAYS)
)


@pytest.fixture(scope="module")
def orders(tmp_path_factory):
    """Return orders that wait each morning for one person who takes four minutes."""
    rng = np.random.default_rng(1)
    frames = []
    for day in range(N_DAYS):
        nine = pd.Timestamp("2026-11-02T09:00", tz=TOKYO) + pd.Timedelta(days=day)
        came = nine - pd.to_timedelta(rng.uniform(10, 500, A_DAY), unit="min")
        taken = np.cumsum(rng.uniform(0.75, 1.25, A_DAY) * MINUTES)
        done = nine + pd.to_timedelta(taken, unit="min")
        frames.append(pd.DataFrame({"ordered_at": came, "confirmed_at": done}))
    frame = pd.concat(frames, ignore_index=True)
    frame["order_id"] = [f"{i:04d}" for i in range(len(frame))]
    frame["shipped_at"] = frame["confirmed_at"].dt.normalize() + pd.Timedelta(hours=18)
    frame["lines"], frame["shop"] = 1, "a"
    frame["needs_person"] = frame.index % 4 == 0
    path = tmp_path_factory.mktemp("orders") / "orders.csv"
    write_orders(orders_frame(frame, TOKYO), path)
    return path


@pytest.fixture
def roster(tmp_path):
    """Return the roster of the one person."""
    path = tmp_path / "roster.csv"
    path.write_text(ROSTER, encoding="utf-8")
    return path


@pytest.mark.parametrize("lang", LANGUAGES)
def test_screen_shows_waits_work_backlog_and_what_is_missing(run, orders, lang):
    """Each stage has its waits; without a roster the screen asks for one."""
    result = run("stages", orders, lang=lang)
    words = catalogue("cli", lang)

    assert result.exit_code == 0, result.stderr
    assert catalogue("forecast", lang)["stage_confirm"] in result.stdout
    assert words["stages_has_work"] in result.stdout
    assert "25%" in result.stdout
    assert words["stages_no_roster"] in result.stdout


def test_minutes_of_an_order_lie_in_their_interval(run, orders, roster):
    """The roster tells the four minutes, with an interval around them."""
    shown = run("stages", orders, "--roster", roster, "--json").stdout
    found = json.loads(shown)["minutes"]["confirm"]

    assert found["status"] == "ok"
    assert found["low"] < MINUTES < found["high"]


@pytest.mark.parametrize(
    ("lang", "said"), [("ja", "このデータからは分かりません"), ("en", "cannot tell")]
)
def test_what_the_data_cannot_tell_is_said(run, orders, roster, lang, said):
    """Stamps set in bulk tell no minutes, and the screen says so."""
    shown = run("stages", orders, "--roster", roster, lang=lang).stdout
    stage = catalogue("forecast", lang)["stage_dispatch"]
    (line,) = [each for each in shown.splitlines() if said in each]

    assert line.startswith(stage)


@pytest.mark.parametrize("by", ["hour", "weekday"])
def test_waits_can_be_divided(run, orders, by):
    """There is a row for each hour or weekday with orders."""
    found = json.loads(run("stages", orders, "--by", by, "--json").stdout)
    shown = run("stages", orders, "--by", by)

    assert len({row[by] for row in found["stages"]}) > 3
    assert shown.exit_code == 0, shown.stderr


def test_json_holds_backlog_over_time(run, orders):
    """The backlog is rebuilt hour by hour, and begins and ends with none."""
    backlog = json.loads(run("stages", orders, "--json").stdout)["backlog"]

    assert max(backlog["open"]) == A_DAY
    assert backlog["open"][-1] == 0
    assert len(backlog["at"]) == len(backlog["confirm"])


def test_a_table_of_order_times_only_has_no_stages(run, tmp_path):
    """Without further stamps the screen says that nothing can be measured."""
    path = tmp_path / "orders.csv"
    path.write_text("ordered_at\n2026-11-02T10:05:00+09:00\n", encoding="utf-8")
    result = run("stages", path, lang="en")

    assert result.exit_code == 0, result.stderr
    assert "no stage can be measured" in result.stdout
    assert "no shipping times" in result.stdout


def test_cancelled_orders_without_a_time_are_counted(run, tmp_path):
    """What is left out of waits and backlog is said, with its reason."""
    stamps = "2026-11-02T10:05:00+09:00,2026-11-02T18:00:00+09:00"
    rows = [f"1,{stamps},false", f"2,{stamps},true", f"3,{stamps[:26]},true"]
    path = tmp_path / "orders.csv"
    path.write_text(
        "\n".join(["order_id,ordered_at,shipped_at,is_cancelled", *rows, ""]),
        encoding="utf-8",
    )
    result = run("stages", path, lang="en")

    assert "cancelled 1" in result.stdout, result.stderr
    assert "Cancelled orders without a time are not counted here: 1." in result.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--confirm-team", "desk"), "need --roster"),
        (("--shop", "other"), "no order"),
        (("--by", "month"), "stage, hour, weekday"),
    ],
)
def test_what_cannot_be_measured_is_explained(run, orders, words, said):
    """A mistake ends with code 2 and words."""
    result = run("stages", orders, *words, lang="en")

    assert result.exit_code == 2, result.stderr
    assert said in result.stderr


def test_a_team_that_is_not_on_the_roster_is_refused(run, orders, roster):
    """A slip in the name of a team is no finding about the data."""
    words = ("stages", orders, "--roster", roster, "--confirm-team", "desc")
    result = run(*words, lang="en")

    assert result.exit_code == 2
    assert "it has desk" in result.stderr
