"""Keyed uniforms, the only source of chance in the project.

A Philox block is 128 bits, which is two uniforms: lane 0 from words 0 and 1, lane 1
from words 2 and 3 (first word low).
Of the 64 bits ``x`` of a lane the upper 52 are used,
``u = ((x >> 12) + 0.5) * 2**-52``, so ``u`` lies strictly between 0 and 1, ``1 - u``
is exact, and inverting a law never meets the logarithm of 0.
"""

import numpy as np

from sim.randomness.jit import compiled
from sim.randomness.keys import pack
from sim.randomness.philox import philox4x32

__all__ = ["uniform", "uniform_from_words", "uniform_pair"]

_WORD = np.uint64(32)
_UNUSED = np.uint64(12)
_SPACING = 2.0**-52


@compiled
def uniform(
    seed: int | np.uint64,
    replication: int,
    stream: int,
    case: int,
    step: int,
    visit: int,
    purpose: int,
) -> float:
    """Return a value in (0, 1), a pure function of its seven arguments.

    Parameters
    ----------
    seed
        Seed of the run, 64 bits, best as np.uint64: compiled code takes a plain int
        below 2⁶³ only. Either type gives the same values.
    replication
        Number of the replication, 24 bits.
    stream
        Number of the stream (:func:`sim.randomness.streams.stream_number`), 32 bits.
    case
        Draw number of the case, 40 bits.
    step
        Place of the step in its flow, 12 bits; 0 for what belongs to the whole case.
    visit
        How often the case has been at the step before, 12 bits.
    purpose
        What is drawn (:mod:`sim.randomness.purposes`), 0 to 511.
    """
    c0, c1, c2, c3, k0, k1 = pack(
        seed, replication, stream, case, step, visit, purpose >> 1
    )
    w0, w1, w2, w3 = philox4x32(c0, c1, c2, c3, k0, k1)
    if purpose & 1:
        return uniform_from_words(w2, w3)
    return uniform_from_words(w0, w1)


@compiled
def uniform_pair(
    seed: int | np.uint64,
    replication: int,
    stream: int,
    case: int,
    step: int,
    visit: int,
    block: int,
) -> tuple[float, float]:
    """Return the values of purposes ``2 * block`` and ``2 * block + 1``.

    They are the very numbers that :func:`uniform` gives, at half the cost.
    """
    c0, c1, c2, c3, k0, k1 = pack(seed, replication, stream, case, step, visit, block)
    w0, w1, w2, w3 = philox4x32(c0, c1, c2, c3, k0, k1)
    return uniform_from_words(w0, w1), uniform_from_words(w2, w3)


@compiled
def uniform_from_words(low: np.uint64, high: np.uint64) -> float:
    """Return the uniform in (0, 1) of two random words (uint64 below 2³²)."""
    bits = ((high << _WORD) | low) >> _UNUSED
    return (float(np.int64(bits)) + 0.5) * _SPACING
