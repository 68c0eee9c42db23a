"""Who was there: the roster."""

from datetime import datetime

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
        "desk,2026-12-05T09:00,2026-12-05T18:00,1,once",
        "desk,2026-12-05T09:00,2026-12-05T18:00,1,-1",
    ],
)
def test_a_bad_line_is_named(line):
    """The message holds the number of the line."""
    with pytest.raises(ImportDataError, match=r"r\.csv:2"):
        parse_roster(f"team,start,end,heads,calls\n{line}\n", "r.csv")


def test_what_was_cancelled_is_no_time_on_duty():
    """A row with the time of its cancelling stands apart, with that time."""
    text = TEXT.replace("heads\n", "heads,cancelled_at\n").replace(
        "5T18:00,5", "5T18:00,5,2026-12-04T06:00Z"
    )
    roster = parse_roster(text, "r.csv")

    assert len(roster.stints) == 2
    (cancelled,) = roster.cancelled
    assert (cancelled.stint.team, cancelled.stint.heads) == ("pack", 5)
    assert cancelled.at == datetime(2026, 12, 4, 15)
    assert roster.of_team("desk").cancelled == ()


def test_calls_are_those_of_their_row():
    """A row tells how many calls brought its people; most rows tell nothing."""
    text = TEXT.replace("heads\n", "heads,calls\n").replace("5T18:00,5", "5T18:00,5,2")

    assert [each.calls for each in parse_roster(text, "r.csv").stints] == [0, 0, 2]


@pytest.mark.parametrize("when", ["2026-12-05T09:01", "in time"])
def test_nothing_is_cancelled_after_it_began(when):
    """The message holds the number of the line."""
    line = f"desk,2026-12-05T09:00,2026-12-05T12:00,2,{when}"
    text = f"team,start,end,heads,cancelled_at\n{line}\n"
    with pytest.raises(ImportDataError, match=r"r\.csv:2.*cancelled_at"):
        parse_roster(text, "r.csv")


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
