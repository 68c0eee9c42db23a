"""Philox4x32-10 against its published vectors."""

import numpy as np
import pytest
from numba import njit

from sim.randomness.philox import philox4x32

# Salmon et al. (2011), known-answer file of their library: counter, key, output
KNOWN_ANSWERS = [
    pytest.param([0, 0, 0, 0], [0, 0],
                 [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8], id="zeros"),
    pytest.param([0xFFFFFFFF] * 4, [0xFFFFFFFF] * 2,
                 [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD], id="ones"),
    pytest.param([0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344],
                 [0xA4093822, 0x299F31D0],
                 [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1], id="pi"),
]  # fmt: skip


@njit
def words_in_kernel(words, out):
    """Fill in the words as a kernel would use them."""
    c0, c1, c2, c3, k0, k1 = words
    out[0], out[1], out[2], out[3] = philox4x32(c0, c1, c2, c3, k0, k1)


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN_ANSWERS)
def test_known_answers_from_python(counter, key, expected):
    """Called from Python, Philox gives the published words."""
    words = philox4x32(*(np.uint64(word) for word in (*counter, *key)))

    assert [int(word) for word in words] == expected


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN_ANSWERS)
def test_known_answers_inside_a_kernel(counter, key, expected):
    """Called from compiled code, Philox gives the published words."""
    out = np.zeros(4, dtype=np.uint64)

    words_in_kernel(tuple(np.uint64(word) for word in (*counter, *key)), out)

    assert out.tolist() == expected
