"""Numbers of named streams."""

import pytest

from sim.errors import ScenarioError
from sim.randomness.streams import stream_number, stream_numbers

# two names found by search whose 32-bit digests are equal
TWINS = ("demand:shop-22551:rakuten", "demand:shop-217627:rakuten")


def test_number_of_a_name_never_changes():
    """A name has the same number on every machine and in every release."""
    assert stream_number("demand:apparel-a:rakuten") == 3_912_584_043


def test_japanese_names_are_legal():
    """A name may be Japanese, and its number fits into 32 bits."""
    assert 0 <= stream_number("需要:アパレル:楽天") < 2**32


def test_new_streams_move_no_other():
    """A stream keeps its number when others join."""
    alone = stream_numbers(["work"])

    assert stream_numbers(["demand", "work", "level"])["work"] == alone["work"]


@pytest.mark.parametrize("names", [TWINS, ("work", "work")], ids=["digest", "twice"])
def test_shared_number_is_refused(names):
    """Two streams with one number are an error that names both."""
    with pytest.raises(ScenarioError) as caught:
        stream_numbers(["other", *names])

    assert caught.value.problems[0].rule == "stream_collision"
    assert names[0] in caught.value.text("en")
    assert names[1] in caught.value.text("ja")
