"""Picking, packing and shipping in a row."""

import pytest

from sim.theory import Stage, erlang_c, tandem_mean_time, tandem_mean_waits
from tests.unit.theory.printed import as_printed

# servers, mean minutes, share that waits, mean wait in minutes
R05 = {
    "pick": (5, 4.0, ".554113", "2.216450"),
    "pack": (4, 3.0, ".509434", "1.528302"),
    "ship": (2, 1.0, ".333333", "0.333333"),
}
LINE = tuple(Stage(servers, minutes) for servers, minutes, _, _ in R05.values())


@pytest.mark.parametrize("step", R05)
def test_stage_matches_reference_r05(step):
    """Each step alone waits as the reference says."""
    servers, minutes, waits, wait = R05[step]

    assert erlang_c(minutes, servers) == as_printed(waits)
    assert tandem_mean_waits(1, [Stage(servers, minutes)]) == (as_printed(wait),)


def test_total_time_matches_reference_r05():
    """From order to dispatch it takes as long as the reference says."""
    assert tandem_mean_time(1, LINE) == as_printed("12.078085")


def test_line_waits_are_those_of_its_stages():
    """A stage waits the same wherever it stands in the line."""
    forward = tandem_mean_waits(1, LINE)

    assert tandem_mean_waits(1, LINE[::-1]) == forward[::-1]
    assert tandem_mean_waits(1, ()) == ()


def test_idle_line_takes_the_service_times():
    """Without competition nobody waits."""
    assert tandem_mean_time(0, LINE) == 8


def test_full_stage_is_refused_by_name():
    """The message says which stage cannot keep up."""
    line = [Stage(5, 4.0), Stage(3, 3.0)]

    with pytest.raises(ValueError, match=r"^stages\[1\].servers: must be > .*, got 3"):
        tandem_mean_waits(1, line)
    with pytest.raises(ValueError, match=r"^stages\[0\].mean_service: must be finite"):
        tandem_mean_time(1, [Stage(5, 0.0)])
