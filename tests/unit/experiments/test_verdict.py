"""The verdict on a target."""

import pytest

from sim.experiments import judge, wilson_interval
from sim.scenario.target import Target

TARGET = Target(missed_share=0.01, with_probability=0.95)


def shares(kept, missed):
    """Return the missed share of ``kept`` good and ``missed`` bad replications."""
    return [0.01] * kept + [0.02] * missed


@pytest.mark.parametrize(
    ("kept", "missed", "status"),
    [
        (100, 0, "meets"),
        (73, 0, "meets"),  # 73 / (73 + 1.96²) is just above 0.95
        (72, 0, "undecided"),
        (95, 5, "undecided"),
        (91, 9, "undecided"),  # up to 0.952
        (90, 10, "misses"),  # up to 0.945
        (0, 2, "misses"),
        (0, 1, "misses"),
    ],
)
def test_the_whole_interval_decides(kept, missed, status):
    """Meets above the asked probability, misses below it, undecided across it."""
    verdict = judge(shares(kept, missed), TARGET)

    assert verdict.status == status
    assert (verdict.ci_low, verdict.ci_high) == wilson_interval(kept, kept + missed)


def test_a_share_at_the_limit_keeps_the_target():
    """At most 1 % missed: exactly 1 % is kept."""
    verdict = judge([0.01, 0.0100001], TARGET)

    assert verdict.probability == 0.5
    assert verdict.n == 2
    assert (verdict.missed_share, verdict.with_probability) == (0.01, 0.95)


@pytest.mark.parametrize(("kept", "missed"), [(20, 0), (97, 3), (18, 2)])
def test_further_replications_would_decide(kept, missed):
    """At the same share, so many more decide and one fewer does not."""
    verdict = judge(shares(kept, missed), TARGET)
    share, n = verdict.probability, verdict.n + verdict.further

    def is_decided(trials):
        # Wilson's ends, for a number of successes that need not be whole
        distance = (share - 0.95) ** 2 * trials
        return distance >= 1.959963984540054**2 * 0.95 * 0.05

    assert verdict.status == "undecided"
    assert is_decided(n)
    assert not is_decided(n - 1)


def test_no_number_decides_what_is_exactly_as_asked():
    """A probability equal to the asked one stays undecided for ever."""
    assert judge(shares(95, 5), TARGET).further is None


def test_a_decided_verdict_needs_nothing_more():
    """Where the answer is clear, nothing is asked for."""
    assert judge(shares(100, 0), TARGET).further is None


def test_there_is_no_verdict_without_replications():
    """Nothing was simulated, so nothing is said."""
    with pytest.raises(ValueError, match="successes"):
        judge([], TARGET)
