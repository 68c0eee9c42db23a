"""The key of a random value: seven fields, packed into Philox words without overlap.

=============  ====  ==============================================================
field          bits  place
=============  ====  ==============================================================
seed             64  key words 0 (low half) and 1 (high half)
case             40  counter word 0 (low 32 bits) and word 1, bits 0-7 (high 8 bits)
replication      24  counter word 1, bits 8-31
stream           32  counter word 2
step             12  counter word 3, bits 20-31
visit            12  counter word 3, bits 8-19
block             8  counter word 3, bits 0-7
=============  ====  ==============================================================

A block is two purposes: ``block = purpose >> 1`` and ``lane = purpose & 1``.
The packing is injective as long as every field is inside its limit.
The compiled functions do not look; :func:`check_key` does, before a run.
"""

import numpy as np

from sim.errors import Problem, ScenarioError
from sim.randomness.jit import compiled

__all__ = [
    "MAX_BLOCK",
    "MAX_CASE",
    "MAX_PURPOSE",
    "MAX_REPLICATION",
    "MAX_SEED",
    "MAX_STEP",
    "MAX_STREAM",
    "MAX_VISIT",
    "check_key",
    "pack",
]

MAX_SEED = 2**64 - 1
MAX_CASE = 2**40 - 1
MAX_REPLICATION = 2**24 - 1
MAX_STREAM = 2**32 - 1
MAX_STEP = 2**12 - 1
MAX_VISIT = 2**12 - 1
MAX_BLOCK = 2**8 - 1
MAX_PURPOSE = 2 * MAX_BLOCK + 1

_LIMITS = {
    "seed": MAX_SEED,
    "replication": MAX_REPLICATION,
    "stream": MAX_STREAM,
    "case": MAX_CASE,
    "step": MAX_STEP,
    "visit": MAX_VISIT,
    "purpose": MAX_PURPOSE,
}

_LOW = np.uint64(0xFFFFFFFF)
_WORD = np.uint64(32)
_REPLICATION_AT = np.uint64(8)
_STEP_AT = np.uint64(20)
_VISIT_AT = np.uint64(8)


def check_key(where: str = "", **fields: int) -> None:
    """Check that fields of a key fit their places.

    Parameters
    ----------
    where
        What the fields belong to; stands before the name of a field in the message.
    **fields
        The largest value of each field in question, by the field's name.

    Raises
    ------
    ScenarioError
        A field is negative or above its limit; all such fields are named.
    """
    problems = [
        Problem(
            where=f"{where}.{name}" if where else name,
            rule="key_field_range",
            got=value,
            values={"limit": _LIMITS[name]},
        )
        for name, value in fields.items()
        if not 0 <= value <= _LIMITS[name]
    ]
    if problems:
        raise ScenarioError(problems)


@compiled
def pack(
    seed: int | np.uint64,
    replication: int,
    stream: int,
    case: int,
    step: int,
    visit: int,
    block: int,
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64, np.uint64, np.uint64]:
    """Return counter words 0-3 and key words 0-1, each uint64 below 2³²."""
    seed_bits = np.uint64(seed)
    case_bits = np.uint64(case)
    return (
        case_bits & _LOW,
        (case_bits >> _WORD) | (np.uint64(replication) << _REPLICATION_AT),
        np.uint64(stream),
        (np.uint64(step) << _STEP_AT)
        | (np.uint64(visit) << _VISIT_AT)
        | np.uint64(block),
        seed_bits & _LOW,
        seed_bits >> _WORD,
    )
