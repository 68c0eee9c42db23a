"""Orders from CSV files: replay, opening backlog, week shapes."""

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.scenario.files import loads
from sim.scenario.model import Attachment, Scenario
from sim.scenario.profiles import (
    NAMED_PROFILES,
    named_profile,
    parse_profile,
    profile_weights,
)
from sim.scenario.replay import BY_RULE, DRAWN, parse_opening, parse_replay
from sim.units import TICKS_PER_HOUR
from tests.unit.scenario.small import COMMENTED, local, problems, raw, scenario

REPLAY = COMMENTED.replace("orders_per_day = 110 ", 'replay = "o.csv" ').replace(
    'profile = "evening"', ""
)
OPENING = COMMENTED.replace(
    'profile = "evening"', 'profile = "evening"\nopening_backlog = "b.csv"'
)
WEEK = "weekday,hour,weight\n" + "".join(
    f"{day},{hour},{1 + (day == 'Sat')}\n"
    for day in ("Sat", "Mon", "Tue", "Wed", "Thu", "Fri", "Sun")
    for hour in range(24)
)


def attached(text: str, **demand) -> Scenario:
    """Return a scenario whose demand refers to one attached file ``f.csv``."""
    tables = raw(
        demand=[{"shop": "a", **demand}],
        classes=[{"name": "x", "share": 0.5}, {"name": "y", "share": 0.5}],
    )
    file = Attachment(path="f.csv", text=text)
    return Scenario.model_validate({**tables, "attachments": (file,)})


def test_replay_is_sorted_and_cut_to_the_horizon():
    """Orders come by time; naive and aware times mean the same clock."""
    world = attached(
        "ordered_at,class,value_yen\n"
        "2026-11-20T03:00:00,y,4800\n"
        "2026-11-19T17:00:00Z,,\n"  # 02:00 in Tokyo
        "\n"
        "2026-11-19T23:59:59.999,x,1\n"
        "2026-11-27T00:00:00,x,1\n",
        replay="f.csv",
    )
    orders = parse_replay(world, world.demand[0])

    assert list(orders.ticks) == [2 * TICKS_PER_HOUR, 3 * TICKS_PER_HOUR]
    assert list(orders.class_index) == [DRAWN, 1]
    np.testing.assert_equal(orders.value_yen, [np.nan, 4800.0])


def test_replay_ends_with_the_arrivals():
    """From the end of arrivals on, real orders are left out as well."""
    world = attached("ordered_at\n2026-11-20T03:00:00\n2026-11-20T04:00:00\n",
                     replay="f.csv").replace(horizon={
        "start": local(2026, 11, 20), "end": local(2026, 11, 27),
        "arrivals_end": local(2026, 11, 20, 4)})  # fmt: skip

    assert len(parse_replay(world, world.demand[0]).ticks) == 1


