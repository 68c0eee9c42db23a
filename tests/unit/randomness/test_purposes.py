"""The list of purposes."""

from sim.randomness import purposes
from sim.randomness.keys import MAX_PURPOSE


def test_no_number_means_two_things():
    """Every purpose has a number of its own."""
    numbers = [getattr(purposes, name) for name in purposes.__all__]

    assert len(set(numbers)) == len(numbers)


def test_every_purpose_fits_into_the_key():
    """No purpose is beyond the purpose field."""
    assert all(0 <= getattr(purposes, name) <= MAX_PURPOSE for name in purposes.__all__)


def test_values_needed_together_share_a_block():
    """Duration and error, share and delay, count and position come in pairs."""
    pairs = [
        (purposes.WORK, purposes.ERROR),
        (purposes.SHARE, purposes.FOUND),
        (purposes.LATE_SHARE, purposes.LATE_PATIENCE),
        (purposes.TRIGGER_SHARE, purposes.TRIGGER_DELAY),
    ]

    assert all(first % 2 == 0 and second == first + 1 for first, second in pairs)
