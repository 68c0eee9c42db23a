from dataclasses import replace

import numpy as np
import pytest

from sim.engines import engine as engine_named
from sim.engines.rules import Outcome
from sim.engines.trajectory import outcomes
from sim.errors import EngineError
from sim.units import NEVER
from tests.worlds import run, team, work, world


@pytest.fixture
def trajectory():
    """A run of three orders."""
    scenario = world([0, 1, 2], [work("pack", 5)], teams=[team("t", ["pack"])])
    return run(scenario, "reference")[1]


def changed(trajectory, table: str, column: str, row: int, value):
    """Return a copy with one element changed."""
    old = getattr(trajectory, table)
    values = getattr(old, column).copy()
    values[row] = value
    return replace(trajectory, **{table: replace(old, **{column: values})})


def test_equal_trajectories_have_no_difference(trajectory):
    """A trajectory equals itself."""
    assert trajectory.first_difference(trajectory) is None
    assert trajectory.equals(trajectory)


@pytest.mark.parametrize(
    ("table", "column", "row"),
    [("cases", "left", 2), ("visits", "ended", 1), ("duties", "end", 0)],
)
def test_first_difference_says_where_two_runs_part(trajectory, table, column, row):
    """Table, row and column of the first element that differs are named."""
    other = changed(trajectory, table, column, row, 7)

    found = trajectory.first_difference(other)
    assert f"[{row}].{column}: " in found
    assert found.endswith(" and 7")


def test_a_missing_row_is_a_difference(trajectory):
    """Tables of different length are not equal."""
    scenario = world([0, 1], [work("pack", 5)], teams=[team("t", ["pack"])])

    assert "3 rows and 2 rows" in trajectory.first_difference(
        run(scenario, "reference")[1]
    )


def test_arrays_are_read_only(trajectory):
    """Nobody changes what has happened."""
    with pytest.raises(ValueError, match="read-only"):
        trajectory.cases.left[0] = 1


@pytest.mark.parametrize(
    ("table", "column", "value", "rule"),
    [
        ("cases", "outcome", Outcome.OVERSOLD, "outcome"),
        ("cases", "left", -1, "left_before_arrival"),
        ("cases", "cause", 1, "shipped_and_cancelled"),
        ("visits", "started", -1, "started_before_entry"),
        ("visits", "ended", -1, "ended_before_entry"),
    ],
)
def test_broken_run_is_refused(trajectory, table, column, value, rule):
    """A run in which something disappeared or time ran back is a bug, and says so."""
    with pytest.raises(EngineError) as caught:
        changed(trajectory, table, column, 0, value).check()

    assert rule in {problem.values["rule"] for problem in caught.value.problems}


@pytest.mark.parametrize(
    ("completed", "left", "due", "cause", "expected"),
    [
        (10, 12, 10, 0, Outcome.SHIPPED_ON_TIME),
        (11, 12, 10, 0, Outcome.SHIPPED_LATE),
        (NEVER, 10, 10, 1, Outcome.CANCELLED_BEFORE_DUE),
        (NEVER, 11, 10, 2, Outcome.CANCELLED_AFTER_DUE),
        (NEVER, 5, 10, 4, Outcome.OVERSOLD),
        (NEVER, NEVER, 99, 0, Outcome.OPEN_OVERDUE),
        (NEVER, NEVER, 100, 0, Outcome.OPEN_NOT_DUE),
        (NEVER, NEVER, NEVER, 0, Outcome.OPEN_NOT_DUE),
    ],
)
def test_every_order_has_exactly_one_outcome(completed, left, due, cause, expected):
    """The outcome follows from handover, leaving, ship-by and cause (end at 100)."""
    columns = [np.array([value]) for value in (completed, left, due)]

    found = outcomes(*columns, np.array([cause], np.int8), 100)
    assert Outcome(int(found[0])) is expected


def test_unknown_engine_is_refused():
    """There is no silent fallback to another engine."""
    with pytest.raises(ValueError, match="must be one of compiled, reference"):
        engine_named("fastest")