def test_opening_orders_keep_their_own_due_time():
    """An open order may say when it is due; else its class does."""
    world = attached(
        "step,ordered_at,ship_by\n"
        "pickup,2026-11-19T10:00:00,2026-11-20T12:00:00\n"
        "confirm,2026-11-19T12:00:00,\n"
        "confirm,2026-11-19T11:00:00,2026-11-19T23:59:59.999\n",
        orders_per_day=1,
        opening_backlog="f.csv",
    )
    orders = parse_opening(world, world.demand[0])

    assert list(orders.step_index) == [0, 0, 2]
    assert list(orders.ticks // TICKS_PER_HOUR) == [-13, -12, -14]
    assert list(orders.due_ticks) == [-2, BY_RULE, 12 * TICKS_PER_HOUR]


def test_opening_counts_are_orders_of_just_before_the_start():
    """A number for each step is that many orders, one tick before the start."""
    world = attached("", orders_per_day=1, opening_backlog={"pickup": 2, "confirm": 1})
    orders = parse_opening(world, world.demand[0])

    assert list(orders.step_index) == [0, 2, 2]
    assert set(orders.ticks) == {-1}
    assert set(orders.due_ticks) == {BY_RULE}


@pytest.mark.parametrize(
    ("text", "where", "rule"),
    [
        ("class\nstandard\n", "o.csv", "csv_column_missing"),
        ("", "o.csv", "csv_column_missing"),
        ("ordered_at,value\n", "o.csv:1", "csv_column_unknown"),
        ("ordered_at,ordered_at\n", "o.csv:1", "csv_column_twice"),
        ("ordered_at\n2026-12-04,x\n", "o.csv:2", "csv_cells"),
        ("ordered_at\nyesterday\n", "o.csv:2", "csv_moment"),
        (
            "ordered_at,class\n2026-12-04,standart\n",
            "o.csv:2",
            "unknown_class_similar",
        ),
        ("ordered_at,value_yen\n2026-12-04,-1\n", "o.csv:2", "csv_yen"),
        ("ordered_at,value_yen\n2026-12-04,nan\n", "o.csv:2", "csv_yen"),
    ],
)
def test_wrong_replay_files_say_where(tmp_path, text, where, rule):
    """Each bad cell is a problem with its line."""
    (tmp_path / "o.csv").write_text(text, encoding="utf-8")

    found = problems(REPLAY, tmp_path)
    assert [(each.where, each.rule) for each in found] == [(where, rule)]
    assert found[0].text("ja")


def test_many_bad_rows_are_five_and_their_number(tmp_path):
    """A file full of mistakes does not fill the screen."""
    (tmp_path / "o.csv").write_text("ordered_at\n" + "x\n" * 1000)

    found = problems(REPLAY, tmp_path)
    assert [each.rule for each in found] == ["csv_moment"] * 5 + ["csv_more_rows"]
    assert found[-1].values["count"] == 1000


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("confirm,2026-12-03T00:00:00", "opening_in_future"),
        ("confirn,2026-12-02T00:00:00", "unknown_step_similar"),
    ],
)
def test_wrong_opening_rows_say_where(tmp_path, row, rule):
    """An open order is older than the start and waits at a step of the flow."""
    (tmp_path / "b.csv").write_text(f"step,ordered_at\n{row}\n")

    found = problems(OPENING, tmp_path)
    assert [(each.where, each.rule) for each in found] == [("b.csv:2", rule)]


def test_attached_files_must_be_readable(tmp_path):
    """A missing, absolute or wrongly encoded file is a problem at its key."""
    assert problems(REPLAY, tmp_path)[0].rule == "file_missing"
    absolute = REPLAY.replace("o.csv", str(tmp_path / "o.csv"))
    assert problems(absolute, tmp_path)[0].rule == "path_not_relative"
    (tmp_path / "o.csv").write_bytes("ordered_at,備考\n".encode("cp932"))
    assert problems(REPLAY, tmp_path)[0].rule == "not_utf8_but_cp932"


def test_shapes_and_backlogs_are_attached_as_well(tmp_path):
    """All files that a demand names travel with the scenario."""
    text = OPENING.replace('"evening"', '"week.csv"')
    (tmp_path / "week.csv").write_text(WEEK)
    (tmp_path / "b.csv").write_text("step,ordered_at\nconfirm,2026-12-02T10:00:00Z\n")

    world = loads(text, tmp_path)
    assert {file.path for file in world.attachments} == {"week.csv", "b.csv"}
    assert len(parse_opening(world, world.demand[0]).ticks) == 1
    (tmp_path / "week.csv").write_text(WEEK.replace("Mon,5,1", "Mon,5,x"))
    assert [each.where for each in problems(text, tmp_path)] == ["week.csv:31"]


def test_a_cell_that_never_ends_is_no_csv(tmp_path):
    """A cell beyond any measure is a damaged file."""
    (tmp_path / "o.csv").write_text("ordered_at\n" + "x" * 200_000)

    assert [each.rule for each in problems(REPLAY, tmp_path)] == ["csv_form"]


def test_too_large_files_are_not_read(tmp_path, monkeypatch):
    """A file above the limit is refused before it is read."""
    monkeypatch.setattr("sim.scenario.attachments.MAX_BYTES", 5)
    (tmp_path / "o.csv").write_text("ordered_at\n")

    assert [each.rule for each in problems(REPLAY, tmp_path)] == ["file_too_large"]


def test_problems_of_attached_files_come_with_all_others(tmp_path):
    """A wrong file does not hide a wrong key."""
    (tmp_path / "o.csv").write_text("ordered_at\nx\n")
    text = REPLAY.replace("heads = 3 ", "heads = -3 ")

    rules = [each.rule for each in problems(text, tmp_path)]
    assert rules == ["at_least", "csv_moment"]


