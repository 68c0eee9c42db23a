"""The key is packed without loss, and its limits are kept."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.randomness import keys
from sim.randomness.keys import check_key, pack

LIMITS = (
    keys.MAX_SEED,
    keys.MAX_REPLICATION,
    keys.MAX_STREAM,
    keys.MAX_CASE,
    keys.MAX_STEP,
    keys.MAX_VISIT,
    keys.MAX_BLOCK,
)


def unpacked(words):
    """Return the fields that the words of a key hold, by the documented table."""
    c0, c1, c2, c3, k0, k1 = (int(word) for word in words)
    seed = k0 | k1 << 32
    case = c0 | (c1 & 0xFF) << 32
    return seed, c1 >> 8, c2, case, c3 >> 20, (c3 >> 8) & 0xFFF, c3 & 0xFF


fields = st.tuples(
    *(st.one_of(st.sampled_from([0, limit]), st.integers(0, limit)) for limit in LIMITS)
)


@given(fields)
@settings(deadline=None)
def test_packing_loses_nothing(key):
    """Every key can be read back from its words, so no two keys share them."""
    words = pack(np.uint64(key[0]), *key[1:])

    assert unpacked(words) == key
    assert all(0 <= int(word) < 2**32 for word in words)


def test_largest_values_fit():
    """A key with every field at its limit fills every bit."""
    words = pack(np.uint64(LIMITS[0]), *LIMITS[1:])

    assert [int(word) for word in words] == [2**32 - 1] * 6


def test_limits_are_accepted():
    """The limits themselves are legal."""
    check_key(seed=keys.MAX_SEED, case=keys.MAX_CASE, purpose=keys.MAX_PURPOSE, step=0)


def test_all_fields_out_of_range_are_named():
    """One error names every field that is out of its range."""
    with pytest.raises(ScenarioError) as caught:
        check_key("run", seed=-1, replication=2**24, stream=5)

    assert [problem.where for problem in caught.value.problems] == [
        "run.seed",
        "run.replication",
    ]
    assert "16777215" in caught.value.text("ja")


def test_field_without_a_place_is_named_alone():
    """Without a place the message begins with the field."""
    with pytest.raises(ScenarioError, match=r"^visit: must be from 0 to 4095"):
        check_key(visit=4096)
