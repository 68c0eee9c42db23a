import pytest

from sim.report.statistics import Statistics


def share(ci_low: float, ci_high: float, low: float, high: float, unit="share"):
    """Return the statistics of a number around one half."""
    return Statistics(unit, 0.5, ci_low, ci_high, 0.4, 0.5, 0.6, low, high, 9)


@pytest.mark.parametrize(
    ("statistics", "expected"),
    [
        pytest.param(share(-0.1, 1.2, 0, 1), (0, 1), id="a share lies in 0-1"),
        pytest.param(share(0.2, 0.8, 0, 1), (0.2, 0.8), id="inside it is untouched"),
        pytest.param(share(-3, 9, 0, 8, "orders"), (0, 9), id="a count has no top"),
        pytest.param(share(-3, 9, -1, 8, "yen"), (-3, 9), id="a difference has no end"),
    ],
)
def test_interval_is_cut_to_what_the_number_can_be(statistics, expected):
    """No screen says that a share may be 101 %."""
    assert statistics.interval == expected
