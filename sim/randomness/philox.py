"""Philox4x32-10, a counter-based random bijection.

A counter of four 32-bit words is scrambled under a key of two such words.
There is no state: the same counter and key always give the same four words, and
counters that differ in one bit give words that look unrelated.

Words are 32-bit values held in uint64, so that the products of two words fit and no
operation ever wraps: plain NumPy, which runs when the JIT is off, then stays silent.

References
----------
Salmon, Moraes, Dror & Shaw (2011), Parallel random numbers: as easy as 1, 2, 3,
SC '11, doi:10.1145/2063384.2063405.
"""

import numpy as np

from sim.randomness.jit import compiled

__all__ = ["philox4x32"]

_ROUNDS = 10
_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)


@compiled
def philox4x32(
    c0: np.uint64,
    c1: np.uint64,
    c2: np.uint64,
    c3: np.uint64,
    k0: np.uint64,
    k1: np.uint64,
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Return the four random words of one counter under one key.

    Parameters
    ----------
    c0, c1, c2, c3
        Counter words, uint64 below 2³².
    k0, k1
        Key words, uint64 below 2³².
    """
    for _ in range(_ROUNDS):
        product_0 = _MULTIPLIER_0 * c0
        product_1 = _MULTIPLIER_1 * c2
        c0 = (product_1 >> _HALF) ^ c1 ^ k0
        c1 = product_1 & _LOW
        c2 = (product_0 >> _HALF) ^ c3 ^ k1
        c3 = product_0 & _LOW
        k0 = (k0 + _WEYL_0) & _LOW
        k1 = (k1 + _WEYL_1) & _LOW
    return c0, c1, c2, c3
