"""Places of a file, written and read."""

import pytest

from sim.scenario.fields import known_keys
from sim.scenario.paths import Named, format_loc, locate, parse_path
from tests.unit.scenario.small import raw


@pytest.mark.parametrize(
    ("loc", "text"),
    [
        (("teams", 1, "shifts", 0, "heads"), "teams[1].shifts[0].heads"),
        (("flow", "受注", 0), "flow.受注[0]"),
        (("flow", "a b", 0), 'flow."a b"[0]'),
        ((), ""),
    ],
)
def test_places_are_written_as_in_the_file(loc, text):
    """Keys with dots or spaces are quoted."""
    assert format_loc(loc) == text


def test_written_places_are_read_back():
    """A row is named by number or by name."""
    assert parse_path('flow."a b"[0].x[agency]') == (
        "flow",
        "a b",
        0,
        "x",
        Named("agency"),
    )
    assert parse_path("") is None


def test_rows_are_found_by_what_names_them():
    """Teams by name, steps by step, demand by shop or by shop and channel."""
    tables = raw()

    for path in (
        "teams[desk]",
        "flow.order[confirm]",
        "demand[a]",
        "demand[a:rakuten]",
    ):
        loc, row = locate(tables, parse_path(path))
        assert loc[-1] == 0
        assert isinstance(row, dict)
    assert locate(tables, parse_path("teams[nobody]")) is None
    assert locate(tables, parse_path("name[0]")) is None


def test_known_keys_follow_the_kind_of_a_step():
    """A gate has no minutes, a work step no timetable."""
    tables = raw()

    assert "minutes" in known_keys(tables, ("flow", "order", 0))
    assert "minutes" not in known_keys(tables, ("flow", "order", 2))
    assert known_keys(tables, ("flow", "order", 0, "minutes")) == (
        "distribution",
        "value",
    )
    assert known_keys(tables, ("flow",)) == ()
