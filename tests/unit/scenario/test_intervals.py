"""Interval tables: an exact exchange of work and heads with other systems."""

from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario.files import load, loads
from sim.scenario.interval_shifts import with_interval_heads
from sim.scenario.intervals import (
    COLUMNS,
    interval_rows,
    read_intervals,
    written_intervals,
)
from sim.scenario.shipped import scenario_path
from tests.unit.agreements.world import small_sale

HEAD = ",".join(COLUMNS)
GOOD = "desk,20261205 09:00,20261205 09:30,12.5,138,0,3"


def table(*lines: str) -> bytes:
    """Return a file with these lines below the head."""
    return "\r\n".join((HEAD, *lines)).encode()


@pytest.mark.parametrize("minutes", [15, 30, 60])
def test_what_is_written_reads_back_the_same(minutes):
    """The round trip is exact for each length of interval."""
    rows = interval_rows(
        load(scenario_path(Path("case1-sale-10x-with-temps"))), minutes
    )

    assert read_intervals(written_intervals(rows)) == rows
    assert len(rows) == 4 * 15 * 24 * 60 // minutes


def test_heads_are_those_on_duty():
    """Breaks are left out; nobody is on duty outside the shift."""
    rows = [row for row in interval_rows(small_sale(), 30) if row.skill == "desk"]
    heads = {f"{row.start:%d %H:%M}": row.heads for row in rows}

    assert [
        heads[f"04 {t}"] for t in ("08:30", "09:00", "12:30", "13:00", "17:00")
    ] == [
        0,
        2,
        0,
        2,
        0,
    ]


def test_tasks_and_time_are_the_expected_work():
    """All cases of all steps are there once, however they are split."""
    for minutes in (15, 60):
        rows = interval_rows(small_sale(), minutes)
        tasks = sum(row.tasks for row in rows)
        seconds = sum(row.tasks * row.task_seconds for row in rows)

        # 36 orders to confirm at 6 minutes, a fifth of them asks back at 5 minutes
        assert tasks == pytest.approx(36 * 1.2)
        assert seconds == pytest.approx(36 * 360 + 36 * 0.2 * 300)


def test_heads_become_shifts_that_give_the_same_heads():
    """Another system's plan is taken over to the interval, breaks and all."""
    scenario = small_sale()
    rows = interval_rows(scenario, 30)
    again = with_interval_heads(scenario, rows)
    desk = next(team for team in again.teams if team.name == "desk")

    assert [row.heads for row in interval_rows(again, 30)] == [
        row.heads for row in rows
    ]
    assert [(s.from_, s.to, s.heads) for s in desk.shifts] == [
        ("09:00", "12:00", 2),
        ("13:00", "17:00", 2),
    ]


def test_layers_follow_uneven_heads():
    """3 people for half an hour and 1 after it are two stretches."""
    rows = read_intervals(
        table(
            "own,20261205 23:00,20261205 23:30,0,0,0,3",
            "own,20261205 23:30,20261206 00:00,0,0,0,1",
        )
    )
    own = next(
        t for t in with_interval_heads(small_sale(), rows).teams if t.name == "own"
    )

    assert [(s.from_, s.to, s.heads) for s in own.shifts] == [
        ("23:00", "23:30", 2),
        ("23:00", "24:00", 1),
    ]


def test_three_bad_rows_give_three_messages():
    """Row, column, rule and value are named; nothing is imported."""
    content = table(
        GOOD,
        GOOD.replace("20261205 09:00", "2026-12-05"),
        GOOD.replace("12.5", "-1").replace("138", "x"),
        GOOD.replace("09:30", "09:45"),
    )
    with pytest.raises(ScenarioError) as caught:
        read_intervals(content, name="v.csv")

    assert [(each.where, each.rule, each.got) for each in caught.value.problems] == [
        ("v.csv:3:start", "interval_moment", "2026-12-05"),
        ("v.csv:4:tasks", "interval_number", "-1"),
        ("v.csv:4:task time", "interval_number", "x"),
        ("v.csv:5:end", "interval_length", "20261205 09:45"),
    ]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"a,b\r\n1,2", "interval_columns"),
        (b"", "interval_columns"),
        (table(GOOD, GOOD), "interval_twice"),
        (table(GOOD.replace("desk", "")), "interval_skill"),
        (HEAD.encode() + b"\r\n\x82\xa0", "not_utf8"),
    ],
)
def test_wrong_file_is_refused(content, rule):
    """Whatever is wrong is named."""
    with pytest.raises(ScenarioError) as caught:
        read_intervals(content)

    assert caught.value.problems[0].rule == rule


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (GOOD.replace("desk", "nobody"), "interval_team"),
        (GOOD.replace(",3", ",2.5"), "interval_heads"),
    ],
)
def test_heads_that_cannot_be_shifts_are_refused(line, rule):
    """A team of another world, or half a person, is no shift."""
    with pytest.raises(ScenarioError) as caught:
        with_interval_heads(small_sale(), read_intervals(table(line)))

    assert caught.value.problems[0].rule == rule


def test_command_writes_table_and_takes_it_back(tmp_path):
    """The command line does both ways."""
    from typer.testing import CliRunner

    from sim.cli import app

    runner = CliRunner()
    csv, toml = tmp_path / "i.csv", tmp_path / "s.toml"
    words = ["intervals", "normal-week", "--minutes", "15", "--out", str(csv)]
    back = ["intervals", "normal-week", "--shifts-from", str(csv), "--out", str(toml)]
    first, second = runner.invoke(app, words), runner.invoke(app, back)
    shown = runner.invoke(app, ["intervals", "normal-week"])
    wrong = runner.invoke(app, ["intervals", "normal-week", "--minutes", "20"])

    assert (first.exit_code, second.exit_code, wrong.exit_code) == (0, 0, 2)
    assert shown.stdout.startswith(HEAD)
    rows = interval_rows(loads(toml.read_text(encoding="utf-8"), tmp_path), 15)
    assert written_intervals(rows) == csv.read_bytes()
