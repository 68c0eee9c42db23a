"""Changing a file keeps what people wrote around the numbers."""

from difflib import ndiff

import pytest

from sim.errors import ScenarioError
from sim.scenario.files import edit, loads
from tests.unit.scenario.small import COMMENTED


def difference(text: str) -> list[str]:
    """Return the lines that were removed and added."""
    lines = ndiff(COMMENTED.splitlines(), text.splitlines())
    return [line for line in lines if line.startswith(("-", "+"))]


def test_comments_survive_a_change():
    """Only the number changes; the comment behind it stays."""
    changed = edit(COMMENTED, {"teams[agency].shifts[0].heads": 7})

    assert difference(changed) == [
        "- heads = 3                             # ここを変える",
        "+ heads = 7                             # ここを変える",
    ]


def test_values_inside_one_line_tables_change():
    """Layout and comment of an inline table stay."""
    changed = edit(
        COMMENTED,
        {
            "flow.order[confirm].minutes.mean": 3.5,
            "flow.order[pickup].at[0]": "10:30",
            "teams[0].cost.overtime": 1.5,
        },
    )

    added = [line for line in difference(changed) if line.startswith("+")]
    assert added == [
        '+ minutes = { distribution = "lognormal", mean = 3.5, cv = 0.8 }   # 前提',
        '+ at = ["10:30", "15:00"]   # 集荷',
        "+ cost = { yen_per_hour = 1700, overtime = 1.5 }   # 見積",
    ]


def test_keys_at_their_default_can_be_set_and_taken_out():
    """A key is added above the sections of its row, and None removes it."""
    changed = edit(
        COMMENTED, {"teams[agency].ramp": {"start": 0.6, "full_after_hours": 16}}
    )
    assert loads(changed, ".").teams[0].ramp.start == 0.6

    assert loads(edit(changed, {"teams[agency].ramp": None}), ".").teams[0].ramp is None


def test_tables_that_are_left_out_can_be_reached():
    """A whole part that the file leaves out may be begun."""
    changed = edit(COMMENTED, {"target.missed_share": 0.05, "costs.margin_share": 0.3})

    world = loads(changed, ".")
    assert world.target.missed_share == 0.05
    assert world.costs.margin_share == 0.3


def test_rows_can_be_replaced():
    """A list of shifts is exchanged as a whole."""
    shift = {"days": ["Sat"], "from": "10:00", "to": "12:00", "heads": 1}
    changed = edit(COMMENTED, {"teams[agency].shifts": [shift, shift]})

    assert [s.heads for s in loads(changed, ".").teams[0].shifts] == [1, 1]


def test_a_file_is_edited_from_its_path(tmp_path):
    """A path is read, never written."""
    path = tmp_path / "x.toml"
    path.write_text(COMMENTED, encoding="utf-8")

    assert "heads = 9" in edit(path, {"teams[0].shifts[0].heads": 9})
    assert path.read_text(encoding="utf-8") == COMMENTED


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("teams[agancy].shifts[0].heads", "unknown_path_similar"),
        ("teams[agency].shifts[9].heads", "unknown_path"),
        ("teams[agency].shifts[0].headz", "unknown_path_similar"),
        ("timzone", "unknown_path_similar"),
        ("nothing.at.all", "unknown_path"),
        ("teams[", "path_form"),
    ],
)
def test_paths_to_nowhere_are_refused(path, rule):
    """A path that leads nowhere changes nothing."""
    with pytest.raises(ScenarioError) as error:
        edit(COMMENTED, {path: 1})

    assert [each.rule for each in error.value.problems] == [rule]
    assert error.value.text("ja")


def test_the_result_must_be_a_scenario():
    """A wrong value is refused as in a file."""
    with pytest.raises(ScenarioError, match="must be >= 0, got -1"):
        edit(COMMENTED, {"teams[agency].shifts[0].heads": -1})


def test_a_broken_text_is_refused():
    """What is not TOML cannot be edited."""
    with pytest.raises(ScenarioError, match="not valid TOML"):
        edit("name = ", {"name": "x"})
