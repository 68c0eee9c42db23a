"""Keyed uniforms."""

import numpy as np
import pytest
from scipy import stats

from sim.randomness.variates import uniform, uniform_from_words, uniform_pair

FIELDS = ("seed", "replication", "stream", "case", "step", "visit", "purpose")
BASE = (7, 3, 2_000_000_000, 41, 5, 2, 16)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        pytest.param(0, 0, 2.0**-53, id="all zeros"),
        pytest.param(0xFFFFFFFF, 0xFFFFFFFF, 1 - 2.0**-53, id="all ones"),
        pytest.param(0, 0x80000000, 0.5 + 2.0**-53, id="top bit"),
    ],
)
def test_uniform_lies_strictly_inside(low, high, expected):
    """The extreme words give values next to, but never at, 0 and 1."""
    u = uniform_from_words(np.uint64(low), np.uint64(high))

    assert u == expected
    assert 0.0 < u < 1.0


@pytest.mark.parametrize("block", [0, 8, 255])
def test_pair_is_the_two_uniforms_of_its_block(block):
    """A pair holds the very numbers of its two purposes."""
    pair = uniform_pair(*BASE[:-1], block)

    assert pair == (uniform(*BASE[:-1], 2 * block), uniform(*BASE[:-1], 2 * block + 1))


@pytest.mark.parametrize("place", range(7), ids=FIELDS)
def test_each_field_matters(place):
    """Changing one field of the key changes the value."""
    changed = [value + (n == place) for n, value in enumerate(BASE)]

    assert uniform(*changed) != uniform(*BASE)


def test_same_key_gives_same_value():
    """A value depends on its key only, not on what was asked before."""
    first = uniform(*BASE)
    uniform(1, 1, 1, 1, 1, 1, 1)

    assert uniform(*BASE) == first


def test_type_of_the_seed_does_not_matter():
    """A seed gives the same values as int and as np.uint64."""
    assert uniform(np.uint64(BASE[0]), *BASE[1:]) == uniform(*BASE)


@pytest.mark.parametrize("place", range(7), ids=FIELDS)
def test_neighbouring_keys_are_unrelated(place):
    """Values of keys that differ by one in a field fill the square evenly."""
    field_step = [int(n == place) for n in range(7)]
    pairs = np.empty((1600, 2))
    for n in range(len(pairs)):
        key = [5, 6, 7, n // 20, n % 20, 1, 2]
        neighbour = [a + b for a, b in zip(key, field_step, strict=True)]
        pairs[n] = uniform(*key), uniform(*neighbour)

    counts = np.histogram2d(*pairs.T, bins=8, range=[[0, 1], [0, 1]])[0]

    assert stats.chisquare(counts.ravel()).pvalue > 1e-3
