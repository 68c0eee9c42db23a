"""Who was there: the roster."""

import numpy as np
import pytest

from sim.errors import ImportDataError
from sim.forecast.roster import parse_roster, read_roster, wall_minutes

TEXT = """team,start,end,heads
desk,2026-12-05T09:00,2026-12-05T12:00,2
desk,2026-12-05T03:00Z,2026-12-05T09:00Z,3

pack,2026-12-05T09:00,2026-12-05T18:00,5
"""


def test_staffed_minutes_are_heads_times_time():
    """Minutes between edges count each head; an offset moves to the wall clock."""
    roster = parse_roster(TEXT, "r.csv").of_team("desk")
    start = wall_minutes(roster.stints[0].start)
    edges = start + np.array([-60.0, 0.0, 30.0, 180.0, 240.0])

    assert roster.minutes(edges).tolist() == [0, 60, 300, 180]


def test_all_teams_add_up():
    """Without a team, everybody counts."""
    roster = parse_roster(TEXT, "r.csv").of_team(None)
    start = wall_minutes(roster.stints[0].start)

    assert roster.minutes(start + np.array([0.0, 540.0])).sum() == (6 + 18 + 45) * 60


@pytest.mark.parametrize(
    "line",
    [
        "desk,2026-12-05T09:00,2026-12-05T08:00,2",
        "desk,yesterday,2026-12-05T08:00,2",
        "desk,2026-12-05T09:00,2026-12-05T18:00,-1",
        ",2026-12-05T09:00,2026-12-05T18:00,1",
        "desk,2026-12-05T09:00",
    ],
)
def test_a_bad_line_is_named(line):
    """The message holds the number of the line."""
    with pytest.raises(ImportDataError, match=r"r\.csv:2"):
        parse_roster(f"team,start,end,heads\n{line}\n", "r.csv")


def test_a_file_without_the_columns_is_refused():
    """A roster needs all four columns."""
    with pytest.raises(ImportDataError, match="heads"):
        parse_roster("team,start\n", "r.csv")


def test_a_file_is_read_with_a_byte_order_mark(tmp_path):
    """What a spreadsheet saves can be read; what is not there is refused."""
    path = tmp_path / "r.csv"
    path.write_text("\ufeff" + TEXT, encoding="utf-8")

    assert len(read_roster(path).stints) == 3
    with pytest.raises(ImportDataError, match="cannot be read"):
        read_roster(tmp_path / "none.csv")