def test_a_file_that_is_named_twice_is_attached_once(tmp_path):
    """The digest covers the content of every attached file."""
    (tmp_path / "o.csv").write_text("ordered_at\n2026-12-04T10:00:00\n")
    first = loads(REPLAY, tmp_path)
    (tmp_path / "o.csv").write_text("ordered_at\n2026-12-04T11:00:00\n")
    second = loads(REPLAY, tmp_path)

    assert len(first.attachments) == 1
    assert first.digest != second.digest


@pytest.mark.parametrize("name", NAMED_PROFILES)
def test_named_shapes_are_168_weights_with_mean_one(name):
    """A shape spreads orders; it does not add any."""
    weights = named_profile(name)

    assert len(weights) == 168
    assert sum(weights) == pytest.approx(168)
    assert min(weights) >= 0


def test_the_evening_shape_peaks_at_night():
    """Between 21 and 23 h is the peak of every day, before dawn the low."""
    weights = np.array(named_profile("evening")).reshape(7, 24)

    assert set(weights.argmax(axis=1)) <= {21, 22}
    assert set(weights.argmin(axis=1)) <= {3, 4, 5}


def test_a_shape_from_a_file_is_scaled_to_mean_one():
    """Saturday twice as strong as the other days, in any order of the rows."""
    world = attached(WEEK, orders_per_day=1, profile="f.csv")
    weights = np.array(profile_weights(world.demand[0], world)).reshape(7, 24)

    assert weights.mean() == pytest.approx(1)
    assert weights[5, 0] == pytest.approx(2 * weights[0, 0])
    assert profile_weights(scenario().demand[0], scenario()) == (1.0,) * 168


@pytest.mark.parametrize(
    ("old", "new", "where", "rule"),
    [
        ("weekday,hour", "day,hour", "p.csv", "profile_header"),
        ("Mon,5,1", "Monday,5,1", "p.csv:31", "profile_weekday"),
        ("Mon,5,1", "Mon,24,1", "p.csv:31", "profile_hour"),
        ("Mon,5,1", "Mon,5,-1", "p.csv:31", "profile_weight"),
        ("Mon,5,1", "Mon,5,x", "p.csv:31", "profile_weight"),
        ("Mon,5,1", "Mon,5", "p.csv:31", "profile_columns"),
        ("Mon,5,1", "Mon,6,1", "p.csv:32", "profile_twice"),
        ("Mon,5,1\n", "", "p.csv", "profile_missing_hours"),
    ],
)
def test_wrong_shape_files_say_where(old, new, where, rule):
    """Each bad row of a shape is a problem with its line."""
    assert old in WEEK
    weights, found = parse_profile(WEEK.replace(old, new, 1), "p.csv")

    assert weights == ()
    assert [(each.where, each.rule) for each in found] == [(where, rule)]
    assert found[0].text("ja")


def test_a_shape_needs_some_weight():
    """A week without any order is no shape."""
    text = WEEK.replace(",1\n", ",0\n").replace(",2\n", ",0\n")

    assert parse_profile(text, "p.csv")[1][0].rule == "profile_all_zero"


def test_a_wrong_shape_that_was_attached_by_hand_is_refused():
    """Weights of a broken file are never used."""
    world = attached("x", orders_per_day=1, profile="f.csv")

    with pytest.raises(ScenarioError):
        profile_weights(world.demand[0], world)


def test_a_wrong_replay_that_was_attached_by_hand_is_refused():
    """Orders of a broken file are never used."""
    world = attached("ordered_at\nx\n", replay="f.csv")

    with pytest.raises(ScenarioError):
        parse_replay(world, world.demand[0])


def test_other_columns_of_an_orders_table_are_not_read(tmp_path):
    """The table of ``hanboki import-orders`` is a replay as it is."""
    text = "order_id,ordered_at,needs_person\n1,2026-12-04T09:00:00,true\n"
    (tmp_path / "o.csv").write_text(text, encoding="utf-8")

    scenario = loads(REPLAY, tmp_path)
    assert len(parse_replay(scenario, scenario.demand[0]).ticks) == 1
